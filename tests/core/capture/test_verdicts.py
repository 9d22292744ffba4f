"""What failed, where, why and who ended it: each from real handshake bytes, with its near-misses."""

import struct
from datetime import timedelta

import pytest
from OpenSSL import SSL

from core.model.capture import Conversation, Killer, Outcome, Point
from core.wire.codes import AlertDescription
from tests.core.capture.packets import ACK, FIN, PSH, RST, SYN, Connection, Frame, ethernet, ipv4
from tests.core.capture.talks import TLS12, TLS13, Handshake, capture_of, client_context, connection_of, handshake, only
from tests.core.wire.memory_peer import CA, asking_for_certificate, server_context
from tests.support.pki import NOW, self_signed

CLASSIC = handshake(client_context(TLS12))
MODERN = handshake(client_context(TLS13))
HELLO = CLASSIC.flights[0].data
FLIGHT = CLASSIC.flights[1].data


def alert(number: int, level: int = 2) -> bytes:
    return bytes([21, 3, 3, 0, 2, level, number])


def judged(connection: Connection) -> Conversation:
    return only(capture_of(connection))


def codes(conversation: Conversation) -> list[str]:
    return [cause.code for cause in conversation.causes]


def failed(conversation: Conversation, point: Point, code: str) -> None:
    assert (conversation.outcome, conversation.failed_at) == (Outcome.FAILED, point)
    assert codes(conversation)[0] == code


# --- TCP ---


def test_a_syn_answered_by_reset_is_refused() -> None:
    connection = Connection()
    connection.packet(0, SYN)
    connection.packet(1, RST | ACK)
    failed(judged(connection), Point.TCP_CONNECT, "tcp-refused")


def test_repeated_syns_without_answer_time_out() -> None:
    connection = Connection()
    for _ in range(3):
        connection.packet(0, SYN, seq=1000)
        connection.wait(1)
    seen = judged(connection)
    failed(seen, Point.TCP_CONNECT, "tcp-timeout")
    assert seen.ending is not None
    assert seen.ending.by is Killer.NETWORK


def test_a_single_syn_at_the_end_accuses_nobody() -> None:
    connection = Connection()
    connection.packet(0, SYN)
    assert capture_of(connection).conversations == ()


@pytest.mark.parametrize(
    ("kind", "code"), [(13, "tcp-refused"), (3, "tcp-refused"), (1, "net-unreachable"), (0, "net-unreachable")]
)
def test_an_icmp_error_answers_the_syn(kind: int, code: str) -> None:
    connection = Connection()
    syn = connection.packet(0, SYN)
    error = struct.pack(">BBHI", 3, kind, 0, 0) + syn.data[14:42]
    connection.frames.append(Frame(connection.at, ethernet(ipv4("203.0.113.1", "192.0.2.1", error, protocol=1))))
    failed(judged(connection), Point.TCP_CONNECT, code)


@pytest.mark.parametrize(("port", "listed"), [(443, True), (8443, True), (22, False)])
def test_a_server_that_closes_before_a_byte_is_told_on_tls_ports_only(port: int, listed: bool) -> None:
    capture = capture_of(Connection(ports=(40000, port)).open().end(1).end(0))
    assert [codes(c) for c in capture.conversations] == ([["closed-on-connect"]] if listed else [])


# --- closed, reset, silent ---


def test_reset_in_answer_to_the_hello_with_the_servers_ttl() -> None:
    seen = judged(Connection().open().say(0, HELLO).end(1, RST))
    failed(seen, Point.SERVER_HELLO, "reset-after-hello")
    assert seen.ending is not None
    assert seen.ending.by is Killer.SERVER


def test_reset_with_another_ttl_comes_from_a_middlebox() -> None:
    seen = judged(Connection().open().say(0, HELLO).end(1, RST, ttl=61))
    failed(seen, Point.SERVER_HELLO, "reset-after-hello")
    assert seen.ending is not None
    assert (seen.ending.by, seen.advice.actor if seen.advice else None) == (Killer.MIDDLEBOX, "network")
    assert "TTL 61" in seen.ending.because


