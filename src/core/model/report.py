"""The report: what every rule answered, findings in order, root cause first. Renderers lay it out, they derive
nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.model.certificate import CertificateFacts
from core.model.client import ClientResult
from core.model.finding import Finding, Severity
from core.model.grade import Grade
from core.model.observation import Depth, HttpAnswer
from core.model.posture import Posture
from core.model.revocation import CertificateStatus
from core.model.server_map import ServerMap
from core.model.target import Target
from core.model.trust import StoreVerdict


class State(StrEnum):
    """The verdict over all. ok is said only when nothing is undetermined."""

    OK = "ok"
    AT_RISK = "at_risk"
    BROKEN = "broken"
    UNDETERMINED = "undetermined"


class StepStatus(StrEnum):
    OK = "ok"
    FAILED = "failed"
    WARNING = "warning"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """One station of the handshake trail: DNS, TCP, STARTTLS, ClientHello, ServerHello, Certificate, Finished …"""

    name: str
    status: StepStatus
    ms: float | None
    detail: str


@dataclass(frozen=True, slots=True)
class AddressSummary:
    """One address and how it went; ``leaf_sha256`` tells addresses apart that serve different certificates."""

    address: str
    outcome: str
    ok: bool
    leaf_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A rule without an answer. ``code``: the rule's first code. ``advisory``: as in `core.model.verdict.Rule`."""

    code: str
    because: str
    advisory: bool = False


@dataclass(frozen=True, slots=True)
class NegotiatedSummary:
    version: str
    cipher: str
    group: str | None
    alpn: str | None


@dataclass(frozen=True, slots=True)
class MappedAddresses:
    """A map, and the addresses where it was found."""

    addresses: tuple[str, ...]
    map: ServerMap


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``trail``: steps of the first address that tells most. ``crashed``: rules that raised (a bug of ours, shown as
    such). ``posture``: lookups around the server, as told. ``http``: the first answer over HTTPS.
    ``still_looking``: what is being looked for while the report is there already, words for a list.
    ``revocation``: of the first chain served, leaf first.
    """

    target: Target
    checked_at: datetime
    judged_at: datetime
    duration_ms: float
    connections: int
    findings: tuple[Finding, ...]
    passed: tuple[str, ...]
    not_applicable: tuple[Open, ...]
    undetermined: tuple[Open, ...]
    crashed: tuple[Open, ...]
    steps: tuple[Step, ...]
    addresses: tuple[AddressSummary, ...]
    certificates: tuple[CertificateFacts, ...]
    trust: tuple[StoreVerdict, ...]
    negotiated: NegotiatedSummary | None
    server_software: str | None = None
    out_of_time: bool = False
    depth: Depth = Depth.FULL
    maps: tuple[MappedAddresses, ...] = ()
    clients: tuple[ClientResult, ...] = ()
    grade: Grade | None = None
    posture: Posture | None = None
    http: HttpAnswer | None = None
    still_looking: tuple[str, ...] = ()
    revocation: tuple[CertificateStatus, ...] = ()

    @property
    def state(self) -> State:
        worst = {f.severity for f in self.findings}
        if Severity.BROKEN in worst:
            return State.BROKEN
        if Severity.AT_RISK in worst:
            return State.AT_RISK
        open_ = self.crashed or any(not o.advisory for o in self.undetermined)
        return State.UNDETERMINED if open_ else State.OK

    @property
    def works_as_far_as_known(self) -> bool:
        """A handshake completed and nothing wrong was found; what keeps it from being ok are open questions."""
        return self.state is State.UNDETERMINED and self.negotiated is not None

    @property
    def root_cause(self) -> Finding | None:
        return self.findings[0] if self.findings else None
