"""A path on which large packets vanish, made of this machine's own kernel: client and server on either side of a router
that carries 1300 bytes a packet, while both ends believe in 1500.

Where the router may say so by ICMP, TCP adapts and nobody notices. Where its ICMP is lost, that is `mtu-blackhole`.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lab.bench import Pki
from tests.support.netns import Namespace, join, missing, namespaces
from tests.support.pki import Leaf
from tests.support.pki_spec import NOW

HOST, NEAR, FAR = "path.lab.test", "10.77.1", "10.77.2"
SERVER = f"{FAR}.2"
PROGRAM = Path(__file__).parents[1] / "lab" / "web_server.py"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's")


@contextmanager
def way(*, mtu: int, icmp: bool) -> Iterator[tuple[Namespace, Namespace]]:
    """Client and server, and a router between them that forwards packets up to `mtu`."""
    with namespaces("client", "router", "server") as (client, router, server):
        to_client, _ = reversed(join(client, router, f"{NEAR}.2/24", f"{NEAR}.1/24"))
        to_server, _ = join(router, server, f"{FAR}.1/24", f"{SERVER}/24")
        client.ip("route", "add", "default", "via", f"{NEAR}.1")
        server.ip("route", "add", "default", "via", f"{FAR}.1")
        router.set(ip_forward=1)
        for net, device in ((NEAR, to_client), (FAR, to_server)):
            router.ip("route", "change", f"{net}.0/24", "dev", device, "mtu", "lock", mtu)
        for end in (client, server):
            end.set(tcp_mtu_probing=0)  # the default of Linux: believe ICMP, and nothing else
        if not icmp:
            router.ip("rule", "add", "iif", "lo", "blackhole")  # what it says itself; what it forwards goes on
        yield client, server


@contextmanager
def web(server: Namespace, leaf: Leaf, folder: Path) -> Iterator[None]:
    """A web server on port 443 of `SERVER`."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(leaf.fullchain_pem)
    key.write_bytes(leaf.key_pem)
    command = server.command(sys.executable, PROGRAM, SERVER, "443", cert, key)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield
    finally:
        process.kill()
        process.communicate()


def broken(folder: Path, *, mtu: int, icmp: bool) -> list[str]:
    """What a check across such a way finds broken."""
    reason = missing()
    if reason:
        pytest.skip(f"this machine has no {reason}")
    pki = Pki(NOW)
    roots = folder / "roots.pem"
    roots.write_bytes(pki.root.pem)
    with way(mtu=mtu, icmp=icmp) as (client, server), web(server, pki.leaf(HOST), folder):
        check = client.command(sys.executable, "-m", "local.cli", "check", HOST, "--resolve", f"{HOST}:443:{SERVER}")
        more = ("--ca-file", str(roots), "--at", NOW.isoformat(), "--json")
        said = subprocess.run([*check, *more], capture_output=True, text=True, timeout=30, check=False)
    assert said.stdout, said.stderr
    return [finding["code"] for finding in json.loads(said.stdout)["findings"] if finding["severity"] == "broken"]


def test_large_packets_that_vanish_without_a_word_are_a_black_hole(tmp_path: Path) -> None:
    assert broken(tmp_path, mtu=1300, icmp=False) == ["mtu-blackhole"]


def test_a_small_path_whose_router_says_so_is_no_fault(tmp_path: Path) -> None:
    assert broken(tmp_path, mtu=1300, icmp=True) == []


def test_lost_icmp_alone_is_no_fault_where_packets_fit(tmp_path: Path) -> None:
    assert broken(tmp_path, mtu=1500, icmp=False) == []
