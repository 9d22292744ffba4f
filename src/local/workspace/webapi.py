"""The subset of Slack's Web API that the bot may need: arguments in, `Reply` out.

Law: answers as Slack does (HTTP 200 with `ok`, 429 with Retry-After) and refuses what Slack refuses. Methods and codes:
docs.slack.dev/reference/methods. Where Slack's behaviour is not documented the stricter guess is taken: `chat.update`
and `chat.delete` take only what the bot posted with its token.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import TypeAlias

from local.workspace import files, history, limits, people, uploads, views
from local.workspace.content import check_content, shared_by
from local.workspace.memory import Memory
from local.workspace.model import Call, Fault, Json, Message, Refused, Via
from local.workspace.payloads import message_json
from local.workspace.reply import Arguments, Reply, faulty, refusal

TIERS: Mapping[str, int] = {
    "auth.test": 100,
    "chat.delete": 50,
    "chat.postEphemeral": 100,
    "chat.postMessage": 100,
    "chat.update": 50,
    "conversations.history": 50,
    "conversations.info": 50,
    "conversations.list": 20,
    "conversations.open": 50,
    "conversations.replies": 50,
    "files.completeUploadExternal": 100,
    "files.delete": 50,
    "files.getUploadURLExternal": 100,
    "files.info": 100,
    "usergroups.list": 20,
    "users.info": 100,
    "views.open": 100,
    "views.publish": 100,
    "views.push": 100,
    "views.update": 100,
}
"""Calls a minute. Slack promises "this many and a little more": all of them may come at once here."""


def call(memory: Memory, method: str, token: str | None, arguments: Json, base_url: str) -> Reply:
    """One Web API call. Never raises for anything the caller sent."""
    fault = memory.next_fault(method)
    if fault is None:
        reply = _run(memory, method, token, arguments, base_url)
    else:
        if fault is Fault.LOST:
            _run(memory, method, token, arguments, base_url)
        reply = faulty(fault)
    error = "no answer" if reply.silent else reply.body.get("error")
    memory.record(Call(method=method, arguments=arguments, at=memory.clock(), status=reply.status, error=error))
    return reply


def _admit(memory: Memory, method: str, token: str | None) -> None:
    if not token:
        raise Refused("not_authed")
    if not secrets.compare_digest(token.encode(), memory.bot.token.encode()):
        raise Refused("invalid_auth")
    if method not in METHODS:
        raise Refused("unknown_method")
    needed = METHODS[method][1]
    if needed is not None and needed not in memory.bot.scopes:
        raise Refused("missing_scope", needed=needed, provided=",".join(sorted(memory.bot.scopes)))


def _run(memory: Memory, method: str, token: str | None, arguments: Json, base_url: str) -> Reply:
    try:
        _admit(memory, method, token)
        memory.take(f"method:{method}", TIERS[method] / 60, TIERS[method])
        return Reply(body={"ok": True, **METHODS[method][0](memory, Arguments(arguments, base_url))})
    except Refused as refused:
        return refusal(refused)


def _auth_test(memory: Memory, _: Arguments) -> Json:
    return {
        "url": f"https://{memory.team.domain}.slack.com/",
        "team": memory.team.name,
        "user": memory.bot.name,
        "team_id": memory.team.id,
        "user_id": memory.bot.user_id,
        "bot_id": memory.bot.bot_id,
        "is_enterprise_install": False,
    }


def _posted(memory: Memory, message: Message) -> Json:
    return {"channel": message.channel, "ts": message.ts, "message": message_json(message, memory.bot, memory.team)}


def _post_message(memory: Memory, given: Arguments) -> Json:
    channel = memory.writable(given.text("channel"))
    text = given.text("text", "")
    blocks = check_content(memory, text, given.parsed("blocks", "invalid_blocks_format"))
    metadata = given.parsed("metadata", "invalid_metadata_format")
    if metadata is not None and not (isinstance(metadata, dict) and {"event_type", "event_payload"} <= metadata.keys()):
        raise Refused("invalid_metadata_schema")
    memory.take_post(channel.id)
    thread = given.maybe("thread_ts")
    author = memory.bot.user_id
    message = memory.post(channel.id, author, Via.API, text=text, blocks=blocks, thread_ts=thread, metadata=metadata)
    shared_by(memory, blocks, channel.id, message.ts)
    return _posted(memory, message)


def _post_ephemeral(memory: Memory, given: Arguments) -> Json:
    channel = memory.writable(given.text("channel"))
    user = given.text("user")
    if user not in memory.users:
        raise Refused("user_not_in_channel")
    text = given.text("text", "")
    blocks = check_content(memory, text, given.parsed("blocks", "invalid_blocks_format"))
    memory.take_post(channel.id)
    author = memory.bot.user_id
    message = memory.post(
        channel.id, author, Via.API, text=text, blocks=blocks, thread_ts=given.maybe("thread_ts"), only_to=user
    )
    return {"message_ts": message.ts}


def _own(memory: Memory, given: Arguments, otherwise: str) -> Message:
    """The bot's own message that the call means. Ephemeral ones are not found, as in Slack."""
    channel = memory.writable(given.text("channel"))
    message = memory.find(channel.id, given.text("ts"))
    if message.is_ephemeral:
        raise Refused("message_not_found")
    if message.via is not Via.API or message.author != memory.bot.user_id:
        raise Refused(otherwise)
    return message


def _update(memory: Memory, given: Arguments) -> Json:
    """Text without blocks removes the blocks; blocks without text keep the text; only text shows the edited mark."""
    message = _own(memory, given, "cant_update_message")
    blocks, text = given.parsed("blocks", "invalid_blocks_format"), given.maybe("text")
    checked = check_content(memory, text or "", blocks, limits.UPDATE_TEXT)
    said = message.text if text is None else text
    edited = memory.edit(message, text=said, blocks=checked, mark=not checked)
    shared_by(memory, checked, edited.channel, edited.ts)
    return {**_posted(memory, edited), "text": edited.text}


def _delete(memory: Memory, given: Arguments) -> Json:
    message = _own(memory, given, "cant_delete_message")
    memory.remove(message)
    return {"channel": message.channel, "ts": message.ts}


Method: TypeAlias = Callable[[Memory, Arguments], Json]
METHODS: Mapping[str, tuple[Method, str | None]] = {
    "auth.test": (_auth_test, None),
    "chat.delete": (_delete, "chat:write"),
    "chat.postEphemeral": (_post_ephemeral, "chat:write"),
    "chat.postMessage": (_post_message, "chat:write"),
    "chat.update": (_update, "chat:write"),
    "conversations.history": (history.history, None),
    "conversations.info": (people.channel_info, None),
    "conversations.list": (people.channel_list, None),
    "conversations.open": (people.open_direct, "im:write"),
    "conversations.replies": (history.replies, None),
    "files.completeUploadExternal": (uploads.complete, "files:write"),
    "files.delete": (files.delete, "files:write"),
    "files.getUploadURLExternal": (uploads.begin, "files:write"),
    "files.info": (files.info, "files:read"),
    "usergroups.list": (people.group_list, "usergroups:read"),
    "users.info": (people.user_info, "users:read"),
    "views.open": (views.open_view, None),
    "views.publish": (views.publish_view, None),
    "views.push": (views.push_view, None),
    "views.update": (views.update_view, None),
}
"""Each with the scope that it needs; `Memory.may_look_back` grants those of history."""
