"""`HEAD /` over HTTP/2, as little of it as one request needs: most servers choose h2, and their Date and Server tell.

Law: one stream, no dynamic state of our own, SETTINGS and PING are not answered: we leave after the first header
block. What this reader does not understand ends the reading without an answer; it never raises. RFC 9113, RFC 7541.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.model.observation import HttpAnswer
from core.wire.http_answer import answer_of

PREFACE: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_DATA, _HEADERS, _RST_STREAM, _SETTINGS, _GOAWAY, _CONTINUATION = 0, 1, 3, 4, 7, 9
_END_STREAM, _END_HEADERS, _PADDED, _PRIORITY = 0x1, 0x4, 0x8, 0x20
_MAX_FRAME: Final = 16384  # RFC 9113 §4.2: nobody may send more to one who did not allow it

# RFC 7541 appendix A: the static table's entries that a response may name, by index.
_STATIC_VALUES: Final = {8: "200", 9: "204", 10: "206", 11: "304", 12: "400", 13: "404", 14: "500"}
_STATIC_NAMES: Final = {
    **dict.fromkeys(range(8, 15), ":status"),
    33: "date",
    46: "location",
    54: "server",
    56: "strict-transport-security",
}
_STATIC_SIZE: Final = 61

# RFC 7541 appendix B is a canonical code: symbols in order within a length, so the lengths are the code. Codes longer
# than these 15 bits belong to bytes outside printable ASCII (and the backslash): a value that has one is not read.
_HUFFMAN: Final = (
    (5, b"012aceiost"),
    (6, b" %-./3456789=A_bdfghlmnpru"),
    (7, b":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz"),
    (8, b"&*,;XZ"),
    (10, b'!"()?'),
    (11, b"'+|"),
    (12, b"#>"),
    (13, b"\x00$@[]~"),
    (14, b"^}"),
    (15, b"<`{"),
)


class _UnreadableError(Exception):
    """A header block that breaks HPACK, or uses a part of it that we do not read."""


def request(authority: str) -> bytes:
    """Preface, empty SETTINGS, and HEAD / on stream 1, all fields literal and never indexed (RFC 7541 §6.2.3)."""
    fields = (
        (b":method", b"HEAD"),
        (b":scheme", b"https"),
        (b":authority", authority.encode("ascii")),
        (b":path", b"/"),
        (b"user-agent", b"tlscheck"),
        (b"accept", b"*/*"),
    )
    block = b"".join(b"\x10" + _string(name) + _string(value) for name, value in fields)
    return PREFACE + _frame(_SETTINGS, 0, 0, b"") + _frame(_HEADERS, _END_STREAM | _END_HEADERS, 1, block)


def _string(text: bytes) -> bytes:
    """A literal string; ours are names, shorter than 127 + 255 + … bytes in any case (RFC 7541 §5.1)."""
    if len(text) < 127:
        return bytes((len(text),)) + text
    rest, length = len(text) - 127, b"\x7f"
    while rest >= 128:
        length += bytes((rest & 0x7F | 0x80,))
        rest >>= 7
    return length + bytes((rest,)) + text


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + payload


@dataclass(frozen=True, slots=True)
class _Frame:
    kind: int
    flags: int
    stream: int
    payload: bytes


def _frames(data: bytes) -> Iterator[_Frame]:
    while len(data) >= 9:
        size = int.from_bytes(data[:3], "big")
        if size > _MAX_FRAME or len(data) < 9 + size:
            return
        yield _Frame(data[3], data[4], int.from_bytes(data[5:9], "big") & 0x7FFFFFFF, data[9 : 9 + size])
        data = data[9 + size :]


def _header_block(data: bytes) -> bytes | None:
    """The first complete header block of stream 1, None while there is none."""
    block: bytes | None = None
    for frame in _frames(data):
        if frame.stream != 1 or frame.kind not in (_HEADERS, _CONTINUATION):
            continue
        part = frame.payload
        if frame.kind == _HEADERS:
            padding = part[0] if frame.flags & _PADDED and part else 0
            start = (1 if frame.flags & _PADDED else 0) + (5 if frame.flags & _PRIORITY else 0)
            part = part[start : len(part) - padding]
        block = (block or b"") + part
        if frame.flags & _END_HEADERS:
            return block
    return None


def is_complete(answer: bytes) -> bool:
    """The header block is there, or the server has closed the stream or the connection, or this is no HTTP/2."""
    if _header_block(answer) is not None:
        return True
    if len(answer) >= 9 and (answer[3] != _SETTINGS or int.from_bytes(answer[:3], "big") > _MAX_FRAME):
        return True  # the server's preface is a SETTINGS frame (RFC 9113 §3.4)
    return any(frame.kind in (_GOAWAY, _RST_STREAM) for frame in _frames(answer))


def parse_answer(answer: bytes) -> HttpAnswer | None:
    """The status and the fields we read, None if there is no answer that can be read."""
    block = _header_block(answer)
    if block is None:
        return None
    try:
        fields = list(_Decoder(block).fields())
    except _UnreadableError:
        return None
    status = next((value for name, value in fields if name == ":status"), "")
    return answer_of(int(status), fields) if len(status) == 3 and status.isdecimal() and status.isascii() else None


class _Decoder:
    """One header block. Names that we do not read decode to ""."""

    def __init__(self, block: bytes) -> None:
        self._block, self._at = block, 0
        self._dynamic: list[tuple[str, str]] = []  # newest first; nothing is evicted within one small block

    def fields(self) -> Iterator[tuple[str, str]]:
        while self._at < len(self._block):
            first = self._block[self._at]
            if first & 0x80:  # §6.1 indexed
                yield self._entry(self._integer(7))
            elif first & 0x40:  # §6.2.1 literal, to be indexed
                field = self._literal(6)
                self._dynamic.insert(0, field)
                yield field
            elif first & 0x20:  # §6.3 table size update
                self._integer(5)
            else:  # §6.2.2, §6.2.3 literal
                yield self._literal(4)

    def _literal(self, bits: int) -> tuple[str, str]:
        index = self._integer(bits)
        name = self._entry(index)[0] if index else self._text()
        return name, self._text()

    def _entry(self, index: int) -> tuple[str, str]:
        if index == 0 or index > _STATIC_SIZE + len(self._dynamic):
            raise _UnreadableError
        if index > _STATIC_SIZE:
            return self._dynamic[index - _STATIC_SIZE - 1]
        return _STATIC_NAMES.get(index, ""), _STATIC_VALUES.get(index, "")

    def _integer(self, bits: int) -> int:
        limit = (1 << bits) - 1
        value = self._byte() & limit
        if value < limit:
            return value
        for shift in (0, 7, 14):
            byte = self._byte()
            value += (byte & 0x7F) << shift
            if not byte & 0x80:
                return value
        raise _UnreadableError

    def _byte(self) -> int:
        if self._at >= len(self._block):
            raise _UnreadableError
        self._at += 1
        return self._block[self._at - 1]

    def _text(self) -> str:
        if self._at >= len(self._block):
            raise _UnreadableError
        is_huffman = bool(self._block[self._at] & 0x80)
        size = self._integer(7)
        data = self._block[self._at : self._at + size]
        if len(data) < size:
            raise _UnreadableError
        self._at += size
        return (_unhuffman(data) if is_huffman else data).decode("latin-1")


def _codes() -> dict[tuple[int, int], int]:
    """(length, code) → byte."""
    table: dict[tuple[int, int], int] = {}
    code, before = 0, 0
    for length, symbols in _HUFFMAN:
        code <<= length - before
        before = length
        for symbol in symbols:
            table[length, code] = symbol
            code += 1
    return table


_CODES: Final = _codes()
_LONGEST: Final = _HUFFMAN[-1][0]


def _unhuffman(data: bytes) -> bytes:
    """Decoded text; what follows a symbol that is not in our table is left out."""
    text = bytearray()
    code, length = 0, 0
    for byte in data:
        for shift in range(7, -1, -1):
            code, length = code << 1 | byte >> shift & 1, length + 1
            symbol = _CODES.get((length, code))
            if symbol is not None:
                text.append(symbol)
                code, length = 0, 0
            elif length > _LONGEST:
                return bytes(text)
    return bytes(text)
