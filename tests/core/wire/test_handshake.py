"""The full handshake against real OpenSSL servers in memory: every way it can end, in TLS 1.2 and 1.3."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.observation import (
    AlertReceived,
    Closed,
    CloseKind,
    Ending,
    Fault,
    HelloAnswered,
    HttpAnswer,
    Negotiated,
    NotTls,
    PeerFault,
    Profile,
    ServerFlight,
    Stage,
    TimedOut,
)
from core.wire.exchange import End, Ended, Milestone
from core.wire.handshake import FullHandshake, Glimpse
from tests.core.wire.memory_peer import (
    CA,
    LEAF,
    TLS10,
    TLS11,
    TLS12,
    TLS13,
    Spoil,
    alert,
    asking_for_certificate,
    feed,
    flight_of,
    ocsp_response,
    play,
    probe,
    server_context,
    with_wrong_key,
    without_sizes,
)

BOTH = pytest.mark.parametrize("version", [TLS12, TLS13])
PAGE = b"HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n"
ANSWER = HttpAnswer(200, "nginx", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC))
ROOT_NAME = ("CN=Test Root,O=Test Trust Ltd",)


def cut_after(flight: int, keep: int) -> Spoil:
    """Spoil: this flight arrives only in part, later ones not at all."""
    return lambda number, data: data if number < flight else data[:keep] if number == flight else b""


def flip(flight: int, at: int) -> Spoil:
    def spoil(number: int, data: bytes) -> bytes:
        if number != flight:
            return data
        spoilt = bytearray(data)
        spoilt[at] ^= 1
        return bytes(spoilt)

    return spoil


# --- it works ---


@pytest.mark.parametrize(
    ("version", "name", "cipher", "number"),
    [
        (TLS10, "TLS 1.0", "ECDHE-ECDSA-AES256-SHA", 0xC00A),
        (TLS11, "TLS 1.1", "ECDHE-ECDSA-AES256-SHA", 0xC00A),
        (TLS12, "TLS 1.2", "ECDHE-ECDSA-AES256-GCM-SHA384", 0xC02C),
    ],
)
def test_old_versions_are_completed(version: int, name: str, cipher: str, number: int) -> None:
    played = play(FullHandshake(probe()), server_context(version=version), application=PAGE)
    assert without_sizes(played.outcome) == Negotiated(
        ServerFlight(version=version, cipher=number, group=29, acks_server_name=False, chain=LEAF.sent_ders),
        name,
        cipher,
        "x25519",
        Ending(answered=True, http=ANSWER),
    )


def test_tls13_is_completed_with_the_hybrid_group() -> None:
    played = play(FullHandshake(probe()), server_context(version=TLS13), application=PAGE)
    assert without_sizes(played.outcome) == Negotiated(
        ServerFlight(version=TLS13, cipher=0x1302, group=0x11EC, chain=LEAF.sent_ders),
        "TLS 1.3",
        "TLS_AES_256_GCM_SHA384",
        "X25519MLKEM768",
        Ending(answered=True, http=ANSWER),
        early_data=0,
    )
    assert played.reached == [Milestone.HANDSHAKE]
    assert played.heard.startswith(b"HEAD / HTTP/1.1\r\nHost: a.test\r\n")


@BOTH
def test_the_staple_is_kept(version: int) -> None:
    staple = ocsp_response()
    context = server_context(version=version)
    context.set_ocsp_server_callback(lambda _connection, _data: staple)
    assert flight_of(play(FullHandshake(probe()), context).outcome).staple == staple


@BOTH
def test_the_chosen_protocol_is_told(version: int) -> None:
    context = server_context(version=version)
    context.set_alpn_select_callback(lambda _connection, offered: offered[1])
    assert flight_of(play(FullHandshake(probe()), context).outcome).alpn == "http/1.1"


def test_a_server_that_knows_the_name_acknowledges_it() -> None:
    context = server_context(version=TLS12)
    context.set_tlsext_servername_callback(lambda _connection: None)
    assert flight_of(play(FullHandshake(probe()), context).outcome).acks_server_name is True


def test_a_bare_address_sends_no_server_name() -> None:
    names: list[bytes | None] = []
    context = server_context()
    context.set_tlsext_servername_callback(lambda connection: names.append(connection.get_servername()))
    play(FullHandshake(probe(name=None)), context)
    assert names in ([], [None])  # OpenSSL may not even ask


@BOTH
def test_an_optional_client_certificate_is_told(version: int) -> None:
    context = asking_for_certificate(server_context(version=version), demanded=False)
    outcome = play(FullHandshake(probe()), context, application=PAGE).outcome
    assert isinstance(outcome, Negotiated)
    assert (outcome.flight.client_cert_asked, outcome.flight.client_cert_authorities) == (True, ROOT_NAME)
    assert outcome.ending.http == ANSWER


# --- refused by the server ---


def test_tls12_refuses_a_missing_client_certificate_after_our_finished() -> None:
    context = asking_for_certificate(server_context(version=TLS12))
    outcome = play(FullHandshake(probe()), context).outcome
    assert outcome == AlertReceived(Stage.FINISHED, 2, 40, flight_of(outcome))
    assert (flight_of(outcome).client_cert_asked, flight_of(outcome).client_cert_authorities) == (True, ROOT_NAME)
    assert flight_of(outcome).chain == LEAF.sent_ders


def test_tls13_refuses_a_missing_client_certificate_after_the_handshake() -> None:
    outcome = play(FullHandshake(probe()), asking_for_certificate(server_context(version=TLS13))).outcome
    assert isinstance(outcome, Negotiated)
    assert outcome.ending == Ending(alert=116)
    assert outcome.flight.client_cert_authorities == ROOT_NAME


@given(number=st.integers(1, 255), pieces=st.lists(st.integers(1, 7), max_size=3))
def test_any_fatal_alert_answering_the_hello_is_told_as_it_is(number: int, pieces: list[int]) -> None:
    outcome = feed(FullHandshake(probe()), alert(2, number), pieces=pieces)
    assert outcome == AlertReceived(Stage.HELLO, 2, number, ServerFlight(bytes_received=7))


def test_a_server_with_nothing_in_common_says_so() -> None:
    context = server_context(version=TLS12)
    context.set_cipher_list(b"PSK:@SECLEVEL=0")
    assert play(FullHandshake(probe()), context).outcome == AlertReceived(
        Stage.HELLO, 2, 40, ServerFlight(bytes_received=7)
    )


def test_a_warning_does_not_end_the_handshake() -> None:
    spoil = lambda flight, data: alert(1, 112) + data if flight == 0 else data  # noqa: E731
    outcome = play(FullHandshake(probe()), server_context(version=TLS12), spoil=spoil).outcome
    assert isinstance(outcome, Negotiated)
    assert outcome.flight.warning_alerts == (112,)


def test_a_close_notify_instead_of_an_answer_is_told() -> None:
    assert feed(FullHandshake(probe()), alert(1, 0)) == AlertReceived(Stage.HELLO, 1, 0, ServerFlight(bytes_received=7))


def test_a_warning_behind_which_the_peer_closes_is_its_reason() -> None:
    assert feed(FullHandshake(probe()), alert(1, 40)) == AlertReceived(
        Stage.HELLO, 1, 40, ServerFlight(warning_alerts=(40,), bytes_received=7)
    )


def test_a_warning_before_silence_is_no_reason() -> None:
    assert feed(FullHandshake(probe()), alert(1, 40), Ended(End.TIMEOUT, 1.0)) == TimedOut(
        Stage.SERVER_FLIGHT, 1.0, ServerFlight(warning_alerts=(40,), bytes_received=7)
    )


# --- faulty bytes ---


@BOTH
def test_a_wrong_key_is_a_bad_signature_and_the_chain_is_known(version: int) -> None:
    outcome = play(FullHandshake(probe()), with_wrong_key(server_context(version=version))).outcome
    detail = "digital envelope routines: provider signature failure; SSL routines: bad signature"
    assert outcome == PeerFault(Stage.SERVER_FLIGHT, Fault.BAD_SIGNATURE, detail, flight_of(outcome))
    assert flight_of(outcome).chain == LEAF.sent_ders


def test_a_certificate_that_is_no_der_is_malformed_and_kept_as_sent() -> None:
    spoil = lambda _flight, data: data.replace(LEAF.der, b"\x31" + LEAF.der[1:])  # noqa: E731
    outcome = play(FullHandshake(probe()), server_context(version=TLS12), spoil=spoil).outcome
    assert isinstance(outcome, PeerFault)
    assert (outcome.stage, outcome.fault) == (Stage.SERVER_FLIGHT, Fault.MALFORMED_CERTIFICATE)
    assert outcome.flight.chain == (b"\x31" + LEAF.der[1:], *LEAF.sent_ders[1:])


def test_a_flipped_bit_in_the_encrypted_flight_is_a_corrupt_record() -> None:
    outcome = play(FullHandshake(probe()), server_context(version=TLS13), spoil=flip(0, -1)).outcome
    assert isinstance(outcome, PeerFault)
    assert (outcome.stage, outcome.fault) == (Stage.SERVER_FLIGHT, Fault.CORRUPT_RECORD)
    assert outcome.flight.version == TLS13


def test_a_flipped_bit_in_the_servers_finished_is_a_corrupt_record() -> None:
    outcome = play(FullHandshake(probe()), server_context(version=TLS12), spoil=flip(1, -1)).outcome
    assert isinstance(outcome, PeerFault)
    assert (outcome.stage, outcome.fault) == (Stage.FINISHED, Fault.CORRUPT_RECORD)


def test_a_flipped_bit_after_the_handshake_is_a_corrupt_record_there() -> None:
    def spoil(flight: int, data: bytes) -> bytes:
        return data[:-1] + bytes((data[-1] ^ 1,)) if flight == 1 else data

    outcome = play(FullHandshake(probe()), server_context(version=TLS13), spoil=spoil).outcome
    assert isinstance(outcome, PeerFault)
    assert (outcome.stage, outcome.fault) == (Stage.AFTER, Fault.CORRUPT_RECORD)


def test_a_hello_of_a_strange_version_is_malformed_or_unsupported() -> None:
    spoil = lambda _flight, data: data[:9] + b"\x03\x00" + data[11:]  # noqa: E731 - the version in the ServerHello: SSL 3.0
    outcome = play(FullHandshake(probe()), server_context(version=TLS12), spoil=spoil).outcome
    assert isinstance(outcome, PeerFault)
    assert (outcome.fault, outcome.detail) == (Fault.UNSUPPORTED, "SSL routines: unsupported protocol")
    assert outcome.flight.version == 0x0300


def test_a_message_that_announces_too_much_is_too_large() -> None:
    hello = play(FullHandshake(probe()), server_context(version=TLS12)).sent[0]
    server_hello = hello[: 5 + int.from_bytes(hello[3:5], "big")]
    announced = b"\x16\x03\x03\x00\x04" + b"\x0b\xff\xff\xff"
    outcome = feed(FullHandshake(probe()), server_hello + announced)
    assert isinstance(outcome, PeerFault)
    assert (outcome.stage, outcome.fault) == (Stage.SERVER_FLIGHT, Fault.TOO_LARGE)


def test_an_endless_flight_of_allowed_messages_is_malformed() -> None:
    hello_requests = b"\x16\x03\x03\x40\x00" + bytes(16384)
    outcome = feed(FullHandshake(probe()), hello_requests * 40, pieces=[5000])
    assert outcome == PeerFault(
        Stage.SERVER_FLIGHT, Fault.MALFORMED_HANDSHAKE, "262224 bytes and no end", ServerFlight(bytes_received=262224)
    )


def test_a_chain_over_the_limit_is_too_large() -> None:
    context = server_context(version=TLS12)
    for _ in range(400):
        context.add_extra_chain_cert(CA.cert)
    outcome = play(FullHandshake(probe()), context).outcome
    assert isinstance(outcome, PeerFault)
    assert (outcome.stage, outcome.fault) == (Stage.SERVER_FLIGHT, Fault.TOO_LARGE)


def test_the_adapters_byte_limit_is_a_flight_without_end() -> None:
    outcome = feed(FullHandshake(probe()), b"\x16\x03\x03", Ended(End.BYTE_LIMIT))
    assert outcome == PeerFault(
        Stage.SERVER_FLIGHT, Fault.MALFORMED_HANDSHAKE, "3 bytes and no end", ServerFlight(bytes_received=3)
    )


# --- no TLS ---


@given(pieces=st.lists(st.integers(1, 40), max_size=4))
def test_http_is_named_however_it_is_cut(pieces: list[int]) -> None:
    page = b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n"
    outcome = feed(FullHandshake(probe()), page, pieces=pieces)
    assert isinstance(outcome, NotTls)
    assert (outcome.what, outcome.first_bytes) == ("http", page)


# --- broken off ---


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (Ended(End.FIN), Closed(Stage.HELLO, CloseKind.FIN)),
        (Ended(End.RST), Closed(Stage.HELLO, CloseKind.RST)),
        (Ended(End.TIMEOUT, 4000.0), TimedOut(Stage.HELLO, 4000.0)),
        (Ended(End.BUDGET, 700.0), TimedOut(Stage.HELLO, 700.0, budget=True)),
    ],
)
def test_not_one_byte_answers_the_hello(end: Ended, expected: object) -> None:
    assert feed(FullHandshake(probe()), b"", end) == expected


@BOTH
@pytest.mark.parametrize("keep", [1, 5, 60, 300])
def test_the_servers_flight_breaks_off(version: int, keep: int) -> None:
    context = server_context(version=version)
    rst = play(FullHandshake(probe()), context, spoil=cut_after(0, keep), end=Ended(End.RST)).outcome
    assert rst == Closed(Stage.SERVER_FLIGHT, CloseKind.RST, flight_of(rst))
    assert flight_of(rst).bytes_received == keep
    stall = play(FullHandshake(probe()), context, spoil=cut_after(0, keep), end=Ended(End.TIMEOUT, 1.0)).outcome
    assert stall == TimedOut(Stage.SERVER_FLIGHT, 1.0, flight_of(stall))


@pytest.mark.parametrize("keep", [0, 10])
def test_tls12_breaks_off_after_our_finished(keep: int) -> None:
    outcome = play(
        FullHandshake(probe()),
        server_context(version=TLS12),
        spoil=cut_after(1, keep),
        end=Ended(End.FIN),
    ).outcome
    assert outcome == Closed(Stage.FINISHED, CloseKind.FIN, flight_of(outcome))
    assert flight_of(outcome).chain == LEAF.sent_ders


@BOTH
@pytest.mark.parametrize(
    ("end", "ending"),
    [
        (Ended(End.RST), Ending(closed=CloseKind.RST)),
        (Ended(End.FIN), Ending(closed=CloseKind.FIN)),
        (Ended(End.TIMEOUT, 2000.0), Ending()),
    ],
)
def test_after_the_handshake_the_ending_is_told(version: int, end: Ended, ending: Ending) -> None:
    outcome = play(FullHandshake(probe()), server_context(version=version), end=end).outcome
    assert isinstance(outcome, Negotiated)
    assert outcome.ending == ending


@BOTH
def test_a_goodbye_without_an_answer_is_a_close_on_purpose(version: int) -> None:
    outcome = play(FullHandshake(probe()), server_context(version=version), application=b"").outcome
    assert isinstance(outcome, Negotiated)
    assert outcome.ending == Ending(closed=CloseKind.FIN, close_notify=True)


@BOTH
def test_a_greeting_is_read_where_no_http_is_spoken(version: int) -> None:
    context = server_context(version=version)
    played = play(FullHandshake(probe(port=993)), context, application=b"* OK ready \x07\r\n* more")
    assert isinstance(played.outcome, Negotiated)
    assert (played.heard, played.outcome.ending) == (b"", Ending(answered=True, greeting="* OK ready \\x07"))


def test_words_that_are_no_http_are_a_greeting_too() -> None:
    outcome = play(FullHandshake(probe(port=8443)), server_context(), application=b"hello\n").outcome
    assert isinstance(outcome, Negotiated)
    assert outcome.ending == Ending(answered=True, greeting="hello")


# --- controls that only look at the certificate ---


@BOTH
def test_a_glimpse_sees_the_chain_and_leaves(version: int) -> None:
    outcome = play(Glimpse(probe(Profile.NO_SNI, name=None)), server_context(version=version)).outcome
    assert isinstance(outcome, HelloAnswered)
    assert outcome.flight.chain == LEAF.sent_ders


@BOTH
def test_a_glimpse_needs_no_client_certificate(version: int) -> None:
    context = asking_for_certificate(server_context(version=version))
    assert isinstance(play(Glimpse(probe(Profile.NO_SNI, name=None)), context).outcome, HelloAnswered)


# --- chunks ---


@settings(max_examples=25)
@given(
    version=st.sampled_from([TLS12, TLS13]),
    case=st.sampled_from(["whole", "mtls", "wrong key", "cut", "flipped"]),
    pieces=st.lists(st.integers(1, 900), min_size=1, max_size=6),
)
def test_the_outcome_does_not_depend_on_chunks(version: int, case: str, pieces: list[int]) -> None:
    def outcome(sizes: list[int]) -> object:
        context = server_context(version=version)
        spoil: Spoil = lambda _flight, data: data  # noqa: E731
        match case:
            case "mtls":
                context = asking_for_certificate(context)
            case "wrong key":
                context = with_wrong_key(context)
            case "cut":
                spoil = cut_after(0, 700)
            case "flipped":
                spoil = flip(0, 300)
        return without_sizes(play(FullHandshake(probe()), context, pieces=sizes, spoil=spoil).outcome)

    assert outcome(pieces) == outcome([])


@given(data=st.binary(max_size=400), pieces=st.lists(st.integers(1, 50), max_size=4))
def test_any_bytes_are_an_outcome(data: bytes, pieces: list[int]) -> None:
    feed(FullHandshake(probe()), data, pieces=pieces)


@given(data=st.binary(max_size=400))
def test_any_bytes_in_a_record_are_an_outcome(data: bytes) -> None:
    feed(FullHandshake(probe()), b"\x16\x03\x03" + len(data).to_bytes(2, "big") + data)


def test_a_server_without_a_certificate_finds_nothing_in_our_offer() -> None:
    """No client accepts anonymous suites, so neither does the handshake that shows what clients meet."""
    anonymous = server_context(version=TLS12)
    anonymous.set_cipher_list(b"aNULL:@SECLEVEL=0")
    outcome = play(FullHandshake(probe()), anonymous).outcome
    assert isinstance(outcome, AlertReceived)
    assert (outcome.stage, outcome.number) == (Stage.HELLO, 40)
