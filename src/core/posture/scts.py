"""The signed certificate timestamps that a certificate carries, and how many it needs.

Law: facts of the list alone (RFC 6962 section 3.3). Whether a log is trusted, and who runs it, is not judged.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from core.certificates.der import DerError, raw_extensions, read_element
from core.wire.octets import Cursor, WireError

_OID: Final = bytes.fromhex("2b06010401d679020402")  # 1.3.6.1.4.1.11129.2.4.2
_OCTET_STRING: Final = 0x04
_MOST: Final = 32
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = timedelta(days=365 * 200)
LONG_LIFE: Final = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Sct:
    """``log``: the log's identity, SHA-256 of its key in hex. ``at``: when it took the certificate in."""

    log: str
    at: datetime | None


def embedded(certificate: bytes) -> tuple[Sct, ...] | None:
    """The timestamps in the certificate, none of them: (); None when there is a list that cannot be read."""
    try:
        value = next((e.value for e in raw_extensions(certificate) if e.oid == _OID), None)
        if value is None:
            return ()
        outer = read_element(value, 0, len(value))
        if outer.tag != _OCTET_STRING:
            return None
        items = Cursor(value[outer.body : outer.end], "SCT list").vectors(2, 2)
        return tuple(_sct(item) for item in items[:_MOST])
    except (DerError, WireError):
        return None


def _sct(item: bytes) -> Sct:
    cursor = Cursor(item, "SCT")
    cursor.uint(1)  # version
    log = cursor.take(32)
    age = timedelta(milliseconds=min(cursor.uint(8), int(_LATEST.total_seconds() * 1000) + 1))
    return Sct(log.hex(), _EPOCH + age if age <= _LATEST else None)


def logs(scts: tuple[Sct, ...]) -> int:
    """How many different logs."""
    return len({sct.log for sct in scts})


def needed(lifetime: timedelta) -> int:
    """Embedded SCTs of different logs that Chrome, Apple and Firefox ask for, by lifetime (their CT policies)."""
    return 3 if lifetime > LONG_LIFE else 2
