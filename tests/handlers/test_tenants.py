"""Two workspaces with the same channel and user ids on one bot: each is answered with its own token, neither
reaches what is the other's, and one that goes leaves nothing.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tools.sign_event import sign

from adapters.key_cipher import KeyCipher
from adapters.sqlite_table import SqliteTable
from core.installing import find, install
from core.model.installation import Granted
from core.model.watch import Place, Team
from core.watch_ports import Desk
from core.watching.channels import settings_of
from core.watching.subscribing import entries
from handlers import delivery
from handlers.tenancy import assemble
from local.workspace import Message, Workspace
from local.workspace.model import Team as ItsTeam
from local.workspace.oauth import TOKEN_S, Directory, serve_all
from tests.core.watching.world import broken
from tests.handlers.rig import Clock, Context, Rig
from tests.handlers.test_slack_function import event
from tests.handlers.watch_stage import Stage

ACME, GLOBEX = Team("T0ACME"), Team("T0GLOBEX")
OPS = "C0OPS"  # in both
KEY = "a.example:443"


class Tenants:
    """``stage`` is Acme's; the functions behind it are everybody's."""

    def __init__(self, path: Path, slack: Directory, api_url: str, clock: Clock) -> None:
        self.slack, self.path, self.clock = slack, path, clock
        self.acme, self.globex = slack.workspaces
        desk = Desk(table=SqliteTable(path, clock), clock=clock, report=lambda _: None)
        self.secret = slack.client_secret
        self.tenancy = assemble(slack.client_id, lambda: self.secret, KeyCipher(bytes(32)), desk, api_url)
        self.rig = Rig(path, self.acme, api_url, clock, self.tenancy.tokens)
        self.globex.connect(lambda event: self.rig.slack(event, Context()))
        self.stage = Stage(self.rig, api_url)
        means = replace(self.stage.means, registry=self.tenancy.registry, heart=self.tenancy.alive)
        self.stage.deliver = delivery.make_handler(means)
        self.table = desk.table
        self.desk = desk

    def install(self, workspace: Workspace, *, rotates: bool = False) -> None:
        self.slack.rotates = rotates
        redirect = "https://host.example/slack/oauth_redirect"
        link = f"https://slack.example/?client_id={self.slack.client_id}&scope=x&state=y&redirect_uri={redirect}"
        code = self.slack.approve(link, workspace).partition("code=")[2].partition("&")[0]
        granted = self.tenancy.registry.registrar.exchange(code, redirect, 5)
        assert isinstance(granted, Granted)
        install(self.tenancy.registry, granted)

    def both(self) -> None:
        self.install(self.acme)
        self.install(self.globex)

    def seen(self, workspace: Workspace) -> list[Message]:
        return workspace.visible(OPS, workspace.user("webops").id)

    def texts(self, workspace: Workspace) -> list[str]:
        return [message.text for message in self.seen(workspace)]

    def ask(self, workspace: Workspace, text: str) -> None:
        self.stage.forward(2)
        workspace.command("ops", "oncall", "/tlscheck", text)
        self.stage.work()

    def called(self, workspace: Workspace) -> list[str]:
        return [method for method, team in self.slack.seen if team == workspace.team.id]


@pytest.fixture
def tenants(tmp_path: Path) -> Iterator[Tenants]:
    clock = Clock()
    acme, globex = (
        Workspace(clock=clock.unix, team=ItsTeam(id=team.id, domain=team.id.lower(), name=team.id))
        for team in (ACME, GLOBEX)
    )
    slack = Directory(acme, globex, clock=clock.unix)
    with serve_all(slack) as serving:
        yield Tenants(tmp_path / "bot.sqlite", slack, serving.api_url, clock)


# --- each with its own token


def test_a_check_is_answered_where_it_was_asked(tenants: Tenants) -> None:
    tenants.both()
    tenants.ask(tenants.acme, "a.example")
    assert len(tenants.seen(tenants.acme)) == 1
    assert tenants.texts(tenants.globex) == []
    assert tenants.called(tenants.globex) == []
    assert "chat.postMessage" in tenants.called(tenants.acme)


def test_an_alert_goes_to_each_who_watches_with_its_own_token(tenants: Tenants) -> None:
    tenants.both()
    tenants.stage.weather = broken
    for workspace in (tenants.acme, tenants.globex):
        tenants.ask(workspace, "watch a.example")
    tenants.stage.minutes(2)
    for workspace in (tenants.acme, tenants.globex):
        assert any("is broken" in text for text in tenants.texts(workspace))
        assert "chat.postMessage" in tenants.called(workspace)


def test_who_does_not_watch_hears_nothing(tenants: Tenants) -> None:
    tenants.both()
    tenants.stage.weather = broken
    tenants.ask(tenants.acme, "watch a.example")
    tenants.stage.minutes(2)
    assert tenants.texts(tenants.globex) == []


def test_a_workspace_that_never_installed_it_gets_words_and_no_token(tenants: Tenants) -> None:
    tenants.install(tenants.acme)
    tenants.stage.forward(2)
    said = tenants.globex.command("ops", "oncall", "/tlscheck", "a.example")
    assert said.outcome.value == "ok"
    assert tenants.called(tenants.acme) == []
    assert tenants.texts(tenants.globex) == []


# --- neither reaches what is the other's


def test_a_button_of_one_workspace_s_message_opens_nothing_for_the_other(tenants: Tenants) -> None:
    """The same message stands in both, as in a channel that is shared: the job is the asker's."""
    tenants.both()
    tenants.ask(tenants.acme, "a.example")
    [answer] = tenants.seen(tenants.acme)
    copied = tenants.globex.post(OPS, tenants.globex.bot.user_id, answer.via, text=answer.text, blocks=answer.blocks)
    checked = list(tenants.rig.checked)
    for action in ("recheck", "explain_more"):
        tenants.stage.forward(2)
        tenants.globex.click(copied.ts, action, "oncall")
        tenants.stage.work()
    assert tenants.rig.checked == checked
    assert tenants.globex.modal(tenants.globex.user("oncall").id) is None
    own = tenants.globex.visible(OPS, tenants.globex.user("oncall").id)
    said = [m.text for m in own if m.only_to]
    assert [text.startswith("This result belongs to another workspace.") for text in said] == [True, True]


