"""From the frame to the TCP segment: whatever lies between, the conversation is the same."""

import random
import struct
from dataclasses import replace

import pytest

from core.model.capture import Conversation
from tests.core.capture.packets import Connection, Frame, ethernet, ipv4, ipv6, pcap, tcp, udp
from tests.core.capture.talks import connection_of, handshake, look, only

TOLD = handshake()


def packets(connection: Connection | None = None) -> list[Frame]:
    return connection_of(TOLD, connection).end(0).end(1).frames


def seen(frames: list[Frame], link: int = 1) -> Conversation:
    return only(look(pcap(frames, link=link)))


def wrapped(prefix: bytes, *, drop: int = 14, suffix: bytes = b"") -> list[Frame]:
    return [replace(f, data=prefix + f.data[drop:] + suffix) for f in packets()]


MACS = bytes(12)


@pytest.mark.parametrize(
    ("prefix", "link"),
    [
        pytest.param(MACS + b"\x81\x00\x00\x05\x08\x00", 1, id="VLAN"),
        pytest.param(MACS + b"\x88\xa8\x00\x07\x81\x00\x00\x05\x08\x00", 1, id="QinQ"),
        pytest.param(
            MACS + b"\x88\x47\x00\x01\x00\x40\x00\x02\x01\x40\x08\x00"[:2] + b"\x00\x01\x00\x40\x00\x02\x01\x40",
            1,
            id="MPLS",
        ),
        pytest.param(MACS + b"\x05\xdc\xaa\xaa\x03\0\0\0\x08\x00", 1, id="LLC and SNAP"),
        pytest.param(bytes(14) + b"\x08\x00", 113, id="Linux cooked"),
        pytest.param(b"\x08\x00" + bytes(18), 276, id="Linux cooked v2"),
        pytest.param(b"\x02\0\0\0", 0, id="BSD loopback, little-endian"),
        pytest.param(b"\0\0\0\x02", 0, id="BSD loopback, big-endian"),
        pytest.param(b"\0\0\0\x02", 108, id="OpenBSD loopback"),
        pytest.param(b"", 101, id="raw IP"),
        pytest.param(b"", 228, id="raw IPv4"),
        pytest.param(b"\xff\x03\x00\x21", 9, id="PPP"),
        pytest.param(b"\x0f\x00\x08\x00", 104, id="Cisco HDLC"),
    ],
)
def test_link_layers(prefix: bytes, link: int) -> None:
    conversation = seen(wrapped(prefix), link)
    assert (conversation.outcome, conversation.sni) == ("completed", "a.test")


def test_pppoe_is_read_to_its_own_length_and_no_further() -> None:
    """A concentrator that counts Ethernet's padding into the IP packet: PPPoE's length knows better."""
    frames = []
    for frame in packets():
        ip = bytearray(frame.data[14:])
        session = b"\x11\x00\x00\x01" + struct.pack(">H", len(ip) + 2) + b"\x00\x21"
        ip[2:4] = struct.pack(">H", len(ip) + 6)
        frames.append(replace(frame, data=MACS + b"\x88\x64" + session + bytes(ip) + bytes(6)))
    assert seen(frames).outcome == "completed"


def test_padding_of_short_ethernet_frames_is_no_payload() -> None:
    frames = [replace(f, data=f.data + bytes(max(0, 60 - len(f.data)))) for f in packets()]
    assert seen(frames).outcome == "completed"


def test_an_unknown_link_type_makes_the_capture_unreadable() -> None:
    capture = look(pcap(packets(), link=999))
    assert not capture.readable
    assert "link type 999" in capture.problems[0].sentence


