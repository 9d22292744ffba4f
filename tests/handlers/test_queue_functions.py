"""The functions behind the queues, by their events: partial failures, poison, what is not ours."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.sqlite_store import transaction
from core.model.job import Job
from tests.handlers.rig import Context, Rig

EVENTS = Path(__file__).parents[2] / "events"
FINE = "example.com:443 is fine"


def event(name: str, job: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text().replace("0123456789abcdef", job))
    return loaded


def asked(rig: Rig) -> str:
    """A job that waits in the store."""
    rig.ask("example.com")
    with transaction(rig.store._path) as db:
        [(job_id,)] = db.execute("select id from job").fetchall()
    return str(job_id)


def failed(answer: dict[str, Any]) -> list[str]:
    return [item["itemIdentifier"][-1] for item in answer["batchItemFailures"]]


def test_a_check_is_done(rig: Rig) -> None:
    assert failed(rig.work(event("sqs_check", asked(rig)), Context())) == []
    assert rig.texts() == [FINE]


def test_of_a_good_a_poison_and_a_duplicate_message_only_the_poison_fails(rig: Rig) -> None:
    answer = rig.work(event("sqs_batch_good_poison_duplicate", asked(rig)), Context())
    assert failed(answer) == ["2"]
    assert rig.checked == ["example.com"]


def test_a_watch_after_the_answer_is_silent(rig: Rig) -> None:
    job = asked(rig)
    rig.work(event("sqs_check", job), Context())
    assert failed(rig.work(event("sqs_watch", job), Context())) == []
    assert rig.texts() == [FINE]


@pytest.mark.parametrize("name", ["sqs_check", "sqs_watch"])
def test_a_job_that_nobody_knows_is_dropped(rig: Rig, name: str) -> None:
    assert failed(rig.work(event(name, "ffffffffffffffff"), Context())) == []


def test_a_check_that_does_not_fit_into_the_time_left_is_handed_back(rig: Rig) -> None:
    assert failed(rig.work(event("sqs_check", asked(rig)), Context(seconds=9))) == ["1"]
    assert rig.checked == []


def test_the_undertaker_says_that_it_is_over(rig: Rig) -> None:
    assert failed(rig.bury(event("sqs_dead_letter", asked(rig)), Context())) == []
    assert "will not be tried again" in rig.texts()[0]


def test_the_undertaker_keeps_a_letter_whose_asker_cannot_be_reached_now(rig: Rig) -> None:
    job = asked(rig)
    rig.workspace.fail_next("chat.update", "500")
    assert failed(rig.bury(event("sqs_dead_letter", job), Context())) == ["1"]


def test_the_undertaker_drops_what_is_not_ours(rig: Rig) -> None:
    assert failed(rig.bury(event("sqs_batch_good_poison_duplicate", asked(rig)), Context())) == []


def test_a_verdict_that_waits_for_delivery_is_delivered_instead_of_an_apology(rig: Rig) -> None:
    job = asked(rig)
    rig.workspace.fail_next("chat.update", "500")
    assert failed(rig.work(event("sqs_check", job), Context())) == ["1"]
    assert failed(rig.bury(event("sqs_dead_letter", job), Context())) == []
    assert rig.texts() == [FINE]


def test_a_private_answer_after_half_an_hour_has_no_way_and_that_is_counted(rig: Rig) -> None:
    rig.ask("example.com quietly")
    with transaction(rig.store._path) as db:
        [(job_id,)] = db.execute("select id from job").fetchall()
    stored = rig.store.load(job_id)
    assert stored is not None
    assert stored.job.reply is not None
    late: Job = replace(stored.job, reply=replace(stored.job.reply, expires_at=rig.clock.now()))
    rig.store.save(late, stored.version, rig.clock.now().replace(year=2027))
    assert failed(rig.work(event("sqs_check", job_id), Context())) == []
    assert FINE not in rig.texts()
