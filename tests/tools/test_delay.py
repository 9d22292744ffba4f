"""The wire of the bench is as long as it says, and the kernel's counters count what went over it."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from tools.delay import Wire

from tests.support.netns import Namespace, missing, namespaces

DELAY = 0.03  # one way
HERE, THERE = "10.78.0.1", "10.78.0.2"
LISTEN = f"""
import socket
with socket.create_server(("{THERE}", 80)) as server:
    print("ready", flush=True)
    while True:
        client, _ = server.accept()
        client.sendall(client.recv(9))
        client.close()
"""
ASK = f"""
import socket, time
begun = time.monotonic()
with socket.create_connection(("{THERE}", 80)) as wire:
    connected = time.monotonic()
    wire.sendall(b"over here")
    assert wire.recv(99) == b"over here"
    print(connected - begun, time.monotonic() - connected)
"""


@pytest.fixture
def ends() -> Iterator[tuple[Namespace, Namespace]]:
    reason = missing()
    if reason:
        pytest.skip(f"this machine has no {reason}")
    with (
        namespaces("near", "far") as (near, far),
        Wire((near, far), (f"{HERE}/24", f"{THERE}/24"), DELAY),
        subprocess.Popen(far.command(sys.executable, "-c", LISTEN), stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        yield near, far
        server.kill()


def ask(near: Namespace) -> tuple[float, float]:
    """Seconds until a connection stood, and until what was sent came back."""
    said = subprocess.run(near.command(sys.executable, "-c", ASK), check=True, capture_output=True, text=True).stdout
    connecting, asking = map(float, said.split())
    return connecting, asking


def test_connecting_and_asking_take_a_round_trip_each(ends: tuple[Namespace, Namespace]) -> None:
    connecting, asking = ask(ends[0])

    assert 2 * DELAY <= connecting < 10 * DELAY  # above: a busy machine
    assert 2 * DELAY <= asking < 10 * DELAY


def test_the_far_end_counts_connections_and_bytes(ends: tuple[Namespace, Namespace]) -> None:
    near, far = ends
    before = far.counters()

    ask(near)
    ask(near)

    after = far.counters()
    assert after["Tcp.PassiveOpens"] - before["Tcp.PassiveOpens"] == 2
    headers = 40  # of IP and TCP, at least, in each packet: SYN, ACK, data, FIN
    assert 2 * (4 * headers + 9) <= after["IpExt.InOctets"] - before["IpExt.InOctets"] < 2000


def test_nothing_is_left(ends: tuple[Namespace, Namespace]) -> None:
    with namespaces("short") as (space,):
        assert space.name in subprocess.run(["ip", "netns"], capture_output=True, text=True, check=True).stdout

    left = subprocess.run(["ip", "netns"], capture_output=True, text=True, check=True).stdout
    assert space.name not in left
    assert ends[0].name in left
