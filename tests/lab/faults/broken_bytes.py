"""On the wire: servers that flood, lie about lengths, and send what cannot be read or verified."""

import socket
from collections.abc import Callable

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from OpenSSL import crypto

from tests.lab.bench import Bench, Running
from tests.lab.fault import fault
from tests.lab.script import after_hello, answer, flood, only_server_hello, say
from tests.lab.tls import (
    APPLICATION_DATA,
    HANDSHAKE,
    V12,
    V13,
    alert,
    altered,
    context,
    message,
    record,
    rewrite,
    split_records,
    terminate,
)
from tests.support.pki import PrivateKey, RawExtension

SERVER_HELLO, CERTIFICATE = 2, 11


# --- floods and broken bytes -----------------------------------------------------------------------------------------


@fault("garbage", "Bytes that are no TLS in answer to the hello", "not-tls")
def garbage(bench: Bench, host: str) -> Running:
    return bench.serve(host, after_hello(lambda sock: sock.sendall(b"\x07\xfe\x00\x99" * 16)))


@fault("garbage-endless", "Bytes that are no TLS, without end", "not-tls")
def garbage_endless(bench: Bench, host: str) -> Running:
    return bench.serve(host, after_hello(flood(b"\xa5\x5a\x00\xff" * 4096)))


@fault("zeros-endless", "Zero bytes, before anything is asked, without end", "not-tls")
def zeros_endless(bench: Bench, host: str) -> Running:
    return bench.serve(host, flood(bytes(16384)))


@fault(
    "records-endless",
    "ServerHello, then a Certificate message of 16 MB, in well-formed records, without end",
    "oversized-chain",
    instead=(("malformed-handshake",),),
)
def records_endless(bench: Bench, host: str) -> Running:
    start = bytes([CERTIFICATE]) + b"\xff\xff\xff" + b"\xff\xff\xfc"

    def pour(sock: socket.socket) -> None:
        sock.sendall(record(HANDSHAKE, start))
        flood(record(HANDSHAKE, b"\x30" * 16384))(sock)

    return answer(bench, host, only_server_hello, then=pour)


@fault(
    "hello-requests-endless",
    "HelloRequest messages in answer to the hello, without end",
    "malformed-handshake",
    instead=(("stalled-mid-handshake",), ("slow-handshake",)),
    notes="RFC 5246 7.4.1.1: clients must ignore them during a handshake, so only a budget ends this",
)
def hello_requests(bench: Bench, host: str) -> Running:
    return bench.serve(host, after_hello(flood(record(HANDSHAKE, message(0, b"") * 1000))))


@fault(
    "warnings-endless",
    "Warning alerts in answer to the hello, without end",
    "malformed-handshake",
    instead=(("stalled-mid-handshake",), ("slow-handshake",), ("alert-user-canceled",)),
)
def warnings_endless(bench: Bench, host: str) -> Running:
    return bench.serve(host, after_hello(flood(alert(90, level=1) * 1000)))


@fault(
    "oversized-chain", "A well-formed certificate list of more than 1 MB", "oversized-chain", also=("chain-unrelated",)
)
def oversized_chain(bench: Bench, host: str) -> Running:
    padding = RawExtension("1.3.6.1.4.1.55555.9", bytes(50_000))
    fat = bench.pki.root.intermediate("Lab Fat CA", extra=(padding,))
    leaf = bench.pki.leaf(host)
    return bench.serve(host, terminate(context(leaf, chain=(*leaf.chain, *[fat.cert] * 22))))


