"""The tests' own DNS server: garbage gets silence and does not end it."""

import socket

import dns.message
import dns.query
import pytest

from tests.adapters.dns_peer import dns_peer, reply


@pytest.mark.parametrize("garbage", [b"", b"x", bytes(11), bytes(12), b"\xff" * 40])
def test_it_goes_on_after_garbage(garbage: bytes) -> None:
    with dns_peer(lambda name, kind, question: reply(question, f"{name}. A 192.0.2.1")) as peer:
        with socket.socket(type=socket.SOCK_DGRAM) as sock:
            sock.sendto(garbage, ("127.0.0.1", peer.port))
        with socket.create_connection(("127.0.0.1", peer.port)) as sock:
            sock.sendall(len(garbage).to_bytes(2, "big") + garbage)
            sock.shutdown(socket.SHUT_WR)
            assert sock.recv(1) == b""
        asked = dns.message.make_query("a.test", "A")
        for ask in (dns.query.udp, dns.query.tcp):
            assert len(ask(asked, "127.0.0.1", port=peer.port, timeout=2).answer) == 1
