"""All connections of a capture that are open at a time: packets in, finished connections out.

Law: at most `MAX_OPEN` connections are held and `MAX_CLOSED` that are over; the oldest goes first, never silently: it
is handed on like every other. A new SYN with another sequence number begins a new connection.
"""

from collections import deque
from collections.abc import Callable
from struct import Struct
from typing import Final

from core.capture.flow import Flow, Half, distance
from core.capture.network import Transport
from core.capture.secrets import KeyLog

MAX_OPEN: Final = 8192
MAX_CLOSED: Final = 512  # kept for a while: retransmissions follow
_HEADER: Final = Struct(">4sIIBB").unpack_from
_FIN, _SYN, _RST, _ACK = 1, 2, 4, 16


class FlowTable:
    """`finished` is called once a connection, in the order of their ends; `secrets`: what the file has told so far."""

    def __init__(self, finished: Callable[[Flow], None], secrets: Callable[[], KeyLog]) -> None:
        self._finished = finished
        self._secrets = secrets
        self._halves: dict[bytes, Half] = {}
        self._open: dict[int, Flow] = {}
        self._closed: deque[Flow] = deque()
        self.count = 0
        self.frame = 0  # of the packet at hand

    def tcp(self, data: bytes, at: int, end: int, wire_end: int, addresses: bytes, ttl: int, ns: int) -> None:
        """One TCP segment: `data[at:end]` was captured, on the wire it went on to `wire_end`."""
        if at + 20 > end:
            return
        frame = self.frame
        ports, seq, ack, offset, flags = _HEADER(data, at)
        size = wire_end - at - (offset >> 4 << 2)
        half = self._halves.get(addresses + ports)
        if half is None or (flags & _SYN and self._is_another(half, seq, flags)):
            if offset < 0x50 or (size <= 0 and not flags & _SYN):
                return  # nonsense; the rest of something that is over, or that began before the capture
            half = self._begin(addresses + ports, flags, ns, frame)
        if not half.packets:
            half.first_ns, half.frame = ns, frame
        half.packets += 1
        half.last_ns = ns
        if flags & _SYN:
            self._synchronise(half, seq)
            seq += 1
        if flags & _ACK:
            other = half.other
            if other.acked != ack and (other.acked is None or distance(other.acked, ack) > 0):
                other.acked = ack
        if half.ttl is None and not flags & _RST:
            half.ttl = ttl
        if size > 0:
            half.data_packets += 1
            half.last_data_ns = ns
            piece = data[wire_end - size : end] if half.flow.reading else b""
            half.segment(seq & 0xFFFFFFFF, piece, size - len(piece), ns, frame)
        elif not flags & (_SYN | _RST):
            half.beyond = seq
        if flags & (_FIN | _RST):
            self._ends(half, flags, ttl, ns, frame)

    def unreachable(self, original: Transport, kind: int, code: int, ns: int, frame: int) -> None:
        """An ICMP error about a TCP segment of which the first bytes are in `original`."""
        if original.start + 4 <= len(original.data):
            half = self._halves.get(original.addresses + original.data[original.start : original.start + 4])
            if half is not None and half.flow.icmp is None:
                half.flow.icmp = (kind, code, ns, frame)

    def close(self) -> None:
        """The capture is over: everything that is left is handed on."""
        for flow in list(self._open.values()):
            self._drop(flow)

    # --- inside ---

    @staticmethod
    def _is_another(half: Half, seq: int, flags: int) -> bool:
        if flags & _ACK:
            return False  # a SYN+ACK belongs to the SYN before it, whatever its number
        return half.isn != seq if half.isn is not None else half.packets > 0 and half.flow.closed

    @staticmethod
    def _synchronise(half: Half, seq: int) -> None:
        """A server may answer several SYNs with several numbers; the one that was acknowledged counts."""
        first = (seq + 1) & 0xFFFFFFFF
        half.syns += 1
        if half.next is None or (not half.data_packets and half.acked != half.next):
            half.next = half.highest = first
            half.isn = seq
        elif half.isn is None:
            half.isn = seq  # it comes late, behind data

    def _begin(self, key: bytes, flags: int, ns: int, frame: int) -> Half:
        size = (len(key) - 4) // 2
        one, other, ports = key[:size], key[size : 2 * size], key[2 * size :]
        back = other + one + ports[2:] + ports[:2]
        for old in (self._halves.get(key), self._halves.get(back)):
            if old is not None:
                self._drop(old.flow)
        if len(self._open) >= MAX_OPEN:
            self._drop(next(iter(self._open.values())))
        answers = flags & _SYN and flags & _ACK  # a SYN+ACK seen first: the other side opened it
        keys = (back, key) if answers else (key, back)
        source, target = int.from_bytes(ports[:2], "big"), int.from_bytes(ports[2:], "big")
        addresses, both = ((other, one), (target, source)) if answers else ((one, other), (source, target))
        self.count += 1
        flow = Flow(self.count, addresses, both, ns, frame)
        flow.dialogue.secrets = self._secrets()
        flow.opened, flow.keys = bool(flags & _SYN), keys
        self._open[flow.number] = flow
        for number in (0, 1):
            self._halves[keys[number]] = flow.halves[number]
        return flow.halves[1 if answers else 0]

    def _ends(self, half: Half, flags: int, ttl: int, ns: int, frame: int) -> None:
        was_closed = half.flow.closed
        if flags & _RST and not half.rst_frame:
            half.rst_ns, half.rst_frame, half.rst_ttl = ns, frame, ttl
        if flags & _FIN and not half.fin_frame:
            half.fin_ns, half.fin_frame = ns, frame
        if half.flow.closed and not was_closed:
            self._closed.append(half.flow)
            if len(self._closed) > MAX_CLOSED:
                self._drop(self._closed.popleft())

    def _drop(self, flow: Flow) -> None:
        if self._open.pop(flow.number, None) is None:
            return  # a new connection of the same ports had taken its place
        for key in flow.keys:
            half = self._halves.get(key)
            if half is not None and half.flow is flow:
                del self._halves[key]
        flow.finish()
        self._finished(flow)
