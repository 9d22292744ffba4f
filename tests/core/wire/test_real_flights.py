"""The reader tells what real OpenSSL servers say, from TLS 1.0 to 1.3."""

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.wire.messages import (
    Alert,
    CertificateMessage,
    CertificateRequest,
    Downgrade,
    KeyExchangeKind,
    ServerHello,
    ServerHelloDone,
    ServerKeyExchange,
)
from core.wire.profiles import legacy, modern, tls12_only
from tests.core.wire.flights import RANDOM, read
from tests.core.wire.servers import Server, answer, credentials

FFDHE2048 = int(
    "FFFFFFFFFFFFFFFFADF85458A2BB4A9AAFDC5620273D3CF1D8B9C583CE2D3695A9E13641146433FBCC939DCE249B3EF97D2FE363630C75D8"
    "F681B202AEC4617AD3DF1ED5D5FD65612433F51F5F066ED0856365553DED1AF3B557135E7F57C935984F0C70E0E68B77E2A689DAF3EFE872"
    "1DF158A136ADE73530ACCA4F483A797ABC0AB182B324FB61D108A94BB2C8E3FBB96ADAB760D7F4681D4F42A3DE394DF4AE56EDE76372BB19"
    "0B07A7C8EE0A6D709E02FCE1CDF7E2ECC03404CD28342F619172FE9CE98583FF8E4F1232EEF28183C3FE3B1B4C6FAD733BB5FCBC2EC22005"
    "C58EF1837D1683B2C6F34A26C1B2EFFA886B423861285C97FFFFFFFFFFFFFFFF",
    16,
)  # RFC 7919 appendix A.1


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
