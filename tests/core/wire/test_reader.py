"""Events do not depend on how the bytes are cut, every limit holds, and no bytes raise."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wire.messages import (
    Alert,
    Malformed,
    NotTls,
    TooLarge,
)
from core.wire.octets import vector
from core.wire.profiles import legacy, modern, tls12_only
from core.wire.reader import FlightReader, Incomplete, Limits
from tests.core.wire.flights import RANDOM, TLS13, extension, handshake, hello_body, read, record, server_hello
from tests.core.wire.servers import Server, answer

# --- independent of how the bytes are cut ---------------------------------------------------------------------------

REAL_FLIGHTS = (
    answer(Server(), modern("server.test", RANDOM).encode()),
    answer(Server(highest=0x0303, ask_client=True), tls12_only("server.test", RANDOM).encode()),
    answer(Server(highest=0x0301), legacy("server.test", RANDOM).encode()),
)
CRAFTED_FLIGHTS = (
    server_hello(extensions=TLS13) + record(20, b"\x01") + record(23, bytes(100)) + record(21, b"\x02\x28"),
    record(21, b"\x01\x70")
    + server_hello(cipher=0x009C)
    + record(20, b"\x01")
    + record(22, bytes(40))
    + record(21, bytes(26)),
    b"HTTP/1.1 400 Bad Request\r\n\r\n" + bytes(5000),
    b"\x16\x03\x01\x40\x00" + bytes(0x4000),
    b"\x80\x03\x00\x00\x01" + bytes(20),
    b"\x16\x02\x00",
)


@settings(max_examples=60)
@given(st.sampled_from(REAL_FLIGHTS + CRAFTED_FLIGHTS), st.lists(st.integers(1, 400), max_size=200))
def test_events_do_not_depend_on_the_pieces(flight: bytes, sizes: list[int]) -> None:
    reader, start = FlightReader(), 0
    for size in (*sizes, len(flight)):
        reader.feed(flight[start : start + size])
        start += size
    assert reader.events == read(flight).events


@pytest.mark.parametrize("flight", REAL_FLIGHTS + CRAFTED_FLIGHTS)
def test_one_byte_at_a_time_gives_the_same_events(flight: bytes) -> None:
    assert read(flight, size=1).events == read(flight).events


@pytest.mark.parametrize("size", [1, 7, 300])
def test_messages_may_be_spread_over_records_and_share_them(size: int) -> None:
    whole = read(REAL_FLIGHTS[1])
    body = b"".join(REAL_FLIGHTS[1][start + 5 : start + 5 + length] for start, length in _records(REAL_FLIGHTS[1]))
    pieces = b"".join(record(22, body[start : start + size]) for start in range(0, len(body), size))
    assert read(pieces).events == whole.events


def _records(flight: bytes) -> list[tuple[int, int]]:
    found, start = [], 0
    while start < len(flight):
        length = int.from_bytes(flight[start + 3 : start + 5], "big")
        found.append((start, length))
        start += 5 + length
    return found


# --- never raises ---------------------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(st.binary(max_size=600))
def test_no_bytes_raise(data: bytes) -> None:
    assert isinstance(read(data).events, tuple)


@settings(max_examples=300)
@given(st.sampled_from([1, 2, 4, 8, 11, 12, 13, 14, 20, 22, 25]), st.binary(max_size=200), st.integers(0, 0xFFFF))
def test_no_message_body_raises(kind: int, body: bytes, cipher: int) -> None:
    for opening in (server_hello(cipher=cipher), server_hello(extensions=TLS13), b""):
        reader = read(opening + handshake(kind, body))
        assert reader.received == len(opening + handshake(kind, body))


@settings(max_examples=200)
@given(st.sampled_from(REAL_FLIGHTS), st.data())
def test_a_damaged_flight_never_raises(flight: bytes, data: st.DataObject) -> None:
    damaged = bytearray(flight)
    for _ in range(data.draw(st.integers(1, 5))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    reader = read(bytes(damaged))
    assert reader.incomplete is None or reader.incomplete.have >= 1


# --- terminal events ------------------------------------------------------------------------------------------------


def test_http_is_not_tls_and_its_first_bytes_are_kept() -> None:
    assert read(b"HTTP/1.1 400 Bad Request\r\n", size=5).events == (NotTls(b"HTTP/1.1 400 Bad Request\r\n"),)


def test_at_most_4096_first_bytes_are_kept() -> None:
    assert read(b"x" * 9000, size=1000).events == (NotTls(b"x" * 4096),)


@pytest.mark.parametrize(
    ("data", "what", "offset", "where"),
    [
        (record(21, b"\x02\x28") + b"\x99\x03\x03\x00\x00", "content type 153", 7, "record"),
        (record(21, b"\x02\x28") + b"\x16\x05\x03\x00\x01", "record version 0x0503", 7, "record"),
        (b"\x16\x03\x03\x48\x01", "a fragment of 18433 bytes, 18432 is the most", 0, "record"),
        (b"\x16\x03\x03\x00\x00", "an empty record of content type 22", 0, "record"),
        (record(23, b"abc"), "application data before any ServerHello", 0, "record"),
        (record(20, b"\x01"), "ChangeCipherSpec before any ServerHello", 0, "record"),
        (server_hello() + record(20, b"\x02"), "a ChangeCipherSpec other than the one byte 01", 47, "record"),
        (handshake(11, b"\x00\x00\x00"), "it came before any ServerHello", 0, "Certificate"),
        (handshake(1, bytes(40)), "the peer sends a ClientHello, as an echo or a client would", 0, "ClientHello"),
        (server_hello() + server_hello(), "a second one in one handshake", 0, "ServerHello"),
        (handshake(2, b"\x03\x03"), "32 bytes announced, 0 left", 2, "ServerHello"),
        (handshake(2, hello_body() + b"\x00\x05ab"), "5 bytes announced, 2 left", 40, "ServerHello"),
        (server_hello() + handshake(11, b"\x00\x00\x05\x00\x00\x09ab"), "9 bytes announced, 2 left", 3, "Certificate"),
        (server_hello() + handshake(14, b"a"), "1 bytes too many", 0, "ServerHelloDone"),
        (server_hello(extensions=extension(43, b"\x03")), "2 bytes announced, 1 left", 0, "supported_versions"),
    ],
)
def test_broken_bytes_are_named_with_their_place(data: bytes, what: str, offset: int, where: str) -> None:
    last = read(data).events[-1]
    assert last == Malformed(what=what, offset=offset, where=where)


def test_nothing_is_read_after_a_terminal_event() -> None:
    reader = read(b"\x16\x03\x03\x00\x00")
    before = reader.events
    reader.feed(record(21, b"\x02\x28"))
    assert (reader.events, reader.received) == (before, 12)


def test_a_flight_over_the_limit_is_too_large() -> None:
    data = record(21, b"\x01\x00") * 3
    assert read(data, Limits(flight=14)).events == (
        Alert(1, 0),
        Alert(1, 0),
        TooLarge(what="flight", limit=14, seen=21),
    )


def test_a_flight_of_exactly_the_limit_is_taken() -> None:
    assert read(record(21, b"\x01\x00") * 2, Limits(flight=14)).terminal is None


def test_an_announced_message_over_the_limit_is_not_waited_for() -> None:
    start = server_hello() + record(22, b"\x0b\x10\x00\x00" + bytes(100))
    assert read(start).terminal == TooLarge(what="Certificate", limit=192 * 1024, seen=4 + 0x100000)


def test_too_many_certificates_are_too_large() -> None:
    chain = vector(3, *[vector(3, b"der")] * 65)
    assert read(server_hello() + handshake(11, chain)).terminal == TooLarge(what="certificates", limit=64, seen=65)


def test_endless_tiny_events_are_cut_off() -> None:
    reader = read(record(21, b"\x01\x00" * 1001))
    assert len(reader.events) == 1001
    assert reader.terminal == TooLarge(what="events", limit=1000, seen=1001)


def test_endless_input_is_bounded_in_memory() -> None:
    reader = FlightReader()
    for _ in range(100):
        reader.feed(record(22, bytes(16384)))
    assert isinstance(reader.terminal, Malformed | TooLarge)
    assert len(reader.first_bytes) == 4096


# --- what it broke off in -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "incomplete"),
    [
        (b"", None),
        (b"\x16", Incomplete(where="record", have=1, need=None)),
        (b"\x16\x03\x03\x00", Incomplete(where="record", have=4, need=None)),
        (b"\x17\x03\x03\x00\x09ab", Incomplete(where="record", have=7, need=14)),
        (server_hello()[:20], Incomplete(where="ServerHello", have=15, need=42)),
        (server_hello() + handshake(11, bytes(90))[:30], Incomplete(where="Certificate", have=25, need=94)),
        (server_hello() + record(22, b"\x0b\x00"), Incomplete(where="Certificate", have=2, need=None)),
        (record(21, b"\x02"), Incomplete(where="alert", have=1, need=2)),
        (server_hello(), None),
        (b"\x16\x03\x03\x00\x00", None),
    ],
)
def test_an_unfinished_structure_is_named(data: bytes, incomplete: Incomplete | None) -> None:
    assert read(data).incomplete == incomplete
