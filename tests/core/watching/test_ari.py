"""RFC 9773 as one who watches: the identifier, the directory, the answer and everything that is none."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.renewal import Question, Suggested, Unanswered, Window
from core.watching.acme_issuers import ISSUERS
from core.watching.ari import (
    AFTER_ERROR,
    LEAST,
    LONGEST_WHY,
    MOST,
    issuer_of,
    question,
    read_answer,
    renewal_id,
    renewal_url,
    wished,
)
from tests.core.watching.test_transition import LE, leaf

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
ISSUER = ISSUERS[0]
WINDOW = {"start": "2026-12-02T04:00:00Z", "end": "2026-12-03T04:00:00Z"}


def answer(whole: object, *, status: int = 200, retry: str = "21600") -> Suggested | Unanswered:
    return read_answer(status, retry, json.dumps(whole).encode(), ISSUER, NOW)


# --- the question -----------------------------------------------------------------------------------------------------


def test_the_identifier_is_that_of_the_rfc() -> None:
    """RFC 9773 section 4.1 and Appendix A."""
    authority = "69885b6b87464041e1b37b847ba0ae2cde01c8d4"
    assert renewal_id(authority, "87654321") == "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"


@pytest.mark.parametrize(
    ("serial", "content"),
    [("0", "AA"), ("7f", "fw"), ("80", "AIA"), ("1234", "EjQ"), ("-1", "_w"), ("-80", "gA"), ("-81", "_38")],
)
def test_a_serial_number_is_the_content_of_its_der(serial: str, content: str) -> None:
    assert renewal_id("00", serial) == f"AA.{content}"


def test_who_is_asked() -> None:
    asked = leaf(issuer=LE, serial="87654321", authority="69885b6b87464041e1b37b847ba0ae2cde01c8d4")
    assert question(asked, leaf().not_after) == Question("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE", ISSUER)


@pytest.mark.parametrize(
    "other",
    [
        {"authority": None, "end": NOW},
        {"authority": "aa", "end": NOW, "issuer": "CN=R12,O=Somebody Else"},
        {"authority": "aa", "end": NOW, "issuer": "CN=(STAGING) Counterfeit,O=(STAGING) Let's Encrypt,C=US"},
        {"authority": "aa", "end": NOW - SECOND},
    ],
    ids=["no-key-identifier", "another-issuer", "staging", "expired"],
)
def test_who_is_not_asked(other: dict[str, object]) -> None:
    assert question(leaf(**{"issuer": LE, **other}), NOW) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "organisation"),
    [
        ("CN=R12,O=Let's Encrypt,C=US", "Let's Encrypt"),
        ("CN=WE1,O=Google Trust Services,C=US", "Google Trust Services"),
        ("CN=ZeroSSL ECC Domain Secure Site CA,O=ZeroSSL,C=AT", "ZeroSSL"),
        ("CN=Sectigo Public Server Authentication CA DV R36,O=Sectigo Limited,C=GB", "Sectigo Limited"),
    ],
)
def test_issuers_are_known_by_their_organisation(name: str, organisation: str) -> None:
    found = issuer_of(name)
    assert found is not None
    assert found.organisation == organisation


def test_every_issuer_is_asked_over_https_only() -> None:
    assert all(issuer.directory.startswith("https://") and issuer.hosts for issuer in ISSUERS)


# --- the directory ----------------------------------------------------------------------------------------------------


def directory(**entries: object) -> bytes:
    return json.dumps({"newNonce": "https://acme-v02.api.letsencrypt.org/acme/new-nonce", **entries}).encode()


def test_the_directory_says_where() -> None:
    url = "https://acme-v02.api.letsencrypt.org/acme/renewal-info"
    assert renewal_url(directory(renewalInfo=url), ISSUER) == url
    assert renewal_url(directory(renewalInfo=f"{url}/"), ISSUER) == url


@pytest.mark.parametrize(
    "body",
    [
        directory(),
        directory(renewalInfo=["https://acme-v02.api.letsencrypt.org/x"]),
        directory(renewalInfo="http://acme-v02.api.letsencrypt.org/x"),
        directory(renewalInfo="https://evil.example/x"),
        directory(renewalInfo="https://acme-v02.api.letsencrypt.org.evil.example/x"),
        directory(renewalInfo="https://evil@acme-v02.api.letsencrypt.org/x"),
        directory(renewalInfo="https://acme-v02.api.letsencrypt.org:8443/x"),
        directory(renewalInfo="https://sub.acme-v02.api.letsencrypt.org/x"),
        b"[]", b"null", b"", b"\xff", b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_directory_that_names_it_nowhere_or_elsewhere(body: bytes) -> None:
    assert renewal_url(body, ISSUER) is None


# --- the answer -------------------------------------------------------------------------------------------------------


def test_a_window_with_its_reason() -> None:
    said = answer({"suggestedWindow": WINDOW, "explanationURL": "https://letsencrypt.org/docs/ari"})
    window = Window(
        start=datetime(2026, 12, 2, 4, tzinfo=UTC), end=datetime(2026, 12, 3, 4, tzinfo=UTC),
        why="https://letsencrypt.org/docs/ari",
    )  # fmt: skip
    assert said == Suggested(window=window, again_in=6 * HOUR)


@pytest.mark.parametrize(
    "stamp",
    [
        "2026-12-02T05:00:00+01:00",
        "2026-12-02t04:00:00z",
        "2026-12-02 04:00:00.123456789Z",
        "2026-12-01T23:30:00-04:30",
    ],
)
def test_instants_are_of_rfc_3339(stamp: str) -> None:
    said = answer({"suggestedWindow": {**WINDOW, "start": stamp}})
    assert isinstance(said, Suggested)
    assert said.window.start == datetime(2026, 12, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "window",
    [
        {"start": WINDOW["end"], "end": WINDOW["start"]},
        {"start": WINDOW["start"], "end": WINDOW["start"]},
        {"start": WINDOW["start"]},
        {"start": "2026-12-02T04:00:00", "end": WINDOW["end"]},
        {"start": "2026-13-02T04:00:00Z", "end": WINDOW["end"]},
        {"start": "0001-01-01T00:00:00+23:59", "end": WINDOW["end"]},
        {"start": 1796184000, "end": 1796270400},
        [], "soon", None,
    ],
    ids=["backwards", "empty", "half", "no-zone", "no-month", "too-early", "numbers", "list", "text", "null"],
)  # fmt: skip
def test_what_is_no_window_is_no_answer(window: object) -> None:
    """Section 4.2: a window that ends before it begins counts as no answer."""
    said = answer({"suggestedWindow": window})
    assert said == Unanswered(because="the answer has no window that can be read", again_in=AFTER_ERROR)


@pytest.mark.parametrize(
    "why",
    [
        "http://letsencrypt.org/a", "https://letsencrypt.org.evil.example/", "https://evil.example/letsencrypt.org",
        "https://notletsencrypt.org/", "https://letsencrypt.org@evil.example/", "https://letsencrypt.org\\@evil.example/",
        "https://letsencrypt.org/a b", "https://letsencrypt.org/\n", "javascript:alert(1)", "", 7, None,
        "https://letsencrypt.org/" + "x" * LONGEST_WHY,
    ],
)  # fmt: skip
def test_a_reason_that_is_not_on_a_page_of_the_ca_is_left_out(why: object) -> None:
    said = answer({"suggestedWindow": WINDOW, "explanationURL": why})
    assert isinstance(said, Suggested)
    assert said.window.why == ""


def test_a_page_below_a_domain_of_the_ca_may_explain() -> None:
    said = answer({"suggestedWindow": WINDOW, "explanationURL": "https://community.letsencrypt.org/t/1?u=2#3"})
    assert isinstance(said, Suggested)
    assert said.window.why == "https://community.letsencrypt.org/t/1?u=2#3"


@pytest.mark.parametrize(
    ("status", "retry", "again_in", "resting"),
    [
        (404, "60", MOST, False),
        (400, "", MOST, False),
        (429, "7200", 2 * HOUR, True),
        (429, "", AFTER_ERROR, True),
        (503, "Sat, 21 Nov 2026 15:00:00 GMT", 3 * HOUR, True),
        (500, "60", AFTER_ERROR, False),
        (204, "", MOST, False),
    ],
)
def test_other_statuses_are_unknown(status: int, retry: str, again_in: timedelta, resting: bool) -> None:
    said = answer({"suggestedWindow": WINDOW}, status=status, retry=retry)
    assert isinstance(said, Unanswered)
    assert (said.again_in, said.resting) == (again_in, resting)


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("21600", 6 * HOUR),
        ("0", LEAST),
        ("59", LEAST),
        ("60", LEAST),
        ("61", timedelta(seconds=61)),
        ("86400", MOST),
        ("86401", MOST),
        ("999999999", MOST),
        ("Sat, 21 Nov 2026 13:00:00 GMT", HOUR),
        ("Sat, 21 Nov 2026 11:00:00 GMT", LEAST),
        ("Fri, 31 Dec 9999 23:59:59 GMT", MOST),
        ("", None),
        ("-1", None),
        ("6h", None),
        ("9" * 30, None),
        ("٣", None),
    ],
)
def test_retry_after_is_kept_within_a_minute_and_a_day(text: str, wait: timedelta | None) -> None:
    """Section 4.3.2."""
    assert wished(text, NOW) == wait


@given(st.integers(100, 599), st.text(max_size=40), st.binary(max_size=200))
def test_whatever_comes_is_an_answer_within_bounds(status: int, retry: str, body: bytes) -> None:
    assert LEAST <= read_answer(status, retry, body, ISSUER, NOW).again_in <= MOST


@given(
    st.recursive(st.none() | st.floats() | st.text(max_size=9), lambda x: st.lists(x) | st.dictionaries(st.text(), x))
)
def test_any_json_is_an_answer(whole: object) -> None:
    assert isinstance(answer({"suggestedWindow": whole, "explanationURL": whole}), Unanswered)
