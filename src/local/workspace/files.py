"""Files that people share and the bot uploads: what `files.info`, `files.delete` and the download say of them.

Law: the bot sees a file only where it is, and its own everywhere; content goes to a bearer of its token, anybody else
gets the sign-in page, as from files.slack.com. What kind a file is, is known once Slack has looked through it: until
then its `mimetype` is empty (slackapi/slack-github-action#413, slackapi/java-slack-sdk#1349). A bot may delete its own
files. Shapes: docs.slack.dev (file object, files.info, files.delete).
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from urllib.parse import quote

from local.workspace.memory import Memory
from local.workspace.model import Json, Message, Refused, Upload, Via
from local.workspace.reply import Arguments

PATH = "/files-pri/"
SIGN_IN = b"<!doctype html><title>Sign in</title><p>Sign in to your workspace."
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
TEXTS = {".csv": "text/csv", ".txt": "text/plain", ".log": "text/plain"}
OTHER = "application/octet-stream"


def share(
    memory: Memory, base_url: str, channel: str, user: str, file: Upload, *, text: str = "", thread: str | None = None
) -> tuple[Upload, Message]:
    """A person shares a file with a message; ``text`` as Slack keeps it."""
    placed = replace(file, id=new_id(), channel=channel, owner=user, thread=thread)
    shown = (file_json(memory, placed, base_url),)
    message = memory.post(channel, user, Via.USER, text=text, thread_ts=thread, files=shown)
    with memory.lock:
        stored = replace(placed, ts=message.ts)
        memory.uploads[stored.id] = stored
    return stored, message


def new_id() -> str:
    return f"F{secrets.token_hex(5).upper()}"


def kind(upload: Upload) -> str:
    """The media type by the first bytes, else by the name."""
    body = upload.body or b""
    found = [named for start, named in PICTURES.items() if body.startswith(start)]
    return found[0] if found else next((t for end, t in TEXTS.items() if upload.name.lower().endswith(end)), OTHER)


def is_looked_through(memory: Memory, upload: Upload) -> bool:
    """Slack has it and knows what it is: some time after the app completed it, at once when a person shared it."""
    if upload.body is None:
        return False
    return upload.channel is not None if upload.ready is None else upload.ready <= memory.clock()


def is_picture(memory: Memory, upload: Upload | None) -> bool:
    """One that an image block can show: png, jpg or gif."""
    return upload is not None and is_looked_through(memory, upload) and kind(upload) in PICTURES.values()


def meant(memory: Memory, named: Json) -> Upload | None:
    """The file of a `slack_file`: by id, by `url_private` or by permalink, if the bot may see it."""
    by_url = str(named.get("url", ""))
    for upload in list(memory.uploads.values()):
        if upload.id == named.get("id") or f"{PATH}{upload.id}/" in by_url or f"/{upload.id}/" in by_url:
            return upload if may_see(memory, upload) else None
    return None


def file_json(memory: Memory, upload: Upload, base_url: str) -> Json:
    url = upload.elsewhere or f"{base_url}{PATH}{upload.id}/{quote(upload.name)}"
    known = is_looked_through(memory, upload)
    place = {"ts": upload.ts, **({"thread_ts": upload.thread} if upload.thread else {})}
    channel = memory.channels.get(upload.channel or "")
    where = "private" if channel and channel.is_private else "public"
    return {
        "id": upload.id,
        "name": upload.name,
        "title": upload.title or upload.name,
        "mimetype": kind(upload) if known else "",
        "mode": "hosted",
        "is_external": False,
        "size": upload.length,
        "user": upload.owner,
        "url_private": url,
        "url_private_download": url,
        "permalink": f"https://{memory.team.domain}.slack.com/files/{upload.owner}/{upload.id}/{quote(upload.name)}",
        "shares": {where: {upload.channel: [place]}} if upload.ts and known else {},
        **({"alt_txt": upload.alt} if upload.alt else {}),
    }


def info(memory: Memory, given: Arguments) -> Json:
    upload = _visible(memory, given.text("file"))
    return {"file": file_json(memory, upload, given.base_url)}


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
    return 200, upload.body or b"", OTHER, None


def may_see(memory: Memory, upload: Upload) -> bool:
    if upload.owner == memory.bot.user_id and upload.ready is not None:
        return True
    channel = memory.channels.get(upload.channel or "")
    return channel is not None and (channel.bot_is_member or channel.dm_with is not None)


def _visible(memory: Memory, file_id: str) -> Upload:
    upload = memory.uploads.get(file_id)
    if upload is None or upload.body is None or not may_see(memory, upload):
        raise Refused("file_not_found")
    return upload
