"""Each message of a server becomes one value with all that it said."""

from core.wire.handshake_reader import HELLO_RETRY_RANDOM
from core.wire.messages import (
    Alert,
    CertificateMessage,
    CertificateStatus,
    ChangeCipherSpec,
    Event,
    KeyExchangeKind,
    NotTls,
    OpaqueRecord,
    OtherHandshake,
    ServerHello,
    ServerKeyExchange,
    SSLv2Error,
    SSLv2ServerHello,
)
from core.wire.octets import uint, vector
from tests.core.wire.flights import TLS13, extension, handshake, read, record, server_hello

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
    assert event == ServerKeyExchange(
        kind=KeyExchangeKind.DHE, dh_bits=8, dh_prime=b"\x00\xff", public=b"\x03", params=params
    )


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
