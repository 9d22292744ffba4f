"""What every `Queue` promises, with the receiving end that Lambda or the poller is."""

import pytest

from adapters.errands import UnknownErrand, errand_text, read_errand
from core.model.job import Errand, Task
from tests.contract.conftest import Bench, Hand

CHECK = Errand(Task.CHECK, "j1")


def test_what_is_sent_is_received(bench: Bench) -> None:
    bench.queue.send(CHECK)
    assert [read_errand(body) for body, _ in bench.receive()] == [CHECK]


def test_what_is_deleted_does_not_come_again(bench: Bench) -> None:
    bench.queue.send(CHECK)
    [(_, receipt)] = bench.receive()
    bench.delete(receipt)
    assert bench.receive() == []


def test_what_is_delayed_is_not_there_yet(bench: Bench) -> None:
    bench.queue.send(Errand(Task.WATCH, "j1", 60))
    assert bench.receive() == []


def test_what_was_delayed_comes_in_time(bench: Bench, clock: Hand, request: pytest.FixtureRequest) -> None:
    if "moto" in request.node.name:
        pytest.skip("moto's queue moves on the real clock only")
    bench.queue.send(Errand(Task.WATCH, "j1", 60))
    clock.move(seconds=60)
    assert len(bench.receive()) == 1


def test_what_is_not_deleted_comes_again_until_it_is_dead(bench: Bench) -> None:
    bench.queue.send(CHECK)
    assert [len(bench.receive()) for _ in range(3)] == [1, 1, 0]
    assert [read_errand(body) for body in bench.dead()] == [CHECK]


def test_what_is_postponed_is_hidden_for_so_long(bench: Bench) -> None:
    bench.queue.send(CHECK)
    [(_, receipt)] = bench.receive()
    bench.queue.postpone(receipt, 30)
    assert bench.receive() == []


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"schema":2,"task":"check","job":"x"}', '{"schema":1,"task":"x","job":"y"}', "[" * 9999],
)
def test_a_message_that_is_no_errand_is_refused(text: str) -> None:
    with pytest.raises(UnknownErrand):
        read_errand(text)


def test_an_errand_reads_back() -> None:
    assert read_errand(errand_text(Errand(Task.WATCH, "j1", 60))) == Errand(Task.WATCH, "j1")
