"""The record layer: where a record ends, and whether the first bytes of a stream begin one at all.

Law: decides by bytes alone. RFC 8446 section 5.1, RFC 5246 section 6.2; SSL 2.0: draft-hickman-netscape-ssl-00.
"""

import enum
from dataclasses import dataclass
from typing import Final

from core.wire.codes import ContentType, Version
from core.wire.octets import WireError

HEADER: Final = 5
MAX_FRAGMENT: Final = 16384 + 2048  # RFC 5246 section 6.2.3; TLS 1.3 allows 256 instead of 2048
_TYPES: Final = frozenset(int(kind) for kind in ContentType)
_NEVER_EMPTY: Final = (ContentType.HANDSHAKE, ContentType.ALERT, ContentType.CHANGE_CIPHER_SPEC)
_SSL2_ERROR: Final = 0
_SSL2_SERVER_HELLO: Final = 4


class Opening(enum.Enum):
    """What the first bytes of a stream begin."""

    UNDECIDED = enum.auto()
    TLS = enum.auto()
    SSL2 = enum.auto()
    OTHER = enum.auto()


@dataclass(frozen=True, slots=True)
class RecordHeader:
    """Five bytes: content type, legacy record version, length of the fragment."""

    content_type: int
    version: int
    length: int

    def problem(self) -> str | None:
        """What is wrong with this header; None when nothing is."""
        if self.content_type not in _TYPES:
            return f"content type {self.content_type}"
        if self.version >> 8 != Version.TLS1_2 >> 8:
            return f"record version 0x{self.version:04x}"
        if self.length > MAX_FRAGMENT:
            return f"a fragment of {self.length} bytes, {MAX_FRAGMENT} is the most"
        if self.length == 0 and self.content_type in _NEVER_EMPTY:
            return f"an empty record of content type {self.content_type}"
        return None


def read_header(data: bytes) -> RecordHeader | None:
    """The header at the front; None while there are not five bytes."""
    if len(data) < HEADER:
        return None
    return RecordHeader(data[0], int.from_bytes(data[1:3], "big"), int.from_bytes(data[3:5], "big"))


def record_size(data: bytes, first: Opening, offset: int) -> int | None:
    """The size of the record at the front, header included; None while the header is not complete.

    `offset`: where in the stream it begins, for the `WireError` that an impossible TLS header raises.
    """
    if first is Opening.SSL2:
        return 2 + (int.from_bytes(data[:2], "big") & 0x7FFF) if len(data) >= 2 else None
    header = read_header(data)
    if header is None:
        return None
    if problem := header.problem():
        raise WireError(problem, offset=offset, where="record")
    return HEADER + header.length


def opening(first: bytes) -> Opening:
    """Tell a TLS record or an SSL 2.0 server message from everything else; `UNDECIDED` needs more bytes (8 at most)."""
    if not first:
        return Opening.UNDECIDED
    if first[0] in _TYPES:
        if len(first) == 1:
            return Opening.UNDECIDED
        return Opening.TLS if first[1] == Version.TLS1_2 >> 8 else Opening.OTHER
    return _ssl2_opening(first) if first[0] & 0x80 else Opening.OTHER


def _ssl2_opening(first: bytes) -> Opening:
    """Two bytes of length with the high bit set, a message type, and for SERVER-HELLO version 0x0002 at byte 5."""
    if len(first) < 3:
        return Opening.UNDECIDED
    length = int.from_bytes(first[:2], "big") & 0x7FFF
    if first[2] == _SSL2_ERROR:
        return Opening.SSL2 if length == 3 else Opening.OTHER
    if first[2] != _SSL2_SERVER_HELLO or length < 11:
        return Opening.OTHER
    expected, version = b"\x00\x02", first[5:7]
    if version == expected:
        return Opening.SSL2
    return Opening.UNDECIDED if len(version) < 2 and expected.startswith(version) else Opening.OTHER
