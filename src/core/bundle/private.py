"""Does this file hold a private key? Answered from its outside alone, without any TLS library, so that the side that
faces Slack can refuse it before anything else is done with it.

Law: rather yes than no. A container that can hold a key and cannot be looked into without a password counts as one.
RFC 5208 (PKCS #8), RFC 5958, RFC 8017 appendix A.1.2, RFC 5915, RFC 7292 (PKCS #12), RFC 7517 (JWK).
"""

import base64
import binascii
import re

_LABEL = re.compile(rb"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY")  # also ENCRYPTED, RSA, OPENSSH, PGP … BLOCK
_OTHER_ARMOUR = (b"PuTTY-User-Key-File-", b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY")
_JWK = re.compile(rb'"d"\s*:\s*"[A-Za-z0-9_-]{16,}"')
_JAVA_STORES = (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce")  # JKS, JCEKS
_BASE64 = re.compile(rb"[A-Za-z0-9+/=_-]+")
_SEQUENCE, _INTEGER, _OCTETS, _OID = 0x30, 0x02, 0x04, 0x06


def holds_private_key(data: bytes) -> bool:
    """Whether these bytes are, or contain, a private key in any usual form. Never raises; linear in their size."""
    text = data.replace(b"\x00", b"")  # UTF-16 becomes ASCII
    if _LABEL.search(text) or any(mark in text for mark in _OTHER_ARMOUR):
        return True
    if b'"kty"' in text and _JWK.search(text):
        return True
    return data[:4] in _JAVA_STORES or _is_key(data) or _is_key(_unpacked(text))


def _unpacked(text: bytes) -> bytes:
    """Bare base64, as what it stands for; empty when it is none."""
    packed = b"".join(text.removeprefix(b"\xef\xbb\xbf").split())
    if len(packed) < 40 or not _BASE64.fullmatch(packed):
        return b""
    try:
        return base64.b64decode(packed.rstrip(b"=") + b"==", b"-_" if set(packed) & set(b"-_") else None)
    except binascii.Error:
        return b""


def _is_key(der: bytes) -> bool:
    outer = _enter(der, 0)
    if outer is None or outer[0] != _SEQUENCE:
        return False
    first = _enter(der, outer[1])
    if first is None:
        return False
    tag, body, end = first
    follows = der[end] if end < len(der) else None
    if tag == _INTEGER:
        version = int.from_bytes(der[body : min(end, body + 8)])
        # PKCS #8 and #1 begin with 0 (or 1 in their later versions), SEC 1 with 1 and the key's octets, PKCS #12 with 3
        wanted: dict[int, tuple[int, ...]] = {0: (_SEQUENCE, _INTEGER), 1: (_SEQUENCE, _INTEGER, _OCTETS)}
        return end - body == 1 and (follows in wanted.get(version, ()) or (version == 3 and follows == _SEQUENCE))
    # Encrypted PKCS #8: an algorithm, and then octets that are not a BIT STRING (which a public key would have)
    inner = _enter(der, body)
    return tag == _SEQUENCE and follows == _OCTETS and inner is not None and inner[0] == _OID


def _enter(der: bytes, start: int) -> tuple[int, int, int] | None:
    """Tag, start and end of the content of the element at ``start``; None where no header fits. Lengths of BER too."""
    if start + 2 > len(der):
        return None
    tag, first = der[start], der[start + 1]
    if first < 0x80:
        return tag, start + 2, start + 2 + first
    count = first & 0x7F
    if count == 0:
        return tag, start + 2, len(der)  # indefinite, X.690 section 8.1.3.6
    if count > 4 or start + 2 + count > len(der):
        return None
    body = start + 2 + count
    return tag, body, body + int.from_bytes(der[start + 2 : body])
