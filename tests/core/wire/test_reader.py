"""The reader tells what real servers say, however the bytes are cut, and survives whatever strangers send."""

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wire.codes import ContentType, HandshakeType
from core.wire.handshake_reader import HELLO_RETRY_RANDOM
from core.wire.messages import (
    Alert,
    CertificateMessage,
    CertificateRequest,
    CertificateStatus,
    ChangeCipherSpec,
    Downgrade,
    Event,
    KeyExchangeKind,
    Malformed,
    NotTls,
    OpaqueRecord,
    OtherHandshake,
    ServerHello,
    ServerHelloDone,
    ServerKeyExchange,
    SSLv2Error,
    SSLv2ServerHello,
    TooLarge,
)
from core.wire.octets import uint, vector
from core.wire.profiles import legacy, modern, tls12_only
from core.wire.reader import FlightReader, Incomplete, Limits
from tests.core.wire.servers import Server, answer, credentials

RANDOM = bytes(range(32))
FFDHE2048 = int(
    "FFFFFFFFFFFFFFFFADF85458A2BB4A9AAFDC5620273D3CF1D8B9C583CE2D3695A9E13641146433FBCC939DCE249B3EF97D2FE363630C75D8"
    "F681B202AEC4617AD3DF1ED5D5FD65612433F51F5F066ED0856365553DED1AF3B557135E7F57C935984F0C70E0E68B77E2A689DAF3EFE872"
    "1DF158A136ADE73530ACCA4F483A797ABC0AB182B324FB61D108A94BB2C8E3FBB96ADAB760D7F4681D4F42A3DE394DF4AE56EDE76372BB19"
    "0B07A7C8EE0A6D709E02FCE1CDF7E2ECC03404CD28342F619172FE9CE98583FF8E4F1232EEF28183C3FE3B1B4C6FAD733BB5FCBC2EC22005"
    "C58EF1837D1683B2C6F34A26C1B2EFFA886B423861285C97FFFFFFFFFFFFFFFF",
    16,
)  # RFC 7919 appendix A.1


def read(data: bytes, limits: Limits | None = None, size: int | None = None) -> FlightReader:
    reader = FlightReader(limits)
    for start in range(0, len(data), size or len(data) or 1):
        reader.feed(data[start : start + (size or len(data))])
    return reader


def record(content_type: int, fragment: bytes, version: int = 0x0303) -> bytes:
    return uint(content_type, 1) + uint(version, 2) + vector(2, fragment)


def message(kind: int, body: bytes) -> bytes:
    return uint(kind, 1) + vector(3, body)


def handshake(kind: int, body: bytes) -> bytes:
    return record(ContentType.HANDSHAKE, message(kind, body))


def hello_body(
    *, version: int = 0x0303, random: bytes = RANDOM, cipher: int = 0xC02F, extensions: bytes | None = None
) -> bytes:
    block = b"" if extensions is None else vector(2, extensions)
    return uint(version, 2) + random + b"\x00" + uint(cipher, 2) + b"\x00" + block


def server_hello(**parts: object) -> bytes:
    return handshake(HandshakeType.SERVER_HELLO, hello_body(**parts))  # type: ignore[arg-type]


def extension(number: int, data: bytes) -> bytes:
    return uint(number, 2) + vector(2, data)


TLS13 = extension(43, b"\x03\x04")


# --- what real servers say ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("highest", [0x0301, 0x0302, 0x0303])
def test_a_flight_up_to_tls12_is_read_whole(highest: int) -> None:
    reader = read(answer(Server(highest=highest), tls12_only("server.test", RANDOM).encode()))
    hello, certificate, exchange, done = reader.events
    assert isinstance(hello, ServerHello)
    assert isinstance(certificate, CertificateMessage)
    assert isinstance(exchange, ServerKeyExchange)
    assert (hello.version, done, reader.incomplete) == (highest, ServerHelloDone(), None)
    leaf, _ = credentials("rsa")
    assert certificate.chain == (leaf.public_bytes(serialization.Encoding.DER),)
    assert (exchange.kind, exchange.group) == (KeyExchangeKind.ECDHE, 0x001D)
    assert (exchange.signature_scheme is not None) == (highest == 0x0303)


def test_the_signature_covers_the_parameters_as_they_are_handed_out() -> None:
    hello, _, exchange, _ = read(
        answer(Server(highest=0x0303, key="ec"), tls12_only("server.test", RANDOM).encode())
    ).events
    assert isinstance(hello, ServerHello)
    assert isinstance(exchange, ServerKeyExchange)
    key = credentials("ec")[0].public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert exchange.signature is not None
    key.verify(exchange.signature, RANDOM + hello.random + exchange.params, ec.ECDSA(hashes.SHA256()))


