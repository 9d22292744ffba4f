"""The voice of watching in Slack (`core.watch_ports.Voice`): every saying has its message."""

from typing import assert_never

from core.model.message import Message
from core.model.watch_say import Board, Digest, Reply, Show
from core.render import slack_digest, slack_watch


def voice(said: Show | Digest) -> Message:
    """The same in, the same out; all within Slack's limits."""
    match said:
        case Board():
            return slack_watch.board(said)
        case Reply():
            return slack_watch.reply(said)
        case Digest():
            return slack_digest.digest(said)
        case _:
            assert_never(said)
