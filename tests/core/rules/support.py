"""Evidence to order for the rules' tests: each call states what was seen, everything else is a healthy default.

evidence = make_evidence(attempt(Refused()))
evidence = make_evidence(attempt(HELLO_FIN), attempt(SHELLO_12, Profile.TLS12_ONLY))
evidence = examined(attempt(completed(leaf.sent_ders)), stores=stores_of(root))
"""

from collections.abc import Sequence
from datetime import date, datetime
from ipaddress import ip_address

from core.certificates.facts import parse_certificate
from core.examine import examine
from core.model.certificate import CertificateFacts
from core.model.evidence import ClockReading, Endpoint, Evidence, Presentation, Software
from core.model.finding import Finding
from core.model.observation import (
    AlertReceived,
    Attempt,
    Closed,
    CloseKind,
    Ending,
    Fetched,
    HelloAnswered,
    Negotiated,
    Observation,
    Outcome,
    Probe,
    Profile,
    ServerFlight,
    Stage,
    TimedOut,
    Timings,
)
from core.model.prose import plain
from core.model.resolution import AddressRefused, Resolution, Resolved
from core.model.target import IPAddress, Starttls, Target
from core.model.trust import PUBLIC_STORES, Anchor, Store, TrustStores
from core.model.verdict import Found, Verdict
from tests.support.pki import NOW, Authority

TARGET = Target(host="a.test", port=443, server_name="a.test")
V4 = ip_address("192.0.2.1")
V4_OTHER = ip_address("192.0.2.2")
V6 = ip_address("2001:db8::1")
OTHER_NAME = "example.org"
NO_STORES = TrustStores(as_of=date(2026, 5, 1), by_subject={}, by_sha256={})

SHELLO = HelloAnswered(ServerFlight(version=0x0304, cipher=0x1301, bytes_received=100))
SHELLO_12 = HelloAnswered(ServerFlight(version=0x0303, cipher=0xC02F, bytes_received=100))
HELLO_FIN = Closed(Stage.HELLO, CloseKind.FIN)
HELLO_RST = Closed(Stage.HELLO, CloseKind.RST)
HELLO_SILENCE = TimedOut(Stage.HELLO, 4000.0)


def alert(number: int, stage: Stage = Stage.HELLO, **flight: object) -> AlertReceived:
    """A fatal alert; ``flight``: fields of what came before it."""
    return AlertReceived(stage, 2, number, ServerFlight(**flight))  # type: ignore[arg-type]


def completed(chain: Sequence[bytes] = (), ending: Ending | None = None, **flight: object) -> Negotiated:
    """A completed TLS 1.3 handshake that is answered afterwards."""
    seen = ServerFlight(**{"version": 0x0304, "cipher": 0x1301, "chain": tuple(chain), **flight})  # type: ignore[arg-type]
    return Negotiated(seen, "TLS 1.3", "TLS_AES_128_GCM_SHA256", "X25519", ending or Ending(answered=True))


def attempt(
    outcome: Outcome,
    profile: Profile = Profile.FULL,
    address: IPAddress = V4,
    *,
    target: Target = TARGET,
    timings: Timings | None = None,
    starttls: Starttls | None = None,
) -> Attempt:
    """One attempt; the SNI follows from profile and target. ``starttls``: another one than the target's."""
    names = {Profile.NO_SNI: None, Profile.OTHER_SNI: OTHER_NAME, Profile.SIBLING_SNI: f"www.{target.server_name}"}
    plain_text = profile in (Profile.PLAINTEXT, Profile.BANNER)
    probe = Probe(
        profile,
        address,
        target.port,
        names.get(profile, target.server_name),
        None if plain_text else starttls or target.starttls,
    )
    return Attempt(probe, outcome, timings or Timings(connected=10.0, first_byte=20.0, handshake=40.0, total=60.0))


