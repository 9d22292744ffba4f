"""Capture files: pcap in its variants and pcapng, read as a stream of packets.

Law: never raises, holds one chunk and one packet, and says in `problems` where it stopped and why. Formats:
draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng; magic a1b2cd34: the "modified" pcap of old Linux kernels.
A packet is a plain tuple, for speed: (frame number, nanoseconds, link type, buffer, start, end, length on the wire).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import Struct
from typing import Final, Literal, TypeAlias

from core.model.capture import Problem
from core.wire.octets import printable

Packet: TypeAlias = tuple[int, int, int, bytes, int, int, int]
Endian: TypeAlias = Literal["<", ">"]

MAX_PACKET: Final = 1 << 20  # tcpdump's and Wireshark's largest snapshot length is 262144
MAX_BLOCK: Final = 16 << 20
_SECOND: Final = 1_000_000_000
_MAGICS: Final[dict[bytes, tuple[Endian, int, int]]] = {  # byte order, nanoseconds a tick, packet header's length
    b"\xd4\xc3\xb2\xa1": ("<", 1000, 16),
    b"\xa1\xb2\xc3\xd4": (">", 1000, 16),
    b"\x4d\x3c\xb2\xa1": ("<", 1, 16),
    b"\xa1\xb2\x3c\x4d": (">", 1, 16),
    b"\x34\xcd\xb2\xa1": ("<", 1000, 24),
    b"\xa1\xb2\xcd\x34": (">", 1000, 24),
}
_SECTION: Final = b"\x0a\x0d\x0d\x0a"
_ORDER: Final[dict[bytes, Endian]] = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}
_TLS_KEY_LOG: Final = 0x544C534B
_MAX_SECRETS: Final = 4 << 20


@dataclass(slots=True)
class _Interface:
    link: int
    snaplen: int
    ticks: int = 1_000_000  # a second
    offset: int = 0  # seconds


@dataclass(slots=True)
class CaptureFile:
    """Reads one file from its chunks. After (and during) `packets()` the fields tell what came of it."""

    chunks: Iterator[bytes]
    format: str | None = None
    readable: bool = False
    problems: list[Problem] = field(default_factory=list)
    truncated_at: int | None = None
    count: int = 0
    secrets: bytearray = field(default_factory=bytearray)
    _buffer: bytes = b""
    _at: int = 0
    _base: int = 0  # offset of the buffer's front in the file

    @property
    def offset(self) -> int:
        """How far the file was read, unpacked."""
        return self._base + self._at

    def packets(self) -> Iterator[Packet]:
        """Every packet that can be read, in the file's order."""
        have = self._want(4)
        magic = self._buffer[:4]
        if not have:
            self._not_a_capture()
        elif magic in _MAGICS:
            yield from self._pcap(*_MAGICS[magic])
        elif magic == _SECTION:
            yield from self._pcapng()
        else:
            self._not_a_capture()

    # --- bytes ---

    def _want(self, size: int) -> bool:
        """Make `size` bytes available at `_at`; False when the file ends before."""
        while len(self._buffer) - self._at < size:
            chunk = next(self.chunks, b"")
            if not chunk:
                return False
            self._base += self._at
            self._buffer = self._buffer[self._at :] + chunk
            self._at = 0
        return True

    def _stop(self, sentence: str) -> None:
        self.truncated_at = self.offset
        self.problems.append(Problem(sentence, self.offset))

    def _cut_short(self, what: str) -> None:
        left = len(self._buffer) - self._at
        if left:
            self._stop(f"The file ends in the middle of {what}: its last {left} bytes were not used.")

    def _not_a_capture(self) -> None:
        first = self._buffer[:64]
        if not first:
            sentence = "The file is empty."
        elif len(first) < 24 and any(magic.startswith(first[:4]) for magic in (*_MAGICS, _SECTION)):
            sentence = f"The file ends after {len(first)} bytes, within the header of a capture."
        elif first.lstrip()[:1] == b"<":
            sentence = "This is no packet capture but a page of HTML or XML: perhaps a download that asked for a login."
        else:
            sentence = f"This is neither pcap nor pcapng: it begins with “{printable(first, 40)}”."
        self.problems.append(Problem(sentence, 0))

    # --- pcap ---

    def _pcap(self, order: Endian, tick: int, header_size: int) -> Iterator[Packet]:
        self.format = "pcap"
        if not self._want(24):
            self._not_a_capture()
            return
        snaplen, link = Struct(order + "2I").unpack_from(self._buffer, 16)
        self._at, self.readable = 24, True
        limit = max(min(snaplen, MAX_PACKET), 262144)
        unpack, link = Struct(order + "4I").unpack_from, link & 0xFFFF  # above: length of a frame check sequence
        data, at, have = self._buffer, self._at, len(self._buffer)
        while True:
            if have - at < header_size:
                self._at = at
                if not self._want(header_size):
                    self._cut_short("a packet's header")
                    return
                data, at, have = self._buffer, self._at, len(self._buffer)
            seconds, fraction, size, wire = unpack(data, at)
            if size > limit:
                self._at = at
                claim = f"Packet {self.count + 1} claims to be {size} bytes long"
                self._stop(f"{claim}, which cannot be: the file is damaged here.")
                return
            start = at + header_size
            if have - start < size:
                self._at = at
                if not self._want(header_size + size):
                    self._cut_short(f"packet {self.count + 1}")
                    return
                data, start, have = self._buffer, self._at + header_size, len(self._buffer)
            self._at = at = start + size
            self.count += 1
            yield self.count, seconds * _SECOND + fraction * tick, link, data, start, at, wire

    # --- pcapng ---

    def _pcapng(self) -> Iterator[Packet]:
        self.format = "pcapng"
        order: Endian = "<"
        interfaces: list[_Interface] = []
        while self._want(12):
            kind_bytes = self._buffer[self._at : self._at + 4]
            if kind_bytes == _SECTION:
                found = _ORDER.get(self._buffer[self._at + 8 : self._at + 12])
                if found is None:
                    self._stop("A section of this pcapng file has no byte-order mark: the file is damaged here.")
                    return
                order, interfaces = found, []
            kind, size = Struct(order + "2I").unpack_from(self._buffer, self._at)
            if size < (28 if kind_bytes == _SECTION else 12) or size % 4 or size > MAX_BLOCK:
                self._stop(f"A block of this pcapng file claims to be {size} bytes long, which cannot be.")
                return
            if not self._want(size):
                self._cut_short(f"a block after packet {self.count}")
                return
            self.readable = True
            packet = self._block(order, kind, size, interfaces)
            self._at += size
            if packet:
                yield packet
        self._cut_short("a block's header")

    def _block(self, order: Endian, kind: int, size: int, interfaces: list[_Interface]) -> Packet | None:
        """One whole block at `_at`; a packet when it is one."""
        at, end = self._at + 8, self._at + size - 4
        match kind:
            case 1 if size >= 20:
                interfaces.append(_interface(self._buffer, at, end, order))
            case 6 if size >= 32:  # enhanced packet
                number, high, low, length, wire = Struct(order + "5I").unpack_from(self._buffer, at)
                return self._packet(interfaces, number, high << 32 | low, at + 20, length, wire)
            case 2 if size >= 32:  # packet block, obsolete
                number, _, high, low, length, wire = Struct(order + "2H4I").unpack_from(self._buffer, at)
                return self._packet(interfaces, number, high << 32 | low, at + 20, length, wire)
            case 3 if size >= 16:  # simple packet, no time
                (wire,) = Struct(order + "I").unpack_from(self._buffer, at)
                limit = (interfaces[0].snaplen if interfaces else 0) or wire
                return self._packet(interfaces, 0, 0, at + 4, min(wire, limit, end - at - 4), wire)
            case 10 if size >= 20:  # decryption secrets
                secret, length = Struct(order + "2I").unpack_from(self._buffer, at)
                if secret == _TLS_KEY_LOG and len(self.secrets) + length <= _MAX_SECRETS:
                    self.secrets += self._buffer[at + 8 : min(at + 8 + length, end)] + b"\n"
            case _:
                pass
        return None

    def _packet(
        self, interfaces: list[_Interface], number: int, ticks: int, start: int, length: int, wire: int
    ) -> Packet | None:
        self.count += 1
        if number >= len(interfaces) or start + length > len(self._buffer):
            if not any("interface" in problem.sentence for problem in self.problems):
                self.problems.append(
                    Problem(f"Packet {self.count} names an interface or a length that the file does not have.", start)
                )
            return None
        interface = interfaces[number]
        nanoseconds = ticks * _SECOND // interface.ticks + interface.offset * _SECOND
        return self.count, nanoseconds, interface.link, self._buffer, start, start + length, wire


def _interface(data: bytes, at: int, end: int, order: Endian) -> _Interface:
    link, _, snaplen = Struct(order + "2HI").unpack_from(data, at)
    interface, at = _Interface(link, snaplen), at + 8
    while at + 4 <= end:
        code, length = Struct(order + "2H").unpack_from(data, at)
        value = data[at + 4 : min(at + 4 + length, end)]
        if code == 0:
            break
        if code == 9 and value:  # if_tsresol: a negative power of ten, or of two
            interface.ticks = 2 ** min(value[0] & 0x7F, 63) if value[0] & 0x80 else 10 ** min(value[0], 19)
        elif code == 14 and len(value) == 8:  # if_tsoffset
            (interface.offset,) = Struct(order + "q").unpack(value)
        at += 4 + length + -length % 4
    return interface
