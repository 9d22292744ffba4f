"""TCP as captures show it: loss, disorder, repetition, overlap, wrap-around, beginnings and ends that are missing."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.capture.analyse import MAX_LISTED
from core.capture.flow import distance
from core.capture.table import MAX_OPEN
from core.model.capture import Conversation
from tests.core.capture.packets import ACK, PSH, RST, SYN, Connection, Frame, cut, pcap
from tests.core.capture.talks import TLS12, client_context, connection_of, handshake, look, only

MODERN = handshake()
CLASSIC = handshake(client_context(TLS12))


def frames_of(told: object = MODERN, size: int = 1448, connection: Connection | None = None) -> list[Frame]:
    assert isinstance(told, type(MODERN))
    return connection_of(told, connection, size=size).end(0).end(1).frames


def conversation(frames: list[Frame]) -> Conversation:
    return only(look(pcap(frames)))


def essence(seen: Conversation) -> tuple[object, ...]:
    return seen.outcome, seen.sni, seen.version, seen.cipher, seen.group, seen.causes, seen.failed_at


WHOLE = essence(conversation(frames_of()))


def test_the_whole_handshake_is_the_measure() -> None:
    assert ("completed", "a.test", 0x0304, 0x1302, WHOLE[4], (), None) == WHOLE


@pytest.mark.parametrize("size", [1, 2, 5, 40, 90, 536])
def test_segments_of_any_size(size: int) -> None:
    assert essence(conversation(frames_of(size=size))) == WHOLE


@given(data=st.data())
@settings(max_examples=60)
def test_disorder_and_repetition_change_nothing(data: st.DataObject) -> None:
    """Packets that come up to four places late, and twice: the diagnosis is that of the orderly capture."""
    frames = frames_of(size=400)
    late = [n + data.draw(st.integers(0, 4)) for n in range(len(frames))]
    shuffled = [frames[n] for n in sorted(range(len(frames)), key=lambda n: (late[n], n))]
    repeated = [f for f in shuffled for _ in range(data.draw(st.integers(1, 2)))]
    assert essence(conversation(repeated)) == WHOLE


def test_overlapping_retransmissions_are_cut_to_what_is_new() -> None:
    connection = Connection().open()
    hello = MODERN.flights[0].data
    connection.packet(0, PSH | ACK, hello[:600])
    connection.packet(0, PSH | ACK, hello[300:900], seq=1001 + 300)
    connection.seq[0] = 1001 + 900
    connection.say(0, hello[900:])
    for flight in MODERN.flights[1:]:
        connection.say(flight.side, flight.data)
    assert essence(conversation(connection.end(0).end(1).frames)) == WHOLE


@pytest.mark.parametrize("isn", [0xFFFFFFFF, 0xFFFFFFF0, 0xFFFFFE00, 0])
def test_sequence_numbers_wrap_around(isn: int) -> None:
    assert essence(conversation(frames_of(connection=Connection(isn=(isn, isn))))) == WHOLE


@given(st.integers(0, 2**32 - 1), st.integers(-(2**31), 2**31 - 1))
def test_distance_is_the_inverse_of_moving_on(start: int, step: int) -> None:
    assert distance(start, (start + step) % 2**32) == step


def test_a_segment_lost_by_the_capture_does_not_hide_the_end() -> None:
    """The ServerHello's segment is not in the file, the client has it: the handshake is seen to complete."""
    frames = frames_of(CLASSIC, size=300)
    server = [n for n, f in enumerate(frames) if f.data[26:30] == bytes([198, 51, 100, 1]) and len(f.data) > 300]
    kept = [f for n, f in enumerate(frames) if n != server[0]]
    seen = conversation(kept)
    assert (seen.outcome, seen.version) == ("completed", None)
    assert "300 bytes of it are not in the capture" in seen.notes


def test_packets_cut_by_the_snapshot_length_still_show_who_finished() -> None:
    seen = conversation([cut(f, 120) for f in frames_of(CLASSIC)])
    assert (seen.outcome, seen.sni, seen.versions_offered) == ("completed", None, ())


def test_a_capture_that_begins_at_the_servers_flight() -> None:
    seen = conversation(frames_of(CLASSIC)[5:])
    assert (seen.outcome, seen.server, seen.sni, seen.version) == ("completed", "198.51.100.1:443", None, 0x0303)
    assert "it began before the capture did" in seen.notes


def test_a_capture_that_begins_in_the_data_tells_no_failure() -> None:
    seen = conversation(frames_of(CLASSIC)[-5:])
    assert (seen.outcome, seen.causes) == ("completed", ())


@pytest.mark.parametrize("end", range(4, 9))
def test_a_capture_that_ends_in_the_handshake_accuses_nobody(end: int) -> None:
    seen = conversation(frames_of(CLASSIC)[:end])
    assert (seen.outcome, seen.causes, seen.failed_at) == ("incomplete", (), None)


def test_the_same_ports_again_are_another_connection() -> None:
    first = frames_of()
    second = [replace(f, at=f.at + 60) for f in frames_of(connection=Connection(isn=(77_000, 88_000)))]
    assert [c.outcome for c in look(pcap([*first, *second])).conversations] == ["completed", "completed"]


def test_a_repeated_syn_is_the_same_connection() -> None:
    frames = frames_of()
    assert essence(conversation([frames[0], *frames])) == WHOLE


def test_hello_in_the_syn_packet() -> None:
    """TCP Fast Open (RFC 7413): the data of the SYN counts once, however often it comes."""
    connection = Connection()
    hello, *rest = MODERN.flights
    connection.packet(0, SYN, hello.data[:1400])
    connection.packet(1, SYN | ACK)
    connection.say(0, hello.data[1400:])
    for flight in rest:
        connection.say(flight.side, flight.data)
    assert essence(conversation(connection.end(0).end(1).frames)) == WHOLE


def test_one_direction_alone() -> None:
    frames = frames_of(CLASSIC)
    client = [f for f in frames if f.data[26:30] == bytes([192, 0, 2, 1])]
    server = [f for f in frames if f not in client]
    assert "only the client's packets are in the capture" in conversation(client).notes
    assert conversation(client).sni == "a.test"
    assert conversation(server).version == 0x0303


def test_a_flood_of_syns_is_bounded() -> None:
    frames = [Connection(ports=(n % 60000 + 1, 443), isn=(n, 0)).packet(0, SYN) for n in range(MAX_OPEN + 500)]
    capture = look(pcap(frames))
    assert capture.conversations == ()
    assert capture.other_tcp == MAX_OPEN + 500


def test_more_conversations_than_are_listed_are_counted() -> None:
    frames = [f for n in range(MAX_LISTED + 10) for f in connection_of(CLASSIC, Connection(ports=(n + 1, 443))).frames]
    capture = look(pcap(frames))
    assert (len(capture.conversations), capture.unlisted) == (MAX_LISTED, 10)


def test_data_far_beyond_a_gap_is_not_hoarded() -> None:
    connection = connection_of(MODERN)
    for n in range(3000):
        connection.packet(1, PSH | ACK, bytes(1400), seq=9_000_000 + n * 1400)
    assert conversation(connection.frames).outcome == "completed"


def test_a_reset_of_an_unknown_connection_is_no_conversation() -> None:
    assert look(pcap([Connection().packet(0, RST)])).conversations == ()
