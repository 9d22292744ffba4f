"""One certificate question asked of every distinct chain that was served, and the frame of the findings it gives.

A rule says only what it looks for in one `Case`; when the question does not arise, or could not be answered because no
certificate was seen or read, is said here, the same for all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from core.certificates.paths import PathAnalysis
from core.model.certificate import CertificateFacts, KeyKind, UnreadableCertificate
from core.model.evidence import Evidence, Presentation, connected
from core.model.finding import Blame, Confidence, Finding, Impact, Reference, Severity
from core.model.observation import NotTls, StarttlsFailed, TimedOut
from core.model.prose import Piece, Prose, Text, prose, quote
from core.model.verdict import PASSED, Found, NotApplicable, Undetermined, Verdict
from core.words.certificate_takers import named, takers_of
from core.words.proofs import for_key
from core.words.references import page, rfc

_STATE = {Severity.BROKEN: " is broken", Severity.AT_RISK: " is at risk", Severity.ADVICE: "", Severity.NOTE: ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One chain as served, with a readable leaf."""

    evidence: Evidence
    presentation: Presentation
    leaf: CertificateFacts

    @property
    def key(self) -> str:
        """The kind of key that this certificate is for, where the server has several; else ''."""
        here = set(self.presentation.addresses)
        if self.presentation.for_key or any(here & set(other.addresses) for other in self.evidence.others):
            return "ECDSA" if self.leaf.key.kind is KeyKind.EC else self.leaf.key.kind.value
        return ""

    @property
    def subject(self) -> str:
        """The target, with the addresses when not all serve this chain."""
        return f"{self.evidence.target}{self.evidence.where(self.presentation)}"

    @property
    def asked(self) -> str:
        """The name or address that the certificate has to be for."""
        return self.evidence.target.server_name or self.evidence.target.host

    @property
    def at(self) -> datetime:
        return self.evidence.at

    def served(self) -> Prose:
        """What was sent, in one line."""
        sent = len(self.presentation.certificates)
        asked = f"Asked for its {self.key} certificate, the" if self.presentation.for_key else "The"
        return prose(
            f"{asked} server sends {sent} certificate{'' if sent == 1 else 's'}"
            f"{self.evidence.where(self.presentation)}; the first is ",
            quote(self.leaf.subject or "(empty subject)"),
            ", issued by ",
            quote(self.leaf.issuer or "(empty issuer)"),
        )


Answer = Iterable[Finding] | NotApplicable | Undetermined
Look = Callable[[Case], Answer]
PathLook = Callable[[Case, PathAnalysis], Answer]


def judge(evidence: Evidence, look: Look, *, seconds: bool = True) -> Verdict:
    """``look`` at each case; found in one is found. A chain that could not be judged keeps the rest from passing.

    ``seconds``: look at the certificates for other kinds of keys too; False where only a full handshake gives the
    answer, or where it would be the same.
    """
    if not evidence.presentations:
        return _no_certificate(evidence)
    presentations = (*evidence.presentations, *(evidence.others if seconds else ()))
    findings: list[Finding] = []
    open_: list[Undetermined] = []
    moot: list[NotApplicable] = []
    for presentation in presentations:
        if presentation.leaf is None:
            open_.append(_unreadable(presentation))
            continue
        match look(Case(evidence=evidence, presentation=presentation, leaf=presentation.leaf)):
            case NotApplicable() as answer:
                moot.append(answer)
            case Undetermined() as answer:
                open_.append(answer)
            case several:
                findings = _with(findings, several, second=presentation.for_key is not None)
    if findings:
        return Found(tuple(findings))
    if open_:
        return open_[0]
    return moot[0] if len(moot) == len(presentations) else PASSED


def _with(before: list[Finding], more: Iterable[Finding], *, second: bool) -> list[Finding]:
    """What the second certificate shares with the first is said once, with the first."""
    if not second:
        return [*before, *more]
    merged = list(before)
    for finding_ in more:
        place = next((i for i, known in enumerate(merged) if known.code == finding_.code), None)
        if place is None:
            merged.append(finding_)
        else:
            likewise = prose("Likewise: ", *finding_.headline.pieces)
            merged[place] = replace(merged[place], evidence=(*merged[place].evidence, likewise))
    return merged


def judge_paths(evidence: Evidence, look: PathLook, *, seconds: bool = True) -> Verdict:
    """As `judge`, for questions about the way to a root."""

    def with_paths(case: Case) -> Answer:
        paths = case.presentation.paths
        return look(case, paths) if paths else Undetermined("no path could be built from what was sent")

    return judge(evidence, with_paths, seconds=seconds)


def _no_certificate(evidence: Evidence) -> Verdict:
    outcomes = [endpoint.outcome for endpoint in evidence.judged if connected(endpoint.outcome)]
    if not outcomes:
        return NotApplicable("no TCP connection")
    if all(isinstance(o, NotTls | StarttlsFailed) for o in outcomes):
        return NotApplicable("no TLS was spoken")
    if evidence.observation.out_of_time or any(isinstance(o, TimedOut) and o.budget for o in outcomes):
        return Undetermined("our time ran out before a certificate was seen")
    return Undetermined("the handshake ended before the server's certificate was seen")


def _unreadable(presentation: Presentation) -> Undetermined:
    match presentation.certificates:
        case (UnreadableCertificate(reason=reason), *_):
            return Undetermined(f"the certificate could not be read: {reason}")
        case _:
            return Undetermined("the server sent an empty certificate list")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a rule says about one case; `finding` adds the frame."""

    what: tuple[str | Piece, ...]
    means: Prose
    fix: tuple[Prose, ...]
    verify: str
    references: tuple[Reference, ...]
    seen: tuple[Prose, ...] = ()
    impact: tuple[Impact, ...] = ()
    severity: Severity = Severity.BROKEN
    blame: Blame = Blame.SERVER
    confidence: Confidence = Confidence.MEASURED
    explains: frozenset[str] = field(default_factory=frozenset)
    attachment: str | None = None


def finding(case: Case, code: str, words: Wording) -> Finding:
    """The finding: its headline names target and state, its evidence begins with what was sent."""
    if case.presentation.for_key:
        words = _of_second(case, words)
    which = f" with its {case.key} certificate" if case.key else ""
    start = Text(f"{case.subject}{_STATE[words.severity]}{which}: ")
    return Finding(
        code=code,
        severity=words.severity,
        blame=words.blame,
        confidence=words.confidence,
        headline=prose(start, *words.what),
        evidence=(case.served(), *words.seen),
        means=words.means,
        impact=words.impact,
        fix=words.fix,
        verify=words.verify,
        references=words.references,
        explains=words.explains,
        attachment=words.attachment,
    )


def _of_second(case: Case, words: Wording) -> Wording:
    """A second certificate breaks only those who get it: as grave as the first where a current client is among them."""
    takers = takers_of(case.evidence, case.presentation)
    words = replace(
        words,
        seen=(*words.seen, prose(f"Of the clients that we know, it is what {named(takers)}")),
        verify=for_key(words.verify, case.leaf.key.kind),
    )
    if any(client.current for client in takers):
        return words
    severity = Severity.AT_RISK if words.severity is Severity.BROKEN else words.severity
    return replace(words, severity=severity, impact=())


def rfc5280(section: str, title: str) -> Reference:
    return rfc(5280, section, title)


def baseline(section: str, title: str) -> Reference:
    return page(
        f"CA/Browser Forum Baseline Requirements section {section}: {title}",
        "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    )
