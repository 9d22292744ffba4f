"""Packets and capture files made for tests: Ethernet, IP and TCP around any bytes."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv6Address

from tests.support.pki import NOW

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
START = NOW.timestamp()


@dataclass(frozen=True)
class Frame:
    """What a capture stores of one packet. ``wire``: its length on the wire, if the capture cut it."""

    at: float
    data: bytes
    wire: int | None = None


def ipv4(
    source: str, target: str, payload: bytes, *, protocol: int = 6, ttl: int = 64, ident: int = 0, flags: int = 0x4000
) -> bytes:
    header = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), ident, flags, ttl, protocol, 0)
    return header + IPv4Address(source).packed + IPv4Address(target).packed + payload


def ipv6(
    source: str, target: str, payload: bytes, *, protocol: int = 6, ttl: int = 64, extensions: bytes = b""
) -> bytes:
    header = struct.pack(">IHBB", 6 << 28, len(extensions) + len(payload), protocol, ttl)
    return header + IPv6Address(source).packed + IPv6Address(target).packed + extensions + payload


def ethernet(packet: bytes, tags: bytes = b"") -> bytes:
    kind = b"\x08\x00" if packet[0] >> 4 == 4 else b"\x86\xdd"
    return bytes(12) + tags + kind + packet


def tcp(ports: tuple[int, int], seq: int, ack: int, flags: int, payload: bytes = b"") -> bytes:
    return struct.pack(">HHIIBBHHH", *ports, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF, 0x50, flags, 65535, 0, 0) + payload


def udp(ports: tuple[int, int], payload: bytes) -> bytes:
    return struct.pack(">HHHH", *ports, 8 + len(payload), 0) + payload


def pcap(
    frames: Iterable[Frame], *, order: str = "<", nano: bool = False, link: int = 1, snaplen: int = 262144
) -> bytes:
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    out = [struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snaplen, link)]
    for frame in frames:
        seconds = int(frame.at)
        fraction = round((frame.at - seconds) * (1e9 if nano else 1e6))
        wire = frame.wire if frame.wire is not None else len(frame.data)
        out += [struct.pack(order + "4I", seconds, fraction, len(frame.data), wire), frame.data]
    return b"".join(out)


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    body += bytes(-len(body) % 4)
    size = struct.pack(order + "I", len(body) + 12)
    return struct.pack(order + "I", kind) + size + body + size


def pcapng(frames: Iterable[Frame], *, order: str = "<", link: int = 1, key_log: bytes = b"", ticks: int = 6) -> bytes:
    out = [block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)]
    options = struct.pack(order + "HHB3x", 9, 1, ticks) + struct.pack(order + "HH", 0, 0)
    out.append(block(1, struct.pack(order + "HHI", link, 0, 0) + options, order))
    if key_log:
        out.append(block(10, struct.pack(order + "II", 0x544C534B, len(key_log)) + key_log, order))
    for frame in frames:
        stamp = round(frame.at * 10**ticks)
        wire = frame.wire if frame.wire is not None else len(frame.data)
        head = struct.pack(order + "5I", 0, stamp >> 32, stamp & 0xFFFFFFFF, len(frame.data), wire)
        out.append(block(6, head + frame.data, order))
    return b"".join(out)


@dataclass
class Connection:
    """Both ends of a TCP connection; what they send is kept as frames. Each packet is a millisecond after the last."""

    client: str = "192.0.2.1"
    server: str = "198.51.100.1"
    ports: tuple[int, int] = (40000, 443)
    ttls: tuple[int, int] = (64, 52)
    isn: tuple[int, int] = (1000, 5000)
    at: float = START
    frames: list[Frame] = field(default_factory=list)
    seq: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.seq = [self.isn[0], self.isn[1]]

    def packet(
        self,
        side: int,
        flags: int,
        payload: bytes = b"",
        *,
        seq: int | None = None,
        ack: int | None = None,
        ttl: int | None = None,
    ) -> Frame:
        """One packet of side 0 (client) or 1; sequence numbers move on."""
        ends = (self.client, self.server) if side == 0 else (self.server, self.client)
        ports = self.ports if side == 0 else self.ports[::-1]
        here = self.seq[side] if seq is None else seq
        there = (self.seq[1 - side] if ack is None else ack) if flags & ACK else 0
        segment = tcp(ports, here, there, flags, payload)
        make = ipv6 if ":" in ends[0] else ipv4
        frame = Frame(self.at, ethernet(make(ends[0], ends[1], segment, ttl=self.ttls[side] if ttl is None else ttl)))
        self.at += 0.001
        if seq is None:
            self.seq[side] += len(payload) + bool(flags & (SYN | FIN))
        self.frames.append(frame)
        return frame

    def open(self) -> "Connection":
        self.packet(0, SYN)
        self.packet(1, SYN | ACK)
        self.packet(0, ACK)
        return self

    def say(self, side: int, data: bytes, size: int = 1448) -> "Connection":
        """Data in segments, and the other side's acknowledgement."""
        for at in range(0, len(data), size):
            self.packet(side, PSH | ACK, data[at : at + size])
        self.packet(1 - side, ACK)
        return self

    def end(self, side: int, flags: int = FIN, ttl: int | None = None) -> "Connection":
        self.packet(side, flags | ACK, ttl=ttl)
        return self

    def wait(self, seconds: float) -> "Connection":
        self.at += seconds
        return self


def cut(frame: Frame, size: int) -> Frame:
    """As a snapshot length stores it."""
    return replace(frame, data=frame.data[:size], wire=len(frame.data))
