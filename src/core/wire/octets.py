"""Reading and writing TLS vectors (RFC 8446 section 3), and showing foreign bytes to people.

Law: a `Cursor` never reads past its end and never guesses; it raises `WireError`, which every public reader of this
package catches and turns into a value.
"""

from struct import unpack
from typing import Final

_ESCAPES: Final = {9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\"}


class WireError(Exception):
    """The bytes break their own grammar. `offset` counts from the start of the structure named by `where`."""

    def __init__(self, what: str, *, offset: int, where: str) -> None:
        super().__init__(f"{where}: {what} (at byte {offset})")
        self.what = what
        self.offset = offset
        self.where = where


class Cursor:
    """Reads big-endian numbers and length-prefixed vectors from one structure."""

    __slots__ = ("_data", "_size", "_where", "offset")

    def __init__(self, data: bytes, where: str) -> None:
        self._data = data
        self._size = len(data)
        self._where = where
        self.offset = 0

    @property
    def left(self) -> int:
        """How many bytes have not been read yet."""
        return self._size - self.offset

    def error(self, what: str) -> WireError:
        """A `WireError` at the current place."""
        return WireError(what, offset=self.offset, where=self._where)

    def take(self, size: int) -> bytes:
        """The next `size` bytes."""
        start = self.offset
        end = start + size
        if end > self._size:
            raise self.error(f"{size} bytes announced, {self.left} left")
        self.offset = end
        return self._data[start:end]

    def uint(self, size: int) -> int:
        """The next `size` bytes as a big-endian number."""
        return int.from_bytes(self.take(size), "big")

    def vector(self, length_size: int) -> bytes:
        """A vector whose length stands before it in `length_size` bytes."""
        return self.take(self.uint(length_size))

    def nested(self, length_size: int) -> "Cursor":
        """A vector as a cursor of its own."""
        return Cursor(self.vector(length_size), self._where)

    def since(self, start: int) -> bytes:
        """The bytes that were read from `start` on."""
        return self._data[start : self.offset]

    def rest(self) -> bytes:
        """Everything that is left."""
        return self.take(self.left)

    def uints(self, length_size: int, item_size: int) -> tuple[int, ...]:
        """A vector of numbers of `item_size` bytes each."""
        inner = self.nested(length_size)
        if inner.left % item_size:
            raise self.error(f"a list of {item_size}-byte items is {inner.left} bytes long")
        if item_size == 2:  # the usual case: cipher suites, groups, signature schemes, versions
            return unpack(f">{inner.left // 2}H", inner.rest())
        return tuple(inner.uint(item_size) for _ in range(inner.left // item_size))

    def vectors(self, length_size: int, item_length_size: int) -> tuple[bytes, ...]:
        """A vector of vectors."""
        inner = self.nested(length_size)
        items: list[bytes] = []
        while inner.left:
            items.append(inner.vector(item_length_size))
        return tuple(items)

    def end(self) -> None:
        """Nothing may be left."""
        if self.left:
            raise self.error(f"{self.left} bytes too many")


def uint(value: int, size: int) -> bytes:
    """`value` as `size` big-endian bytes."""
    return value.to_bytes(size, "big")


def vector(length_size: int, *parts: bytes) -> bytes:
    """The joined parts behind their length."""
    body = b"".join(parts)
    return uint(len(body), length_size) + body


def uints(length_size: int, item_size: int, values: tuple[int, ...]) -> bytes:
    """A vector of numbers."""
    return vector(length_size, *(uint(value, item_size) for value in values))


def printable(data: bytes, limit: int = 120) -> str:
    """Foreign bytes for human eyes: ASCII only, everything else escaped; at most `limit` characters.

    Escapes are `\\n`, `\\t`, `\\r`, `\\\\` and `\\xNN`. A cut text ends in `…`, which the limit
    includes; no escape is cut in half.
    """
    pieces: list[str] = []
    room = limit
    for position, byte in enumerate(data):
        piece = chr(byte) if 0x20 <= byte <= 0x7E and byte != 0x5C else _escape(byte)
        last = position == len(data) - 1
        if len(piece) > room - (0 if last else 1):
            return "".join(pieces) + "…"
        pieces.append(piece)
        room -= len(piece)
    return "".join(pieces)


def _escape(byte: int) -> str:
    return _ESCAPES.get(byte, f"\\x{byte:02x}")
