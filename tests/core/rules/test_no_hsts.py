"""`no-hsts`: advice for names that answer HTTP, silent where the policy holds for half a year."""

from dataclasses import replace

import pytest

from core.model.prose import plain
from core.model.target import Target
from core.model.verdict import PASSED, NotApplicable
from core.rules.no_hsts import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.posture_support import answering
from tests.core.rules.support import attempt, completed, examined, only


def test_a_page_without_the_header_gets_advice() -> None:
    found = only(RULE.check(answering(None)))
    headline = "a.test:443: it sends no Strict-Transport-Security header"
    assert told(found) == ("no-hsts", "advice", "server", "measured", headline)
    assert [plain(line) for line in found.evidence] == [
        "HEAD / at 192.0.2.1 → status 200, Strict-Transport-Security: none"
    ]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("max-age=15767999", "its HSTS policy holds for 182 days only"),
        ("max-age=86400", "its HSTS policy holds for 1 day only"),
        ("max-age=300", "its HSTS policy holds for 300 seconds only"),
        ("max-age=0", "its Strict-Transport-Security header tells browsers to forget the policy (max-age=0)"),
        ("preload", "its Strict-Transport-Security header cannot be read (it has no readable max-age)"),
    ],
)
def test_what_is_wrong_is_said(header: str, said: str) -> None:
    assert plain(only(RULE.check(answering(header))).headline) == f"a.test:443: {said}"


@pytest.mark.parametrize("header", ["max-age=15768000", "max-age=63072000; includeSubDomains; preload"])
def test_half_a_year_passes(header: str) -> None:
    assert RULE.check(answering(header)) == PASSED


def test_the_odd_address_is_named() -> None:
    found = only(RULE.check(answering("max-age=63072000", None)))
    assert plain(found.headline) == "a.test:443: it sends no Strict-Transport-Security header at 192.0.2.2"


def test_an_error_page_alone_proves_less() -> None:
    assert only(RULE.check(answering(None, status=404))).confidence.value == "inferred"


def test_an_address_keeps_no_policy() -> None:
    evidence = replace(answering(None), target=Target("192.0.2.1", 443))
    assert isinstance(RULE.check(evidence), NotApplicable)


def test_what_is_no_http_is_not_asked() -> None:
    assert isinstance(RULE.check(examined(attempt(completed()))), NotApplicable)
