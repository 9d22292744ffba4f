"""The certificates that a capture shows, judged by the same rules as a live check, at the capture's own time.

Law: nothing is judged twice (equal chains for equal names are remembered), and a capture without believable time
stamps judges no dates.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import ip_address
from typing import Final

from core.certificates.facts import parse_certificate
from core.diagnose import in_order
from core.examine import examine
from core.model.certificate import CertificateFacts
from core.model.evidence import Evidence
from core.model.finding import Finding, Severity
from core.model.observation import Attempt, Negotiated, Observation, Probe, Profile, ServerFlight
from core.model.resolution import Resolved
from core.model.target import IPAddress, Target
from core.model.trust import TrustStores
from core.model.verdict import Found, Rule
from core.rules import catalogue
from core.wire.registry import version_name

_CERTIFICATE_RANKS: Final = range(700, 900)
_BELIEVABLE: Final = 1995  # captures with older stamps have a clock that was never set
_MAX_CERTIFICATES: Final = 20


class Judge:
    """`stores` is asked for once, when the first chain has to be judged."""

    def __init__(self, stores: Callable[[], TrustStores]) -> None:
        self._stores = stores
        self.findings = lru_cache(maxsize=256)(self._findings)

    def _findings(
        self, chain: tuple[bytes, ...], sni: str | None, address: str, port: int, version: int, second: int
    ) -> tuple[Finding, ...]:
        """What is broken about this chain for this name at this second, root cause first."""
        leaf = parse_certificate(chain[0])
        if not isinstance(leaf, CertificateFacts):
            return ()
        at = moment(second)
        if at.year < _BELIEVABLE:
            at = leaf.not_before + (leaf.not_after - leaf.not_before) / 2
        evidence = examine(
            _observation(chain[:_MAX_CERTIFICATES], sni, ip_address(address), port, version, at), self._stores()
        )
        found = [(rule, finding) for rule in _rules() for finding in _ask(rule, evidence)]
        return tuple(f for f in in_order(found) if f.severity is Severity.BROKEN)


def moment(second: int) -> datetime:
    """An instant of the capture; times that no calendar has become its ends."""
    return datetime.fromtimestamp(min(max(second, 0), 253402300799), UTC)


@lru_cache(maxsize=1)
def _rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in catalogue() if rule.rank in _CERTIFICATE_RANKS or "malformed-cert" in rule.codes)


def _ask(rule: Rule, evidence: Evidence) -> tuple[Finding, ...]:
    match rule.check(evidence):
        case Found(findings):
            return findings
        case _:
            return ()


def _observation(
    chain: tuple[bytes, ...], sni: str | None, address: IPAddress, port: int, version: int, at: datetime
) -> Observation:
    """As if a probe had been given this chain."""
    flight = ServerFlight(version=version, chain=chain, bytes_received=sum(map(len, chain)))
    outcome = Negotiated(flight, version_name(version), "not looked at", None)
    return Observation(
        target=Target(host=sni or str(address), port=port, server_name=sni),
        observed_at=at,
        resolution=Resolved((address,)),
        attempts=(Attempt(Probe(Profile.FULL, address, port, sni), outcome),),
        connections=1,
    )