def test_a_finite_field_exchange_tells_its_prime(tmp_path: Path) -> None:
    prime = b"\x02\x82\x01\x01\x00" + FFDHE2048.to_bytes(256, "big")
    der = b"\x30\x82\x01\x08" + prime + b"\x02\x01\x02"
    file = tmp_path / "dh.pem"
    pem = base64.encodebytes(der).decode()
    file.write_text(f"-----BEGIN DH PARAMETERS-----\n{pem}-----END DH PARAMETERS-----\n")
    server = Server(highest=0x0303, ciphers="DHE:@SECLEVEL=0", dh_file=file)
    exchange = read(answer(server, legacy("server.test", RANDOM).encode())).events[2]
    assert isinstance(exchange, ServerKeyExchange)
    assert (exchange.kind, exchange.dh_bits) == (KeyExchangeKind.DHE, 2048)
    assert exchange.dh_prime == FFDHE2048.to_bytes(256, "big")


def test_static_rsa_has_no_key_exchange_message() -> None:
    events = read(
        answer(Server(highest=0x0303, ciphers="AES128-SHA:@SECLEVEL=0"), legacy(None, RANDOM).encode())
    ).events
    assert [type(event) for event in events] == [ServerHello, CertificateMessage, ServerHelloDone]


@pytest.mark.parametrize(("highest", "algorithms"), [(0x0301, False), (0x0303, True)])
def test_a_request_for_a_client_certificate_names_its_authorities(highest: int, algorithms: bool) -> None:
    events = read(answer(Server(highest=highest, ask_client=True), tls12_only("server.test", RANDOM).encode())).events
    request = events[3]
    assert isinstance(request, CertificateRequest)
    assert request.authorities == (credentials("rsa")[0].subject.public_bytes(),)
    assert bool(request.signature_algorithms) is algorithms
    assert 1 in request.types


def test_alpn_and_the_name_are_acknowledged() -> None:
    hello = read(answer(Server(highest=0x0303, alpn=b"h2"), tls12_only("server.test", RANDOM).encode())).events[0]
    assert isinstance(hello, ServerHello)
    assert (hello.alpn, hello.acks_server_name) == ("h2", True)


def test_a_name_that_nobody_looked_at_is_not_acknowledged() -> None:
    hello = read(answer(Server(highest=0x0303, name_known=False), tls12_only("server.test", RANDOM).encode())).events[0]
    assert isinstance(hello, ServerHello)
    assert hello.acks_server_name is False


def test_a_tls13_server_that_was_asked_for_less_leaves_its_sentinel() -> None:
    hello = read(answer(Server(), tls12_only("server.test", RANDOM).encode())).events[0]
    assert isinstance(hello, ServerHello)
    assert hello.downgrade is Downgrade.TO_TLS12


def test_a_tls12_server_leaves_no_sentinel() -> None:
    hello = read(answer(Server(highest=0x0303), tls12_only("server.test", RANDOM).encode())).events[0]
    assert isinstance(hello, ServerHello)
    assert hello.downgrade is None


def test_no_shared_cipher_is_alert_40() -> None:
    server = Server(highest=0x0303, ciphers="ECDHE-RSA-CAMELLIA128-SHA256:@SECLEVEL=0")
    assert read(answer(server, modern("server.test", RANDOM).encode())).events == (Alert(2, 40),)


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


# --- single messages ------------------------------------------------------------------------------------------------


def last_event(data: bytes) -> Event:
    return read(data).events[-1]


def test_alerts_may_share_a_record_and_may_be_split() -> None:
    assert read(record(21, b"\x01\x70\x02") + record(21, b"\x28")).events == (Alert(1, 112), Alert(2, 40))


def test_only_a_warning_is_not_fatal() -> None:
    assert [Alert(1, 112).fatal, Alert(2, 112).fatal, Alert(7, 112).fatal] == [False, True, True]


def test_an_alert_after_the_cipher_changed_is_encrypted() -> None:
    events = read(server_hello() + record(20, b"\x01") + record(21, bytes(26))).events
    assert events[1:] == (ChangeCipherSpec(), Alert(None, None, encrypted=True))


