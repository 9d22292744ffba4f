"""No bytes make it raise, hang or grow: mutated captures, random streams, hostile words."""

import random
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.capture.analyse import analyse
from core.render import capture_json, capture_plain
from core.wire.hello import ClientHello
from tests.core.capture.packets import ACK, PSH, Connection, Frame, pcap, pcapng
from tests.core.capture.talks import STORES, TLS12, capture_of, client_context, connection_of, handshake, look, only
from tests.core.wire.memory_peer import asking_for_certificate, server_context

TALKS = [handshake(), handshake(client_context(TLS12), asking_for_certificate(server_context()))]
FRAMES = [
    frame for n, told in enumerate(TALKS) for frame in connection_of(told, Connection(ports=(4000 + n, 443))).frames
]
SEEDS = [pcap(FRAMES), pcapng(FRAMES, order=">", key_log=b"\n".join(TALKS[0].key_log))]


@given(
    seed=st.sampled_from(SEEDS),
    flips=st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 255)), max_size=12),
    end=st.integers(0, 20_000),
)
@settings(max_examples=250)
def test_bit_flips_and_cuts(seed: bytes, flips: list[tuple[int, int]], end: int) -> None:
    data = bytearray(seed)
    for at, mask in flips:
        data[at % len(data)] ^= mask
    capture = look(bytes(data[: end or len(data)]), 4096)
    capture_plain.render(capture, "file")
    capture_json.dumps(capture)


@given(sides=st.lists(st.tuples(st.integers(0, 1), st.binary(max_size=80)), max_size=8))
@settings(max_examples=150)
def test_any_words_of_both_sides(sides: list[tuple[int, bytes]]) -> None:
    connection = Connection().open()
    for side, data in sides:
        connection.say(side, data)
    capture_plain.render(capture_of(connection.end(1).end(0)), "file")


@given(at=st.integers(0, 3000), junk=st.binary(min_size=1, max_size=60))
@settings(max_examples=150)
def test_junk_in_the_middle_of_a_handshake(at: int, junk: bytes) -> None:
    connection = Connection().open()
    for flight in TALKS[1].flights:
        here = at % (len(flight.data) + 1)
        connection.say(flight.side, flight.data[:here] + junk + flight.data[here:])
    capture_plain.render(capture_of(connection.end(1)), "file")


@pytest.mark.parametrize(
    "name",
    ["\x1b[31mred", "a; rm -rf /", "<!channel>", "x" * 255],
)
def test_a_hostile_name_is_shown_and_does_nothing(name: str) -> None:
    hello = ClientHello(random=bytes(32), ciphers=(0x1301,), versions=(0x0304,), server_name=name).encode()
    seen = capture_of(Connection().open().say(0, hello).say(1, bytes([21, 3, 3, 0, 2, 2, 40])).end(1))
    shown = capture_plain.render(seen, "file")
    assert "\x1b" not in shown
    check = only(seen).advice
    assert check is not None
    assert check.check is not None
    assert ";" not in name or f"'{name}:443'" in check.check


def endless() -> Iterator[bytes]:
    """Conversations without end: 60 MB."""
    noise = random.Random(1).randbytes(1400)
    yield pcap([])
    for n in range(1500):
        connection = connection_of(TALKS[0], Connection(ports=(n % 60000 + 1, 443), isn=(n * 7, n * 11)))
        frames: list[Frame] = connection.frames
        for _ in range(25):
            connection.packet(1, PSH | ACK, noise)
        yield pcap(frames)[24:]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file() -> None:
    packets = list(endless())  # before: who watches allocations takes ten times as long
    tracemalloc.start()
    capture = analyse(iter(packets), lambda: STORES)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert capture.bytes_read > 60_000_000
    assert peak < 60_000_000
