"""Tunnels that carry IP or whole Ethernet frames: where in them the inner IP packet begins.

Law: only what its header says without doubt is taken for a tunnel; everything else stays what it is. GRE: RFC 2784 and
2890, with Ethernet inside: RFC 7637; ERSPAN: draft-foschiano-erspan; VXLAN: RFC 7348; Geneve: RFC 8926.
"""

from typing import Final

from core.capture.link import Found, ethernet

_IP: Final = frozenset({0x0800, 0x86DD})
_ETHERNET: Final = 0x6558
_ERSPAN: Final = 0x88BE
_ERSPAN_3: Final = 0x22EB
_VXLAN_PORTS: Final = frozenset({4789, 8472})  # IANA's, and Linux's before it
_GENEVE_PORT: Final = 6081


def in_gre(data: bytes, at: int, end: int) -> Found:
    """Where the IP packet within GRE begins (-1: none) and what was captured of it ends."""
    if at + 4 > end:
        return -1, end
    flags, kind = data[at], data[at + 2] << 8 | data[at + 3]
    inner = at + 4 + 4 * ((flags >> 7 & 1) + (flags >> 5 & 1) + (flags >> 4 & 1))
    if kind == _ERSPAN:
        return ethernet(data, inner + (8 if flags & 0x10 else 0), end)  # type I has no header of its own
    if kind == _ERSPAN_3:
        more = inner + 12 <= end and data[inner + 11] & 1
        return ethernet(data, inner + (20 if more else 12), end)
    return _inside(kind, data, inner, end)


def in_udp(data: bytes, at: int, end: int) -> Found:
    """The same for a UDP datagram with its header."""
    if at + 16 > end:
        return -1, end
    port, flags = data[at + 2] << 8 | data[at + 3], data[at + 8]
    if port in _VXLAN_PORTS and flags & 0x08:
        return ethernet(data, at + 16, end)
    if port == _GENEVE_PORT and flags >> 6 == 0:
        return _inside(data[at + 10] << 8 | data[at + 11], data, at + 16 + 4 * (flags & 0x3F), end)
    return -1, end


def _inside(kind: int, data: bytes, at: int, end: int) -> Found:
    if kind == _ETHERNET:
        return ethernet(data, at, end)
    return (at if kind in _IP else -1), end
