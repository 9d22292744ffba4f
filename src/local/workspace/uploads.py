"""How the app uploads: files.getUploadURLExternal, a POST of the bytes, files.completeUploadExternal.

Law: a file belongs to the bot alone until it is shared, with `channel_id` or by a message that shows it. Completing
answers before Slack has looked through the file (`Memory.file_seconds`): its kind and its shares are known afterwards
(slackapi/bolt-js#2115). A URL takes bytes once, as many as were announced; a file is completed once. Arguments and
codes: docs.slack.dev/reference/methods/files.completeUploadExternal; a user id is no channel there.
"""

from __future__ import annotations

import re
from dataclasses import replace

from local.workspace import files
from local.workspace.memory import Memory
from local.workspace.model import Channel, Json, Message, Refused, Upload, Via
from local.workspace.reply import Arguments, Reply

PATH = "/upload/"
ALT_TEXT = 1000
_CHANNEL = re.compile(r"[CGDZ][A-Z0-9]+")


def begin(memory: Memory, given: Arguments) -> Json:
    """Where to send the bytes to, and what the file is called from now on."""
    length, alt = given.text("length"), given.maybe("alt_txt")
    if not length.isdecimal() or int(length) == 0:
        raise _invalid("must provide a positive integer", "length")
    if alt is not None and len(alt) > ALT_TEXT:
        raise Refused("alt_txt_too_large")
    upload = Upload(
        id=files.new_id(), name=given.text("filename"), length=int(length), owner=memory.bot.user_id, alt=alt
    )
    with memory.lock:
        memory.uploads[upload.id] = upload
    return {"upload_url": f"{given.base_url}{PATH}{upload.id}", "file_id": upload.id}


def take(memory: Memory, upload_id: str, body: bytes) -> Reply:
    """The bytes, raw. No token: the URL is the ticket."""
    with memory.lock:
        upload = memory.uploads.get(upload_id)
        if upload is None or upload.body is not None:
            return Reply(status=404, body={"ok": False, "error": "not_found"})
        if len(body) != upload.length:
            return Reply(status=400, body={"ok": False, "error": "length_mismatch"})
        memory.uploads[upload_id] = replace(upload, body=body)
    return Reply(body={"ok": True})


def complete(memory: Memory, given: Arguments) -> Json:
    """Several files may be shared with one message."""
    channel, thread = _channel(memory, given), given.maybe("thread_ts")
    listed = given.parsed("files", "invalid_arguments")
    named = [_named(memory, file) for file in listed] if isinstance(listed, list) else []
    if not named:
        raise _invalid("missing required field: files", "files")
    if channel is not None:
        memory.take_post(channel.id)
    ready = memory.clock() + memory.file_seconds
    place = channel.id if channel else None
    done = [replace(upload, channel=place, thread=thread, ready=ready) for upload in named]
    if channel is not None:
        message = _shown(memory, channel, done, given, thread)
        done = [replace(upload, ts=message.ts) for upload in done]
    with memory.lock:
        memory.uploads.update({upload.id: upload for upload in done})
        memory.revision += 1
    return {"files": [files.file_json(memory, upload, given.base_url) for upload in done]}


def _shown(memory: Memory, channel: Channel, shared: list[Upload], given: Arguments, thread: str | None) -> Message:
    shown = tuple(files.file_json(memory, upload, given.base_url) for upload in shared)
    text = given.text("initial_comment", "")
    return memory.post(channel.id, memory.bot.user_id, Via.API, text=text, thread_ts=thread, files=shown)


def _channel(memory: Memory, given: Arguments) -> Channel | None:
    place = given.maybe("channel_id") or given.maybe("channels")
    if place is None:
        return None
    if not _CHANNEL.fullmatch(place):
        raise _invalid("failed to match all allowed schemas", "channel_id")
    return memory.writable(place)


def _named(memory: Memory, file: object) -> Upload:
    """Taken, and not completed before."""
    named = file if isinstance(file, dict) else {}
    upload = memory.uploads.get(str(named.get("id")))
    if upload is None or upload.body is None or upload.ready is not None or upload.owner != memory.bot.user_id:
        raise Refused("file_not_found")
    return replace(upload, title=str(named["title"])) if named.get("title") else upload


def _invalid(why: str, field: str) -> Refused:
    return Refused("invalid_arguments", f"[ERROR] {why} [json-pointer:/{field}]")
