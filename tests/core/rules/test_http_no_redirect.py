"""`http-no-redirect`: what port 80 of the same address answers."""

import pytest

from core.model.posture import PlainClosed, PlainHttp, Posture, Unanswered
from core.model.prose import plain
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.http_no_redirect import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.posture_support import around
from tests.core.rules.support import attempt, completed, examined, only

EVIDENCE = examined(attempt(completed()))


def test_a_page_in_clear_text_gets_advice() -> None:
    found = only(RULE.check(around(EVIDENCE, Posture(plain_http=PlainHttp(200)))))
    headline = "a.test:443: port 80 serves plain HTTP and sends nobody to HTTPS"
    assert told(found) == ("http-no-redirect", "advice", "server", "measured", headline)
    assert plain(found.evidence[0]) == "HEAD http://a.test/ → status 200"
    assert found.verify == "curl -sI http://a.test/"


@pytest.mark.parametrize(
    ("status", "location", "said"),
    [
        (301, "http://www.a.test/", "port 80 redirects, and stays with plain HTTP"),
        (302, "/login", "port 80 redirects, and stays with plain HTTP"),
        (308, "", "port 80 redirects, and stays with plain HTTP"),
        (401, "", "port 80 asks for a password in clear text"),
        (204, "", "port 80 serves plain HTTP and sends nobody to HTTPS"),
    ],
)
def test_what_stays_in_clear_text(status: int, location: str, said: str) -> None:
    found = only(RULE.check(around(EVIDENCE, Posture(plain_http=PlainHttp(status, location)))))
    assert plain(found.headline) == f"a.test:443: {said}"


@pytest.mark.parametrize(
    ("status", "location"), [(301, "https://a.test/"), (307, "HTTPS://www.a.test/x"), (404, ""), (400, ""), (503, "")]
)
def test_a_redirect_to_https_and_a_refusal_pass(status: int, location: str) -> None:
    assert RULE.check(around(EVIDENCE, Posture(plain_http=PlainHttp(status, location)))) == PASSED


def test_a_closed_port_80_serves_nothing() -> None:
    assert isinstance(RULE.check(around(EVIDENCE, Posture(plain_http=PlainClosed("refused")))), NotApplicable)


def test_a_port_that_was_not_contacted_is_untold() -> None:
    assert isinstance(RULE.check(around(EVIDENCE, Posture(plain_http=Unanswered("policy")))), Undetermined)


@pytest.mark.parametrize("posture", [None, Posture()])
def test_what_was_not_asked_is_not_judged(posture: Posture | None) -> None:
    assert isinstance(RULE.check(around(EVIDENCE, posture)), NotApplicable)


def test_the_location_is_a_strangers_word() -> None:
    found = only(RULE.check(around(EVIDENCE, Posture(plain_http=PlainHttp(301, "http://a\x1b[31m\r\n<!channel>")))))
    assert "\x1b" not in plain(found.evidence[0])
    assert "\n" not in plain(found.evidence[0])
