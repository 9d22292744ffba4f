"""What the app says outside the Web API: the body of its ack, and posts to a response_url.

Law: `replace_original` and `delete_original` touch only the message whose button was clicked. Through the response_url
of a slash command nothing earlier is ever edited: a new message is posted (slackapi/bolt-js#2287, bolt-python#1268).
Both ways need neither a token nor channel membership; a message's visibility never changes later.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from local.workspace.content import check_content
from local.workspace.memory import Memory
from local.workspace.model import Call, Fault, Json, Message, Refused, ResponseUrl, Via
from local.workspace.reply import Reply, faulty, refusal


def read_ack(body: str, content_type: str) -> Json:
    """The message in an ack body: JSON, or plain text. Raises ValueError when JSON was announced and is none."""
    if not body.strip():
        return {}
    if not content_type.startswith("application/json"):
        return {"text": body}
    parsed = json.loads(body)
    if not isinstance(parsed, dict):
        raise ValueError("an ack is a JSON object")  # noqa: TRY004 -- wrong input, not a wrong program
    return parsed


def show(memory: Memory, channel: str, user: str, said: Mapping[str, object], via: Via) -> Message:
    """Post what an ack or a response_url says: only to `user` unless it is `in_channel`."""
    text = str(said.get("text") or "")
    blocks = check_content(memory, text, said.get("blocks"))
    only_to = None if said.get("response_type") == "in_channel" else user
    thread = said.get("thread_ts")
    return memory.post(
        channel,
        memory.bot.user_id,
        via,
        text=text,
        blocks=blocks,
        thread_ts=str(thread) if thread else None,
        only_to=only_to,
    )


def respond(memory: Memory, path: str, said: Json) -> Reply:
    """One POST to a response_url. A dead URL is 404, a message that Slack would not take is 400."""
    fault = memory.next_fault("response_url")
    if fault is None:
        reply = _respond(memory, path, said)
    else:
        if fault is Fault.LOST:
            _respond(memory, path, said)
        reply = faulty(fault)
    error = "no answer" if reply.silent else reply.body.get("error")
    arguments = {"response_url": path, **said}
    memory.record(Call(method="response_url", arguments=arguments, at=memory.clock(), status=reply.status, error=error))
    return reply


def _respond(memory: Memory, path: str, said: Json) -> Reply:
    try:
        url = memory.use_response_url(path)
    except Refused as refused:
        return Reply(status=404, body={"ok": False, "error": refused.error})
    try:
        _apply(memory, url, said)
    except Refused as refused:
        return refusal(refused) if refused.wait else Reply(status=400, body=refusal(refused).body)
    return Reply(body={"ok": True})


def _apply(memory: Memory, url: ResponseUrl, said: Json) -> None:
    replaces, deletes = _truth(said.get("replace_original")), _truth(said.get("delete_original"))
    original = memory.find(url.channel, url.clicked) if url.clicked and (replaces or deletes) else None
    match original:
        case None if deletes:
            return
        case None:
            if memory.channels[url.channel].is_archived:
                raise Refused("is_archived")
            memory.take_post(url.channel)
            show(memory, url.channel, url.user, said, Via.RESPONSE_URL)
        case _ if deletes:
            memory.remove(original)
        case _:
            text = str(said.get("text") or "")
            blocks = check_content(memory, text, said.get("blocks"))
            memory.edit(original, text=text, blocks=blocks, mark=not blocks)


def _truth(value: object) -> bool:
    return value is True or value in ("true", "1")