def ip_fragments(frame: Frame, size: int = 400) -> list[Frame]:
    """The packet in fragments of `size` bytes of payload (a multiple of eight)."""
    payload = frame.data[34:]
    if len(payload) <= size:
        return [frame]
    source, target = (".".join(map(str, frame.data[at : at + 4])) for at in (26, 30))
    ident = int(frame.at * 1000) & 0xFFFF
    pieces = []
    for at in range(0, len(payload), size):
        more = 0x2000 if at + size < len(payload) else 0
        packet = ipv4(source, target, payload[at : at + size], ident=ident, flags=more | at // 8)
        pieces.append(Frame(frame.at, ethernet(packet)))
    return pieces


@pytest.mark.parametrize("backwards", [False, True])
def test_ipv4_fragments_in_any_order(backwards: bool) -> None:
    frames = [p for f in packets() for p in (ip_fragments(f)[::-1] if backwards else ip_fragments(f))]
    assert len(frames) > len(packets())
    assert seen(frames).outcome == "completed"


def test_a_fragment_that_is_missing_is_not_made_up() -> None:
    """The ClientHello's second fragment is lost: there is no hello, and no bytes of one."""
    frames = packets()
    hello = next(n for n, f in enumerate(frames) if len(f.data) > 1000)
    first, _, *rest = ip_fragments(frames[hello])
    assert rest
    conversation = seen([*frames[:hello], first, *rest, *frames[hello + 1 :]])
    assert (conversation.sni, conversation.versions_offered) == (None, ())


def test_fragments_without_end_are_forgotten() -> None:
    bombs = [Frame(0, ethernet(ipv4("192.0.2.9", "192.0.2.8", bytes(8), ident=n, flags=0x2000))) for n in range(5000)]
    assert seen([*bombs, *packets()]).outcome == "completed"


def test_ipv6_with_extension_headers() -> None:
    connection = Connection(client="2001:db8::1", server="2001:db8::2")
    frames = []
    for frame in packets(connection):
        hop_by_hop = b"\x2b\x00" + bytes(6)
        routing = b"\x06\x00" + bytes(6)
        packet = bytearray(frame.data[14:])
        packet[4:6] = struct.pack(">H", len(packet) - 40 + 16)
        packet[6] = 0
        frames.append(replace(frame, data=frame.data[:14] + bytes(packet[:40]) + hop_by_hop + routing + packet[40:]))
    conversation = seen(frames)
    assert (conversation.outcome, conversation.client) == ("completed", "[2001:db8::1]:40000")


def test_ipv6_fragments() -> None:
    connection = Connection(client="2001:db8::1", server="2001:db8::2")
    frames = []
    for frame in packets(connection):
        payload = frame.data[54:]
        for at in range(0, len(payload), 512):
            more = at + 512 < len(payload)
            extension = b"\x06\x00" + struct.pack(">HI", at | more, int(frame.at * 1000) & 0xFFFF)
            head = bytearray(frame.data[14:54])
            piece = extension + payload[at : at + 512]
            head[4:6], head[6] = struct.pack(">H", len(piece)), 44
            frames.append(replace(frame, data=frame.data[:14] + bytes(head) + piece))
    assert seen(frames).outcome == "completed"


@pytest.mark.parametrize("gre", [False, True])
def test_tunnels(gre: bool) -> None:
    head = b"\x00\x00\x08\x00" if gre else b""
    frames = [
        replace(f, data=ethernet(ipv4("10.0.0.1", "10.0.0.2", head + f.data[14:], protocol=47 if gre else 4)))
        for f in packets()
    ]
    assert (seen(frames).outcome, seen(frames).client) == ("completed", "192.0.2.1:40000")


def test_a_tunnel_in_a_tunnel_without_end_is_given_up() -> None:
    packet = ipv4("10.0.0.1", "10.0.0.2", tcp((1, 2), 0, 0, 2))
    for _ in range(50):
        packet = ipv4("10.0.0.1", "10.0.0.2", packet, protocol=4)
    assert look(pcap([Frame(0, ethernet(packet))])).conversations == ()


def test_dns_failures_and_tls_over_udp_are_told() -> None:
    answer = b"\x00\x01\x81\x83\x00\x01\0\0\0\0\0\0\x04nope\x07example\0\0\x01\0\x01"
    dtls = b"\x16\xfe\xfd" + bytes(8) + b"\0\x05hello"
    frames = [
        Frame(0, ethernet(ipv4("192.0.2.53", "192.0.2.1", udp((53, 4000), answer), protocol=17))),
        Frame(0, ethernet(ipv6("2001:db8::1", "2001:db8::2", udp((4000, 4433), dtls), protocol=17))),
    ]
    capture = look(pcap(frames))
    assert [(n.name, n.code) for n in capture.name_failures] == [("nope.example", "dns-nxdomain")]
    assert capture.udp_tls == (("DTLS", 1),)


def test_a_successful_dns_answer_is_no_failure() -> None:
    answer = b"\x00\x01\x81\x80\x00\x01\0\0\0\0\0\0\x04good\x07example\0\0\x01\0\x01"
    frame = Frame(0, ethernet(ipv4("192.0.2.53", "192.0.2.1", udp((53, 4000), answer), protocol=17)))
    assert look(pcap([frame])).name_failures == ()


def test_the_order_of_packets_of_other_hosts_does_not_matter() -> None:
    one, other = packets(), packets(Connection(client="192.0.2.2", ports=(41000, 8443)))
    mixed = sorted([*one, *other], key=lambda f: (f.at, random.Random(7).random()))
    assert [c.outcome for c in look(pcap(mixed)).conversations] == ["completed", "completed"]


GRETAP, ERSPAN_1, ERSPAN_2 = b"\0\0\x65\x58", b"\0\0\x88\xbe", b"\x10\0\x88\xbe" + bytes(12)
ERSPAN_3 = b"\x10\0\x22\xeb" + bytes(4) + bytes(12)
GENEVE = bytes([1, 0, 0x65, 0x58]) + bytes(8)  # four bytes of options


@pytest.mark.parametrize("header", [GRETAP, ERSPAN_1, ERSPAN_2, ERSPAN_3], ids=["gretap", "I", "II", "III"])
def test_ethernet_within_gre(header: bytes) -> None:
    frames = [replace(f, data=ethernet(ipv4("10.0.0.1", "10.0.0.2", header + f.data, protocol=47))) for f in packets()]
    assert (seen(frames).outcome, seen(frames).sni) == ("completed", "a.test")


@pytest.mark.parametrize(
    ("port", "header"),
    [(4789, b"\x08" + bytes(7)), (8472, b"\x08" + bytes(7)), (6081, GENEVE)],
    ids=["VXLAN", "VXLAN on Linux's old port", "Geneve"],
)
def test_ethernet_within_udp(port: int, header: bytes) -> None:
    """How clouds mirror traffic."""
    frames = []
    for frame in packets():
        datagram = struct.pack(">4H", 50000, port, 8 + len(header) + len(frame.data), 0) + header + frame.data
        frames.append(replace(frame, data=ethernet(ipv4("10.0.0.1", "10.0.0.2", datagram, protocol=17))))
    assert (seen(frames).outcome, seen(frames).sni) == ("completed", "a.test")


def test_netfilter_log() -> None:
    """LINKTYPE_NFLOG: the packet is one attribute among others."""
    head = b"\x02\0\0\0" + b"\x05\0\x0a\0a\0\0\0"
    frames = [
        replace(f, data=head + struct.pack("<2H", len(f.data) - 10, 9) + f.data[14:] + bytes(-(len(f.data) - 14) % 4))
        for f in packets()
    ]
    assert seen(frames, 239).sni == "a.test"


@pytest.mark.parametrize("link", [149, 258])
def test_the_header_of_macos_names_what_follows(link: int) -> None:
    frames = [replace(f, data=struct.pack("<3I", 108, 1, 1).ljust(108, b"\0") + f.data) for f in packets()]
    assert seen(frames, link).sni == "a.test"
    itself = [replace(f, data=struct.pack("<3I", 108, 1, 258).ljust(108, b"\0") + f.data) for f in packets()]
    assert look(pcap(itself, link=link)).conversations == ()
