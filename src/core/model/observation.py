"""What happened on the wire: bytes and numbers, no adjectives. Frozen; a recorded observation replays a bug report.

Nothing here judges. Rules never see sockets; they see these values through `core.model.evidence`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.model.offer import Reply
from core.model.posture import Posture
from core.model.probe import CloseKind as CloseKind
from core.model.probe import Depth as Depth
from core.model.probe import Probe as Probe
from core.model.probe import Profile as Profile
from core.model.probe import Stage as Stage
from core.model.resolution import AddressRefused, Resolution
from core.model.revocation import StatusFetched
from core.model.target import IPAddress, Starttls, Target

SCHEMA = "tlscheck.observation/1"


# --- one connection --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ServerFlight:
    """What the server said in clear, or what our TLS engine decrypted, before the end. Any part may be missing.

    ``version``/``cipher``/``group``: wire numbers. ``acks_server_name``: the ServerHello (TLS ≤ 1.2) carried an empty
    server_name extension (RFC 6066 §3); None when it could not be seen. ``chain``: DER, as sent, leaf first.
    ``warning_alerts``: numbers of level-1 alerts received during the handshake. ``downgrade``: the ServerHello has the
    sentinel of RFC 8446 section 4.1.3: the server can do more than it was asked for.
    """

    version: int | None = None
    cipher: int | None = None
    group: int | None = None
    hello_retry: bool = False
    acks_server_name: bool | None = None
    chain: tuple[bytes, ...] = ()
    staple: bytes | None = None
    alpn: str | None = None
    client_cert_asked: bool = False
    client_cert_authorities: tuple[str, ...] = ()
    warning_alerts: tuple[int, ...] = ()
    downgrade: bool = False
    bytes_received: int = 0


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """The answer to ``HEAD /`` after the handshake: facts from a stranger, capped in length. ``date``: its Date
    header.
    """

    status: int
    server: str | None = None
    date: datetime | None = None
    location: str | None = None
    hsts: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """RST to SYN."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The kernel or a router had no way: errno name and text (ENETUNREACH, EHOSTUNREACH …). ``local``: this machine
    has no address of that family.
    """

    errno: str
    text: str
    local: bool = False


@dataclass(frozen=True, slots=True)
class TimedOut:
    """Nothing came within ``after_ms`` at ``stage``; ``budget``: our own overall deadline ended it, not the server's
    silence.
    """

    stage: Stage
    after_ms: float
    flight: ServerFlight = field(default_factory=ServerFlight)
    budget: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """The peer closed with FIN or RST at ``stage``."""

    stage: Stage
    how: CloseKind
    flight: ServerFlight = field(default_factory=ServerFlight)


@dataclass(frozen=True, slots=True)
class AlertReceived:
    """A fatal alert (RFC 8446 §6), or a warning as the last word of a peer that then closed. Numbers as on the wire."""

    stage: Stage
    level: int
    number: int
    flight: ServerFlight = field(default_factory=ServerFlight)


@dataclass(frozen=True, slots=True)
class NotTls:
    """The first bytes are no TLS record. ``what``: recognised protocol ("http", "ssh", "smtp" … or "unknown");
    ``excerpt``: printable, ≤ 120 chars.
    """

    what: str
    excerpt: str
    first_bytes: bytes
    starttls: Starttls | None = None


class Fault(StrEnum):
    """Why our side gave up on bytes that began as TLS."""

    MALFORMED_HANDSHAKE = "malformed handshake message"
    MALFORMED_CERTIFICATE = "malformed certificate"
    CORRUPT_RECORD = "corrupt record"
    BAD_SIGNATURE = "handshake signature does not fit the certificate's key"
    TOO_LARGE = "message over our limit"
    UNSUPPORTED = "our TLS library cannot do this"


@dataclass(frozen=True, slots=True)
class PeerFault:
    """The server's bytes could not be accepted. ``detail``: our TLS library's own words, or what was unreadable and
    where.
    """

    stage: Stage
    fault: Fault
    detail: str
    flight: ServerFlight = field(default_factory=ServerFlight)


@dataclass(frozen=True, slots=True)
class StarttlsFailed:
    """The upgrade never came to a handshake. ``offered``: the server listed it; ``reply``: its words, ≤ 200 chars."""

    offered: bool
    reply: str


@dataclass(frozen=True, slots=True)
class Ending:
    """What came after a completed handshake. ``alert`` number, or ``closed`` without an answer, or data/silence (all
    None/False). ``close_notify``: it closed with a goodbye in TLS (RFC 8446 §6.1): on purpose, not cut off.
    """

    alert: int | None = None
    closed: CloseKind | None = None
    close_notify: bool = False
    answered: bool = False
    http: HttpAnswer | None = None
    greeting: str | None = None


@dataclass(frozen=True, slots=True)
class Negotiated:
    """A completed handshake (FULL), certificate not verified by the engine: judging is `examine`'s. ``session``: as in
    `Reply`, when it may be resumed. ``early_data``: bytes of 0-RTT data that its ticket allows, None before TLS 1.3.
    """

    flight: ServerFlight
    version: str
    cipher: str
    group: str | None
    ending: Ending = field(default_factory=Ending)
    session: bytes = field(default=b"", repr=False, compare=False)
    early_data: int | None = None


@dataclass(frozen=True, slots=True)
class HelloAnswered:
    """A control hello got a ServerHello (or HelloRetryRequest): the server would go on. We closed there. ``reply``: of
    survey questions only.
    """

    flight: ServerFlight
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Spoke:
    """Answer to a plaintext probe or silent listen: recognised protocol and excerpt as in `NotTls`."""

    what: str
    excerpt: str
    starttls: Starttls | None = None


Outcome = (
    Negotiated
    | HelloAnswered
    | AlertReceived
    | Closed
    | TimedOut
    | NotTls
    | PeerFault
    | StarttlsFailed
    | Spoke
    | Refused
    | Unreachable
)


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds from the start of the attempt; None when the point was not reached."""

    connected: float | None = None
    starttls: float | None = None
    first_byte: float | None = None
    handshake: float | None = None
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Attempt:
    probe: Probe
    outcome: Outcome
    timings: Timings = field(default_factory=Timings)


# --- fetched certificates --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fetched:
    """One AIA caIssuers fetch (RFC 5280 §4.2.2.1): the DER certificates found, or why there are none."""

    url: str
    certificates: tuple[bytes, ...] = ()
    failure: str | None = None


# --- the whole -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Observation:
    """Everything one check saw. ``connections`` counts TCP connections to the target that stood (not the fetches).
    ``survey``: the questions of the map, apart from the handshakes and controls of ``attempts``. ``posture`` None:
    not asked.
    """

    target: Target
    observed_at: datetime
    resolution: Resolution
    attempts: tuple[Attempt, ...] = ()
    refused_addresses: tuple[AddressRefused, ...] = ()
    untried_addresses: tuple[IPAddress, ...] = ()
    fetched: tuple[Fetched, ...] = ()
    survey: tuple[Attempt, ...] = ()
    posture: Posture | None = None
    statuses: tuple[StatusFetched, ...] = ()
    depth: Depth = Depth.FULL
    connections: int = 0
    duration_ms: float = 0.0
    out_of_time: bool = False
    not_run: tuple[Probe, ...] = ()

    def of(self, *profiles: Profile) -> tuple[Attempt, ...]:
        return tuple(a for a in self.attempts if a.probe.profile in profiles)
