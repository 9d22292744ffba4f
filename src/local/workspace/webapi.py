"""The subset of Slack's Web API that the bot may need: arguments in, `Reply` out.

Law: answers as Slack does (HTTP 200 with `ok`, 429 with Retry-After) and refuses what Slack refuses. Methods and codes:
docs.slack.dev/reference/methods. Where Slack's behaviour is not documented the stricter guess is taken: `chat.update`
and `chat.delete` take only what the bot posted with its token.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from local.workspace import files, history, limits
from local.workspace.memory import Memory, check_content
from local.workspace.model import Call, Channel, Fault, Json, Message, Refused, Upload, Via, View
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
    "conversations.replies": 50,
    "files.completeUploadExternal": 100,
    "files.delete": 50,
    "files.getUploadURLExternal": 100,
    "files.info": 100,
    "users.info": 100,
    "views.open": 100,
    "views.publish": 100,
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


def _run(memory: Memory, method: str, token: str | None, arguments: Json, base_url: str) -> Reply:
    try:
        _admit(memory, method, token)
        memory.take(f"method:{method}", TIERS[method] / 60, TIERS[method])
        return Reply(body={"ok": True, **METHODS[method](memory, Arguments(arguments, base_url))})
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
    blocks = check_content(text, given.parsed("blocks", "invalid_blocks_format"))
    metadata = given.parsed("metadata", "invalid_metadata_format")
    if metadata is not None and not (isinstance(metadata, dict) and {"event_type", "event_payload"} <= metadata.keys()):
        raise Refused("invalid_metadata_schema")
    memory.take_post(channel.id)
    thread = given.maybe("thread_ts")
    author = memory.bot.user_id
    message = memory.post(channel.id, author, Via.API, text=text, blocks=blocks, thread_ts=thread, metadata=metadata)
    return _posted(memory, message)


def _post_ephemeral(memory: Memory, given: Arguments) -> Json:
    channel = memory.writable(given.text("channel"))
    user = given.text("user")
    if user not in memory.users:
        raise Refused("user_not_in_channel")
    text = given.text("text", "")
    blocks = check_content(text, given.parsed("blocks", "invalid_blocks_format"))
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
    checked = check_content(text or "", blocks, limits.UPDATE_TEXT)
    said = message.text if text is None else text
    edited = memory.edit(message, text=said, blocks=checked, mark=not checked)
    return {**_posted(memory, edited), "text": edited.text}


def _delete(memory: Memory, given: Arguments) -> Json:
    message = _own(memory, given, "cant_delete_message")
    memory.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def channel_json(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.dm_with is None,
        "is_im": channel.dm_with is not None,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_member": channel.bot_is_member,
    }


def _conversations_info(memory: Memory, given: Arguments) -> Json:
    channel = memory.channels.get(given.text("channel"))
    if channel is None or (channel.is_private and not channel.bot_is_member):
        raise Refused("channel_not_found")
    return {"channel": channel_json(channel)}


def _conversations_list(memory: Memory, _: Arguments) -> Json:
    with memory.lock:
        shown = [c for c in memory.channels.values() if c.dm_with is None and (c.bot_is_member or not c.is_private)]
    return {"channels": [channel_json(channel) for channel in shown], "response_metadata": {"next_cursor": ""}}


def _users_info(memory: Memory, given: Arguments) -> Json:
    user = memory.users.get(given.text("user"))
    if user is None:
        raise Refused("user_not_found")
    offset = datetime.fromtimestamp(memory.clock(), UTC).astimezone(ZoneInfo(user.tz)).utcoffset()
    seconds = int(offset.total_seconds()) if offset is not None else 0
    who = {"id": user.id, "team_id": memory.team.id, "name": user.name, "real_name": user.real_name}
    return {"user": {**who, "tz": user.tz, "tz_offset": seconds, "is_bot": False, "deleted": False}}


def _view_json(memory: Memory, view: View) -> Json:
    return {"view": {"id": view.id, "team_id": memory.team.id, "hash": view.hash, **view.content}}


def _checked_view(given: Arguments, kind: str) -> Json:
    content = given.parsed("view", "invalid_arguments")
    wrong = limits.validate_view(content)
    if wrong or not isinstance(content, dict) or content["type"] != kind:
        raise Refused("invalid_arguments", *(str(violation) for violation in wrong))
    return content


def _keep(memory: Memory, view: View) -> Json:
    with memory.lock:
        memory.views[view.id] = view
        memory.revision += 1
    return _view_json(memory, view)


def _views_open(memory: Memory, given: Arguments) -> Json:
    content = _checked_view(given, "modal")
    trigger = memory.exchange(given.text("trigger_id"))
    view_id = f"V{secrets.token_hex(5).upper()}"
    return _keep(memory, View(id=view_id, user=trigger.user, content=content, hash=secrets.token_hex(6)))


def _views_update(memory: Memory, given: Arguments) -> Json:
    content = _checked_view(given, "modal")
    wanted, external = given.maybe("view_id"), given.maybe("external_id")
    with memory.lock:
        views = list(memory.views.values())
    for view in views:
        if view.id == wanted or (external is not None and view.content.get("external_id") == external):
            if given.maybe("hash") not in (None, view.hash):
                raise Refused("hash_conflict")
            return _keep(memory, replace(view, content=content, hash=secrets.token_hex(6)))
    raise Refused("not_found")


def _views_publish(memory: Memory, given: Arguments) -> Json:
    content = _checked_view(given, "home")
    user = memory.user(given.text("user_id"))
    return _keep(memory, View(id=f"VHOME{user.id}", user=user.id, content=content, hash=secrets.token_hex(6)))


def _upload_url(memory: Memory, given: Arguments) -> Json:
    length = given.text("length")
    if not length.isdecimal():
        raise Refused("invalid_arguments", "[ERROR] must provide an integer [json-pointer:/length]")
    upload = Upload(id=f"F{secrets.token_hex(5).upper()}", name=given.text("filename"), length=int(length))
    with memory.lock:
        memory.uploads[upload.id] = upload
    return {"upload_url": f"{given.base_url}/upload/{upload.id}", "file_id": upload.id}


def _complete_upload(memory: Memory, given: Arguments) -> Json:
    listed = given.parsed("files", "invalid_arguments")
    place = given.maybe("channel_id")
    channel = memory.writable(place) if place else None
    shared: list[Upload] = []
    for file in listed if isinstance(listed, list) else ():
        upload = memory.uploads.get(str(file.get("id"))) if isinstance(file, dict) else None
        if upload is None or upload.body is None:
            raise Refused("file_not_found")
        shared.append(replace(upload, channel=channel.id if channel else None))
    if not shared:
        raise Refused("invalid_arguments", "[ERROR] missing required field: files [json-pointer:/files]")
    with memory.lock:
        memory.uploads.update({upload.id: upload for upload in shared})
    if channel is not None:
        memory.take_post(channel.id)
        names = ", ".join(upload.name for upload in shared)
        text = f"{given.text('initial_comment', '')}\n:paperclip: {names}".strip()
        memory.post(channel.id, memory.bot.user_id, Via.API, text=text, thread_ts=given.maybe("thread_ts"))
    return {"files": [{"id": upload.id, "title": upload.name} for upload in shared]}


Method: TypeAlias = Callable[[Memory, Arguments], Json]
METHODS: Mapping[str, Method] = {
    "auth.test": _auth_test,
    "chat.delete": _delete,
    "chat.postEphemeral": _post_ephemeral,
    "chat.postMessage": _post_message,
    "chat.update": _update,
    "conversations.history": history.history,
    "conversations.info": _conversations_info,
    "conversations.list": _conversations_list,
    "conversations.replies": history.replies,
    "files.completeUploadExternal": _complete_upload,
    "files.delete": files.delete,
    "files.getUploadURLExternal": _upload_url,
    "files.info": files.info,
    "users.info": _users_info,
    "views.open": _views_open,
    "views.publish": _views_publish,
    "views.update": _views_update,
}
