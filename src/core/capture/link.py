"""Link layers: where in a frame the IP packet begins.

Law: one small function a link type: where the IP header begins (-1 for anything else: ARP, spanning tree …) and where
the frame's payload ends.
Link types: https://www.tcpdump.org/linktypes.html; VLAN: IEEE 802.1Q, 802.1ad; PPPoE: RFC 2516; MPLS: RFC 3032.
"""

from collections.abc import Callable
from struct import Struct
from typing import Final, TypeAlias

Found: TypeAlias = tuple[int, int]
Finder: TypeAlias = Callable[[bytes, int, int], Found]

_IP: Final = frozenset({0x0800, 0x86DD})
_VLAN: Final = frozenset({0x8100, 0x88A8, 0x9100, 0x9200, 0x9300})
_MAX_TAGS: Final = 8
_MAX_ATTRIBUTES: Final = 32
_PAYLOAD: Final = 9  # NFULA_PAYLOAD
_PKTAP: Final = Struct("<3I").unpack_from
_PKTAP_LEAST: Final = 12


def ethernet(data: bytes, start: int, end: int) -> Found:
    """Ethernet II, with what may stand between it and IP."""
    if start + 34 <= end and data[start + 12] == 8 and data[start + 13] == 0:
        return start + 14, end
    return _by_ethertype(data, start + 12, end)


def _by_ethertype(data: bytes, at: int, end: int) -> Found:
    """From an ethertype on: tags, labels and PPPoE are stepped over."""
    for _ in range(_MAX_TAGS):
        if at + 2 > end:
            return -1, end
        kind = data[at] << 8 | data[at + 1]
        at += 2
        if kind in _IP:
            return at, end
        if kind in _VLAN:
            at += 2
        elif kind == 0x8864:  # PPPoE session
            length = data[at + 4] << 8 | data[at + 5] if at + 6 <= end else 0
            return _ppp(data, at + 6, min(end, at + 6 + length))
        elif kind in (0x8847, 0x8848):  # MPLS
            return _after_labels(data, at, end)
        elif kind <= 1500 and data[at : at + 6] == b"\xaa\xaa\x03\0\0\0":  # LLC and SNAP
            at += 6
        else:
            return -1, end
    return -1, end


def _after_labels(data: bytes, at: int, end: int) -> Found:
    for _ in range(_MAX_TAGS):
        if at + 5 > end:
            return -1, end
        at += 4
        if data[at - 2] & 1:  # bottom of stack
            return (at if data[at] >> 4 in (4, 6) else -1), end
    return -1, end


def _ppp(data: bytes, at: int, end: int) -> Found:
    if data[at : at + 2] == b"\xff\x03":
        at += 2
    return (at + 2 if at + 3 < end and data[at : at + 2] in (b"\0\x21", b"\0\x57") else -1), end


def _null(data: bytes, start: int, end: int) -> Found:
    """BSD loopback: an address family in the byte order of whoever captured; AF_INET6 differs from system to system."""
    family = data[start : start + 4]
    value = min(int.from_bytes(family, "little"), int.from_bytes(family, "big"))
    return (start + 4 if value in (2, 10, 24, 28, 30) and start + 5 <= end else -1), end


def _raw(data: bytes, start: int, end: int) -> Found:
    return (start if start < end and data[start] >> 4 in (4, 6) else -1), end


def _cooked(data: bytes, start: int, end: int) -> Found:
    return _by_ethertype(data, start + 14, end)


def _cooked2(data: bytes, start: int, end: int) -> Found:
    if start + 21 > end:
        return -1, end
    kind = data[start] << 8 | data[start + 1]
    if kind in _IP:
        return start + 20, end
    return _by_ethertype(data, start + 22, end) if kind in _VLAN else (-1, end)


def _hdlc(data: bytes, start: int, end: int) -> Found:
    return _by_ethertype(data, start + 2, end)


def _enc(data: bytes, start: int, end: int) -> Found:
    """OpenBSD's ENC: family, SPI, flags."""
    return _raw(data, start + 12, end)


def _nflog(data: bytes, start: int, end: int) -> Found:
    """Linux's netfilter log: attributes, one of which (9) is the packet."""
    at = start + 4
    for _ in range(_MAX_ATTRIBUTES):
        if at + 4 > end:
            break
        size, kind = int.from_bytes(data[at : at + 2], "little"), int.from_bytes(data[at + 2 : at + 4], "little")
        if kind == _PAYLOAD:
            return _raw(data, at + 4, min(end, at + size))
        at += max(4, size + -size % 4)
    return -1, end


def _pktap(data: bytes, start: int, end: int) -> Found:
    """macOS: a header that names its own length and the link type of what follows."""
    if start + _PKTAP_LEAST > end:
        return -1, end
    size, _, link = _PKTAP(data, start)
    finder = FINDERS.get(link)
    if finder is None or finder is _pktap or size < _PKTAP_LEAST:
        return -1, end
    return finder(data, start + size, end)


FINDERS: Final[dict[int, Finder]] = {
    0: _null,
    1: ethernet,
    9: _ppp,
    12: _raw,
    14: _raw,
    50: _ppp,
    101: _raw,
    104: _hdlc,
    108: _null,
    109: _enc,
    113: _cooked,
    149: _pktap,
    228: _raw,
    229: _raw,
    239: _nflog,
    258: _pktap,
    276: _cooked2,
}
