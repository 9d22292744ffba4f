"""The bench ends what it began, the catalogue is whole, and answers are marked as documented."""

import socket

import pytest

from tests.lab.bench import Bench, Running
from tests.lab.catalogue import FAULTS, GROUPS, by_name
from tests.lab.fault import Fault
from tests.lab.net import read_exactly


def test_a_closed_bench_leaves_no_port_open() -> None:
    with Bench() as own:
        running = by_name("healthy").start(own)
        holding = by_name("banner-vnc").start(own)
        client = socket.create_connection(("127.0.0.1", holding.port), 5)
        assert read_exactly(client, 12) == b"RFB 003.008\n"
    with client:
        assert client.recv(1) == b""  # the held connection was ended
    for port in (running.port, own.dns.port):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 5)


def test_a_mistake_in_a_handler_is_raised_at_the_end() -> None:
    def wrong(sock: socket.socket) -> None:
        raise ValueError("a mistake of the lab")

    own = Bench()
    running = own.serve("wrong.lab.test", wrong)
    with socket.create_connection(("127.0.0.1", running.port), 5) as sock:
        assert sock.recv(1) == b""
    with pytest.raises(ExceptionGroup):
        own.__exit__(None, None, None)


def test_the_catalogue_is_wide() -> None:
    """The job asks for 60 faults at least; healthy servers do not count."""
    assert len([fault for fault in FAULTS if fault.expected]) >= 60
    assert {fault.group for fault in FAULTS} == {group.__name__.rpartition(".")[2] for group in GROUPS}
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_hosts_are_of_the_lab_or_addresses() -> None:
    assert all(fault.host.endswith(".lab.test") or fault.host in {"127.0.0.1", "::1"} for fault in FAULTS)


def _judged(*found: str, expected: tuple[str, ...] = ("a", "b")) -> str:
    fault = Fault(
        name="x",
        title="x",
        group="x",
        host="x.lab.test",
        expected=expected,
        begin=lambda _, host: Running(host=host, port=1),
        also=frozenset({"maybe"}),
        instead=(("other",),),
    )
    return fault.objection(found)


@pytest.mark.parametrize("found", [("a", "b"), ("a", "maybe", "b"), ("other",), ("other", "maybe")])
def test_right_answers_meet_no_objection(found: tuple[str, ...]) -> None:
    assert _judged(*found) == ""


@pytest.mark.parametrize(
    ("found", "objection"),
    [
        ((), "not found: a, b (found: nothing)"),
        (("a",), "not found: b (found: a)"),
        (("b", "a"), "the root cause is a, not b"),
        (("a", "b", "c"), "found and not there: c"),
        (("maybe", "a", "b"), "the root cause is a, not maybe"),
    ],
)
def test_near_misses_are_named(found: tuple[str, ...], objection: str) -> None:
    assert _judged(*found) == objection


def test_healthy_means_nothing_found() -> None:
    assert _judged("b", expected=()) == "found and not there: b"
    assert _judged(expected=()) == ""
