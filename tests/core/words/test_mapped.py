"""The frame of the rules that read maps: when it passes, when it is open, when there is no question."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.observation import NotTls, Refused, Stage, TimedOut
from core.model.prose import plain, prose
from core.model.server_map import Features
from core.model.target import Starttls
from core.model.verdict import PASSED, Found, NotApplicable, Undetermined, Verdict
from core.words import mapped
from core.words.mapped import Hits, Surveyed, judge_maps
from tests.core.rules.map_support import ECDHE_AEAD, LIMITED, MODERN, RC4, SSL2, SSL3, V12, server, surveyed
from tests.core.rules.support import TARGET, only

BAD = server({V12: (RC4,)})
OPEN = server(limited=LIMITED)
BRIEF = server(complete=False, features=Features(), groups_complete=False)


def look(case: Surveyed) -> str | Undetermined | NotApplicable | None:
    """RC4 is bad, a limit leaves open, TLS 1.2 alone is not asked."""
    if RC4 in case.map.suites:
        return "RC4"
    if case.map.limited or case.brief:
        return Undetermined(case.map.limited or "cut short")
    return NotApplicable("no TLS 1.3") if len(case.map.supported) == 1 else None


def make(hits: Hits[str]) -> Finding:
    return Finding(
        code="x",
        severity=Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(Severity.AT_RISK, hits.first),
        evidence=hits.lines(lambda _, what: (prose(what),)),
        means=prose(),
        verify="true",
    )


def judged(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, look, make)


def test_a_fault_at_one_address_is_found_and_the_address_is_named() -> None:
    finding = only(judged(surveyed(server(), BAD, OPEN)))
    assert plain(finding.headline) == "a.test:443 is at risk at 192.0.2.2: RC4"
    assert [plain(line) for line in finding.evidence] == [
        "Asked for every version at 192.0.2.2 (20 connections) → TLS 1.2 is accepted",
        "RC4",
    ]


def test_one_open_answer_is_no_pass() -> None:
    assert judged(surveyed(server(), OPEN)) == Undetermined(LIMITED)


def test_an_address_that_was_asked_for_versions_only_leaves_nothing_open_beside_a_full_map() -> None:
    assert judged(surveyed(server(), BRIEF)) == PASSED
    assert judged(surveyed(BRIEF, BRIEF)) == Undetermined("cut short")


def test_a_version_that_was_left_open_there_is_left_open_by_intention() -> None:
    short = server(unknown=[SSL3], complete=False, groups_complete=False)
    assert judged(surveyed(server(), short)) == PASSED


def test_a_map_with_a_list_that_was_asked_to_its_end_is_not_brief() -> None:
    for known in (server(complete=False), server(groups_complete=False), replace(BRIEF, limited="it refuses")):
        assert not known.brief


def test_no_question_anywhere_is_no_question() -> None:
    assert judged(surveyed(server({V12: ECDHE_AEAD}))) == NotApplicable("no TLS 1.3")
    assert judged(surveyed(server({V12: ECDHE_AEAD}), server())) == PASSED


def test_without_a_map_the_reason_is_told() -> None:
    assert judged(surveyed(None)) == NotApplicable("the server was not surveyed")
    assert judged(surveyed(None, outcome=Refused())) == NotApplicable("no TCP connection")
    assert judged(surveyed(None, outcome=NotTls("ssh", "SSH-2.0", b"SSH"))) == NotApplicable("no TLS was spoken")


def test_out_of_time_is_not_the_servers_answer() -> None:
    evidence = surveyed(None, outcome=TimedOut(Stage.HELLO, 100.0, budget=True))
    late = replace(evidence, observation=replace(evidence.observation, out_of_time=True))
    assert judged(late) == Undetermined("our time ran out before the server was surveyed")


def test_an_address_with_a_map_speaks_for_those_without() -> None:
    assert isinstance(judged(surveyed(None, BAD)), Found)
    assert judged(surveyed(None, server())) == PASSED


def test_the_words_of_a_line() -> None:
    assert mapped.listed([]) == ""
    assert mapped.listed(["a"]) == "a"
    assert mapped.listed(["a", "b"]) == "a and b"
    assert mapped.listed(["a", "b", "c"]) == "a, b and c"
    assert mapped.shortened(["a", "b", "c"], 2) == "a, b and 1 more"
    assert mapped.shortened(["a", "b"], 2) == "a, b"


@given(st.lists(st.text(alphabet="abc", min_size=1), max_size=20))
def test_a_shortened_list_accounts_for_every_name(names: list[str]) -> None:
    text = mapped.shortened(names)
    more = int(text.rpartition(" and ")[2].removesuffix(" more")) if text.endswith(" more") else 0
    assert len(text.split(", ") if text else []) + more == len(names)


def test_who_is_judged_milder() -> None:
    web, mail, imap = (
        surveyed(server(MODERN), target=replace(TARGET, starttls=starttls))
        for starttls in (None, Starttls.SMTP, Starttls.IMAP)
    )
    assert [mapped.risk(e) for e in (web, mail, imap)] == [Severity.AT_RISK, Severity.ADVICE, Severity.ADVICE]
    assert [mapped.relay(e) for e in (web, mail, imap)] == [False, True, False]
    assert [bool(mapped.milder(e)) for e in (web, mail, imap)] == [False, True, True]


def test_ssl_2_says_nothing_about_the_suites_of_tls() -> None:
    assert mapped.suites_open(server(unknown=[SSL2])) is None
    assert mapped.suites_open(server(unknown=[SSL3])) == Undetermined("silence")
    cut = server({**MODERN, SSL2: (0x010080,)})
    cut = replace(cut, versions=tuple(replace(v, complete=v.version != SSL2) for v in cut.versions))
    assert mapped.suites_open(cut) is None


def test_one_address_is_not_named() -> None:
    assert plain(only(judged(surveyed(BAD))).evidence[0]) == (
        "Asked for every version (20 connections) → TLS 1.2 is accepted"
    )
