"""One TCP connection of a capture: both directions put in order again, and what TCP itself tells.

Law: memory is bounded (out-of-order segments, plain text, handshake bytes); bytes that the receiver has acknowledged
and the capture lacks are announced as missing, never invented; once the handshake is over only headers are counted.
Sequence numbers: RFC 9293 section 3.4, modulo 2**32.
"""

from typing import Final

from core.capture.dialogue import Dialogue, begins_ssl2, looks_like_record
from core.capture.events import Gap
from core.capture.side import Side

MAX_PENDING: Final = 128  # segments beyond a gap
MAX_PENDING_BYTES: Final = 256 * 1024
MAX_PLAIN: Final = 16 * 1024  # of plain text before TLS, a direction
MAX_READ: Final = 1 << 20  # bytes of one direction that are looked at
ENOUGH: Final = 2  # sealed application records of one direction, at the least
MODERN_ENOUGH: Final = 12  # of both: TLS 1.3 seals the handshake in such records too
_HALF: Final = 1 << 31
_WRAP: Final = (1 << 32) - 1
_FIN, _SYN, _RST = 1, 2, 4
LARGE: Final = 1000  # payload bytes of a segment that counts as large


class Half:
    """One direction of one connection, and the counters that a diagnosis asks for."""

    __slots__ = (
        "acked", "beyond", "data_packets", "fin_frame", "fin_ns", "first_ns", "flow", "frame", "head", "highest", "isn",
        "last_data_ns", "last_ns", "next", "number", "other", "packets", "pending", "pending_bytes", "plain_bytes",
        "port", "received", "resent", "resent_size", "rst_frame", "rst_ns", "rst_ttl", "side", "syns", "ttl",
    )  # fmt: skip

    other: "Half"

    def __init__(self, flow: "Flow", number: int, port: int) -> None:
        self.flow = flow
        self.number = number
        self.port = port
        self.packets = self.data_packets = self.received = self.syns = 0
        self.first_ns = self.last_ns = self.last_data_ns = self.frame = 0
        self.ttl: int | None = None  # of its SYN, or of its first packet
        self.isn: int | None = None
        self.next: int | None = None  # sequence number that comes next
        self.highest: int | None = None  # behind the last byte it sent
        self.acked: int | None = None  # what the other side acknowledged of it
        self.beyond: int | None = None  # a segment without payload stood here: all before it had been sent
        self.resent = 0  # times that bytes were sent again which had not been acknowledged
        self.resent_size = 0  # the largest payload among those
        self.fin_ns = self.fin_frame = self.rst_ns = self.rst_frame = 0
        self.rst_ttl: int | None = None
        self.pending: list[tuple[int, bytes, int, int, int]] = []  # sequence, bytes, missing behind them, ns, frame
        self.pending_bytes = 0
        self.side: Side | None = None
        self.head = b""  # less than a record's header, where TLS may begin
        self.plain_bytes = 0

    @property
    def unacked(self) -> int:
        """Bytes that it sent and that the other side never acknowledged; 0 where that cannot be told."""
        if self.highest is None or self.acked is None:
            return 0
        return max(0, distance(self.acked, self.highest))

    @property
    def unseen(self) -> int:
        """Bytes that it sent, that never came by here, and that the other side did not acknowledge either."""
        if self.next is None or self.beyond is None:
            return 0
        seen = self.next if self.acked is None or distance(self.next, self.acked) < 0 else self.acked
        return max(0, distance(seen, self.beyond))

    # --- one segment ---

    def segment(self, seq: int, data: bytes, lost: int, ns: int, frame: int) -> None:
        """Payload: `lost` bytes behind `data` were cut off by the snapshot length."""
        flow = self.flow
        end = (seq + len(data) + lost) & _WRAP
        if self.highest is not None and distance(self.highest, end) <= 0:
            if self.acked is None or distance(self.acked, end) > 0:
                self.resent += 1
                self.resent_size = max(self.resent_size, len(data) + lost)
        else:
            self.highest = end
        if not flow.reading:
            return
        if self.next is None:  # no SYN of it yet: the other's SYN+ACK tells where it begins
            known = flow.opened and self.acked is not None and 0 <= distance(self.acked, seq) < MAX_PENDING_BYTES
            self.next = self.acked if known and self.acked is not None else seq
        ahead = distance(self.next, seq)
        if ahead > 0:
            self._keep(seq, data, lost, ns, frame)
        elif ahead + len(data) + lost > 0:
            self._take(data[-ahead:] if ahead else data, min(lost, ahead + len(data) + lost), ns, frame)
            if self.pending:
                self._drain()

    def _take(self, data: bytes, lost: int, ns: int, frame: int) -> None:
        """The next bytes in order."""
        assert self.next is not None
        self.next = (self.next + len(data) + lost) & _WRAP
        self.received += len(data)
        if data:
            self.flow.arrived(self, data, ns, frame)
        if lost and self.side:
            self.side.missing(lost, ns, frame)
        if self.received > MAX_READ:
            self.flow.stop_reading()

    def _keep(self, seq: int, data: bytes, lost: int, ns: int, frame: int) -> None:
        self.pending.append((seq, data, lost, ns, frame))
        self.pending_bytes += len(data)
        if len(self.pending) > MAX_PENDING or self.pending_bytes > MAX_PENDING_BYTES:
            self.close_gap()

    def _drain(self) -> None:
        """What waited and fits now."""
        waiting, self.pending, self.pending_bytes = self.pending, [], 0
        assert self.next is not None
        base = self.next
        waiting.sort(key=lambda item: distance(base, item[0]))
        for seq, data, lost, ns, frame in waiting:
            ahead = distance(self.next, seq)
            if ahead > 0:
                self.pending.append((seq, data, lost, ns, frame))
                self.pending_bytes += len(data)
            elif ahead + len(data) + lost > 0:
                self._take(data[-ahead:] if ahead else data, min(lost, ahead + len(data) + lost), ns, frame)

    def close_gap(self) -> bool:
        """Go on behind the first gap. True when there was one."""
        if not self.pending or self.next is None:
            return False
        first = min(self.pending, key=lambda item: distance(self.next or 0, item[0]))
        size = distance(self.next, first[0])
        self.flow.gap(self, size, first[3], first[4])
        self.next = first[0]
        self._drain()
        return True


