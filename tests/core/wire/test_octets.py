"""Vectors are read to their end and not beyond; foreign bytes are shown harmlessly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire.octets import Cursor, WireError, printable, uints, vector


@given(st.lists(st.integers(0, 0xFFFF), max_size=50))
def test_a_vector_of_numbers_comes_back(values: list[int]) -> None:
    assert Cursor(uints(2, 2, tuple(values)), "list").uints(2, 2) == tuple(values)


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_a_vector_of_vectors_comes_back(items: list[bytes]) -> None:
    assert Cursor(vector(2, *(vector(1, item) for item in items)), "list").vectors(2, 1) == tuple(items)


def test_a_vector_that_announces_too_much_names_the_place() -> None:
    cursor = Cursor(b"\x01\x05ab", "thing")
    cursor.uint(1)
    with pytest.raises(WireError, match=r"thing: 5 bytes announced, 2 left \(at byte 2\)"):
        cursor.vector(1)


def test_an_odd_list_of_two_byte_numbers_is_an_error() -> None:
    with pytest.raises(WireError, match="a list of 2-byte items is 3 bytes long"):
        Cursor(b"\x00\x03abc", "list").uints(2, 2)


def test_surplus_bytes_are_an_error() -> None:
    with pytest.raises(WireError, match="1 bytes too many"):
        Cursor(b"a", "thing").end()


@pytest.mark.parametrize(
    ("data", "limit", "text"),
    [
        (b"plain text", 120, "plain text"),
        (b"a\r\n\tb\\\x00\x7f\xff", 120, "a\\r\\n\\tb\\\\\\x00\\x7f\\xff"),
        (b"0123456789", 10, "0123456789"),
        (b"0123456789a", 10, "012345678…"),
        (b"0123456\x00\x00", 10, "0123456…"),
        (b"012345\x00", 10, "012345\\x00"),
        (b"", 10, ""),
    ],
)
def test_foreign_bytes_are_escaped_and_cut(data: bytes, limit: int, text: str) -> None:
    assert printable(data, limit) == text


@given(st.binary(max_size=300), st.integers(1, 150))
def test_shown_text_is_printable_and_within_its_limit(data: bytes, limit: int) -> None:
    text = printable(data, limit)
    assert len(text) <= limit
    assert text.removesuffix("…").isascii()
    assert text.isprintable()
