"""A list that comes slowly, from a real server: first a report that names it, then the same report completed."""

import asyncio
import socket
import threading
from collections.abc import Iterator, Sequence
from ipaddress import ip_address

import pytest

from adapters.checker import build_instruments
from core.model.report import Report, State
from core.model.target import Target
from handlers.checking import Rounds
from tests.lab.aia import response
from tests.lab.bench import Bench
from tests.lab.net import read_line
from tests.lab.tls import context, terminate
from tests.support import revocation as made


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Bench() as bench:
        yield bench


@pytest.mark.parametrize(("listed", "state"), [(False, State.OK), (True, State.BROKEN)])
def test_the_first_report_does_not_wait_for_a_slow_list(bench: Bench, listed: bool, state: State) -> None:
    may_come = threading.Event()

    def slowly(sock: socket.socket) -> None:
        while read_line(sock):
            pass
        may_come.wait(10)
        sock.sendall(response(made.crl(bench.pki.issuing, *([leaf] if listed else []))))

    place = bench.serve("list.lab.test", slowly)
    leaf = bench.pki.leaf("slow.lab.test", crl=f"http://127.0.0.1:{place.port}/list.crl")
    running = bench.serve("slow.lab.test", terminate(context(leaf)))
    instruments = build_instruments(ca_pem=bench.ca_file.read_bytes(), public_only=False)
    target = Target(running.host, running.port, running.host, pinned=ip_address("127.0.0.1"))

    async def both() -> tuple[Sequence[Report], Sequence[Report]]:
        rounds = Rounds(instruments)
        first = await rounds.check_all([target], 10.0)
        may_come.set()
        return first, await rounds.complete_all(first, 8.0)

    (first,), (later,) = asyncio.run(both())
    assert first.still_looking == (f"CRL at http://127.0.0.1:{place.port}/list.crl",)
    assert ("revoked", "still looking for the certificate's status") in [
        (o.code, o.because) for o in first.undetermined
    ]
    assert first.duration_ms < 5000
    assert (later.still_looking, later.state) == ((), state)
    assert later.connections == first.connections
