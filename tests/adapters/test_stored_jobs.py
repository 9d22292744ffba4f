"""Jobs that an older version stored are read by this one."""

import json
from datetime import UTC, datetime
from typing import Any

from adapters.stored import job_text, read_job
from core.model.job import Job
from core.model.watch import Team

JOB = Job(id="1", targets=(), team="T1", channel="C1", user="U1", asked_at=datetime(2026, 11, 21, tzinfo=UTC))


def written(job: Job, *without: str) -> str:
    whole: dict[str, Any] = json.loads(job_text(job))
    whole["job"] = {name: value for name, value in whole["job"].items() if name not in without}
    return json.dumps(whole)


def test_a_job_from_before_organisations_is_its_team_s() -> None:
    assert read_job(written(JOB, "enterprise")) == JOB
    assert read_job(written(JOB, "enterprise")).workspace == Team("T1")


def test_a_job_keeps_its_organisation() -> None:
    job = Job(**{name: getattr(JOB, name) for name in ("id", "targets", "team", "channel", "user", "asked_at")},
              enterprise="E1")  # fmt: skip
    assert read_job(job_text(job)).workspace == Team("T1", "E1")
