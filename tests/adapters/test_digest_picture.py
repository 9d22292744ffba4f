"""A digest with its picture all the way into the fake Slack: real uploads, real messages, and each way without it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from adapters.clock import SystemClock
from adapters.herald import SlackHerald
from adapters.secrets import GivenSecrets
from adapters.slack_upload import SlackUploads
from adapters.sqlite_table import SqliteTable
from adapters.tokens import OneToken
from core.model.watch import Place, Team
from core.model.watch_state import Form, Parcel
from core.render.slack_digest import digest
from core.render.timeline import sketch
from core.watch_ports import Desk
from core.watching.delivering import Carried, Van, carry
from core.watching.records import order, parcel_put
from local.workspace import Bot, Fault, Message, Workspace, serve
from tests.core.render.test_slack_digest import DIGEST

OPS = Place(Team("T0DEMO"), "C0OPS")


@dataclass
class Clock(SystemClock):
    """The system's, moved on by every pause."""

    ahead: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return super().now() + self.ahead

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead.total_seconds()

    def pause(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


@dataclass
class Rig:
    workspace: Workspace
    van: Van
    reports: list[str]

    def deliver(self) -> Message:
        now = self.van.desk.clock.now()
        parcel = Parcel(
            id="digest#x", place=OPS, form=Form.DIGEST, message=digest(DIGEST), key=None, order=order(now),
            created_at=now, sketch=sketch(DIGEST.timeline, now),
        )  # fmt: skip
        self.van.desk.table.write([parcel_put(parcel, 0)])
        assert carry(self.van, OPS) == Carried(1)
        [message] = self.workspace.visible("ops")
        return message


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    clock, reports = Clock(), list[str]()
    workspace = Workspace(clock=lambda: clock.now().timestamp())
    desk = Desk(table=SqliteTable(tmp_path / "t.sqlite", clock), clock=clock, report=reports.append)
    with serve(workspace) as serving:
        tokens = OneToken(GivenSecrets("", workspace.bot.token))
        uploads = SlackUploads(tokens, serving.api_url)
        van = Van(
            desk=desk, herald=SlackHerald(tokens, serving.api_url), pause=clock.pause, until=clock.monotonic() + 60,
            uploads=lambda _: uploads,
        )  # fmt: skip
        yield Rig(workspace, van, reports)


def kinds(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


def test_the_digest_shows_its_picture_which_only_its_channel_has(rig: Rig) -> None:
    message = rig.deliver()
    [image] = [block for block in message.blocks if block["type"] == "image"]
    [upload] = rig.workspace.uploads.values()
    assert image["slack_file"] == {"id": upload.id}
    assert image["alt_text"] == upload.alt
    assert image["alt_text"].startswith("Expiry timeline of 2 targets")
    assert (upload.channel, upload.body is not None) == ("C0OPS", True)
    assert rig.reports == []


def test_it_waits_a_little_for_slack_to_look_through_it(rig: Rig) -> None:
    rig.workspace.file_seconds = 2.5
    assert "image" in kinds(rig.deliver())


def test_it_does_not_wait_long(rig: Rig) -> None:
    rig.workspace.file_seconds = 60.0
    assert "image" not in kinds(rig.deliver())
    assert len(rig.reports) == 1


@pytest.mark.parametrize(
    "method", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal", "files.info"]
)
def test_whatever_slack_refuses_of_it_the_digest_comes(rig: Rig, method: str) -> None:
    rig.workspace.fail_next(method, Fault.SERVER_ERROR, times=4)
    message = rig.deliver()
    assert "image" not in kinds(message)
    assert "table" in kinds(message)
    assert len(rig.reports) == 1


def test_without_the_scope_it_comes_without_and_says_nothing_of_one(rig: Rig) -> None:
    rig.workspace.bot = Bot(scopes=rig.workspace.bot.scopes - {"files:write"})
    assert "picture" not in str(rig.deliver())
    assert rig.reports == ["digest#x for C0OPS goes without its picture: missing_scope"]


def test_where_slack_does_not_take_the_picture_in_a_message_it_goes_without(rig: Rig) -> None:
    """Twice, as the table may be what it does not take."""
    rig.workspace.fail_next("chat.postMessage", Fault.INVALID_BLOCKS, times=2)
    assert kinds(rig.deliver()) == [block["type"] for block in digest(DIGEST).blocks]