def test_an_acknowledgement_of_one_is_not_the_other_s(tenants: Tenants) -> None:
    tenants.both()
    tenants.stage.weather = broken
    for workspace in (tenants.acme, tenants.globex):
        tenants.ask(workspace, "watch a.example")
    tenants.stage.minutes(2)
    [alert] = [m for m in tenants.seen(tenants.acme) if "is broken" in m.text and m.thread_ts is None]
    tenants.stage.forward(2)
    tenants.acme.click(alert.ts, "watch_ack", "oncall")
    tenants.stage.work()
    held = [entries(tenants.desk, Place(team, OPS))[0].subscription.acknowledged for team in (ACME, GLOBEX)]
    assert (held[0] is not None, held[1]) == (True, None)


# --- leaving


def rows(path: Path) -> list[str]:
    """Every key of every table of the file, with what stands in it."""
    with sqlite3.connect(path) as db:
        tables = [name for (name,) in db.execute("select name from sqlite_master where type = 'table'")]
        return [f"{table}: {row!r}" for table in tables for row in db.execute(f"select * from {table}")]


def test_who_takes_the_app_away_is_in_no_key_of_the_whole_database(tenants: Tenants) -> None:
    tenants.both()
    tenants.stage.weather = broken
    for workspace in (tenants.acme, tenants.globex):
        tenants.ask(workspace, "watch a.example b.example")
        tenants.ask(workspace, "a.example")
    tenants.stage.minutes(2)
    assert tenants.acme.event({"type": "app_uninstalled"}).outcome.value == "ok"
    assert find(tenants.table, ACME) is None
    tenants.slack.uninstall(tenants.acme)
    tenants.stage.minutes(4)
    tenants.rig.store.forget_expired()
    left = [row for row in rows(tenants.path) if ACME.id in row]
    assert [row for row in left if not row.startswith("job:")] == []  # a job's answer expires by itself
    assert len(entries(tenants.desk, Place(GLOBEX, OPS))) == 2
    assert len(tenants.texts(tenants.globex)) > 2


