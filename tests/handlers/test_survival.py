"""Whatever stops, wherever it stops: nothing is posted twice in the channel, and nobody waits in vain."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from adapters.poller import Poller
from adapters.sqlite_store import transaction
from adapters.stored import read_job
from core.model.job import Errand, Job, Task
from core.slack_ports import Unavailable
from handlers import slack, worker
from local.workspace import Message
from tests.handlers.rig import Context, Killed, Rig, rigged

FINE = "example.com:443 is fine"
AGAIN = "You may see this twice"
EFFECTS = 12


def verdicts(rig: Rig) -> list[Message]:
    return [m for m in rig.seen() if m.text == FINE]


def apologies(rig: Rig) -> list[Message]:
    return [m for m in rig.seen() if m.text.startswith("Sorry: ")]


def waiting(rig: Rig) -> list[Message]:
    return [m for m in rig.seen() if m.text.startswith("Checking ") and not m.is_ephemeral]


# --- killed between any two steps ------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, EFFECTS))
def test_a_slack_function_killed_at_any_effect_leaves_nobody_waiting(tmp_path: Path, at: int, after: bool) -> None:
    with rigged(tmp_path) as rig:
        rig.kill.at, rig.kill.after = at, after
        try:
            rig.ask("example.com")
            died = False
        except Killed:
            died = True  # the person reads Slack's own "failed with the error"
        effects = len(rig.kill.seen)
        rig.kill.at = 0
        rig.run(600)
        if not died:
            assert effects < at, "every effect of the function was tried"
            assert len(verdicts(rig)) == 1
        told = [*verdicts(rig), *apologies(rig)]
        assert len(told) == 1 or (died and not waiting(rig))
        posted_unrecorded = died and after and rig.kill.seen[at - 1] == "post"
        unrecorded = posted_unrecorded or (died and not after and rig.kill.seen[at - 2 : at] == ["post", "save"])
        assert bool(waiting(rig)) == unrecorded, "only a message whose place was never stored cannot be edited"
        if unrecorded:
            assert "may stay above" in str(apologies(rig)[0].blocks)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, EFFECTS))
def test_a_worker_killed_at_any_effect_still_delivers_one_verdict(tmp_path: Path, at: int, after: bool) -> None:
    with rigged(tmp_path) as rig:
        rig.ask("example.com")
        rig.kill.at, rig.kill.after = len(rig.kill.seen) + at, after
        rig.run(1500)
        assert [m.text for m in rig.seen()] == [FINE]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, EFFECTS))
def test_a_quiet_verdict_comes_once_or_says_that_it_may_be_a_repeat(tmp_path: Path, at: int, after: bool) -> None:
    with rigged(tmp_path) as rig:
        rig.ask("example.com quietly")
        rig.kill.at, rig.kill.after = len(rig.kill.seen) + at, after
        rig.run(1500)
        first, *rest = verdicts(rig)
        assert len(rest) <= 1
        assert AGAIN not in str(first.blocks) or not rest
        assert all(AGAIN in str(m.blocks) for m in rest)


@pytest.mark.parametrize("at", range(1, EFFECTS))
def test_a_recheck_killed_at_any_effect_ends_with_a_verdict_or_an_apology(tmp_path: Path, at: int) -> None:
    with rigged(tmp_path) as rig:
        rig.ask("example.com")
        rig.work_once()
        rig.kill.at = len(rig.kill.seen) + at
        with suppress(Killed):
            rig.workspace.click(rig.seen()[0].ts, "recheck", "oncall")
        rig.run(1500)
        assert waiting(rig) == []
        assert len(verdicts(rig)) + len(apologies(rig)) >= 1


# --- the queue -------------------------------------------------------------------------------------------------------


def test_a_duplicate_delivery_after_the_answer_changes_nothing(rig: Rig) -> None:
    rig.ask("example.com")
    [job] = jobs(rig)
    rig.work_once()
    rig.queue.send(Errand(Task.CHECK, job.id))
    rig.run(300)
    [message] = rig.seen()
    assert (message.text, len(message.edits)) == (FINE, 1)
    assert rig.checked == ["example.com"]


def test_a_duplicate_delivery_while_the_first_is_worked_on_waits(rig: Rig) -> None:
    rig.ask("example.com")
    [job] = jobs(rig)
    rig.queue.send(Errand(Task.CHECK, job.id))
    original = rig._check

    async def slowly(targets: Any, seconds: float) -> Any:
        rig.work = worker.make_handler(rig.services, original)
        rig.checked.append("second worker")
        second = threading.Thread(target=rig.work_once)  # another Lambda instance
        second.start()
        second.join()
        return await original(targets, seconds)

    rig.work = worker.make_handler(rig.services, slowly)
    poll_one(rig)
    rig.run(300)
    assert rig.checked == ["second worker", "example.com"]
    assert len(verdicts(rig)) == 1


def test_the_same_command_delivered_twice_by_slack_is_one_check(rig: Rig) -> None:
    delivery = rig.ask("example.com")
    rig.slack(delivery.event, Context())
    rig.run(300)
    assert rig.checked == ["example.com"]
    assert [m.text for m in rig.seen()] == [FINE]


def test_one_bad_message_in_a_batch_fails_alone(rig: Rig) -> None:
    rig.ask("example.com")
    rig.reports["bad.example"] = RuntimeError("a bug of ours")
    rig.ask("bad.example", user="webops")
    rig.work_once()
    assert FINE in rig.texts()
    assert rig.texts()[-1].startswith("Sorry: `bad.example:443` could not be checked. The check failed inside tlscheck")


def test_a_check_that_always_fails_apologises_once_and_dies_as_a_dead_letter(rig: Rig) -> None:
    rig.reports["example.com"] = RuntimeError("a bug of ours")
    rig.ask("example.com")
    rig.run(1500)
    [message] = rig.seen()
    assert len(message.edits) == 1
    assert "Request id" in message.text
    assert rig.checked == ["example.com"] * 4
    assert rig.queue.receive(10, dead=True) == ()


def test_a_check_that_recovers_replaces_the_apology(rig: Rig) -> None:
    rig.reports["example.com"] = RuntimeError("a bug of ours")
    rig.ask("example.com")
    rig.work_once()
    assert len(apologies(rig)) == 1
    del rig.reports["example.com"]
    rig.run(300)
    assert [m.text for m in rig.seen()] == [FINE]


def test_try_again_works_on_an_apology(rig: Rig) -> None:
    rig.reports["example.com"] = RuntimeError("a bug of ours")
    rig.ask("example.com")
    rig.run(1500)
    del rig.reports["example.com"]
    rig.workspace.click(rig.seen()[0].ts, "recheck", "oncall")
    rig.run(60)
    assert [m.text for m in rig.seen()] == [FINE]


def test_a_watch_apologises_after_a_minute_and_the_late_verdict_replaces_it(rig: Rig) -> None:
    rig.ask("example.com")
    [message] = rig.queue.receive(1)  # a worker took the check and died at once
    rig.run(100)
    assert "within a minute" in rig.texts()[0]
    rig.run(120)
    assert message.receives == 1
    assert rig.texts() == [FINE]


def test_the_undertaker_has_the_last_word(rig: Rig) -> None:
    rig.ask("example.com")
    work, rig.work = rig.work, lambda event, context: everything_failed(event)
    rig.run(1500)
    assert "will not be tried again" in rig.texts()[0]
    rig.work = work
    rig.run(600)
    assert len(rig.seen()) == 1


# --- Slack -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["500", "429", "lost"])
def test_a_verdict_that_slack_does_not_take_at_once_comes_later_once(rig: Rig, fault: str) -> None:
    rig.ask("example.com")
    rig.workspace.fail_next("chat.update", fault)
    rig.run(60)
    assert [m.text for m in rig.seen()] == [FINE]
    assert rig.checked == ["example.com"]


def test_a_slack_that_is_down_for_minutes_gets_the_stored_verdict_afterwards(rig: Rig) -> None:
    rig.ask("example.com")
    rig.workspace.fail_next("chat.update", "500", times=5)
    rig.run(900)
    assert [m.text for m in rig.seen()] == [FINE]
    assert rig.checked == ["example.com"]


def test_blocks_that_a_workspace_refuses_are_left_out(rig: Rig) -> None:
    rig.ask("example.com")
    rig.workspace.fail_next("chat.update", "invalid_blocks")
    rig.work_once()
    assert rig.texts() == [FINE]


def test_a_deleted_message_is_posted_anew(rig: Rig) -> None:
    rig.ask("example.com")
    rig.workspace.remove(rig.seen()[0])
    rig.work_once()
    assert rig.texts() == [FINE]


def test_a_first_message_without_an_answer_leads_to_an_answer_for_the_asker_alone(rig: Rig) -> None:
    rig.workspace.fail_next("chat.postMessage", "500")
    delivery = rig.ask("example.com")
    assert "did not confirm" in str(delivery.shown)
    rig.run(60)
    assert rig.texts()[-1] == FINE
    assert rig.texts(user="webops") == []


# --- the store and the queue of the Slack side -----------------------------------------------------------------------


@dataclass
class Throttled:
    """A port that cannot be used at its ``at``-th call."""

    port: Any
    at: int
    calls: int = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.port, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            if self.calls == self.at:
                raise Unavailable("ThrottlingException")
            return method(*args, **kwargs)

        return call


@pytest.mark.parametrize("at", range(1, 5))
def test_a_throttled_store_is_told_to_the_asker_at_once(rig: Rig, at: int) -> None:
    rig.slack = slack.make_handler(replace(rig.services, store=Throttled(rig.store, at)), rig.counter)
    delivery = rig.ask("example.com")
    rig.run(600)
    said = [*apologies(rig)] or verdicts(rig)
    assert len(said) == 1
    assert delivery.outcome.value == "ok"
    assert waiting(rig) == []


@pytest.mark.parametrize("at", [1, 2])
def test_a_queue_that_does_not_take_it_is_told_to_the_asker_at_once(rig: Rig, at: int) -> None:
    rig.slack = slack.make_handler(replace(rig.services, queue=Throttled(rig.queue, at)), rig.counter)
    rig.ask("example.com")
    assert len(apologies(rig)) == 1
    rig.run(600)
    assert len(apologies(rig)) == 1
    assert waiting(rig) == []
    assert rig.checked == []


@pytest.mark.parametrize("at", range(1, 6))
def test_a_throttled_store_behind_the_queue_only_delays(rig: Rig, at: int) -> None:
    rig.work = worker.make_handler(replace(rig.services, store=Throttled(rig.store, at)), rig._check)
    rig.ask("example.com")
    rig.run(900)
    assert [m.text for m in rig.seen()] == [FINE]


# --- help ------------------------------------------------------------------------------------------------------------


def jobs(rig: Rig) -> list[Job]:
    with transaction(rig.store._path) as db:
        return [read_job(row[0]) for row in db.execute("select body from job")]


def poll_one(rig: Rig) -> None:
    Poller(rig.queue, rig.work, Context, batch=1).poll()


def everything_failed(event: dict[str, Any]) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in event["Records"]]}
