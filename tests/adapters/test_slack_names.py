"""Names of people and groups, asked of a Slack over HTTP on loopback: the workspace that keeps its rules, or one that
answers nothing.
"""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.secrets import GivenSecrets
from adapters.slack_names import LONGEST, MOST_ASKED, SlackNames, _read_person
from adapters.tokens import OneToken
from core.model.watch import Team
from local.workspace import Bot, Fault, Group, User, Workspace, serve

TEAM, OTHER = Team("T0DEMO"), Team("T0OTHER")
OPS = Group(id="S0OPS", handle="ops", name="Operations")


@dataclass
class Hand:
    """A clock that is moved by hand."""

    at: datetime = field(default=datetime(2026, 11, 21, 12, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


@dataclass
class Stage:
    workspace: Workspace
    clock: Hand
    names: SlackNames

    def asked(self) -> list[str]:
        return [call.method for call in self.workspace.calls]

    def rename(self, to: str, *, deleted: bool = False) -> None:
        self.workspace.users["U0ONCALL"] = User(
            id="U0ONCALL", name="oncall", real_name="On-call engineer", display_name=to, deleted=deleted
        )

    def call(self, *ids: str, team: Team = TEAM, seconds: float = 5.0) -> dict[str, str]:
        return dict(self.names(team, ids, seconds))


@pytest.fixture
def stage() -> Iterator[Stage]:
    workspace, clock = Workspace(), Hand()
    workspace.groups = {"S0OPS": OPS}
    with serve(workspace) as serving:
        tokens = OneToken(GivenSecrets("s", workspace.bot.token))
        yield Stage(workspace, clock, SlackNames(tokens, clock, serving.api_url))


def test_people_and_groups_are_called_as_slack_shows_them(stage: Stage) -> None:
    stage.rename("jo")
    assert stage.call("U0ONCALL", "U0WEBOPS", "S0OPS") == {
        "U0ONCALL": "@jo", "U0WEBOPS": "@Web operations", "S0OPS": "@ops",
    }  # fmt: skip


def test_they_are_asked_for_once_a_day(stage: Stage) -> None:
    stage.call("U0ONCALL", "S0OPS", "S0NONE")
    stage.clock.at += timedelta(hours=23)
    stage.call("U0ONCALL", "S0OPS", "S0NONE")
    assert sorted(stage.asked()) == ["usergroups.list", "users.info"]


def test_a_new_name_is_seen_after_a_day_and_not_before(stage: Stage) -> None:
    stage.rename("jo")
    stage.call("U0ONCALL")
    stage.rename("jo-ann")
    stage.clock.at += timedelta(days=1, seconds=-1)
    assert stage.call("U0ONCALL") == {"U0ONCALL": "@jo"}
    stage.clock.at += timedelta(seconds=1)
    assert stage.call("U0ONCALL") == {"U0ONCALL": "@jo-ann"}


def test_an_old_name_is_better_than_none_when_slack_does_not_answer(stage: Stage) -> None:
    stage.call("S0OPS")
    stage.clock.at += timedelta(days=2)
    stage.workspace.fail_next("usergroups.list", Fault.SERVER_ERROR)
    assert stage.call("S0OPS") == {"S0OPS": "@ops"}


@pytest.mark.parametrize(("scope", "one"), [("users:read", "U0ONCALL"), ("usergroups:read", "S0OPS")])
def test_without_the_scope_nobody_is_known_and_slack_is_left_alone_for_an_hour(
    stage: Stage, scope: str, one: str
) -> None:
    granted = stage.workspace.bot
    stage.workspace.bot = Bot(scopes=granted.scopes - {scope})
    assert stage.call(one) == stage.call(one) == {}
    assert len(stage.asked()) == 1
    stage.workspace.bot = granted
    stage.clock.at += timedelta(hours=1)
    assert set(stage.call(one)) == {one}


def test_whoever_left_is_said_to_be_gone(stage: Stage) -> None:
    stage.rename("jo", deleted=True)
    stage.workspace.groups["S0OPS"] = Group(id="S0OPS", handle="ops", name="Operations", disabled=True)
    assert stage.call("U0ONCALL", "S0OPS") == {"U0ONCALL": "@jo (deactivated)", "S0OPS": "@ops (disabled)"}


def test_who_is_not_there_is_asked_for_once_and_keeps_nobody_else_from_being_known(stage: Stage) -> None:
    assert stage.call("U0NOBODY", "U0ONCALL") == stage.call("U0NOBODY", "U0ONCALL")
    assert stage.asked() == ["users.info", "users.info"]


def test_what_is_no_id_is_not_asked_for(stage: Stage) -> None:
    assert stage.call("", "web team", "../U1", "C0OPS", "U0&x=1", "u0oncall") == {}
    assert stage.asked() == []


def test_one_team_s_names_are_not_another_s(stage: Stage) -> None:
    stage.call("U0ONCALL")
    stage.call("U0ONCALL", team=OTHER)
    assert len(stage.asked()) == 2


def test_only_so_many_people_are_asked_for_at_once_and_the_others_the_next_time(stage: Stage) -> None:
    ids = [f"U0N{number}" for number in range(MOST_ASKED + 3)]
    stage.call(*ids)
    assert len(stage.asked()) == MOST_ASKED
    stage.call(*ids)
    assert len(stage.asked()) == MOST_ASKED + 3


def test_slack_that_says_slow_down_is_left_alone_for_a_minute(stage: Stage) -> None:
    stage.workspace.fail_next("users.info", Fault.RATE_LIMITED)
    assert stage.call("U0ONCALL", "U0WEBOPS") == {}
    assert stage.asked() == ["users.info"]
    stage.clock.at += timedelta(minutes=1)
    assert len(stage.call("U0ONCALL", "U0WEBOPS")) == 2


def test_no_time_is_no_question(stage: Stage) -> None:
    assert stage.call("U0ONCALL", seconds=0.05) == {}
    assert stage.asked() == []


def test_silence_ends_when_the_time_is_over_and_is_not_waited_for_again() -> None:
    clock = Hand()
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and says nothing
        names = SlackNames(OneToken(GivenSecrets("s", "xoxb-1")), clock, f"http://127.0.0.1:{silent.getsockname()[1]}/")
        assert dict(names(TEAM, ["U1", "U2", "U3"], 0.2)) == {}
        silent.settimeout(0.0)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()


@pytest.mark.parametrize("name", ["channel", "@here", "Everyone", " @ ", ""])
def test_a_name_that_reads_as_a_call_to_all_or_as_nothing_gives_way_to_the_next(stage: Stage, name: str) -> None:
    stage.rename(name)
    assert stage.call("U0ONCALL") == {"U0ONCALL": "@On-call engineer"}


def test_a_name_is_one_short_line(stage: Stage) -> None:
    stage.rename("a\nb\u202e" + "x" * 500)
    [name] = stage.call("U0ONCALL").values()
    assert name.startswith("@a\ufffdb\ufffdxx")
    assert len(name) == LONGEST + 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["profile", "display_name", "real_name", "name", "deleted", "x"]), inner)
    ),
    max_leaves=12,
)


@given(JSON)
def test_whatever_slack_says_of_somebody_is_a_name_or_none(user: object) -> None:
    name = _read_person(user)
    assert name is None or (name.startswith("@") and name.isprintable() and len(name) <= LONGEST + 20)
