"""A target's life as its channel reads it: real checks, transitions and deliveries, in the words that Slack gets."""

from dataclasses import replace

import pytest

from core.model.message import Message
from core.model.watch_say import Digest, Show
from core.render.slack_voice import voice
from core.watching.working import Office
from tests.core.render.watching import accepted
from tests.core.watching.world import World, broken, fine, silent


class Spoken(World):
    """As it is spoken in Slack; ``said``: every message that was made."""

    said: list[Message]

    @property
    def office(self) -> Office:
        return replace(super().office, voice=self._speak)

    def _speak(self, show: Show | Digest) -> Message:
        self.said.append(voice(show))
        return Message(self.said[-1].text, ())


@pytest.fixture
def world() -> Spoken:
    made = Spoken()
    made.said = []
    made.watch()
    made.pass_time(3)
    return made


def test_breakage_and_recovery_read_as_one_message_and_its_history(world: Spoken) -> None:
    world.weather["a.example"] = broken
    world.pass_time(24 * 60)
    world.weather["a.example"] = fine
    world.pass_time(24 * 60)
    parent, *thread = [
        shown.text for shown in world.slack.channels[next(iter(world.slack.channels))] if "digest" not in shown.text
    ]
    assert parent.startswith("a.example:443 is fine again after ")
    assert all(text.startswith("a.example:443: ") for text in thread)
    for message in world.said:
        accepted(message)


def test_a_server_that_went_silent_is_said_to_be_out_of_reach(world: Spoken) -> None:
    world.weather["a.example"] = silent
    world.pass_time(24 * 60)
    [text] = [text for text in world.slack.texts() if text.startswith("a.example:443 cannot be reached: ")]
    assert "It cannot be reached" not in text
    for message in world.said:
        accepted(message)