class Flow:
    """One connection. `halves[0]` opened it: it sent the SYN, or was seen first."""

    __slots__ = (
        "addresses", "dialogue", "first_frame", "first_ns", "halves", "icmp", "keys", "number", "opened", "reading",
        "talk", "tls",
    )  # fmt: skip

    def __init__(
        self, number: int, addresses: tuple[bytes, bytes], ports: tuple[int, int], ns: int, frame: int
    ) -> None:
        self.number = number
        self.addresses = addresses
        self.halves = (Half(self, 0, ports[0]), Half(self, 1, ports[1]))
        self.halves[0].other, self.halves[1].other = self.halves[1], self.halves[0]
        self.first_ns, self.first_frame = ns, frame
        self.keys: tuple[bytes, bytes] = (b"", b"")
        self.dialogue = Dialogue()
        self.reading = True
        self.tls = False
        self.opened = False  # the SYN was seen
        self.icmp: tuple[int, int, int, int] | None = None  # type, code, ns, frame
        self.talk: list[tuple[int, bytes, int, int]] = []  # plain text: side, bytes, ns, frame

    @property
    def closed(self) -> bool:
        one, other = self.halves
        return bool(one.rst_frame or other.rst_frame or (one.fin_frame and other.fin_frame))

    def arrived(self, half: Half, data: bytes, ns: int, frame: int) -> None:
        """Bytes in order."""
        side = half.side
        if side is not None:
            side.feed(data, ns, frame)
            if side.sealed > ENOUGH and self._enough():
                self.stop_reading()
            return
        if half.head:
            data, half.head = half.head + data, b""
        if len(data) < 5 and 20 <= data[0] <= 24 and data[1:2] in (b"", b"\x03"):
            half.head = data  # the begin of a record, or one byte of something else
            return
        begin = _tls_begins(data)
        if begin is None:
            self._plain(half, data, ns, frame)
            return
        if begin:
            self._plain(half, data[:begin], ns, frame)
        if self.reading:
            self.tls = True
            half.side = Side(self.dialogue, half.number)
            half.side.feed(data[begin:], ns, frame)

    def _enough(self) -> bool:
        """Both sides have said enough behind encryption: from here on only the ending matters."""
        one, other = (half.side for half in self.halves)
        if one is None or other is None or self.dialogue.random in self.dialogue.secrets:
            return False
        if not self.dialogue.modern:
            return one.changed and other.changed
        return min(one.sealed, other.sealed) > 1 and one.sealed + other.sealed > MODERN_ENOUGH

    def _plain(self, half: Half, data: bytes, ns: int, frame: int) -> None:
        half.plain_bytes += len(data)
        if half.plain_bytes <= MAX_PLAIN and len(self.talk) < 400:
            self.talk.append((half.number, data, ns, frame))
        elif not self.tls:
            self.stop_reading()

    def gap(self, half: Half, size: int, ns: int, frame: int) -> None:
        if half.side is None and half.other.side is not None and not half.plain_bytes:
            half.side = Side(self.dialogue, half.number)  # the other speaks TLS: this one's first bytes are lost
        if half.side is not None:
            half.side.missing(size, ns, frame)
        else:
            self.dialogue.tell(ns, frame, half.number, Gap(size))

    def stop_reading(self) -> None:
        """Nothing more is wanted but how it ends."""
        self.reading = False
        for half in self.halves:
            half.pending, half.pending_bytes = [], 0
            if half.side is not None:
                half.side.buffer = half.side.message = b""

    def finish(self) -> None:
        """No packet comes any more: what waits behind gaps is read as it is."""
        one, other = self.halves
        while self.reading and (one.close_gap() or other.close_gap()):
            pass
        for half in self.halves:
            if half.head:
                self._plain(half, half.head, half.last_ns, half.frame)
                half.head = b""


def distance(one: int, other: int) -> int:
    """How far `other` lies behind `one`, negative when before it."""
    gap = (other - one) & _WRAP
    return gap - _WRAP - 1 if gap >= _HALF else gap


def _tls_begins(data: bytes) -> int | None:
    """Where in a piece of plain text TLS begins; None where it does not."""
    first = data[0]
    if (20 <= first <= 24 and looks_like_record(data)) or (first & 0x80 and begins_ssl2(data)):
        return 0
    at = data.find(b"\x16\x03", 1)
    if at > 0 and looks_like_record(data[at : at + 5]) and data[at + 5 : at + 6] in (b"\x01", b"\x02"):
        return at
    return None
