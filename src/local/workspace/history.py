"""Looking back: conversations.history (newest first) and conversations.replies (oldest first), as far as the bot may.

Law: without a history scope, which the app's manifest does not ask for, both are `missing_scope`; ephemeral messages
are in neither; metadata is shown when it is asked for. docs.slack.dev/reference/methods/conversations.history.
"""

from __future__ import annotations

from collections.abc import Sequence

from local.workspace.memory import Memory
from local.workspace.model import Json, Message, Refused
from local.workspace.payloads import message_json
from local.workspace.reply import Arguments

MOST = 999


def history(memory: Memory, given: Arguments) -> Json:
    """What stands in the channel itself."""
    found = [m for m in _messages(memory, given) if m.thread_ts in (None, m.ts)]
    return _page(memory, given, found[::-1])


def replies(memory: Memory, given: Arguments) -> Json:
    """A message and what stands in its thread."""
    parent = given.text("ts")
    found = [m for m in _messages(memory, given) if parent in (m.ts, m.thread_ts)]
    if not found:
        raise Refused("thread_not_found")
    return _page(memory, given, found)


def _messages(memory: Memory, given: Arguments) -> list[Message]:
    if not memory.may_look_back:
        raise Refused("missing_scope")
    channel = memory.writable(given.text("channel"))
    try:
        oldest = float(given.text("oldest", "0"))
    except ValueError:
        raise Refused("invalid_ts_oldest") from None
    return [m for m in memory.visible(channel.id) if float(m.ts) > oldest]


def _page(memory: Memory, given: Arguments, found: Sequence[Message]) -> Json:
    """The cursor is the number of messages that were seen."""
    limit, cursor = given.text("limit", "100"), given.text("cursor", "") or "0"
    if not limit.isdecimal() or not cursor.isdecimal():
        raise Refused("invalid_cursor" if limit.isdecimal() else "invalid_limit")
    start, end = int(cursor), int(cursor) + min(int(limit), MOST)
    wanted = given.text("include_all_metadata", "") in ("true", "1")
    return {
        "messages": [_shown(memory, message, wanted=wanted) for message in found[start:end]],
        "has_more": end < len(found),
        "response_metadata": {"next_cursor": str(end) if end < len(found) else ""},
    }


def _shown(memory: Memory, message: Message, *, wanted: bool) -> Json:
    shown = message_json(message, memory.bot, memory.team)
    return {**shown, "metadata": message.metadata} if wanted and message.metadata is not None else shown
