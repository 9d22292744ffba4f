"""Explanations, certificate files and captures in Slack: within its limits whatever they hold, and no markup from
strangers."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bundle.examine import examine_file
from core.explain.asked import explain
from core.model.bundle import BundleReport
from core.model.capture import Capture, Conversation, Ending, Killer, Moment, Outcome, Peer, Point, Problem
from core.model.explanation import Cause, Explanation, Side, Transcript
from core.model.finding import Blame
from core.model.given import Captured, Examined, KeyGiven, NotRead, Said
from core.model.message import Answer
from core.render.slack_explain import host_buttons
from core.render.slack_read import answer_of
from local.workspace import Surface, validate_blocks, validate_view
from local.workspace.limits import too_long
from tests.core.render.test_slack import HOSTILE, SLOW
from tests.support.pki import NOW, Authority
from tests.support.reports import proses, reports
from tests.support.trust import trusting

JOB = "0123456789abcdef"
WORDS = st.text(max_size=300) | st.just(HOSTILE)
ROOT = Authority.root()
CODES = st.sampled_from(["cert-expired", "no-shared-cipher", "x"])
CAUSES = st.lists(st.builds(Cause, CODES, st.floats(0, 1), WORDS), max_size=9)
TRANSCRIPTS = st.builds(Transcript, version=WORDS, cipher=WORDS, verify=st.integers(0, 99), verify_text=WORDS)
EXPLANATIONS = st.builds(
    Explanation,
    tool=st.none() | WORDS,
    side=st.none() | st.sampled_from(Side),
    hosts=st.lists(WORDS, max_size=5).map(tuple),
    causes=CAUSES.map(tuple),
    actor=st.sampled_from(Blame),
    means=st.none() | proses,
    fix=st.lists(proses, max_size=9).map(tuple),
    transcript=TRANSCRIPTS,
)
MOMENTS = st.builds(Moment, st.floats(0, 1e6), st.integers(0, 9), st.sampled_from(Peer), WORDS)
CONVERSATIONS = st.builds(
    Conversation,
    client=WORDS,
    server=WORDS,
    number=st.integers(0, 99),
    frame=st.integers(0, 99),
    started_ns=st.just(0),
    sni=st.none() | WORDS,
    outcome=st.sampled_from(Outcome),
    failed_at=st.none() | st.sampled_from(Point),
    causes=CAUSES.map(tuple),
    ending=st.none() | st.builds(Ending, st.sampled_from(Killer), WORDS, WORDS),
    timeline=st.lists(MOMENTS, max_size=30).map(tuple),
    notes=st.lists(WORDS, max_size=3).map(tuple),
)
CAPTURES = st.builds(
    Capture,
    format=st.just("pcap"),
    readable=st.booleans(),
    problems=st.lists(st.builds(Problem, WORDS), max_size=3).map(tuple),
    conversations=st.lists(CONVERSATIONS, max_size=12).map(tuple),
    secrets=st.booleans(),
)


def accepted(answer: Answer) -> None:
    """What Slack would refuse, and what strangers could smuggle in."""
    assert validate_blocks(list(answer.message.blocks), Surface.MESSAGE) == []
    assert not too_long(list(answer.message.blocks))
    assert 0 < len(answer.message.text) <= 4000
    assert validate_view(answer.details.body) == []
    everything = json.dumps([answer.message.text, answer.message.blocks, answer.details.body], ensure_ascii=False)
    assert not re.search(r"<[!@#]", everything.replace("<!date^", ""))
    assert "\u202e" not in everything


def bundle(data: bytes) -> BundleReport:
    return examine_file(data, "fullchain.pem", trusting(ROOT), NOW)


def titles(answer: Answer) -> list[str]:
    """The bold lines and headers, in order."""
    found: list[str] = []

    def walk(value: Any) -> None:
        match value:
            case {"type": "header", "text": {"text": str(text)}}:
                found.append(text)
            case {"text": str(text), "style": {"bold": True}}:
                found.append(text.rstrip(": "))
            case dict() | list() | tuple():
                for part in value.values() if isinstance(value, dict) else value:
                    walk(part)

    walk(answer.message.blocks)
    return found


@SLOW
@given(EXPLANATIONS, WORDS)
def test_any_explanation_fits(explanation: Explanation, source: str) -> None:
    accepted(answer_of(Said(explanation, source), JOB))


@SLOW
@given(reports, st.lists(WORDS, max_size=3))
def test_any_examined_file_fits(report: Any, hosts: list[str]) -> None:
    accepted(answer_of(Examined(replace(bundle(ROOT.pem), report=report, name=HOSTILE), tuple(hosts)), JOB))


@SLOW
@given(CAPTURES, WORDS)
def test_any_capture_fits(capture: Capture, name: str) -> None:
    accepted(answer_of(Captured(capture, name), JOB))


@given(WORDS, WORDS, st.none() | st.booleans())
def test_any_refusal_fits(name: str, sentence: str, deleted: bool | None) -> None:
    accepted(answer_of(NotRead(name, sentence), JOB))
    accepted(answer_of(KeyGiven(name, deleted), JOB))


def test_an_explanation_has_the_order_of_a_live_check() -> None:
    text = "curl: (60) SSL certificate problem: certificate has expired, https://shop.example.com"
    assert titles(answer_of(Said(explain(text), "error.log"), JOB)) == [
        "This is almost certainly: cert-expired",
        "What told us",
        "Who must act",
        "What we read",
        "How to fix it",
        "It can also be",
        "Check next",
    ]


def test_a_first_guess_is_said_to_be_one() -> None:
    answer = answer_of(Said(explain("javax.net.ssl.SSLException: reasons of its own"), ""), JOB)
    assert titles(answer)[0] == "The text does not say which TLS problem it is. A first guess: untrusted-root"
    assert "How to fix it, if it is that" in titles(answer)
    assert "A first guess: `untrusted-root`." in answer.message.text


def test_a_file_that_lacks_its_issuer_says_so_first_and_where_the_right_one_is() -> None:
    leaf = ROOT.intermediate("Issuing CA").issue(dns=["shop.example.com"])
    answer = answer_of(Examined(bundle(leaf.pem), ("shop.example.com",)), JOB)
    assert titles(answer)[0].startswith("fullchain.pem is broken: ")
    assert titles(answer)[1] == "What is in it"
    accepted(answer)


def test_a_bundle_in_the_wrong_order_comes_back_in_the_right_one() -> None:
    leaf = ROOT.intermediate("Issuing CA").issue(dns=["shop.example.com"])
    answer = answer_of(Examined(bundle(_swapped(leaf.fullchain_pem)), ()), JOB)
    assert "The bundle to deploy" in str(answer.message.blocks)
    assert str(answer.details.body).count("-----BEGIN CERTIFICATE-----") >= 2


def _swapped(pem: bytes) -> bytes:
    end = b"-----END CERTIFICATE-----\n"
    first, second = pem.split(end)[:2]
    return second + end + first + end


@pytest.mark.parametrize(
    ("hosts", "count"), [((), 0), (("a.example",) * 3, 1), (("a.example", "no host", "b.example", "c.example"), 2)]
)
def test_buttons_are_for_two_hosts_at_most(hosts: tuple[str, ...], count: int) -> None:
    row = host_buttons(JOB, hosts, more=False)
    assert len(row["elements"] if row else []) == count
