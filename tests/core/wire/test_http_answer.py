"""HTTP/1 answers: facts from a stranger, capped and printable; dates as RFC 9110 §5.6.7 writes them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.observation import HttpAnswer
from core.wire.http_answer import LIMIT, is_complete, parse_answer, parse_date, printable, request

MOMENT = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


def test_the_request_names_the_host_and_asks_to_close() -> None:
    assert request("a.test") == (
        b"HEAD / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: tlscheck\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    )


def test_all_facts_are_read() -> None:
    answer = (
        b"HTTP/1.1 301 Moved Permanently\r\nServer: nginx\r\nDATE:Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        b"location: https://b.test/\r\nStrict-Transport-Security: max-age=1\r\nServer: second\r\n\r\n"
    )
    assert parse_answer(answer) == HttpAnswer(301, "nginx", MOMENT, "https://b.test/", "max-age=1")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 000 x\r\n\r\n",
        b"HTTP/1.1 2000 x\r\n\r\n",
        b"SSH-2.0\r\n",
    ],
)
def test_what_is_no_answer(answer: bytes) -> None:
    assert parse_answer(answer) is None


def test_a_truncated_header_counts_as_far_as_lines_are_whole() -> None:
    assert parse_answer(b"HTTP/1.0 200\r\nServer: a\r\nLocation: half") == HttpAnswer(200, "a")


def test_values_are_capped_and_printable() -> None:
    found = parse_answer(b"HTTP/1.1 200 OK\r\nServer: \x1b[31m" + b"x" * 500 + b"\r\n\r\n")
    assert found is not None
    assert found.server == "\\x1b[31m" + "x" * (200 - len("\\x1b[31m"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sun, 06 Nov 1994 08:49:37",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Xyz 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 0000 08:49:37 GMT",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None


def test_a_leap_second_is_the_second_before_it() -> None:
    assert parse_date("Sat, 31 Dec 2016 23:59:60 GMT") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answer", "complete"),
    [
        (b"H", False),
        (b"HTTP/1.1 200 OK\r\n", False),
        (b"HTTP/1.1 200 OK\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\n\n", True),
        (b"220 mail", True),
        (b"HTTP/" + b"x" * LIMIT, True),
    ],
)
def test_when_enough_was_heard(answer: bytes, complete: bool) -> None:
    assert is_complete(answer) is complete


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_none(data: bytes) -> None:
    parse_answer(b"HTTP/1.1 200 OK\r\n" + data)
    parse_answer(data)


@given(st.text(max_size=300), st.integers(0, 50))
def test_what_is_shown_is_printable_and_short(text: str, limit: int) -> None:
    shown = printable(text, limit)
    assert shown.isprintable()
    assert len(shown) <= limit
