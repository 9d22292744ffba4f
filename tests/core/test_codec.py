"""What is stored comes back equal, and what is not ours is refused."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codec import Undecodable, decode, encode
from core.model.job import Handle, Job, Posted, ResponseUrl
from core.model.watch import Place, Settings, Team

st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
jobs = st.from_type(Job)


@given(st.data())
def test_a_job_survives_storage(data: st.DataObject) -> None:
    job = data.draw(jobs)
    assert decode(Job, json.loads(json.dumps(encode(job)))) == job


def test_a_union_is_told_apart_by_its_kind() -> None:
    place = Posted("C1", "1.0")
    assert decode(Handle, encode(place)) == place  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [None, [], "x", {}, {"kind": "Posted", "channel": 1, "ts": "1"}, {"channel": "C"}])
def test_what_does_not_fit_is_refused(value: object) -> None:
    with pytest.raises(Undecodable):
        decode(Posted, value)


def test_a_field_that_older_versions_did_not_write_takes_its_default() -> None:
    stored = {"url": "https://x.example", "expires_at": "2026-11-21T12:00:00+00:00", "unknown": 1}
    assert decode(ResponseUrl, stored).edits is False


def test_what_cannot_be_stored_is_said() -> None:
    with pytest.raises(TypeError, match="cannot store a object"):
        encode(object())


def test_what_is_empty_by_default_is_left_out_and_comes_back() -> None:
    team = Team("T1")
    assert encode(team) == {"kind": "Team", "id": "T1"}
    assert decode(Team, encode(team)) == team


def test_what_is_empty_and_is_not_so_by_default_is_stored() -> None:
    settings = Settings(place=Place(Team("T1"), "C1"), hour=None)
    assert encode(settings)["hour"] is None
    assert decode(Settings, encode(settings)) == settings
