"""Private keys → their public halves. The only place, with PKCS #12 in `reading`, that touches key material: it is
read, compared and forgotten; no value that leaves holds it.
"""

from collections.abc import Sequence

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes

from core.bundle.armour import Block, looks_armoured, unwrap, without_armour
from core.certificates.facts import key_facts, load
from core.model.bundle import MAX_BYTES, Key, KeyFacts, KeyTrouble

_READERS = (serialization.load_pem_private_key, serialization.load_der_private_key)
_NOT_KEYS = {
    "CERTIFICATE": "it holds a certificate",
    "CERTIFICATE REQUEST": "it holds a certificate request",
    "NEW CERTIFICATE REQUEST": "it holds a certificate request",
    "PUBLIC KEY": "it holds a public key",
    "PKCS7": "it holds certificates (PKCS #7)",
}


def is_key(label: str) -> bool:
    """Whether a PEM label is that of a private key."""
    return label.endswith("PRIVATE KEY")


def read_key_file(data: bytes, name: str, passwords: Sequence[str]) -> Key:
    """The first private key of a file of its own, PEM or DER, tried without password first."""
    if len(data) > MAX_BYTES:
        return _trouble(name, f"it is larger than {MAX_BYTES} bytes", apart=True)
    if not data.strip():
        return _trouble(name, "it is empty", apart=True)
    if not looks_armoured(data):
        return read_key(data, name, passwords, apart=True, armoured=False)
    blocks = unwrap(data).blocks
    key = next((block for block in blocks if is_key(block.label)), None)
    if key is None:
        known = (_NOT_KEYS[block.label] for block in blocks if block.label in _NOT_KEYS)
        return _trouble(name, f"{next(known, 'it holds something else')} and no private key", apart=True)
    return read_block(key, name, passwords, apart=True)


def read_block(block: Block, name: str, passwords: Sequence[str], *, apart: bool) -> Key:
    """The private key of one PEM block."""
    if block.der is None:
        return _trouble(name, "its private key is no base64", apart=apart)
    if block.label == "OPENSSH PRIVATE KEY":
        why = (
            "its private key is in OpenSSH's own form, which TLS servers do not read (ssh-keygen -p -m PEM rewrites it)"
        )
        return _trouble(name, why, apart=apart)
    return read_key(block.text, name, passwords, apart=apart, armoured=True)


def read_key(data: bytes, name: str, passwords: Sequence[str], *, apart: bool, armoured: bool) -> Key:
    """A private key from one PEM block or from DER. ``passwords``: tried after none and the empty one."""
    reader = _READERS[0] if armoured else _READERS[1]
    encrypted = False
    for password in (None, b"", *(text.encode() for text in passwords)):
        try:
            key = reader(data, password)
        except TypeError:  # a password for a key without one, or none for a key with one
            encrypted = encrypted or password is None
        except (ValueError, UnsupportedAlgorithm) as error:
            if not encrypted and password is None:
                return _unreadable(data, name, error, apart=apart)
        else:
            return known(key, name, encrypted=password is not None, apart=apart)
    tried = "no password given opens it" if passwords else "it is encrypted and no password was given"
    return KeyTrouble(source=name, because=tried, locked=not passwords, apart=apart)


def known(key: PrivateKeyTypes, name: str, *, encrypted: bool, apart: bool) -> KeyFacts:
    """What may be told about a private key."""
    public = key.public_key()
    return KeyFacts(source=name, facts=key_facts(public), spki=_spki(public), encrypted=encrypted, apart=apart)


def spki_of(certificate: bytes) -> bytes | None:
    """SubjectPublicKeyInfo of a certificate in DER, as this library writes it; None when it cannot be read."""
    try:
        return _spki(load(certificate).public_key())
    except (ValueError, UnsupportedAlgorithm):
        return None


def _spki(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _unreadable(data: bytes, name: str, error: Exception, *, apart: bool) -> Key:
    """Why nothing could be read; the library's own words only where they are short and about an algorithm."""
    if data[:4] in (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce"):
        return _trouble(name, "it is a Java keystore, not a key file", apart=apart)
    if data.startswith(b"PuTTY-User-Key-File"):
        return _trouble(name, "it is a PuTTY key, which TLS servers do not read", apart=apart)
    if without_armour(data):
        return _trouble(name, "it is base64 without BEGIN and END lines", apart=apart)
    if isinstance(error, UnsupportedAlgorithm):
        return _trouble(name, "its private key is of a kind that our library does not know", apart=apart)
    return _trouble(name, "what it holds cannot be read as a private key (PKCS #8, PKCS #1 or SEC 1)", apart=apart)


def _trouble(name: str, because: str, *, apart: bool) -> KeyTrouble:
    return KeyTrouble(source=name, because=because, locked=False, apart=apart)