def _replace_certificates(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Change the body of the Certificate message (list length included)."""

    def alter(flight: bytes) -> bytes:
        return rewrite(flight, lambda kind, body: message(kind, change(body) if kind == CERTIFICATE else body))

    return alter


def _list_of(*ders: bytes) -> bytes:
    entries = b"".join(len(der).to_bytes(3) + der for der in ders)
    return len(entries).to_bytes(3) + entries


@fault("malformed-cert", "TLS 1.2: the leaf's outer SEQUENCE claims more bytes than there are", "malformed-cert")
def malformed_cert(bench: Bench, host: str) -> Running:
    def break_der(body: bytes) -> bytes:
        leaf = bytearray(body[6 : 6 + int.from_bytes(body[3:6])])
        leaf[2] ^= 0x40  # the high byte of the length
        return _list_of(bytes(leaf))

    return answer(bench, host, _replace_certificates(break_der))


@fault("malformed-cert-random", "TLS 1.2: the certificate is 600 bytes of 0xAA", "malformed-cert")
def malformed_random(bench: Bench, host: str) -> Running:
    return answer(bench, host, _replace_certificates(lambda _: _list_of(b"\xaa" * 600)))


@fault(
    "empty-certificate-list",
    "TLS 1.2: a Certificate message without certificate",
    "malformed-handshake",
    instead=(("malformed-cert",), ("server-no-certificate",)),
)
def empty_list(bench: Bench, host: str) -> Running:
    return answer(bench, host, _replace_certificates(lambda _: _list_of()))


@fault(
    "truncated-certificate",
    "TLS 1.2: the certificate list ends in the middle of a certificate",
    "malformed-handshake",
    instead=(("malformed-cert",),),
)
def truncated_certificate(bench: Bench, host: str) -> Running:
    def cut(body: bytes) -> bytes:
        return (300).to_bytes(3) + body[3:303]

    return answer(bench, host, _replace_certificates(cut))


@fault("malformed-server-hello", "ServerHello whose session id runs past its end", "malformed-handshake")
def malformed_hello(bench: Bench, host: str) -> Running:
    body = b"\x03\x03" + bytes(range(32)) + b"\xff" + bytes(10)
    broken = record(HANDSHAKE, message(SERVER_HELLO, body))
    return bench.serve(host, after_hello(say(broken)))


@fault("unknown-handshake-type", "A handshake message of type 99 in answer to the hello", "malformed-handshake")
def unknown_type(bench: Bench, host: str) -> Running:
    broken = record(HANDSHAKE, message(99, bytes(40)))
    return bench.serve(host, after_hello(say(broken)))


@fault("corrupt-record-tls13", "TLS 1.3: a right ServerHello, then records that do not decrypt", "corrupt-record")
def corrupt_tls13(bench: Bench, host: str) -> Running:
    made = context(bench.pki.leaf(host), lowest=V13)

    def spoil(_: int, flight: bytes) -> bytes:
        parts = split_records(flight)
        spoilt = [(k, body[:-1] + bytes([body[-1] ^ 1]) if k == APPLICATION_DATA else body) for k, body in parts]
        return b"".join(record(k, body) for k, body in spoilt)

    return bench.serve(host, altered(made, spoil))


@fault(
    "corrupt-record-header",
    "TLS 1.2: ServerHello, then a record header of nonsense",
    "corrupt-record",
    instead=(("malformed-handshake",),),
)
def corrupt_header(bench: Bench, host: str) -> Running:
    return answer(bench, host, lambda flight: only_server_hello(flight) + b"\x99\x12\x34\xff\xff" + bytes(300))


@fault(
    "corrupt-finished", "TLS 1.2: all right until the server's Finished, which is damaged in transit", "corrupt-record"
)
def corrupt_finished(bench: Bench, host: str) -> Running:
    made = context(bench.pki.leaf(host), highest=V12)

    def spoil(number: int, flight: bytes) -> bytes:
        return flight if number == 0 else flight[:-1] + bytes([flight[-1] ^ 1])

    return bench.serve(host, altered(made, spoil))


# --- key and certificate do not belong together -----------------------------------------------------------------------


def _mismatched(bench: Bench, host: str, key: PrivateKey, forged: bytes, highest: int) -> Running:
    """OpenSSL compares public parts only: a key file whose public part is the certificate's, its private part not."""
    leaf = bench.pki.leaf(host, key=key, ku=("digital_signature", "key_encipherment"))
    made = context(leaf, highest=highest, lowest=highest)
    path = bench.folder / f"{host}.key.der"
    path.write_bytes(forged)
    made.use_privatekey_file(str(path), crypto.FILETYPE_ASN1)
    return bench.serve(host, terminate(made))


def _forged_ec(key: ec.EllipticCurvePrivateKey) -> bytes:
    """ECPrivateKey (RFC 5915) with this public point and another scalar."""
    encoding = (serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL)
    der = key.private_bytes(*encoding, serialization.NoEncryption())
    scalar = key.private_numbers().private_value
    return der.replace(scalar.to_bytes(32), (scalar ^ 0xFF).to_bytes(32))


def _forged_rsa(key: rsa.RSAPrivateKey) -> bytes:
    """RSAPrivateKey (RFC 8017 A.1.2) with this modulus; the private exponent and the CRT values are another's."""
    right, other = key.private_numbers(), rsa.generate_private_key(65537, 2048).private_numbers()
    values = (0, right.public_numbers.n, 65537, other.d, other.p, other.q, other.dmp1, other.dmq1, other.iqmp)
    body = b"".join(_der(2, value.to_bytes(value.bit_length() // 8 + 1)) for value in values)
    return _der(0x30, body)


def _der(tag: int, body: bytes) -> bytes:
    size = len(body)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2)
    return bytes([tag]) + length + body


@fault(
    "key-mismatch-tls12-ecdsa",
    "TLS 1.2: ServerKeyExchange is signed with another key",
    "key-mismatch",
    also=("no-tls13",),
)
def mismatch_ec12(bench: Bench, host: str) -> Running:
    key = ec.generate_private_key(ec.SECP256R1())
    return _mismatched(bench, host, key, _forged_ec(key), V12)


@fault("key-mismatch-tls12-rsa", "TLS 1.2: the same with RSA", "key-mismatch", also=("no-tls13",))
def mismatch_rsa12(bench: Bench, host: str) -> Running:
    key = rsa.generate_private_key(65537, 2048)
    return _mismatched(bench, host, key, _forged_rsa(key), V12)


@fault(
    "key-mismatch-tls13", "TLS 1.3: CertificateVerify is signed with another key", "key-mismatch", also=("no-tls12",)
)
def mismatch_ec13(bench: Bench, host: str) -> Running:
    key = ec.generate_private_key(ec.SECP256R1())
    return _mismatched(bench, host, key, _forged_ec(key), V13)