def test_fin_in_answer_to_the_hello() -> None:
    failed(judged(Connection().open().say(0, HELLO).end(1)), Point.SERVER_HELLO, "closed-after-hello")


def test_fin_before_the_hello() -> None:
    failed(judged(Connection().open().end(1).say(0, HELLO).end(1, RST)), Point.CLIENT_HELLO, "closed-on-connect")


def test_silence_until_the_client_gives_up() -> None:
    failed(judged(Connection().open().say(0, HELLO).wait(5).end(0)), Point.SERVER_HELLO, "silent-after-hello")


def test_a_client_that_leaves_at_once_was_not_met_with_silence() -> None:
    failed(judged(Connection().open().say(0, HELLO).end(0)), Point.SERVER_HELLO, "client-aborted")


def test_silence_to_the_end_of_a_capture_that_goes_on() -> None:
    silent = Connection().open().say(0, HELLO)
    other = connection_of(CLASSIC, Connection(ports=(41000, 443), at=silent.at + 60))
    seen = [c for c in capture_of(silent, other).conversations if c.client.endswith(":40000")]
    failed(seen[0], Point.SERVER_HELLO, "silent-after-hello")


def test_the_server_breaks_off_in_its_flight() -> None:
    hello_alone = FLIGHT[: 5 + int.from_bytes(FLIGHT[3:5], "big")]
    seen = judged(Connection().open().say(0, HELLO).say(1, hello_alone).end(1, RST))
    failed(seen, Point.SERVER_CERTIFICATE, "closed-mid-handshake")


def test_an_alert_that_answers_a_close_is_not_the_cause() -> None:
    flight = MODERN.flights[1].data
    hello_alone = flight[: 5 + int.from_bytes(flight[3:5], "big")]
    connection = Connection().open().say(0, MODERN.flights[0].data).say(1, hello_alone).end(1)
    seen = judged(connection.say(0, alert(50)))
    failed(seen, Point.SERVER_FLIGHT, "closed-mid-handshake")
    assert [a.number for a in seen.alerts] == [50]


# --- packets that vanish ---


def test_large_segments_sent_again_and_never_acknowledged() -> None:
    connection = Connection().open().say(0, HELLO)
    for pause in (0.2, 0.4, 0.8):
        connection.packet(1, PSH | ACK, FLIGHT[:1448].ljust(1448, b"\0"), seq=5001)
        connection.wait(pause)
    connection.packet(0, FIN | ACK, ack=5001)
    seen = judged(connection)
    failed(seen, Point.SERVER_FLIGHT, "mtu-blackhole")
    assert seen.ending is not None
    assert seen.ending.by is Killer.NETWORK


def test_the_tail_of_a_flight_arrives_and_its_large_part_does_not() -> None:
    connection = Connection().open().say(0, HELLO)
    connection.packet(1, PSH | ACK, b"tail of the flight", seq=5001 + 2896)
    connection.packet(0, ACK, ack=5001)
    connection.wait(8).packet(0, FIN | ACK, ack=5001)
    failed(judged(connection), Point.SERVER_FLIGHT, "mtu-blackhole")


def test_a_gap_that_the_client_acknowledged_is_the_captures() -> None:
    connection = connection_of(CLASSIC)
    large = next(f for f in connection.frames if len(f.data) > 1000)
    connection.frames.remove(large)
    assert judged(connection.end(0).end(1)).causes == ()


def test_a_hello_that_is_never_acknowledged() -> None:
    connection = Connection().open()
    for pause in (0.2, 0.4, 0.8):
        connection.packet(0, PSH | ACK, HELLO, seq=1001)
        connection.wait(pause)
    failed(judged(connection), Point.CLIENT_HELLO, "silent-after-hello")


