"""How connections end that were near-misses of other verdicts: late words, lost packets, second handshakes."""

import pytest

from core.model.capture import Conversation, Killer, Outcome, Point
from tests.core.capture.packets import ACK, PSH, RST, SYN, Connection, cut
from tests.core.capture.talks import TLS12, TLS13, capture_of, client_context, connection_of, handshake, only
from tests.core.wire.memory_peer import asking_for_certificate, server_context

CLASSIC = handshake(client_context(TLS12))
HELLO, FLIGHT, ANSWER = (flight.data for flight in CLASSIC.flights[:3])
UNCERTIFIED = handshake(client_context(TLS12), asking_for_certificate(server_context()))


def alert(number: int) -> bytes:
    return bytes([21, 3, 3, 0, 2, 2, number])


def judged(connection: Connection) -> Conversation:
    return only(capture_of(connection))


def codes(conversation: Conversation) -> list[str]:
    return [cause.code for cause in conversation.causes]


def test_an_alert_behind_the_clients_end_is_no_answer() -> None:
    """A server that was stuck notices that the client has gone."""
    seen = judged(Connection().open().say(0, HELLO).wait(5).end(0).say(1, alert(50)))
    assert (codes(seen)[0], seen.failed_at) == ("silent-after-hello", Point.SERVER_HELLO)
    assert seen.ending is not None
    assert seen.ending.by is Killer.SERVER


@pytest.mark.parametrize(("seconds", "also"), [(0.5, False), (6, True)])
def test_a_server_that_gives_up_late_was_silent_before(seconds: float, also: bool) -> None:
    seen = judged(Connection().open().say(0, HELLO).wait(seconds).end(1, RST))
    assert codes(seen)[0] == "reset-after-hello"
    assert ("silent-after-hello" in codes(seen)) is also


def test_an_empty_certificate_that_the_server_calls_undecodable() -> None:
    """GnuTLS answers it with decode_error."""
    seen = judged(Connection().open().say(0, HELLO).say(1, UNCERTIFIED.flights[1].data)
                  .say(0, UNCERTIFIED.flights[2].data).say(1, alert(50)).end(1))  # fmt: skip
    assert (codes(seen)[0], seen.failed_at) == ("client-cert-required", Point.CLIENT_CERTIFICATE)


def test_an_empty_certificate_is_the_clients_where_the_hellos_were_cut_off() -> None:
    connection = connection_of(UNCERTIFIED).end(1)
    connection.frames = [cut(frame, 100) for frame in connection.frames]
    seen = judged(connection)
    assert seen.server.endswith(":443")
    assert (codes(seen)[0], seen.failed_at) == ("client-cert-required", Point.CLIENT_CERTIFICATE)


def test_a_wrong_binder_that_openssl_calls_an_illegal_parameter() -> None:
    """The offer has a pre-shared key (extension 41)."""
    hello = bytearray(handshake(client_context(TLS13)).flights[0].data)
    binder = b"\x00\x29\x00\x00"
    record, message = int.from_bytes(hello[3:5], "big"), int.from_bytes(hello[6:9], "big")
    extensions = 5 + 4 + 2 + 32 + 1 + hello[43]
    extensions += 2 + int.from_bytes(hello[extensions : extensions + 2], "big")
    extensions += 1 + hello[extensions]
    listed = int.from_bytes(hello[extensions : extensions + 2], "big")
    hello[extensions : extensions + 2] = (listed + 4).to_bytes(2, "big")
    hello[3:5], hello[6:9] = (record + 4).to_bytes(2, "big"), (message + 4).to_bytes(3, "big")
    seen = judged(Connection().open().say(0, bytes(hello) + binder).say(1, alert(47)))
    assert codes(seen)[:2] == ["psk-mismatch", "alert-illegal-parameter"]


def test_illegal_parameter_without_a_pre_shared_key_stays_itself() -> None:
    assert codes(judged(Connection().open().say(0, HELLO).say(1, alert(47))))[0] == "alert-illegal-parameter"


def test_a_syn_ack_that_never_reaches_the_client() -> None:
    connection = Connection()
    for _ in range(3):
        connection.packet(0, SYN, seq=1000)
        connection.packet(1, SYN | ACK, seq=5000, ack=1001)
        connection.wait(1)
    seen = judged(connection)
    assert (codes(seen), seen.failed_at) == (["tcp-timeout"], Point.TCP_CONNECT)


@pytest.mark.parametrize(("times", "outcome"), [(2, Outcome.INCOMPLETE), (5, Outcome.FAILED)])
def test_small_packets_that_are_never_acknowledged(times: int, outcome: Outcome) -> None:
    connection = Connection().open().say(0, HELLO).say(1, FLIGHT)
    at = connection.seq[0]
    for _ in range(times):
        connection.packet(0, PSH | ACK, ANSWER, seq=at)
        connection.wait(0.4)
    seen = judged(connection)
    assert seen.outcome is outcome
    assert codes(seen) == (["stalled-mid-handshake"] if outcome is Outcome.FAILED else [])


@pytest.mark.parametrize("late", [0, 1])
def test_the_rest_of_an_older_connection_accuses_nobody(late: int) -> None:
    """A segment sent again when its receiver has gone: the kernel answers with a reset, and that is all."""
    connection = Connection()
    connection.packet(1 - late, PSH | ACK, FLIGHT[:1400] if late == 0 else ANSWER)
    connection.packet(late, RST)
    seen = capture_of(connection)
    assert seen.troubled == ()


@pytest.mark.parametrize("header", [b"PROXY TCP4 192.0.2.9 192.0.2.1 1 443\r\n", b"\r\n\r\n\0\r\nQUIT\n"])
def test_a_header_before_the_hello_that_the_server_does_not_expect(header: bytes) -> None:
    seen = judged(Connection(ports=(40000, 8443)).open().say(0, header).end(1).say(0, HELLO).end(0))
    assert (codes(seen), seen.failed_at) == (["wrong-port-or-protocol"], Point.CLIENT_HELLO)


# --- renegotiation: sealed handshake records within TLS 1.2 ---


def renegotiating(*said: tuple[int, bytes]) -> Conversation:
    connection = Connection().open()
    for flight in CLASSIC.flights[:4]:
        connection.say(flight.side, flight.data)
    for side, data in said:
        connection.say(side, data)
    return judged(connection.end(1).end(0))


def record(kind: int, size: int) -> bytes:
    return bytes([kind, 3, 3, 0, size]) + bytes(size)


def test_a_renegotiation_that_the_server_refuses() -> None:
    seen = renegotiating((0, record(22, 222)), (1, record(21, 26)), (0, record(21, 26)))
    assert (seen.outcome, seen.failed_at) == (Outcome.COMPLETED, Point.POST_HANDSHAKE)
    assert codes(seen) == ["closed-after-handshake"]


def test_a_renegotiation_that_ends_behind_the_clients_answer() -> None:
    """As Apache does it for a location that wants a client certificate."""
    seen = renegotiating((0, record(23, 95)), (1, record(22, 28)), (0, record(22, 234)), (1, record(22, 200)),
                         (0, record(22, 31)), (1, record(21, 26)))  # fmt: skip
    assert codes(seen) == ["closed-after-handshake", "client-cert-required"]


def test_a_renegotiation_that_completes_is_no_failure() -> None:
    seen = renegotiating((0, record(22, 222)), (1, record(22, 200)), (0, record(22, 40)), (1, record(22, 40)),
                         (1, record(21, 26)))  # fmt: skip
    assert seen.causes == ()