def test_handshake_after_the_cipher_changed_is_opaque() -> None:
    assert last_event(server_hello() + record(20, b"\x01") + record(22, bytes(40))) == OpaqueRecord(22, 40)


def test_tls13_encrypts_in_application_data_and_its_cipher_change_means_nothing() -> None:
    data = server_hello(extensions=TLS13) + record(20, b"\x01") + record(23, bytes(30)) + record(21, b"\x02\x28")
    assert read(data).events[1:] == (ChangeCipherSpec(), OpaqueRecord(23, 30), Alert(2, 40))


def test_the_retry_random_makes_a_hello_retry() -> None:
    retry = server_hello(random=HELLO_RETRY_RANDOM, extensions=TLS13 + extension(51, b"\x00\x1d"))
    hello, second = read(retry + server_hello(extensions=TLS13 + extension(51, b"\x00\x1d\x00\x01k"))).events
    assert isinstance(hello, ServerHello)
    assert isinstance(second, ServerHello)
    assert (hello.is_hello_retry, hello.selected_group) == (True, 0x1D)
    assert (second.is_hello_retry, second.selected_group) == (False, 0x1D)


def test_hostile_alpn_is_escaped() -> None:
    hello = last_event(server_hello(extensions=extension(16, b"\x00\x05\x04\x1b[2J")))
    assert isinstance(hello, ServerHello)
    assert hello.alpn == "\\x1b[2J"


def test_a_stapled_response_is_handed_out() -> None:
    assert last_event(server_hello() + handshake(22, b"\x01\x00\x00\x02ab")) == CertificateStatus(1, b"ab")


def test_a_tls13_certificate_in_clear_is_read_with_its_staple() -> None:
    entry = vector(3, b"leaf") + vector(2, extension(5, b"\x01\x00\x00\x04ocsp"))
    body = b"\x00" + vector(3, entry, vector(3, b"ca") + vector(2))
    event = last_event(server_hello(extensions=TLS13) + handshake(11, body))
    assert event == CertificateMessage(chain=(b"leaf", b"ca"), tls13=True, staple=b"ocsp")


def test_an_export_key_tells_its_size() -> None:
    params = vector(2, b"\x80" + bytes(63)) + vector(2, b"\x01\x00\x01")
    event = last_event(server_hello(version=0x0301, cipher=0x0003) + handshake(12, params + vector(2, b"sig")))
    assert event == ServerKeyExchange(kind=KeyExchangeKind.RSA_EXPORT, dh_bits=512, params=params, signature=b"sig")


def test_an_anonymous_exchange_has_no_signature() -> None:
    params = vector(2, b"\x00\xff") + vector(2, b"\x02") + vector(2, b"\x03")
    event = last_event(server_hello(cipher=0x0034) + handshake(12, params))
    assert event == ServerKeyExchange(kind=KeyExchangeKind.DHE, dh_bits=8, dh_prime=b"\x00\xff", params=params)


def test_an_explicit_curve_is_kept_unread() -> None:
    event = last_event(server_hello() + handshake(12, b"\x01rest"))
    assert event == ServerKeyExchange(kind=KeyExchangeKind.OTHER, group=0xFF01, params=b"\x01rest")


def test_a_psk_exchange_is_only_a_hint() -> None:
    event = last_event(server_hello(cipher=0x008C) + handshake(12, b"\x00\x04hint"))
    assert event == ServerKeyExchange(kind=KeyExchangeKind.PSK, params=b"\x00\x04hint")


def test_messages_without_a_reader_are_counted() -> None:
    assert last_event(handshake(0, b"")) == OtherHandshake(0, 0)
    assert last_event(server_hello() + handshake(99, b"abc")) == OtherHandshake(99, 3)


def test_ssl2_server_hello_is_read() -> None:
    body = b"\x04\x00\x01\x00\x02\x00\x03\x00\x06\x00\x10" + b"der" + b"\x01\x00\x80\x07\x00\xc0" + bytes(16)
    data = uint(0x8000 | len(body), 2) + body + b"encrypted from here"
    expected = SSLv2ServerHello(version=2, ciphers=(0x010080, 0x0700C0), certificate=b"der")
    assert read(data).events == read(data, size=1).events == (expected,)


def test_ssl2_error_is_read() -> None:
    assert read(b"\x80\x03\x00\x00\x01").events == (SSLv2Error(1),)


def test_telnet_negotiation_is_not_taken_for_ssl2() -> None:
    assert isinstance(last_event(b"\xff\xfd\x18\xff\xfd\x20\xff\xfd"), NotTls)


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