def make_observation(
    *attempts: Attempt,
    target: Target = TARGET,
    resolution: Resolution | None = None,
    refused: Sequence[AddressRefused] = (),
    fetched: Sequence[Fetched] = (),
    not_run: Sequence[Probe] = (),
    out_of_time: bool = False,
    untried: Sequence[IPAddress] = (),
) -> Observation:
    """``resolution`` None: the name resolved to the addresses of the attempts."""
    addresses = tuple(dict.fromkeys(a.probe.address for a in attempts))
    return Observation(
        target=target,
        observed_at=NOW,
        resolution=resolution or Resolved(addresses),
        attempts=attempts,
        refused_addresses=tuple(refused),
        untried_addresses=tuple(untried),
        fetched=tuple(fetched),
        connections=len(attempts),
        not_run=tuple(not_run),
        out_of_time=out_of_time,
    )


def make_evidence(
    *attempts: Attempt,
    target: Target = TARGET,
    resolution: Resolution | None = None,
    refused: Sequence[AddressRefused] = (),
    not_run: Sequence[Probe] = (),
    out_of_time: bool = False,
    presentations: Sequence[Presentation] = (),
    clocks: Sequence[ClockReading] = (),
    software: Software = Software.UNKNOWN,
    stores: TrustStores = NO_STORES,
    at: datetime = NOW,
    at_given: bool = False,
    untried: Sequence[IPAddress] = (),
) -> Evidence:
    """Evidence put together by hand, for questions about the connection; chains are not parsed."""
    observation = make_observation(
        *attempts,
        target=target,
        resolution=resolution,
        refused=refused,
        not_run=not_run,
        out_of_time=out_of_time,
        untried=untried,
    )
    return Evidence(
        target=target,
        observation=observation,
        at=at,
        at_given=at_given,
        endpoints=_endpoints(attempts, presentations),
        presentations=tuple(presentations),
        clocks=tuple(clocks),
        software=software,
        software_seen=None,
        stores=stores,
    )


def examined(
    *attempts: Attempt,
    target: Target = TARGET,
    stores: TrustStores = NO_STORES,
    at: datetime | None = None,
    fetched: Sequence[Fetched] = (),
) -> Evidence:
    """The real `examine` over these attempts: for questions about certificates."""
    return examine(make_observation(*attempts, target=target, fetched=fetched), stores, at)


def presentation_for(
    chain: Sequence[bytes], stores: TrustStores = NO_STORES, *, target: Target = TARGET, at: datetime | None = None
) -> Presentation:
    """What `examine` makes of this chain, served by one address."""
    return examined(attempt(completed(chain), target=target), target=target, stores=stores, at=at).presentations[0]


def stores_of(
    *roots: Authority,
    stores: Sequence[Store] = PUBLIC_STORES,
    user_supplied: bool = False,
    as_of: date = NO_STORES.as_of,
) -> TrustStores:
    """These roots, held by these stores."""
    anchors = [_anchor(root.der, frozenset(stores)) for root in roots]
    return TrustStores(
        as_of=as_of,
        by_subject={a.subject_id: tuple(b for b in anchors if b.subject_id == a.subject_id) for a in anchors},
        by_sha256={a.sha256: a for a in anchors},
        user_supplied=user_supplied,
    )


def _anchor(der: bytes, stores: frozenset[Store]) -> Anchor:
    facts = parse_certificate(der)
    assert isinstance(facts, CertificateFacts)
    return Anchor(der=der, sha256=facts.sha256, subject_id=facts.subject_id, stores=stores)


def _endpoints(attempts: Sequence[Attempt], presentations: Sequence[Presentation]) -> tuple[Endpoint, ...]:
    full = (Profile.FULL, Profile.FULL_AGAIN)
    return tuple(
        Endpoint(
            address=address,
            attempts=tuple(a for a in attempts if a.probe.address == address and a.probe.profile in full),
            controls=tuple(a for a in attempts if a.probe.address == address and a.probe.profile not in full),
            presentation=next((p for p in presentations if address in p.addresses), None),
        )
        for address in dict.fromkeys(a.probe.address for a in attempts)
    )


def only(verdict: Verdict) -> Finding:
    """The single finding of a verdict."""
    assert isinstance(verdict, Found), verdict
    assert len(verdict.findings) == 1
    return verdict.findings[0]


def said(finding: Finding) -> str:
    """Headline, evidence, meaning and fix as one text."""
    return "\n".join(map(plain, (finding.headline, *finding.evidence, finding.means, *finding.fix)))
