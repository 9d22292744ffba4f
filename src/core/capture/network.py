"""IP: fragments put together, extension headers and tunnels stepped over, and which transport lies within.

Law: bounded (fragments of 64 packets at a time, four headers deep); what makes no sense is left out. IPv4: RFC 791,
IPv6: RFC 8200, IP in IP: RFC 2003 and 4213.
"""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from core.capture.tunnels import in_gre, in_udp

_MAX_FRAGMENTED: Final = 64
_MAX_PACKET: Final = 65535
_MAX_DEPTH: Final = 4
_MAX_HEADERS: Final = 8
TCP: Final = 6
UDP: Final = 17
ICMP: Final = 1
ICMP6: Final = 58
_TUNNELS: Final = {4: "IPv4", 41: "IPv6"}
_GRE: Final = 47
_FRAGMENT: Final = 44
_EXTENSIONS: Final = frozenset({0, 43, 60, 135, 139, 140})


class Transport(NamedTuple):
    """Where the transport header is: `data[start:end]` is there, on the wire it went on to `wire_end`.

    `addresses`: source and destination, 8 or 32 bytes. `ttl`: or hop limit.
    """

    protocol: int
    data: bytes
    start: int
    end: int
    wire_end: int
    addresses: bytes
    ttl: int


@dataclass(slots=True)
class _Pieces:
    parts: dict[int, bytes] = field(default_factory=dict)
    total: int | None = None

    def add(self, offset: int, part: bytes, *, last: bool) -> bytes | None:
        """The whole payload, once it is there."""
        if offset + len(part) > _MAX_PACKET or len(self.parts) > 256:
            return None
        self.parts.setdefault(offset, part)
        if last:
            self.total = offset + len(part)
        whole = bytearray()
        for start in sorted(self.parts):
            if start > len(whole):
                return None
            whole += self.parts[start][len(whole) - start :]
        return bytes(whole[: self.total]) if self.total is not None and len(whole) >= self.total else None


class Network:
    """Finds the transport of IP packets; keeps fragments between them."""

    def __init__(self) -> None:
        self._fragments: dict[bytes, _Pieces] = {}

    def transport(self, data: bytes, at: int, end: int, limit: int, depth: int = 0) -> Transport | None:
        """The transport in the IP packet at `at`; None for fragments to come, other protocols and nonsense.

        `end`: of what was captured; `limit`: of what was on the wire (behind `end` where the capture cut it off).
        """
        if at >= end or depth > _MAX_DEPTH:
            return None
        match data[at] >> 4:
            case 4 if at + 20 <= end:
                return self._four(data, at, end, limit, depth)
            case 6 if at + 40 <= end:
                return self._six(data, at, end, limit, depth)
            case _:
                return None

    def _four(self, data: bytes, at: int, end: int, limit: int, depth: int) -> Transport | None:
        start = at + (data[at] & 15) * 4
        total = data[at + 2] << 8 | data[at + 3]
        wire_end = min(at + total, limit) if total else limit  # 0: segmentation offload
        if start < at + 20 or start > end or wire_end < start:
            return None
        protocol, addresses, ttl = data[at + 9], data[at + 12 : at + 20], data[at + 8]
        flags = data[at + 6] << 8 | data[at + 7]
        if flags & 0x3FFF:
            key = addresses + data[at + 4 : at + 6] + bytes([protocol])
            whole = self._collect(key, (flags & 0x1FFF) * 8, data[start : min(end, wire_end)], last=not flags & 0x2000)
            if whole is None:
                return None
            data, start, end, wire_end = whole, 0, len(whole), len(whole)
        return self._inner(Transport(protocol, data, start, min(end, wire_end), wire_end, addresses, ttl), depth)

    def _six(self, data: bytes, at: int, end: int, limit: int, depth: int) -> Transport | None:
        length = data[at + 4] << 8 | data[at + 5]
        wire_end = min(at + 40 + length, limit) if length else limit
        protocol, start, addresses, ttl = data[at + 6], at + 40, data[at + 8 : at + 40], data[at + 7]
        for _ in range(_MAX_HEADERS):
            if protocol in _EXTENSIONS and start + 8 <= end:
                protocol, start = data[start], start + 8 + data[start + 1] * 8
            elif protocol == _FRAGMENT and start + 8 <= end:
                flags = data[start + 2] << 8 | data[start + 3]
                key = addresses + data[start + 4 : start + 8]
                protocol, piece = data[start], data[start + 8 : min(end, wire_end)]
                whole = self._collect(key, flags & 0xFFF8, piece, last=not flags & 1) if flags & 0xFFF9 else piece
                if whole is None:
                    return None
                data, start, end, wire_end = whole, 0, len(whole), len(whole)
            else:
                break
        if start > min(end, wire_end):
            return None
        return self._inner(Transport(protocol, data, start, min(end, wire_end), wire_end, addresses, ttl), depth)

    def _inner(self, found: Transport, depth: int) -> Transport | None:
        if found.protocol in _TUNNELS:
            return self.transport(found.data, found.start, found.end, found.wire_end, depth + 1)
        if found.protocol not in (UDP, _GRE):
            return found
        inner, stop = (in_udp if found.protocol == UDP else in_gre)(found.data, found.start, found.end)
        if inner >= 0:
            return self.transport(found.data, inner, stop, max(stop, found.wire_end), depth + 1)
        return found if found.protocol == UDP else None

    def _collect(self, key: bytes, offset: int, piece: bytes, *, last: bool) -> bytes | None:
        pieces = self._fragments.get(key)
        if pieces is None:
            if len(self._fragments) >= _MAX_FRAGMENTED:
                del self._fragments[next(iter(self._fragments))]
            pieces = self._fragments[key] = _Pieces()
        whole = pieces.add(offset, piece, last=last)
        if whole is not None:
            del self._fragments[key]
        return whole
