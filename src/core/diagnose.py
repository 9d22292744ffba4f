"""Evidence + rules → report. Knows no rule by name: order and suppression follow from what rules declare."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.clients import simulate_all
from core.grade import grade
from core.model.evidence import Evidence
from core.model.finding import Finding, Severity
from core.model.observation import Depth
from core.model.report import Open, Report
from core.model.verdict import Found, Needs, NotApplicable, Passed, Rule, Undetermined, Verdict
from core.statuses import still_looking
from core.summaries import addresses, certificates, http, maps, negotiated, revocation, trust
from core.trail import steps

_SEVERITIES = tuple(Severity)
CERTIFICATE_RANKS = range(600, 900)  # SNI and clocks, certificate, chain: see `Rule`


@dataclass(slots=True)
class _Answers:
    found: list[tuple[Rule, Finding]] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    not_applicable: list[Open] = field(default_factory=list)
    undetermined: list[Open] = field(default_factory=list)
    crashed: list[Open] = field(default_factory=list)


def diagnose(evidence: Evidence, rules: Sequence[Rule]) -> Report:
    """Ask every rule, collect every problem, put the root cause first."""
    answers = _Answers()
    for rule in rules:
        _file(rule, _ask(rule, evidence), answers)
    findings = in_order(answers.found)
    certificate_troubles = [
        f.code for rule, f in answers.found if rule.rank in CERTIFICATE_RANKS and f.severity is Severity.BROKEN
    ]
    observation = evidence.observation
    quick = observation.depth is Depth.QUICK
    return Report(
        target=evidence.target,
        checked_at=observation.observed_at,
        judged_at=evidence.at,
        duration_ms=observation.duration_ms,
        connections=observation.connections,
        findings=findings,
        passed=tuple(answers.passed),
        not_applicable=tuple(answers.not_applicable),
        undetermined=tuple(answers.undetermined),
        crashed=tuple(answers.crashed),
        steps=steps(evidence, certificate_troubles),
        addresses=addresses(evidence),
        certificates=certificates(evidence),
        trust=trust(evidence),
        negotiated=negotiated(evidence),
        server_software=evidence.software_seen,
        out_of_time=observation.out_of_time,
        depth=observation.depth,
        maps=maps(evidence),
        clients=() if quick else simulate_all(evidence),
        grade=None if quick else grade(evidence),
        posture=evidence.posture,
        http=http(evidence),
        still_looking=still_looking(observation),
        revocation=revocation(evidence),
    )


def in_order(found: Sequence[tuple[Rule, Finding]]) -> tuple[Finding, ...]:
    """Worst first, then nearest to the root (rank); a finding that explains others stands before them.

    Findings of a last-resort rule go when another one accounts for the failure.
    """
    accounted = any(finding.accounts_for_failure for rule, finding in found if not rule.last_resort)
    kept = [(rule, finding) for rule, finding in found if not (rule.last_resort and accounted)]
    kept.sort(key=lambda pair: (_SEVERITIES.index(pair[1].severity), pair[0].rank))
    ordered: list[Finding] = []
    for _, finding in kept:
        if finding in ordered:
            continue
        causes = [other for _, other in kept if finding.code in other.explains and other not in ordered]
        ordered.extend(cause for cause in causes if cause is not finding)
        ordered.append(finding)
    return tuple(ordered)


def _ask(rule: Rule, evidence: Evidence) -> Verdict | Exception:
    if evidence.observation.depth is Depth.QUICK and rule.needs is not Needs.HANDSHAKE:
        return NotApplicable(f"a quick check has no {rule.needs.removeprefix('the ')}")
    try:
        return rule.check(evidence)
    except Exception as error:  # noqa: BLE001 - a rule that crashes is reported as such; the others still speak
        return error


def _file(rule: Rule, verdict: Verdict | Exception, answers: _Answers) -> None:
    match verdict:
        case Found(findings):
            answers.found.extend((rule, finding) for finding in findings)
        case Passed():
            answers.passed.extend(rule.codes)
        case NotApplicable(because):
            answers.not_applicable.extend(Open(code, because) for code in rule.codes)
        case Undetermined(because):
            answers.undetermined.append(Open(rule.codes[0], because, rule.advisory))
        case Exception() as error:
            answers.crashed.append(Open(rule.codes[0], f"{type(error).__name__}: {error}"[:200]))
