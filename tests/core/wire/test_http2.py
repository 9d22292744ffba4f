"""One HTTP/2 request and what we read of its answer; the examples are RFC 7541's own (appendix C)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.observation import HttpAnswer
from core.wire import http2

SETTINGS = bytes.fromhex("000000040000000000")
# RFC 7541 C.6.1: status 302, cache-control, date and location, Huffman coded, indexed incrementally.
HUFFMAN = bytes.fromhex(
    "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3"
)
# RFC 7541 C.5.1: the same without Huffman coding.
PLAIN = bytes.fromhex(
    "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d54"
    "6e1768747470733a2f2f7777772e6578616d706c652e636f6d"
)
ANSWER = HttpAnswer(302, None, datetime(2013, 10, 21, 20, 13, 21, tzinfo=UTC), "https://www.example.com", None)


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + payload


def test_the_request_is_a_preface_settings_and_one_header_block() -> None:
    sent = http2.request("a.test:8443")
    assert sent.startswith(http2.PREFACE + SETTINGS)
    block = sent[len(http2.PREFACE + SETTINGS) :]
    assert (block[3], block[4], block[5:9]) == (1, 0x5, b"\x00\x00\x00\x01")
    assert b"\x10\x0a:authority\x0ba.test:8443" in block


@pytest.mark.parametrize("block", [HUFFMAN, PLAIN])
def test_the_examples_of_the_rfc(block: bytes) -> None:
    answer = SETTINGS + frame(1, 0x5, 1, block)
    assert http2.is_complete(answer)
    assert http2.parse_answer(answer) == ANSWER


def test_padding_and_priority_are_skipped() -> None:
    payload = b"\x03" + bytes(5) + PLAIN + bytes(3)
    assert http2.parse_answer(SETTINGS + frame(1, 0x2C, 1, payload)) == ANSWER


def test_a_continued_block_is_joined() -> None:
    answer = SETTINGS + frame(1, 0x1, 1, PLAIN[:9]) + frame(9, 0x4, 1, PLAIN[9:])
    assert http2.parse_answer(answer) == ANSWER


def test_a_field_of_the_dynamic_table_is_found_again() -> None:
    server = b"\x76\x03abc"  # literal with indexing, name 54: becomes entry 62
    repeated = frame(1, 0x4, 1, b"\x88" + server + b"\xbe")
    assert http2.parse_answer(SETTINGS + repeated) == HttpAnswer(200, "abc")


def test_an_unfinished_block_is_waited_for() -> None:
    answer = SETTINGS + frame(1, 0x4, 1, PLAIN)
    assert not any(http2.is_complete(answer[:size]) for size in range(len(answer)))


@pytest.mark.parametrize("kind", [3, 7])
def test_a_stream_that_is_given_up_is_complete_without_an_answer(kind: int) -> None:
    answer = SETTINGS + frame(kind, 0, 1, bytes(8))
    assert http2.is_complete(answer)
    assert http2.parse_answer(answer) is None


def test_what_is_no_http2_is_complete_at_once() -> None:
    assert http2.is_complete(b"HTTP/1.1 400 Bad Request\r\n")


@pytest.mark.parametrize(
    "block",
    [
        b"\x80",  # index 0
        b"\xff\xff\xff\xff\x7f",  # an integer without end
        b"\xbe",  # an entry that is not there
        b"\x88\x00",  # a literal cut off
        b"\x88\x76\x7f",  # a length cut off
        b"",
    ],
)
def test_a_broken_block_is_no_answer(block: bytes) -> None:
    assert http2.parse_answer(SETTINGS + frame(1, 0x4, 1, block)) is None


@given(st.binary(max_size=200))
def test_any_bytes_in_a_block_are_read_or_not(block: bytes) -> None:
    http2.parse_answer(SETTINGS + frame(1, 0x4, 1, block))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_not(data: bytes) -> None:
    http2.is_complete(data)
    http2.parse_answer(data)
