"""Order and suppression follow from what rules declare, not from their names."""

from dataclasses import replace

from core.diagnose import diagnose, in_order
from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import prose
from core.model.report import State
from core.model.verdict import PASSED, Rule, Undetermined, Verdict
from tests.core.rules.support import attempt, completed, make_evidence


def passes(_: Evidence) -> Verdict:
    return PASSED


def rule(code: str, rank: int, *, last_resort: bool = False) -> Rule:
    return Rule(codes=(code,), rank=rank, check=passes, last_resort=last_resort)


def finding(
    code: str, severity: Severity = Severity.BROKEN, *, explains: str = "", accounts_for_failure: bool = False
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(code),
        evidence=(),
        means=prose(),
        verify="true",
        explains=frozenset(explains.split()),
        accounts_for_failure=accounts_for_failure,
    )


def codes(*found: tuple[Rule, Finding]) -> list[str]:
    return [f.code for f in in_order(found)]


def test_worse_comes_before_nearer_to_the_root() -> None:
    assert codes((rule("a", 100), finding("a", Severity.NOTE)), (rule("b", 900), finding("b"))) == ["b", "a"]


def test_of_equally_bad_findings_the_one_nearer_to_the_root_comes_first() -> None:
    assert codes((rule("late", 800), finding("late")), (rule("early", 200), finding("early"))) == ["early", "late"]


def test_a_cause_stands_before_its_consequence_even_when_it_is_less_severe() -> None:
    assert codes(
        (rule("consequence", 100), finding("consequence")),
        (rule("other", 150), finding("other")),
        (rule("cause", 900), finding("cause", Severity.AT_RISK, explains="consequence")),
    ) == ["cause", "consequence", "other"]


def test_two_findings_that_explain_each_other_are_both_listed_once() -> None:
    assert codes(
        (rule("a", 1), finding("a", explains="b")),
        (rule("b", 2), finding("b", explains="a")),
    ) == ["b", "a"]


def test_a_last_resort_goes_when_another_finding_accounts_for_the_failure() -> None:
    alert = (rule("alert", 500, last_resort=True), finding("alert", accounts_for_failure=True))
    assert codes(alert, (rule("mtls", 600), finding("mtls", accounts_for_failure=True))) == ["mtls"]
    assert codes(alert, (rule("expired", 700), finding("expired"))) == ["alert", "expired"]


def unanswered(_: Evidence) -> Verdict:
    return Undetermined("silence")


def test_advice_that_could_not_be_judged_leaves_the_verdict_ok_and_is_listed() -> None:
    evidence = make_evidence(attempt(completed()))
    advice = diagnose(evidence, [replace(rule("advice", 950), check=unanswered, advisory=True)])
    assert (advice.state, [o.code for o in advice.undetermined]) == (State.OK, ["advice"])
    assert diagnose(evidence, [replace(rule("risk", 910), check=unanswered)]).state is State.UNDETERMINED