def test_the_second_packet_of_a_large_hello_vanishes() -> None:
    connection = Connection().open()
    hello = MODERN.flights[0].data
    assert len(hello) > 1400
    connection.packet(0, PSH | ACK, hello[:1300])
    connection.packet(1, ACK)
    for pause in (0.2, 0.4, 0.8):
        connection.packet(0, PSH | ACK, hello[1300:], seq=2301)
        connection.wait(pause)
    failed(judged(connection), Point.CLIENT_HELLO, "hello-size-intolerant")


def test_the_clients_own_large_flight_vanishes() -> None:
    connection = Connection().open().say(0, HELLO).say(1, FLIGHT)
    for pause in (0.2, 0.4, 0.8):
        connection.packet(0, PSH | ACK, CLASSIC.flights[2].data.ljust(1400, b"\0"), seq=connection.seq[0])
        connection.wait(pause)
    failed(judged(connection), Point.CLIENT_FINISHED, "mtu-blackhole")


def test_a_server_that_says_no_more_after_an_empty_certificate() -> None:
    """TLS 1.3: the client's sealed flight begins with an empty Certificate, and the server just closes."""
    told = handshake(client_context(TLS13), asking_for_certificate(server_context()), data=b"")
    connection = Connection().open()
    for flight in told.flights[:3]:
        connection.say(flight.side, flight.data)
    failed(judged(connection.end(1, RST)), Point.CLIENT_CERTIFICATE, "client-cert-required")


@pytest.mark.parametrize(("how", "told"), [(RST, True), (FIN, False)])
def test_a_reset_in_answer_to_data(how: int, told: bool) -> None:
    """A server may close behind data that asks for no answer (QUIT); it does not reset for that."""
    asked = handshake(client_context(TLS12), answer=b"")
    seen = judged(connection_of(asked).end(1, how))
    assert codes(seen) == (["closed-after-handshake"] if told else [])


# --- alerts of the server ---


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (AlertDescription.PROTOCOL_VERSION, "no-shared-protocol"),
        (AlertDescription.UNRECOGNIZED_NAME, "sni-unrecognized-name"),
        (AlertDescription.NO_APPLICATION_PROTOCOL, "alert-no-application-protocol"),
        (AlertDescription.ACCESS_DENIED, "alert-access-denied"),
        (AlertDescription.INTERNAL_ERROR, "alert-internal-error"),
        (AlertDescription.INAPPROPRIATE_FALLBACK, "alert-inappropriate-fallback"),
        (AlertDescription.UNKNOWN_PSK_IDENTITY, "psk-mismatch"),
        (AlertDescription.HANDSHAKE_FAILURE, "alert-handshake-failure"),
        (99, "alert-unknown"),
    ],
)
def test_an_alert_in_answer_to_the_hello(number: int, code: str) -> None:
    seen = judged(Connection().open().say(0, HELLO).say(1, alert(number)).end(1).end(0))
    failed(seen, Point.SERVER_HELLO, code)
    assert [(a.sender, a.level, a.number) for a in seen.alerts] == [("server", 2, number)]


def test_a_warning_that_the_handshake_survives_is_no_failure() -> None:
    connection = Connection().open().say(0, HELLO).say(1, alert(112, level=1))
    for flight in CLASSIC.flights[1:]:
        connection.say(flight.side, flight.data)
    seen = judged(connection)
    assert (seen.outcome, seen.causes, [a.level for a in seen.alerts]) == (Outcome.COMPLETED, (), [1])


def narrow(ciphers: bytes) -> Handshake:
    return handshake(client_context(TLS12, setup=lambda c: c.set_cipher_list(ciphers)))


def test_no_shared_cipher_from_a_real_server() -> None:
    """An RSA-only offer to a server with an ECDSA certificate: OpenSSL says handshake_failure."""
    told = narrow(b"AES128-GCM-SHA256:@SECLEVEL=0")
    seen = judged(connection_of(told).end(1).end(0))
    failed(seen, Point.SERVER_HELLO, "no-shared-cipher")