def test_an_uninstallation_told_twice_and_in_any_order_is_one(tenants: Tenants) -> None:
    tenants.both()
    tenants.ask(tenants.acme, "watch a.example")
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [tenants.acme.bot.user_id]}}
    for told in (revoked, {"type": "app_uninstalled"}, {"type": "app_uninstalled"}, revoked):
        assert tenants.acme.event(told).outcome.value == "ok"
    tenants.stage.minutes(2)
    assert entries(tenants.desk, Place(ACME, OPS)) == ()
    assert find(tenants.table, GLOBEX) is not None


def test_tokens_of_people_are_not_ours(tenants: Tenants) -> None:
    tenants.both()
    tenants.acme.event({"type": "tokens_revoked", "tokens": {"oauth": ["U0ONCALL"]}})
    tenants.acme.event({"type": "tokens_revoked", "tokens": {"bot": ["U0ANOTHER"]}})
    assert find(tenants.table, ACME) is not None


def test_a_revoked_token_rests_the_channels_until_the_app_is_installed_again(tenants: Tenants) -> None:
    tenants.both()
    tenants.stage.weather = broken
    tenants.ask(tenants.acme, "watch a.example")
    tenants.stage.minutes(1)
    tenants.slack.uninstall(tenants.acme)
    tenants.acme.event({"type": "tokens_revoked", "tokens": {"bot": [tenants.acme.bot.user_id]}})
    tenants.ask(tenants.globex, "watch a.example")
    before = len(tenants.texts(tenants.acme))
    tenants.clock.seconds += 7 * 3600
    tenants.stage.minutes(2)
    assert len(tenants.texts(tenants.acme)) == before
    tenants.install(tenants.acme)
    tenants.stage.minutes(3)
    assert settings_of(tenants.desk, Place(ACME, OPS)).dead is None
    assert len(entries(tenants.desk, Place(ACME, OPS))) == 1


@pytest.mark.parametrize(("name", "watched"), [("event_app_uninstalled", 0), ("event_tokens_revoked", 1)])
def test_the_samples_of_leaving(stage: Stage, name: str, watched: int) -> None:
    """One workspace, with the operator's token, leaves in the same way."""
    stage.say("watch a.example")
    sample = sign(event(name), stage.workspace.signing_secret, stage.clock.seconds)
    assert stage.rig.slack(sample, Context())["statusCode"] == 200
    stage.minutes(2)
    assert len(entries(stage.rig.counter.desk, Place(Team("T0DEMO"), OPS))) == watched


# --- rotation


def test_a_bot_that_runs_for_days_speaks_with_tokens_that_live_for_hours(tenants: Tenants) -> None:
    tenants.install(tenants.acme, rotates=True)
    first = set(tenants.slack.tokens)
    tenants.stage.minutes(1)
    for _ in range(4):
        tenants.clock.seconds += TOKEN_S - 7200
        tenants.stage.minutes(2)
    tenants.ask(tenants.acme, "a.example")
    assert len(tenants.seen(tenants.acme)) == 1
    assert set(tenants.slack.tokens) - first != set()
    assert not any(held.until is None for held in tenants.slack.tokens.values())


def test_a_renewal_that_is_late_loses_no_alert(tenants: Tenants) -> None:
    """The operator's client secret is wrong for a while: what is to be told waits, no channel is taken for dead."""
    tenants.install(tenants.acme, rotates=True)
    tenants.ask(tenants.acme, "watch a.example")
    tenants.stage.minutes(1)
    tenants.secret = "another"
    tenants.clock.seconds += TOKEN_S + 60
    tenants.stage.weather = broken
    tenants.stage.minutes(5)
    assert settings_of(tenants.desk, Place(ACME, OPS)).dead is None
    assert not any("is broken" in text for text in tenants.texts(tenants.acme))
    tenants.secret = tenants.slack.client_secret
    tenants.stage.minutes(15)
    assert any("is broken" in text for text in tenants.texts(tenants.acme))
