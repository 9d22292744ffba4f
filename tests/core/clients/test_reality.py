"""What we say of a client against what that client does: real programs at real servers of the lab.

The server is checked in full, as a user would, and each client that is on this machine then connects to it. A client
that is not here, or in another version, is left out. Undecided is no prediction.
"""

import asyncio
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from adapters.checker import build_instruments
from core.clients import simulate_all
from core.examine import examine
from core.model.client import ClientResult, Connects, Refuses, Undecided
from core.model.observation import Depth
from core.model.target import Target
from core.workflows import observe
from tests.core.clients.peers import PEERS, Where, compile_java
from tests.lab.bench import Bench
from tests.lab.catalogue import by_name, runnable

SERVERS = (
    "healthy",
    "healthy-tls12-rsa",
    "nginx",
    "map-legacy",
    "map-tls13",
    "map-cbc",
    "map-static-rsa",
    "map-p521",
    "map-dh1024-only",
    "map-aria",
    "map-sha1",
    "wrong-name",
    "no-san",
    "expired",
    "weak-key",
    "key-usage",
    "untrusted-root",
    "chain-incomplete",
    "cross-sign-expired",
    "must-staple-missing",
    "sni-unrecognized-warning",
)
HERE = tuple(peer for peer in PEERS if peer.here())


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Bench() as made:
        yield made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("peers")
    if any(peer.key.startswith("java") for peer in HERE):
        compile_java(made)
    return made


def predicted(where: Where) -> dict[str, ClientResult]:
    """A full check of the server, and what it says of every client."""
    instruments = build_instruments(ca_pem=where.ca_file.read_bytes(), public_only=False)
    target = Target(where.host, where.port, where.host, pinned=ip_address(where.address))
    observation = asyncio.run(observe(target, instruments, budget=20, depth=Depth.FULL, progress=lambda *_: None))
    return {result.key: result for result in simulate_all(examine(observation, instruments.stores))}


@pytest.mark.slow
@pytest.mark.skipif(not HERE, reason="none of the clients is on this machine")
@pytest.mark.parametrize("name", SERVERS)
def test_every_client_does_as_we_say(name: str, bench: Bench, folder: Path) -> None:
    fault = by_name(name)
    if not runnable(fault):
        pytest.skip(f"this machine has no {fault.needs}")
    running = fault.start(bench)
    where = Where(running.addresses[0], running.port, running.host, bench.ca_file)
    results = predicted(where)
    wrong = []
    for peer in HERE:
        met = peer.meet(where, folder)
        match results[peer.key].answer:
            case Connects(version=version) if met.version != version:
                wrong.append(f"{peer.key}: {version} predicted, and {met.version} came: {met.said[-300:]}")
            case Refuses(reason=reason) if met.version is not None:
                wrong.append(f"{peer.key}: refusal predicted ({reason}), and {met.version} came")
            case Connects() | Refuses() | Undecided():
                pass
    assert wrong == []