def test_no_shared_version_from_a_real_server() -> None:
    told = handshake(client_context(TLS13), server_context(version=TLS12))
    failed(judged(connection_of(told).end(1).end(0)), Point.SERVER_HELLO, "no-shared-protocol")


def test_client_certificate_missing_and_refused_in_tls12() -> None:
    told = handshake(client_context(TLS12), asking_for_certificate(server_context()))
    seen = judged(connection_of(told).end(1).end(0))
    failed(seen, Point.CLIENT_CERTIFICATE, "client-cert-required")
    assert seen.causes[0].confidence == 0.95
    assert (seen.client_certificate_asked, seen.client_certificate_sent) == (True, False)


def test_client_certificate_missing_in_tls13_is_known_by_lengths() -> None:
    """The client believes itself done; the server's alert is sealed: told as hidden, never by name."""
    told = handshake(client_context(TLS13), asking_for_certificate(server_context()), data=b"")
    seen = judged(connection_of(told).end(1).end(0))
    failed(seen, Point.CLIENT_CERTIFICATE, "client-cert-required")
    assert (seen.alerts, seen.hidden_alerts) == ((), ("server",))


def test_a_client_certificate_that_is_asked_for_and_not_demanded_is_no_failure() -> None:
    told = handshake(client_context(TLS12), asking_for_certificate(server_context(), demanded=False))
    assert judged(connection_of(told).end(0).end(1)).causes == ()


def test_a_damaged_finished_is_told_as_damage() -> None:
    seen = judged(
        Connection().open().say(0, HELLO).say(1, FLIGHT).say(0, CLASSIC.flights[2].data).say(1, alert(20)).end(1)
    )
    failed(seen, Point.CLIENT_FINISHED, "corrupt-record")


# --- the server's certificate ---


def refused(leaf: object, number: int, *, name: bytes | None = b"a.test", at: timedelta = timedelta()) -> Conversation:
    told = handshake(client_context(TLS12), server_context(leaf), name=name)  # type: ignore[arg-type]
    connection = Connection(at=(NOW + at).timestamp()).open().say(0, told.flights[0].data).say(1, told.flights[1].data)
    return judged(connection.say(0, alert(number)).end(0).end(1))


@pytest.mark.parametrize("number", [45, 42, 46, 40])
def test_an_expired_certificate_by_the_captures_clock(number: int) -> None:
    seen = refused(CA.issue(dns=["a.test"]), number, at=timedelta(days=4000))
    failed(seen, Point.SERVER_CERTIFICATE, "cert-expired")


def test_what_the_client_states_outweighs_what_we_see() -> None:
    seen = refused(CA.issue(dns=["a.test"]), 45)
    failed(seen, Point.SERVER_CERTIFICATE, "cert-expired")


@pytest.mark.parametrize("number", [42, 46])
def test_a_wrong_name(number: int) -> None:
    seen = refused(CA.issue(dns=["b.test"]), number)
    failed(seen, Point.SERVER_CERTIFICATE, "hostname-mismatch")
    assert seen.advice is not None
    assert seen.certificates[0].dns_names == ("b.test",)


def test_a_self_signed_certificate() -> None:
    failed(refused(self_signed(), 48), Point.SERVER_CERTIFICATE, "self-signed")


def test_a_missing_intermediate() -> None:
    leaf = CA.issue(dns=["a.test"])
    bare = type(leaf)(cert=leaf.cert, key=leaf.key, chain=(), issued_by=leaf.issued_by)
    failed(refused(bare, 48), Point.SERVER_CERTIFICATE, "chain-incomplete")


def test_a_chain_that_public_stores_accept_is_the_clients_matter() -> None:
    failed(refused(CA.issue(dns=["a.test"]), 48), Point.SERVER_CERTIFICATE, "ca-bundle-missing")


