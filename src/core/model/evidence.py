"""What the observation means, derived once by `core.examine`. Rules read this; two rules never derive the same thing.

The unit of a certificate question is the `Presentation` (a distinct chain and the addresses that serve it); the unit of
a connection question is the `Endpoint` (one address).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.model.certificate import CertificateFacts, KeyKind, NameMatch, UnreadableCertificate
from core.model.observation import (
    AlertReceived,
    Attempt,
    Closed,
    HelloAnswered,
    Negotiated,
    Observation,
    Outcome,
    PeerFault,
    Profile,
    Refused,
    ServerFlight,
    Stage,
    TimedOut,
    Unreachable,
)
from core.model.path import PathAnalysis
from core.model.posture import Posture
from core.model.resolution import Resolution
from core.model.revocation import Revocation
from core.model.server_map import ServerMap
from core.model.target import IPAddress, Target
from core.model.trust import EngineOpinion, TrustStores


class Software(StrEnum):
    """Server software as far as fix steps differ. UNKNOWN gets generic steps."""

    NGINX = "nginx"
    APACHE = "Apache httpd"
    HAPROXY = "HAProxy"
    CADDY = "Caddy"
    IIS = "IIS"
    AWS_ALB = "AWS Application Load Balancer"
    CLOUDFRONT = "Amazon CloudFront"
    KUBERNETES_INGRESS = "Kubernetes ingress"
    TRAEFIK = "Traefik"
    CLOUDFLARE = "Cloudflare"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Presentation:
    """One chain as served for the target's name. ``certificates``: as sent, leaf first; ``leaf`` None when
    unreadable, and then there is no ``revocation`` either. ``for_key``: of a chain that only those get who cannot use
    the one of the full handshake (dual RSA and ECDSA servers), the kind of its key.
    """

    addresses: tuple[IPAddress, ...]
    certificates: tuple[CertificateFacts | UnreadableCertificate, ...]
    leaf: CertificateFacts | None
    name: NameMatch | None
    paths: PathAnalysis | None
    opinions: tuple[EngineOpinion, ...]
    revocation: Revocation | None = None
    for_key: KeyKind | None = None

    @property
    def intermediates(self) -> tuple[CertificateFacts, ...]:
        """Readable certificates after the first, as sent."""
        return tuple(c for c in self.certificates[1:] if isinstance(c, CertificateFacts))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of the target. ``attempts``: the full handshakes tried there, in order; ``controls``: the rest.
    ``map``: None when no survey was made there. ``for_other_name``: the leaf that came for an unrelated name, when it
    is a certificate for that name indeed.
    """

    address: IPAddress
    attempts: tuple[Attempt, ...]
    controls: tuple[Attempt, ...]
    presentation: Presentation | None
    map: ServerMap | None = None
    for_other_name: CertificateFacts | None = None

    @property
    def outcome(self) -> Outcome:
        """The first full handshake's outcome: what a client meets."""
        return self.attempts[0].outcome

    @property
    def completed(self) -> Negotiated | None:
        """A completed full handshake, from whichever attempt."""
        return next((a.outcome for a in self.attempts if isinstance(a.outcome, Negotiated)), None)

    @property
    def works(self) -> bool:
        """A client without a certificate gets through the handshake and is not thrown out right after it."""
        done = self.completed
        if done is None or done.ending.alert is not None:
            return False
        return done.ending.closed is None or done.ending.answered or done.ending.close_notify

    @property
    def vantage_lacks_family(self) -> bool:
        """We, not the server, have no IPv6 (or IPv4)."""
        return isinstance(self.outcome, Unreachable) and self.outcome.local

    @property
    def flight(self) -> ServerFlight:
        """The most that the server told in any full attempt."""
        flights = [flight_of(a.outcome) for a in self.attempts]
        return max(flights, key=lambda f: (len(f.chain), f.bytes_received), default=ServerFlight())

    def control(self, profile: Profile) -> Attempt | None:
        return next((a for a in self.controls if a.probe.profile is profile), None)


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A time that a server told. ``skew``: its clock minus ours at that moment."""

    source: str
    told: datetime
    skew: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """``at``: the instant that validity is judged by; ``at_given``: a person chose it, so our clock is not in
    question. ``presentations``: of the full handshakes; ``others``: beside these, for other kinds of keys.
    """

    target: Target
    observation: Observation
    at: datetime
    at_given: bool
    endpoints: tuple[Endpoint, ...]
    presentations: tuple[Presentation, ...]
    clocks: tuple[ClockReading, ...]
    software: Software
    software_seen: str | None
    stores: TrustStores
    others: tuple[Presentation, ...] = ()

    @property
    def resolution(self) -> Resolution:
        return self.observation.resolution

    @property
    def posture(self) -> Posture | None:
        return self.observation.posture

    @property
    def judged(self) -> tuple[Endpoint, ...]:
        """Endpoints that say something about the server: those whose family our vantage lacks are left out."""
        return tuple(e for e in self.endpoints if not e.vantage_lacks_family)

    @property
    def working(self) -> tuple[Endpoint, ...]:
        return tuple(e for e in self.judged if e.works)

    @property
    def failing(self) -> tuple[Endpoint, ...]:
        """Every judged endpoint, when none works; else empty: then an odd one out is `address-partial`'s matter."""
        return () if self.working else self.judged

    @property
    def failing_with_tls(self) -> tuple[Endpoint, ...]:
        """Of `failing`, those with a TCP connection."""
        return tuple(e for e in self.failing if connected(e.outcome))

    @property
    def handshake_seen(self) -> bool:
        return any(isinstance(e.outcome, Negotiated) or e.flight.version is not None for e in self.judged)

    def where(self, presentation: Presentation) -> str:
        """' at 192.0.2.1' when not every address serves this chain, else ''."""
        alike = self.others if presentation.for_key else self.presentations
        others = [p for p in alike if p is not presentation and p.for_key is presentation.for_key]
        return f" at {', '.join(map(str, presentation.addresses))}" if others else ""


def connected(outcome: Outcome) -> bool:
    """A TCP connection stood."""
    match outcome:
        case Refused() | Unreachable():
            return False
        case TimedOut(stage):
            return stage is not Stage.CONNECT
        case _:
            return True


def flight_of(outcome: Outcome) -> ServerFlight:
    """What the server said before the end, empty where an outcome has none."""
    match outcome:
        case Negotiated() | HelloAnswered() | AlertReceived() | Closed() | TimedOut() | PeerFault():
            return outcome.flight
        case _:
            return ServerFlight()
