"""Secrets that a capture carries (pcapng's decryption secrets block): TLS 1.3 records opened with them.

Law: keys are taken from the file alone, used for the handshake that is asked about, and never shown or kept longer than
the file is read. What does not open stays sealed. Key log: draft-ietf-tls-keylogfile; keys: RFC 8446 sections 5.2, 7.3.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, HashAlgorithm
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

Aead: TypeAlias = AESGCM | AESCCM | ChaCha20Poly1305
KeyLog: TypeAlias = dict[bytes, dict[str, bytes]]

_EARLY: Final = "CLIENT_EARLY_TRAFFIC_SECRET"
_LABELS: Final = (
    (_EARLY, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0"),
    ("SERVER_HANDSHAKE_TRAFFIC_SECRET", "SERVER_TRAFFIC_SECRET_0"),
)
_KNOWN: Final = frozenset(label for labels in _LABELS for label in labels)
_MAX_LINE: Final = 400
_MAX_SESSIONS: Final = 10_000
_SUITES: Final = frozenset({0x1301, 0x1302, 0x1303, 0x1304, 0x1305})


def read_key_log(text: bytes) -> KeyLog:
    """Secrets by client random. Lines that make no sense are left out."""
    log: KeyLog = {}
    for line in text.splitlines():
        words = line[:_MAX_LINE].split()
        if len(words) != 3 or words[0].decode("ascii", "replace") not in _KNOWN:
            continue
        try:
            random, secret = bytes.fromhex(words[1].decode("ascii")), bytes.fromhex(words[2].decode("ascii"))
        except ValueError:
            continue
        if len(random) == 32 and len(secret) in (32, 48) and len(log) < _MAX_SESSIONS:
            log.setdefault(random, {})[words[0].decode("ascii")] = secret
    return log


@dataclass(slots=True)
class _Keys:
    """One traffic secret at work; `count`: the next record's number."""

    aead: Aead
    iv: bytes
    count: int = 0


class Opener:
    """Opens the records of one direction, one after the other. `role`: 0 the client's, 1 the server's."""

    __slots__ = ("_keys",)

    def __init__(self, secrets: dict[str, bytes], role: int, suite: int) -> None:
        known = [secrets[label] for label in _LABELS[role] if label in secrets]
        self._keys = [_keys(secret, suite) for secret in known] if suite in _SUITES else []

    def open(self, record: bytes) -> tuple[int, bytes] | None:
        """Inner content type and content of a whole record; None where it does not open.

        A secret that has done its part is left for the next one: early data, handshake, application data.
        """
        for keys in self._keys[:3]:
            nonce = int.from_bytes(keys.iv, "big") ^ keys.count
            try:
                inner = keys.aead.decrypt(nonce.to_bytes(12, "big"), record[5:], record[:5])
            except (InvalidTag, ValueError):
                continue
            keys.count += 1
            del self._keys[: self._keys.index(keys)]
            content = inner.rstrip(b"\0")
            return (content[-1], content[:-1]) if content else None
        return None


def _keys(secret: bytes, suite: int) -> _Keys:
    algorithm: HashAlgorithm = SHA384() if suite == 0x1302 else SHA256()
    key = _expand(secret, "key", 16 if suite in (0x1301, 0x1304, 0x1305) else 32, algorithm)
    aead: Aead
    match suite:
        case 0x1303:
            aead = ChaCha20Poly1305(key)
        case 0x1304 | 0x1305:
            aead = AESCCM(key, tag_length=8 if suite == 0x1305 else 16)
        case _:
            aead = AESGCM(key)
    return _Keys(aead, _expand(secret, "iv", 12, algorithm))


def _expand(secret: bytes, label: str, length: int, algorithm: HashAlgorithm) -> bytes:
    """HKDF-Expand-Label with an empty context (RFC 8446 section 7.1)."""
    name = b"tls13 " + label.encode()
    info = length.to_bytes(2, "big") + bytes([len(name)]) + name + b"\0"
    return HKDFExpand(algorithm, length, info).derive(secret)
