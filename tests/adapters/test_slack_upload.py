"""Files of ours against the fake Slack: three steps, and every way in which they can go wrong is a value."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from adapters.secrets import GivenSecrets
from adapters.slack_upload import SlackUploads
from adapters.tokens import OneToken
from core.model.watch import Team
from core.upload_ports import Declined, Shared, Standing, Ticket
from local.workspace import Bot, Fault, Workspace, serve

TEAM = Team("T0DEMO")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@dataclass
class Rig:
    workspace: Workspace
    uploads: SlackUploads

    def ticket(self, size: int = len(PNG)) -> Ticket:
        ticket = self.uploads.begin(TEAM, "a.png", size, 5.0, alt="A line")
        assert isinstance(ticket, Ticket)
        return ticket


@pytest.fixture
def rig() -> Iterator[Rig]:
    workspace = Workspace()
    with serve(workspace) as serving:
        tokens = OneToken(GivenSecrets("", workspace.bot.token))
        yield Rig(workspace, SlackUploads(tokens, serving.api_url))


def test_a_picture_goes_up_and_belongs_to_the_bot_alone(rig: Rig) -> None:
    ticket = rig.ticket()
    assert rig.uploads.finish(TEAM, ticket, PNG, 5.0, title="Ends") is None
    upload = rig.workspace.uploads[ticket.file]
    assert (upload.body, upload.title, upload.alt, upload.channel) == (PNG, "Ends", "A line", None)
    assert rig.workspace.messages == []


def test_a_file_is_shown_where_it_is_wanted(rig: Rig) -> None:
    root = rig.workspace.say("ops", "oncall", "root")
    shared = Shared("C0OPS", root.ts, "The list")
    assert rig.uploads.finish(TEAM, rig.ticket(), PNG, 5.0, title="List", shared=shared) is None
    [_, message] = rig.workspace.messages
    assert (message.thread_ts, message.text, message.files[0]["title"]) == (root.ts, "The list", "List")


def test_it_is_ready_when_slack_has_looked_through_it(rig: Rig) -> None:
    rig.workspace.file_seconds = 3600.0
    ticket = rig.ticket()
    assert rig.uploads.stands(TEAM, ticket.file, 5.0) is Standing.ABSENT
    rig.uploads.finish(TEAM, ticket, PNG, 5.0, title="Ends")
    assert rig.uploads.stands(TEAM, ticket.file, 5.0) is Standing.WAITING
    now = rig.workspace.clock() + 3601
    rig.workspace.clock = lambda: now
    assert rig.uploads.stands(TEAM, ticket.file, 5.0) is Standing.READY


def test_where_the_scope_is_missing_slacks_word_says_so(rig: Rig) -> None:
    rig.workspace.bot = Bot(scopes=frozenset({"chat:write"}))
    assert rig.uploads.begin(TEAM, "a.png", 3, 5.0) == Declined("missing_scope")
    assert rig.uploads.stands(TEAM, "F1", 5.0) is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("fault", "because"),
    [
        (Fault.SERVER_ERROR, "internal_error"),
        (Fault.RATE_LIMITED, "ratelimited"),
        (Fault.TIMEOUT, "files.getUploadURLExternal: TimeoutError"),
    ],
)
def test_what_goes_wrong_at_the_beginning(rig: Rig, fault: Fault, because: str) -> None:
    rig.workspace.fail_next("files.getUploadURLExternal", fault)
    assert rig.uploads.begin(TEAM, "a.png", 3, 0.2) == Declined(because)


@pytest.mark.parametrize(
    ("fault", "because"), [(Fault.SERVER_ERROR, "upload: HTTP 500"), (Fault.TIMEOUT, "upload: TimeoutError")]
)
def test_bytes_that_do_not_arrive_are_not_completed(rig: Rig, fault: Fault, because: str) -> None:
    ticket = rig.ticket()
    rig.workspace.fail_next("upload", fault)
    assert rig.uploads.finish(TEAM, ticket, PNG, 0.3, title="Ends") == Declined(because)
    assert rig.workspace.called("files.completeUploadExternal") == []


def test_an_end_that_is_not_heard_is_said_and_the_file_stands(rig: Rig) -> None:
    ticket = rig.ticket()
    rig.workspace.fail_next("files.completeUploadExternal", Fault.LOST)
    declined = rig.uploads.finish(TEAM, ticket, PNG, 0.5, title="Ends")
    assert declined == Declined("files.completeUploadExternal: TimeoutError")
    assert rig.uploads.stands(TEAM, ticket.file, 5.0) is Standing.READY


def test_as_many_bytes_as_announced_and_no_channel_that_is_closed(rig: Rig) -> None:
    assert rig.uploads.finish(TEAM, rig.ticket(3), PNG, 5.0, title="x") == Declined("upload: HTTP 400")
    shared = Shared("C0OUT")
    assert rig.uploads.finish(TEAM, rig.ticket(), PNG, 5.0, title="x", shared=shared) == Declined("not_in_channel")


@pytest.mark.parametrize("base", ["http://127.0.0.1:1", "https://files.evil.example", "http://files.slack.com"])
def test_bytes_go_to_slacks_own_host_only(rig: Rig, base: str) -> None:
    """Also when Slack itself seems to say otherwise."""
    rig.workspace.base_url = base
    assert rig.uploads.begin(TEAM, "a.png", 3, 5.0) == Declined("upload_url elsewhere")
