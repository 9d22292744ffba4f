"""Capture files: every variant of pcap and pcapng gives the same packets, damage gives a sentence."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.capture.container import CaptureFile
from tests.core.capture.packets import START, Frame, block, pcap, pcapng

FRAMES = [Frame(START, b"first"), Frame(START + 1.5, b"second packet"), Frame(START + 2.25, b"x", wire=900)]
EXPECTED = [(1, START, b"first", 5), (2, START + 1.5, b"second packet", 13), (3, START + 2.25, b"x", 900)]


def read(data: bytes, size: int = 1 << 20) -> tuple[list[tuple[int, float, bytes, int]], CaptureFile]:
    file = CaptureFile(data[at : at + size] for at in range(0, len(data), size))
    packets = [
        (n, round(ns / 1e9, 6), buffer[start:end], wire) for n, ns, _, buffer, start, end, wire in file.packets()
    ]
    return packets, file


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("nano", [False, True])
@pytest.mark.parametrize("size", [1, 3, 17, 1 << 20])
def test_pcap_of_both_byte_orders_and_resolutions_in_any_pieces(order: str, nano: bool, size: int) -> None:
    packets, file = read(pcap(FRAMES, order=order, nano=nano), size)
    assert packets == EXPECTED
    assert (file.format, file.readable, file.problems, file.truncated_at) == ("pcap", True, [], None)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("ticks", [3, 6, 9])
@pytest.mark.parametrize("size", [1, 5, 1 << 20])
def test_pcapng_of_both_byte_orders_and_resolutions_in_any_pieces(order: str, ticks: int, size: int) -> None:
    packets, file = read(pcapng(FRAMES, order=order, ticks=ticks), size)
    assert packets == EXPECTED
    assert (file.format, file.problems) == ("pcapng", [])


def test_the_modified_pcap_of_old_kernels_has_longer_packet_headers() -> None:
    header = struct.pack("<IHHiIII", 0xA1B2CD34, 2, 4, 0, 0, 65535, 1)
    packet = struct.pack("<4I8x", 1, 500000, 4, 4) + b"data"
    packets, _ = read(header + packet)
    assert packets == [(1, 1.5, b"data", 4)]


def test_two_sections_of_different_byte_order_each_with_its_interface() -> None:
    packets, file = read(pcapng(FRAMES[:1], order="<") + pcapng(FRAMES[1:2], order=">"))
    assert [p[2] for p in packets] == [b"first", b"second packet"]
    assert file.problems == []


def test_interfaces_have_link_type_resolution_and_offset_of_their_own() -> None:
    offset = struct.pack("<HHBxxx", 9, 1, 0x80 | 10) + struct.pack("<HHq", 14, 8, 100) + struct.pack("<HH", 0, 0)
    data = pcapng(FRAMES[:1]) + block(1, struct.pack("<HHI", 101, 0, 0) + offset)
    data += block(6, struct.pack("<5I", 1, 0, 2048, 3, 3) + b"raw")
    file = CaptureFile(iter([data]))
    second = list(file.packets())[1]
    assert second[1:3] == (102 * 10**9, 101)


def test_simple_packets_are_cut_at_the_snapshot_length_and_have_no_time() -> None:
    data = pcapng([])[: -len(block(1, struct.pack("<HHI", 1, 0, 0) + struct.pack("<HHB3x", 9, 1, 6) + bytes(4)))]
    data += block(1, struct.pack("<HHI", 1, 0, 4)) + block(3, struct.pack("<I", 9) + b"cut!")
    assert read(data)[0] == [(1, 0.0, b"cut!", 9)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"<!doctype html><html>", "HTML"),
        (pcap([])[:11], "within the header"),
        (b"\x89PNG\r\n\x1a\n" * 9, "neither pcap nor pcapng"),
    ],
)
def test_what_is_no_capture_is_told_in_a_sentence(data: bytes, words: str) -> None:
    packets, file = read(data)
    assert (packets, file.readable) == ([], False)
    assert words in file.problems[0].sentence


def test_a_file_cut_in_the_last_packet_gives_the_packets_before_it() -> None:
    data = pcap(FRAMES[:2])
    packets, file = read(data[:-3])
    assert packets == EXPECTED[:1]
    assert file.truncated_at == 24 + 16 + 5
    assert "ends in the middle of packet 2" in file.problems[0].sentence


def test_an_absurd_length_stops_the_reading_where_it_stands() -> None:
    data = pcap(FRAMES[:1])
    packets, file = read(data + struct.pack("<4I", 1, 2, 1 << 31, 1 << 31) + bytes(100))
    assert packets == EXPECTED[:1]
    assert file.truncated_at == len(data)
    assert "claims to be 2147483648 bytes long" in file.problems[0].sentence


def test_a_pcapng_block_of_impossible_length_stops_the_reading() -> None:
    good = pcapng(FRAMES[:1])
    packets, file = read(good + struct.pack("<II", 6, 13) + bytes(40))
    assert (len(packets), file.truncated_at) == (1, len(good))


def test_a_packet_of_an_interface_that_is_not_there_is_left_out() -> None:
    data = pcapng(FRAMES[:1]) + block(6, struct.pack("<5I", 7, 0, 0, 3, 3) + b"odd") + pcapng(FRAMES[1:2])
    packets, file = read(data)
    assert [p[2] for p in packets] == [b"first", b"second packet"]
    assert "interface" in file.problems[0].sentence


def test_secrets_are_kept_aside() -> None:
    _, file = read(pcapng(FRAMES, key_log=b"CLIENT_RANDOM 00 11"))
    assert bytes(file.secrets) == b"CLIENT_RANDOM 00 11\n"


@given(
    st.sampled_from([pcap(FRAMES)[:24], pcapng([]), b"", pcap(FRAMES, order=">")[:24]]),
    st.binary(max_size=300),
    st.integers(1, 50),
)
def test_no_bytes_make_it_raise(head: bytes, tail: bytes, size: int) -> None:
    packets, file = read(head + tail, size)
    assert len(packets) <= file.count
