"""Whatever stops while something is explained, wherever it stops: one answer, and nobody waits in vain."""

from contextlib import suppress
from pathlib import Path

import pytest

from core.model.job import Errand, Task
from handlers import worker
from local.workspace import Message
from tests.handlers.given import EXPIRED, answers, drop, file, text_file
from tests.handlers.rig import Killed, Rig, rigged
from tests.handlers.test_survival import jobs

EFFECTS = 14
AGAIN = "You may see this twice"


def explained(rig: Rig, below: Message) -> list[Message]:
    return [m for m in answers(rig, below) if "cert-expired" in m.text]


def waiting(rig: Rig, below: Message) -> list[Message]:
    return [m for m in answers(rig, below) if m.text.startswith("Reading ")]


def dropped(rig: Rig) -> Message:
    """A file in a direct message, by a Slack that keeps bringing the event until it is taken."""
    place = rig.workspace.direct("oncall")
    with suppress(Killed):
        rig.workspace.drop(place.id, "oncall", text_file())
    [message] = [m for m in rig.seen(place.id) if m.files]
    return message


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, EFFECTS))
def test_a_worker_killed_at_any_effect_still_gives_one_answer(tmp_path: Path, at: int, after: bool) -> None:
    with rigged(tmp_path) as rig:
        message = drop(rig, text_file())
        rig.kill.at, rig.kill.after = len(rig.kill.seen) + at, after
        rig.run(1500)
        assert len(explained(rig, message)) == len(answers(rig, message)) == 1


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, EFFECTS))
def test_a_slack_function_killed_while_it_takes_a_file_leaves_nobody_waiting(
    tmp_path: Path, at: int, after: bool
) -> None:
    with rigged(tmp_path) as rig:
        rig.kill.at, rig.kill.after = at, after
        message = dropped(rig)
        rig.kill.at = 0
        rig.workspace._tell(message)  # Slack brings it again
        rig.run(1500)
        assert len(explained(rig, message)) == 1
        lost = rig.kill.seen[at - 1 : at] == ["post"] or rig.kill.seen[at - 2 : at] == ["post", "save"]
        assert not waiting(rig, message) or lost, "only a message whose place was never stored cannot be edited"


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, EFFECTS))
def test_a_text_explained_at_once_is_said_once_or_says_that_it_may_be_a_repeat(
    tmp_path: Path, at: int, after: bool
) -> None:
    with rigged(tmp_path) as rig:
        message = rig.workspace.say("ops", "webops", EXPIRED)
        rig.kill.at, rig.kill.after = at, after
        with suppress(Killed):
            rig.workspace.shortcut(message.ts, "explain_message", "oncall")
        effects, rig.kill.at = list(rig.kill.seen), 0
        rig.run(600)
        everything = [m for m in rig.seen() if "cert-expired" in m.text and m.author == rig.workspace.bot.user_id]
        assert len(everything) <= 2
        assert all(AGAIN in str(m.blocks) for m in everything[1:])
        if "send" in effects[:-1] or (after and effects[-1] == "send"):
            assert everything, "what is watched is said"


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, EFFECTS))
def test_a_mention_that_slack_brings_again_is_answered(tmp_path: Path, at: int, after: bool) -> None:
    with rigged(tmp_path) as rig:
        event = {"type": "app_mention", "channel": "C0OPS", "user": "U0ONCALL", "text": f"<@U0TLSCHECK> {EXPIRED}"}
        event["ts"] = rig.workspace.say("ops", "oncall", "a mention").ts
        rig.kill.at, rig.kill.after = at, after
        with suppress(Killed):
            rig.workspace.event(event, event_id="Ev1")
        rig.kill.at = 0
        rig.workspace.event(event, event_id="Ev1", retry=1)
        rig.run(600)
        first, *rest = [m for m in rig.seen() if m.thread_ts == event["ts"]]
        assert "cert-expired" in first.text
        assert len(rest) <= 1
        assert all(AGAIN in str(m.blocks) for m in rest)


def test_a_duplicate_of_the_errand_changes_nothing(rig: Rig) -> None:
    message = drop(rig, text_file())
    [job] = jobs(rig)
    rig.work_once()
    rig.queue.send(Errand(Task.CHECK, job.id))
    rig.run(300)
    [answer] = explained(rig, message)
    assert len(answer.edits) == 1


def test_a_reading_that_always_fails_apologises_once(rig: Rig) -> None:
    message = drop(rig, file("error.log", b"certificate has expired"))

    async def broken(_job: object, _seconds: float) -> object:
        raise RuntimeError("a bug of ours")

    rig.work = worker.make_handler(rig.services, rig._check, read=broken)  # type: ignore[arg-type]
    rig.run(1500)
    [answer] = answers(rig, message)
    assert answer.text.startswith("Sorry: `error.log` could not be read. The reading failed inside tlscheck;")
    assert "says nothing about what you sent" in answer.text
    assert len(answer.edits) == 1


def test_a_deleted_message_of_ours_is_posted_anew_in_the_thread(rig: Rig) -> None:
    message = drop(rig, text_file())
    [reading] = answers(rig, message)
    rig.workspace.remove(reading)
    rig.clock.seconds += 5
    rig.work_once()
    assert len(explained(rig, message)) == 1


def test_a_first_message_that_slack_did_not_confirm_leads_to_an_answer_in_the_thread(rig: Rig) -> None:
    rig.workspace.fail_next("chat.postMessage", "500")
    message = drop(rig, text_file())
    assert answers(rig, message) == []
    rig.clock.seconds += 5
    rig.run(60)
    assert len(explained(rig, message)) == 1
