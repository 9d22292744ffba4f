"""The voice of watching in Slack (`core.watch_ports.Voice`): every saying has its message."""

from typing import assert_never

from core.model.message import Message
from core.model.watch_say import Board, CrowdBoard, CrowdReply, Digest, Reply, Show
from core.render import slack_crowd, slack_digest, slack_watch
from core.render.slack_watch import Names


def voice(said: Show | Digest, tried_from: str = "") -> Message:
    """The same in, the same out; all within Slack's limits. ``tried_from``: where checks are made, '' for no word of
    it; what cannot be reached from there may be reached from elsewhere.
    """
    match said:
        case Board():
            return slack_watch.board(said, names_in(said), tried_from)
        case Reply():
            return slack_watch.reply(said, said.names)
        case CrowdBoard():
            return slack_crowd.crowd(said, tried_from)
        case CrowdReply():
            return slack_crowd.crowd_reply(said)
        case Digest():
            return slack_digest.digest(said, names_in(said), tried_from)
        case _:
            assert_never(said)


def names_in(said: Board | Digest) -> Names:
    """Whose name is known: as it is now, else as it was when the watch began."""
    found = [said] if isinstance(said, Board) else [row for group in said.groups for row in group.rows]
    return {one.owner: f"@{one.owner_name}" for one in found if one.owner and one.owner_name} | dict(said.names)
