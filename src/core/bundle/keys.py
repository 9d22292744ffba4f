"""Private keys → their public halves. The only place, with PKCS #12 in `reading`, that touches key material: it is
read, compared and forgotten; no value that leaves holds it.
"""

from collections.abc import Sequence
from math import inf

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
from OpenSSL import crypto

from core.bundle.armour import Armoured, Block, looks_armoured, unwrap, without_armour
from core.certificates.facts import key_facts, load
from core.model.bundle import MAX_BYTES, Key, KeyFacts, KeyTrouble, Quirk

_READERS = (serialization.load_pem_private_key, serialization.load_der_private_key)
_WHOLE_FILE = frozenset({Quirk.UTF16, Quirk.ESCAPED, Quirk.CARRIAGE_RETURNS})
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
    armoured = unwrap(data)
    key = next((block for block in armoured.blocks if is_key(block.label)), None)
    if key is None:
        return _trouble(name, _no_key(armoured), apart=True)
    if key.der is not None and (quirk := _stumbling_block(armoured, key)):
        return _trouble(name, f"it has {quirk.value}: programs built on OpenSSL find no key in it", apart=True)
    return read_block(key, name, passwords, apart=True)


def _no_key(armoured: Armoured) -> str:
    odd = armoured.irregularities
    if any(o.quirk is Quirk.CUT_OFF and o.detail.endswith("PRIVATE KEY") for o in odd):
        return "its private key is cut off: the END line is missing"
    known = (_NOT_KEYS[block.label] for block in armoured.blocks if block.label in _NOT_KEYS)
    return f"{next(known, 'it holds something else')} and no private key"


def _stumbling_block(armoured: Armoured, key: Block) -> Quirk | None:
    """What keeps OpenSSL from reading the key: something about the whole file, its BEGIN line, its rows or its END."""
    end = next((block.line for block in armoured.blocks if block.line > key.line), inf)
    for odd in armoured.irregularities:
        at_end = odd.quirk is Quirk.OFF_THE_LINE and key.line < odd.line < end
        if odd.quirk in _WHOLE_FILE or (odd.quirk.fatal and odd.line == key.line) or at_end:
            return odd.quirk
    return None


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
                lenient = _by_openssl(data, armoured=armoured)
                if lenient is None:
                    return _unreadable(data, name, error, apart=apart)
                return known(lenient, name, encrypted=False, apart=apart)
        else:
            return known(key, name, encrypted=password is not None, apart=apart)
    tried = "no password given opens it" if passwords else "it is encrypted and no password was given"
    return KeyTrouble(source=name, because=tried, locked=not passwords, apart=apart)


def _by_openssl(data: bytes, *, armoured: bool) -> PrivateKeyTypes | None:
    """What our reader refuses and servers load all the same: GnuTLS writes an EC key with a zero byte before it."""
    kind = crypto.FILETYPE_PEM if armoured else crypto.FILETYPE_ASN1
    try:
        key = crypto.load_privatekey(kind, data, b"" if armoured else None).to_cryptography_key()  # b"": never asks
    except (crypto.Error, ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) else None


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
    if data[:1] == b"\x30" and b"\x02\x01\x03" in data[:9]:  # RFC 7292: version 3
        return _trouble(name, "it is PKCS #12, not a key file", apart=apart)
    if data.startswith(b"PuTTY-User-Key-File"):
        return _trouble(name, "it is a PuTTY key, which TLS servers do not read", apart=apart)
    if without_armour(data):
        return _trouble(name, "it is base64 without BEGIN and END lines", apart=apart)
    if isinstance(error, UnsupportedAlgorithm):
        return _trouble(name, "its private key is of a kind that our library does not know", apart=apart)
    return _trouble(name, "what it holds cannot be read as a private key (PKCS #8, PKCS #1 or SEC 1)", apart=apart)


def _trouble(name: str, because: str, *, apart: bool) -> KeyTrouble:
    return KeyTrouble(source=name, because=because, locked=False, apart=apart)
