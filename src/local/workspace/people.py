"""Who and where: conversations.info, conversations.list, conversations.open, users.info, usergroups.list.

Law: a private channel without the bot does not exist for it. docs.slack.dev/reference/objects/conversation-object.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from local.workspace.memory import Memory
from local.workspace.model import Channel, Group, Json, Refused
from local.workspace.reply import Arguments


def channel_json(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.dm_with is None,
        "is_im": channel.dm_with is not None,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_member": channel.bot_is_member,
        **({"user": channel.dm_with} if channel.dm_with else {}),
    }


def channel_info(memory: Memory, given: Arguments) -> Json:
    channel = memory.channels.get(given.text("channel"))
    if channel is None or (channel.is_private and not channel.bot_is_member):
        raise Refused("channel_not_found")
    return {"channel": channel_json(channel)}


def channel_list(memory: Memory, _: Arguments) -> Json:
    with memory.lock:
        shown = [c for c in memory.channels.values() if c.dm_with is None and (c.bot_is_member or not c.is_private)]
    return {"channels": [channel_json(channel) for channel in shown], "response_metadata": {"next_cursor": ""}}


def open_direct(memory: Memory, given: Arguments) -> Json:
    """The direct conversation with one person; it may have been there before."""
    user = given.text("users")
    if user not in memory.users:
        raise Refused("user_not_found")
    return {"channel": {"id": memory.writable(user).id}}


def user_info(memory: Memory, given: Arguments) -> Json:
    user = memory.users.get(given.text("user"))
    if user is None:
        raise Refused("user_not_found")
    offset = datetime.fromtimestamp(memory.clock(), UTC).astimezone(ZoneInfo(user.tz)).utcoffset()
    seconds = int(offset.total_seconds()) if offset is not None else 0
    who = {"id": user.id, "team_id": memory.team.id, "name": user.name, "real_name": user.real_name}
    profile = {"display_name": user.display_name, "real_name": user.real_name}
    told = {"tz": user.tz, "tz_offset": seconds, "is_bot": False, "deleted": user.deleted, "profile": profile}
    return {"user": {**who, **told}}


def group_list(memory: Memory, given: Arguments) -> Json:
    """Disabled groups only when they are asked for (docs.slack.dev/reference/methods/usergroups.list)."""
    everyone = given.text("include_disabled", "false").lower() in ("true", "1")
    with memory.lock:
        shown = [group for group in memory.groups.values() if everyone or not group.disabled]
    return {"usergroups": [_group_json(group, memory) for group in shown]}


def _group_json(group: Group, memory: Memory) -> Json:
    ended = int(memory.clock()) if group.disabled else 0
    return {"id": group.id, "team_id": memory.team.id, "is_usergroup": True, "handle": group.handle,
            "name": group.name, "date_delete": ended}  # fmt: skip
