"""The Strict-Transport-Security header, read as browsers read it (RFC 6797 section 6.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.posture import PlainClosed, PlainHttp, Unanswered
from core.posture.hsts import Hsts, Unreadable, parse, unmet_for_preload


@pytest.mark.parametrize(
    ("header", "policy"),
    [
        ("max-age=31536000", Hsts(max_age=31536000)),
        ('max-age="31536000"', Hsts(max_age=31536000)),
        (" Max-Age = 300 ; includeSubDomains", Hsts(max_age=300, include_subdomains=True)),
        ("includesubdomains;max-age=1;;PRELOAD;", Hsts(max_age=1, include_subdomains=True, preload=True)),
        ('max-age=0; other="a b"', Hsts(max_age=0)),
        ("max-age=" + "9" * 30, Hsts(max_age=10**18 - 1)),
    ],
)
def test_policies(header: str, policy: Hsts) -> None:
    assert parse(header) == policy


@pytest.mark.parametrize(
    "header",
    [
        "",
        "includeSubDomains",
        "max-age",
        "max-age=",
        "max-age=-1",
        "max-age=1y",
        "max-age=1.5",
        "max-age=٣",
        'max-age="٣"',
        "max-age=1; max-age=2",
        "max-age=1, max-age=2",
        "max-age 1",
        'max-age="1',
    ],
)
def test_what_browsers_cannot_read(header: str) -> None:
    assert isinstance(parse(header), Unreadable)


@given(st.text(max_size=60))
def test_any_header_gives_an_answer(header: str) -> None:
    assert isinstance(parse(header), Hsts | Unreadable)


FIT = Hsts(max_age=31536000, include_subdomains=True, preload=True)


def test_what_preloading_asks_of_the_header() -> None:
    assert unmet_for_preload(FIT, "a.test", None) == ()
    assert unmet_for_preload(Hsts(max_age=31535999), "a.test", None) == (
        "max-age of at least 31536000 (a year)",
        "includeSubDomains",
        "preload",
    )


@pytest.mark.parametrize("location", ["https://a.test/", "HTTPS://A.test/x", "https://a.test", "https://a.test:443/"])
def test_a_redirect_on_the_same_host_is_fit(location: str) -> None:
    assert unmet_for_preload(FIT, "a.test", PlainHttp(301, location)) == ()


@pytest.mark.parametrize("location", ["", "http://a.test/", "https://www.a.test/", "https://a.test.example/"])
def test_a_redirect_elsewhere_is_not(location: str) -> None:
    missing = ("a redirect from http:// to https:// on the same host",)
    assert unmet_for_preload(FIT, "a.test", PlainHttp(301, location)) == missing


@pytest.mark.parametrize("plain", [PlainClosed("refused"), Unanswered("late")])
def test_a_closed_port_80_needs_no_redirect(plain: PlainClosed | Unanswered) -> None:
    assert unmet_for_preload(FIT, "a.test", plain) == ()