def test_a_real_client_refuses_an_unknown_root_in_tls13() -> None:
    """OpenSSL sends this alert in clear; the certificate is sealed, so the alert is all there is."""
    told = handshake(client_context(TLS13, verify=True), server_context(self_signed()))
    seen = judged(connection_of(told).end(0).end(1))
    failed(seen, Point.SERVER_CERTIFICATE, "untrusted-root")
    assert seen.certificates == ()


def test_a_sealed_alert_after_the_servers_flight() -> None:
    """As Go does: by its length the client's only sealed record is an alert."""
    connection = Connection().open().say(0, MODERN.flights[0].data).say(1, MODERN.flights[1].data)
    sealed = b"\x14\x03\x03\x00\x01\x01" + b"\x17\x03\x03\x00\x13" + bytes(19)
    seen = judged(connection.say(0, sealed).end(0).end(1))
    failed(seen, Point.SERVER_CERTIFICATE, "chain-untrusted")
    assert (seen.alerts, seen.hidden_alerts) == ((), ("client",))


def test_a_client_that_leaves_after_the_sealed_flight_says_nothing() -> None:
    connection = Connection().open().say(0, MODERN.flights[0].data).say(1, MODERN.flights[1].data)
    failed(judged(connection.end(0).end(1)), Point.SERVER_CERTIFICATE, "client-aborted")


def test_leaving_right_after_a_complete_handshake_for_the_name() -> None:
    """curl and Node look at the name when the handshake is done."""
    told = handshake(client_context(TLS12), server_context(CA.issue(dns=["b.test"])), data=b"")
    seen = judged(connection_of(told).end(0).end(1))
    assert (seen.outcome, seen.failed_at) == (Outcome.COMPLETED, Point.POST_HANDSHAKE)
    assert codes(seen)[0] == "hostname-mismatch"


@pytest.mark.parametrize("wait", [0.6, 30])
def test_leaving_later_is_no_failure(wait: float) -> None:
    told = handshake(client_context(TLS12), server_context(CA.issue(dns=["b.test"])), data=b"")
    seen = judged(connection_of(told).wait(wait).end(0).end(1))
    assert (seen.outcome, seen.failed_at, seen.causes) == (Outcome.COMPLETED, None, ())


def test_data_makes_a_wrong_name_the_clients_own_business() -> None:
    told = handshake(client_context(TLS12), server_context(CA.issue(dns=["b.test"])))
    assert judged(connection_of(told).end(0).end(1)).causes == ()


# --- other bytes ---


def test_a_first_record_that_is_no_hello() -> None:
    junk = b"\x17\x03\x03\x00\x20" + bytes(32)
    failed(judged(Connection().open().say(0, junk).say(1, alert(10)).end(1)), Point.CLIENT_HELLO, "malformed-handshake")


def test_a_hello_that_breaks_its_grammar() -> None:
    broken = HELLO[:43] + b"\xff" + HELLO[44:]
    seen = judged(Connection().open().say(0, broken).say(1, alert(50)).end(1))
    failed(seen, Point.CLIENT_HELLO, "malformed-handshake")
    assert seen.versions_offered == (0x0303,)


def test_a_complete_handshake_in_ssl2_form_of_the_hello() -> None:
    kinds = b"\0\0\x2f"
    body = b"\x01\x03\x03" + struct.pack(">HHH", len(kinds), 0, 16) + kinds + bytes(16)
    hello = struct.pack(">H", 0x8000 | len(body)) + body
    seen = judged(Connection().open().say(0, hello).say(1, alert(70)).end(1))
    failed(seen, Point.SERVER_HELLO, "no-shared-protocol")
    assert seen.versions_offered == (0x0303,)


def test_contexts_of_these_tests_are_real() -> None:
    assert isinstance(client_context(), SSL.Context)
    assert CLASSIC.done
    assert MODERN.done
