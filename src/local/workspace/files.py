"""Files that people share: what `files.info`, `files.delete` and the download say of them.

Law: the bot sees a file only where it is; content goes to a bearer of its token, anybody else gets the sign-in page, as
from files.slack.com. Shapes: docs.slack.dev (file object, files.info, files.delete). A bot may delete its own files.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from urllib.parse import quote

from local.workspace.memory import Memory
from local.workspace.model import Json, Message, Refused, Upload, Via
from local.workspace.payloads import escape
from local.workspace.reply import Arguments

PATH = "/files-pri/"
SIGN_IN = b"<!doctype html><title>Sign in</title><p>Sign in to your workspace."


def share(
    memory: Memory, base_url: str, channel: str, user: str, file: Upload, *, text: str = "", thread: str | None = None
) -> tuple[Upload, Message]:
    """A person shares a file with a message."""
    placed = replace(file, id=f"F{secrets.token_hex(5).upper()}", channel=channel, owner=user, thread=thread)
    shown = (file_json(placed, base_url),)
    said = escape(text).replace(f"@{memory.bot.name}", f"<@{memory.bot.user_id}>")
    message = memory.post(channel, user, Via.USER, text=said, thread_ts=thread, files=shown)
    with memory.lock:
        stored = replace(placed, ts=message.ts)
        memory.uploads[stored.id] = stored
    return stored, message


def file_json(upload: Upload, base_url: str) -> Json:
    url = upload.elsewhere or f"{base_url}{PATH}{upload.id}/{quote(upload.name)}"
    place = {"ts": upload.ts, **({"thread_ts": upload.thread} if upload.thread else {})}
    return {
        "id": upload.id,
        "name": upload.name,
        "title": upload.name,
        "mimetype": "application/octet-stream",
        "mode": "hosted",
        "is_external": False,
        "size": upload.length,
        "user": upload.owner,
        "url_private": url,
        "url_private_download": url,
        "shares": {"public": {upload.channel: [place]}} if upload.ts else {},
    }


def info(memory: Memory, given: Arguments) -> Json:
    upload = _visible(memory, given.text("file"))
    return {"file": file_json(upload, given.base_url)}


def delete(memory: Memory, given: Arguments) -> Json:
    upload = _visible(memory, given.text("file"))
    if upload.owner not in (None, memory.bot.user_id) and not upload.deletable:
        raise Refused("cant_delete_file")
    with memory.lock:
        del memory.uploads[upload.id]
        memory.revision += 1
    return {}


def download(memory: Memory, path: str, token: str) -> tuple[int, bytes, str, str | None]:
    """Status, body, content type and, for a redirect, the location."""
    if not secrets.compare_digest(token.encode(), memory.bot.token.encode()):
        return 200, SIGN_IN, "text/html; charset=utf-8", None
    try:
        upload = _visible(memory, path.removeprefix(PATH).partition("/")[0])
    except Refused:
        return 404, b"", "text/plain", None
    if upload.moved:
        return 302, b"", "text/plain", upload.moved
    return 200, upload.body or b"", "application/octet-stream", None


def _visible(memory: Memory, file_id: str) -> Upload:
    upload = memory.uploads.get(file_id)
    channel = memory.channels.get(upload.channel) if upload and upload.channel else None
    if upload is None or upload.body is None or channel is None:
        raise Refused("file_not_found")
    if not (channel.bot_is_member or channel.dm_with):
        raise Refused("file_not_found")
    return upload
