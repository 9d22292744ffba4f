"""A private key is recognised from outside in every form that people have; what is public stays silent."""

import base64
import subprocess
import sys

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs7,
    pkcs12,
)
from hypothesis import given
from hypothesis import strategies as st

from core.bundle.private import holds_private_key
from tests.support.pki import Authority, PrivateKey

CA = Authority.root().intermediate()
LEAF = CA.issue()
RSA = CA.issue(key="rsa2048", cn="rsa").key
LOCK = BestAvailableEncryption(b"secret")
P12 = pkcs12.serialize_key_and_certificates(b"n", LEAF.key, LEAF.cert, [CA.cert], LOCK)  # type: ignore[arg-type]


def written(key: PrivateKey, encoding: Encoding, form: PrivateFormat, *, locked: bool = False) -> bytes:
    return key.private_bytes(encoding, form, LOCK if locked else NoEncryption())


PEM, DER = Encoding.PEM, Encoding.DER
PKCS8, OLD, SSH = PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL, PrivateFormat.OpenSSH
KEYS = {
    "PKCS #8": written(LEAF.key, PEM, PKCS8),
    "PKCS #8 with a password": written(LEAF.key, PEM, PKCS8, locked=True),
    "PKCS #1": written(RSA, PEM, OLD),
    "PKCS #1 with a password": written(RSA, PEM, OLD, locked=True),
    "SEC 1": written(LEAF.key, PEM, OLD),
    "OpenSSH": written(LEAF.key, PEM, SSH),
    "PKCS #8 in DER": written(LEAF.key, DER, PKCS8),
    "PKCS #8 with a password, in DER": written(LEAF.key, DER, PKCS8, locked=True),
    "PKCS #1 in DER": written(RSA, DER, OLD),
    "SEC 1 in DER": written(LEAF.key, DER, OLD),
    "PKCS #12": P12,
    "PKCS #12 in base64": base64.encodebytes(P12),
    "bare base64": base64.b64encode(written(LEAF.key, DER, PKCS8)),
    "behind certificates": LEAF.fullchain_pem + LEAF.key_pem,
    "UTF-16 of Windows": LEAF.key_pem.decode().encode("utf-16"),
    "UTF-16, big-endian": LEAF.key_pem.decode().encode("utf-16-be"),
    "one line in JSON": LEAF.key_pem.replace(b"\n", b"\\n"),
    "cut off": LEAF.key_pem[:80],
    "PuTTY": b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n",
    "PGP": b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n",
    "JWK": b'{"kty":"EC","crv":"P-256","x":"f83OJ3D2","d":"jpsQnnGQmL-YBIffH1136cspYG6"}',
    "Java keystore": b"\xfe\xed\xfe\xed\x00\x00\x00\x02",
}
REQUEST = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(RSA, hashes.SHA256())
PUBLIC = {
    "nothing": b"",
    "certificate": LEAF.pem,
    "certificate in DER": LEAF.der,
    "chain": LEAF.fullchain_pem,
    "PKCS #7": pkcs7.serialize_certificates([LEAF.cert, CA.cert], DER),
    "request": REQUEST.public_bytes(PEM),
    "request in DER": REQUEST.public_bytes(DER),
    "public key": LEAF.key.public_key().public_bytes(PEM, PublicFormat.SubjectPublicKeyInfo),
    "public key in DER": LEAF.key.public_key().public_bytes(DER, PublicFormat.SubjectPublicKeyInfo),
    "public RSA key in DER": RSA.public_key().public_bytes(DER, PublicFormat.PKCS1),
    "signature": ec.generate_private_key(ec.SECP256R1()).sign(b"x", ec.ECDSA(hashes.SHA256())),
    "public JWK": b'{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}',
    "words about it": b"nginx: cannot load certificate key: no PRIVATE KEY in the file",
    "a pcap": b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00",
}


@pytest.mark.parametrize("form", KEYS)
def test_a_private_key_is_seen(form: str) -> None:
    assert holds_private_key(KEYS[form])


@pytest.mark.parametrize("form", PUBLIC)
def test_what_is_public_is_not_taken_for_a_key(form: str) -> None:
    assert not holds_private_key(PUBLIC[form])


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda b: b"\x30" + b))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    assert holds_private_key(data) in (True, False)


def test_no_tls_library_is_loaded_for_it() -> None:
    ask = "import sys, core.bundle.private; print([m for m in ('cryptography', 'OpenSSL') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout == "[]\n"
