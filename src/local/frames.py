"""WebSocket frames of a client (RFC 6455 section 5): bytes in, messages out. Pure, bounded, total.

Law: what is not complete waits; what breaks the protocol is `BadFrame`, never a guess. What we send is masked and in
one piece; what comes may be in several.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

LONGEST: Final = 4 << 20  # of one message; Slack's largest payloads are far below
_LONGEST_CONTROL: Final = 125


class Op(IntEnum):
    MORE = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


class BadFrame(Exception):  # noqa: N818 - a fact about what came
    """The other side does not speak the protocol, or not within its bounds."""


@dataclass(frozen=True, slots=True)
class Frame:
    op: Op
    payload: bytes


def masked(op: Op, payload: bytes, mask: bytes) -> bytes:
    """A whole frame; ``mask``: four bytes that nobody can foretell (section 5.3)."""
    size = len(payload)
    if size <= 125:
        length = bytes([0x80 | size])
    elif size < 1 << 16:
        length = b"\xfe" + size.to_bytes(2, "big")
    else:
        length = b"\xff" + size.to_bytes(8, "big")
    return bytes([0x80 | op]) + length + mask + _xor(payload, mask)


@dataclass(slots=True)
class Frames:
    """What came so far. `feed` bytes, `take` what is complete."""

    _buffer: bytearray = field(default_factory=bytearray)
    _parts: bytearray = field(default_factory=bytearray)
    _kind: Op | None = None

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def take(self) -> Frame | None:
        """The next message or control frame; None: more bytes are needed. Raises `BadFrame`."""
        while (frame := self._frame()) is not None:
            final, op, payload = frame
            if op >= Op.CLOSE:
                if not final or len(payload) > _LONGEST_CONTROL:
                    raise BadFrame("a control frame in several pieces, or too long")
                return Frame(op, payload)
            if (op is Op.MORE) is (self._kind is None):
                raise BadFrame("a piece without a beginning, or a beginning inside of a message")
            self._kind = self._kind or op
            self._parts += payload
            if len(self._parts) > LONGEST:
                raise BadFrame("a message too long")
            if final:
                whole, kind = bytes(self._parts), self._kind
                self._parts, self._kind = bytearray(), None
                return Frame(kind, whole)
        return None

    def _frame(self) -> tuple[bool, Op, bytes] | None:
        head = self._buffer[:10]
        if len(head) < 2:
            return None
        if head[0] & 0x70 or head[1] & 0x80:
            raise BadFrame("reserved bits, or a mask, which servers do not use (section 5.1)")
        try:
            op = Op(head[0] & 0x0F)
        except ValueError:
            raise BadFrame(f"opcode {head[0] & 0x0F}") from None
        extra = {126: 2, 127: 8}.get(head[1], 0)
        if len(head) < 2 + extra:
            return None
        size = int.from_bytes(head[2 : 2 + extra], "big") if extra else head[1]
        if size > LONGEST:
            raise BadFrame("a frame too long")
        start, end = 2 + extra, 2 + extra + size
        if len(self._buffer) < end:
            return None
        payload = bytes(self._buffer[start:end])
        del self._buffer[:end]
        return bool(head[0] & 0x80), op, payload


def _xor(payload: bytes, mask: bytes) -> bytes:
    size = len(payload)
    whole = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(whole, "big")).to_bytes(size, "big")
