"""Tokens from the table: opened once in five minutes, looked up again when Slack refuses one, never in the open."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from adapters.installations import MOST, StoredTokens
from adapters.secrets import KEPT_S, SecretsMissing
from adapters.slack_caller import SlackCaller
from core.installing import install, renew, revoke
from core.model.installation import Granted
from core.model.watch import Team
from core.slack_ports import Never, NotNow, Reason, Unavailable
from core.table import Key, Record
from core.watching import keys
from tests.core.installing.slacks_side import HALF_DAY, TEAM, Office, OpenCipher, grant


@dataclass
class Counting(OpenCipher):
    """``opened``: for whom a token was opened, in order."""

    opened: list[Team] = field(default_factory=list)
    away: bool = False

    def open(self, sealed: str, team: Team) -> str:
        if self.away:
            raise Unavailable("kms: ThrottlingException")
        self.opened.append(team)
        return super().open(sealed, team)


class Desk:
    """An office with tokens."""

    def __init__(self, *granted: Granted) -> None:
        self.office, self.cipher = Office(), Counting()
        for one in granted:
            self.office.install(one)
        self.tokens = StoredTokens(self.office.world.table, self.cipher, self.office.world.clock)

    def wait(self, seconds: float) -> None:
        self.office.world.clock.forward(timedelta(seconds=seconds))


def test_a_token_is_opened_once_in_five_minutes() -> None:
    desk = Desk(grant(rotates=False))
    assert [desk.tokens.bot_token(TEAM) for _ in range(3)] == ["xoxb-0"] * 3
    assert len(desk.cipher.opened) == 1
    desk.wait(KEPT_S)
    desk.tokens.bot_token(TEAM)
    assert len(desk.cipher.opened) == 1
    desk.wait(0.1)
    desk.tokens.bot_token(TEAM)
    assert len(desk.cipher.opened) == 2


def test_where_it_is_not_installed_there_is_no_token() -> None:
    desk = Desk(grant())
    assert [desk.tokens.bot_token(team) for team in (Team("T9"), Team("T1", "E9"), Team(""))] == [None] * 3


def test_an_opened_token_is_for_its_team_alone() -> None:
    desk = Desk(grant(), grant(Team("", "E1"), token="xoxb-org"))
    assert desk.tokens.bot_token(TEAM) == "xoxb-0"
    assert desk.tokens.bot_token(Team(TEAM.id, "E1")) == "xoxb-org"
    assert desk.tokens.bot_token(Team("T2")) is None


def test_a_token_that_was_renewed_elsewhere_is_found_when_slack_refuses_the_old_one() -> None:
    desk = Desk(grant())
    assert desk.tokens.bot_token(TEAM) == "xoxb-0"
    desk.wait(HALF_DAY - 7200)
    renew(desk.office.registry, TEAM)
    assert desk.tokens.refused(TEAM, "xoxb-0") == "xoxb-1"
    assert desk.tokens.bot_token(TEAM) == "xoxb-1"


def test_a_token_that_is_refused_and_stands_has_no_other() -> None:
    desk = Desk(grant(rotates=False))
    desk.tokens.bot_token(TEAM)
    assert desk.tokens.refused(TEAM, "xoxb-0") is None


def test_a_token_that_went_has_no_other() -> None:
    desk = Desk(grant())
    desk.tokens.bot_token(TEAM)
    revoke(desk.office.world.desk, TEAM, ["UBOT"], desk.office.world.clock.now())
    assert desk.tokens.refused(TEAM, "xoxb-0") is None
    assert desk.tokens.bot_token(TEAM) is None


def test_a_token_that_is_over_and_not_renewed_yet_is_not_known_now() -> None:
    desk = Desk(grant())
    desk.wait(HALF_DAY - 1)
    assert desk.tokens.bot_token(TEAM) == "xoxb-0"
    desk.wait(1)
    with pytest.raises(SecretsMissing, match="not renewed yet"):
        desk.tokens.refused(TEAM, "xoxb-0")


def test_a_token_that_can_never_be_renewed_is_left_to_slack() -> None:
    """It says token_expired, which closes the channel: somebody must install the app again."""
    desk = Desk(grant())
    desk.wait(HALF_DAY - 7200)
    desk.office.slack.answer = Never(Reason.OTHER, "invalid_refresh_token")
    renew(desk.office.registry, TEAM)
    desk.wait(7200)
    assert desk.tokens.bot_token(TEAM) == "xoxb-0"


def test_a_cipher_that_is_away_is_said_without_any_secret() -> None:
    desk = Desk(grant())
    desk.cipher.away = True
    with pytest.raises(SecretsMissing, match="T1 cannot be read: kms: ThrottlingException") as raised:
        desk.tokens.bot_token(TEAM)
    assert "xoxb" not in str(raised.value)


@dataclass
class Forged:
    """A table that has the same record under every key."""

    record: Record

    def get_many(self, wanted: list[Key]) -> dict[Key, Record]:
        return {key: replace(self.record, key=key) for key in wanted}


def stolen_from(desk: Desk) -> Record:
    record = desk.office.world.table.get(keys.installation(TEAM))
    assert record is not None
    return record


def test_an_installation_that_was_moved_to_another_team_is_not_opened() -> None:
    """Whoever can write to the table cannot make one team's token another's."""
    desk = Desk(grant())
    stolen = stolen_from(desk)
    body = {**stolen.body, "team": {"kind": "Team", "id": "T2", "enterprise": ""}}
    tokens = StoredTokens(Forged(replace(stolen, body=body)), desk.cipher, desk.office.world.clock)  # type: ignore[arg-type]
    with pytest.raises(SecretsMissing, match="another team's"):
        tokens.bot_token(Team("T2"))


def test_a_body_that_names_another_team_than_its_key_is_not_opened() -> None:
    desk = Desk(grant())
    tokens = StoredTokens(Forged(stolen_from(desk)), desk.cipher, desk.office.world.clock)  # type: ignore[arg-type]
    with pytest.raises(SecretsMissing, match="under another team's key"):
        tokens.bot_token(Team("T2"))


def test_opened_tokens_are_bounded() -> None:
    desk = Desk()
    for number in range(MOST + 5):
        install(desk.office.registry, grant(Team(f"T{number}"), rotates=False))
        desk.tokens.bot_token(Team(f"T{number}"))
    assert len(desk.tokens._opened) <= MOST


def test_nothing_that_is_kept_shows_a_token() -> None:
    desk = Desk(grant())
    desk.tokens.bot_token(TEAM)
    assert "xoxb" not in repr(desk.tokens._opened)
    assert "xoxb" not in repr(desk.tokens)


# --- the one place where tokens meet calls


class Slack:
    """A token store that tells what was asked of it."""

    def __init__(self, first: str | None, then: str | None = None, missing: bool = False) -> None:
        self.first, self.then, self.missing, self.asked = first, then, missing, list[str]()

    def bot_token(self, team: Team) -> str | None:
        if self.missing:
            raise SecretsMissing("not now")
        return self.first

    def refused(self, team: Team, token: str) -> str | None:
        self.asked.append(token)
        return self.then


def test_without_a_token_nothing_is_called() -> None:
    caller = SlackCaller(Slack(None), "http://127.0.0.1:9/")
    assert caller.ask(TEAM, "auth.test", 1, {}) == Never(Reason.OTHER, "not_authed")


def test_a_token_that_is_not_known_now_is_tried_later() -> None:
    caller = SlackCaller(Slack("x", missing=True), "http://127.0.0.1:9/")
    assert caller.ask(TEAM, "auth.test", 1, {}) == NotNow("not now")
