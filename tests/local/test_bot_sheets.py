"""Lists of watches in Slack, with the whole bot: out to the asker as a file, in from a file that somebody drops."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.model.watch import Place, Team
from core.render.slack_blocks import button
from core.render.slack_digest import CSV
from core.watching.subscribing import entries
from local.bot import LocalBot
from local.workspace import Bot, Message, Serving, Upload, Via, Workspace, serve
from tests.demo.show import lines
from tests.lab.bench import Bench
from tests.local.bots import bot
from tests.support.waiting import eventually

PATIENCE_S = 20.0
SHEET = b"target,thresholds,owner\na.example,30%,U0ONCALL\nb.example:8443\n-nonsense-\n"
pytestmark = pytest.mark.slow


@dataclass
class Rig:
    workspace: Workspace
    serving: Serving
    bot: LocalBot

    def drop(self, channel: str, text: str, body: bytes = SHEET, name: str = "watches.csv") -> Message:
        """The answer in the thread of the file."""
        file = Upload(id="", name=name, length=len(body), body=body)
        message, _ = self.workspace.drop(channel, "oncall", file, text)
        return self.answer(lambda m: m.thread_ts == message.ts and m.author == self.workspace.bot.user_id)

    def answer(self, wanted: Callable[[Message], bool]) -> Message:
        """The first such message that is not "Reading …" any more."""
        found = eventually(
            lambda: [m for m in self.workspace.messages if wanted(m) and not m.text.startswith("Reading")], PATIENCE_S
        )
        assert found, [message.text for message in self.workspace.messages]
        return found[0]

    def watched(self, channel: str = "C0OPS") -> list[str]:
        place = Place(Team("T0DEMO"), channel)
        return [entry.subscription.key for entry in entries(self.bot.watching.desk, place)]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    workspace = Workspace()
    with Bench() as bench, serve(workspace) as serving, bot(tmp_path, workspace, serving.api_url, bench) as running:
        workspace.connect(running.deliver)
        yield Rig(workspace, serving, running)


def said(message: Message) -> str:
    return "\n".join(lines(list(message.blocks), message.text))


def test_a_list_that_is_dropped_in_a_channel_is_watched_there(rig: Rig) -> None:
    answer = rig.drop("ops", "@tlscheck import")
    assert answer.text == "2 new. 1 line was not understood."
    assert "Line 4: " in said(answer)
    assert rig.watched() == ["a.example:443", "b.example:8443"]


def test_what_was_exported_needs_no_word(rig: Rig) -> None:
    rig.drop("ops", "@tlscheck")
    assert rig.watched() == ["a.example:443", "b.example:8443"]


def test_directly_the_channel_is_named_and_hears_of_it(rig: Rig) -> None:
    direct = rig.workspace.direct("oncall").id
    assert "For which channel" in said(rig.drop(direct, ""))
    assert rig.watched(direct) == rig.watched("C0WEB") == []
    answer = rig.drop(direct, "import #web-team")
    assert "2 taken. They are told in " in said(answer)
    assert "C0WEB" in str(answer.blocks)
    notice = rig.answer(lambda m: m.channel == "C0WEB")
    assert notice.text == "2 targets from a list will be watched here."
    assert rig.watched("C0WEB") == ["a.example:443", "b.example:8443"]


def test_a_log_that_is_dropped_is_still_explained(rig: Rig) -> None:
    answer = rig.drop("ops", "@tlscheck", b"curl: (60) SSL certificate problem: certificate has expired\n", "a.csv")
    assert "expired" in said(answer)
    assert rig.watched() == []


def test_the_list_goes_to_the_asker_alone(rig: Rig) -> None:
    rig.drop("ops", "@tlscheck import")
    rig.workspace.command("ops", "oncall", "/tlscheck", "list csv")
    shared = rig.answer(lambda m: bool(m.files) and m.author == rig.workspace.bot.user_id)
    assert rig.workspace.channels[shared.channel].dm_with == "U0ONCALL"
    upload = rig.workspace.uploads[shared.files[0]["id"]]
    assert upload.body is not None
    assert upload.body.decode().splitlines()[0] == "target,thresholds,owner,expires,watched since,owner name"
    assert "a.example:443,30%,U0ONCALL," in upload.body.decode()
    told = rig.answer(lambda m: m.only_to == "U0ONCALL" and "on the way" in m.text)
    assert told.text == "2 watches are on the way to you as a CSV file, in our direct conversation."


def test_the_button_below_a_digest_does_the_same(rig: Rig) -> None:
    rig.drop("ops", "@tlscheck import")
    row = {"type": "actions", "elements": [button("As CSV", CSV, "all")]}
    digest = rig.workspace.post("C0OPS", rig.workspace.bot.user_id, Via.API, text="digest", blocks=[row])
    rig.workspace.click(digest.ts, CSV, "webops")
    shared = rig.answer(lambda m: bool(m.files) and m.author == rig.workspace.bot.user_id)
    assert rig.workspace.channels[shared.channel].dm_with == "U0WEBOPS"


def test_a_mention_is_answered_in_its_thread(rig: Rig) -> None:
    rig.drop("ops", "@tlscheck import")
    rig.workspace.write("ops", "webops", "@tlscheck export")
    shared = rig.answer(lambda m: bool(m.files) and m.author == rig.workspace.bot.user_id)
    assert rig.workspace.channels[shared.channel].dm_with == "U0WEBOPS"


def test_without_the_scope_the_asker_reads_why(rig: Rig) -> None:
    rig.drop("ops", "@tlscheck import")
    rig.workspace.bot = Bot(scopes=rig.workspace.bot.scopes - {"files:write"})
    rig.workspace.command("ops", "oncall", "/tlscheck", "export")
    told = rig.answer(lambda m: m.only_to == "U0ONCALL" and "missing_scope" in m.text)
    assert "Slack did not take the file" in told.text


def test_how_to_import_is_told_where_no_file_can_come(rig: Rig) -> None:
    delivery = rig.workspace.command("ops", "oncall", "/tlscheck", "import")
    assert delivery.shown is not None
    assert delivery.shown.text.startswith("Drop a CSV file")
