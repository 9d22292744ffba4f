"""What the page asks for: the workspace as one person sees it, and that person's deeds.

Law: nobody gets to see another person's ephemeral messages or views, nor a file of a conversation that is not theirs.
The page draws; nothing here is markup.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

from local.workspace import files
from local.workspace.forms import Entry
from local.workspace.model import Channel, Delivery, Incomplete, Json, Message, Outcome, Refused, Upload, View
from local.workspace.workspace import SLACKBOT, Workspace


def state(workspace: Workspace, query: Mapping[str, str]) -> Json:
    """All that `user` (default: the first) sees; only the revision when nothing changed since `since`."""
    with workspace.lock:
        revision = workspace.revision
        if query.get("since") == str(revision):
            return {"revision": revision}
        you = workspace.user(query["user"]) if "user" in query else next(iter(workspace.users.values()))
        workspace.direct(you.id)
        channels = [c for c in workspace.channels.values() if c.dm_with in (None, you.id)]
        names = {channel.id for channel in channels}
        seen = [m for m in workspace.messages if m.channel in names and m.only_to in (None, you.id)]
        views = [view for view in workspace.views.values() if view.user == you.id]
    return {
        "revision": revision,
        "team": workspace.team.name,
        "you": you.id,
        "bot": workspace.bot.user_id,
        "commands": list(workspace.commands),
        "shortcuts": workspace.shortcuts,
        "people": {
            **{user.id: user.real_name for user in workspace.users.values()},
            workspace.bot.user_id: workspace.bot.name,
            SLACKBOT: "Slackbot",
        },
        "channels": [_channel(channel, workspace.bot.name) for channel in channels],
        "messages": [_message(message, workspace.bot.user_id) for message in seen],
        "views": [_view(view) for view in views],
    }


def _channel(channel: Channel, bot: str) -> Json:
    return {
        "id": channel.id,
        "name": bot if channel.dm_with else channel.name,
        "dm": channel.dm_with is not None,
        "archived": channel.is_archived,
        "private": channel.is_private,
        "bot": channel.bot_is_member,
    }


def _message(message: Message, bot: str) -> Json:
    return {
        "channel": message.channel,
        "ts": message.ts,
        "author": message.author,
        "app": message.author == bot,
        "text": message.text,
        "blocks": list(message.blocks),
        "files": [{key: file[key] for key in ("id", "name", "title", "size")} for file in message.files],
        "thread": message.thread_ts,
        "onlyYou": message.is_ephemeral,
        "edited": message.edited,
        "edits": len(message.edits),
    }


def _view(view: View) -> Json:
    values = {block: dict(actions) for block, actions in view.state.items()}
    said = {"errors": dict(view.errors), "trouble": view.trouble}
    return {"id": view.id, "kind": view.kind, "hash": view.hash, "content": view.content, "values": values, **said}


def file(workspace: Workspace, query: Mapping[str, str], file_id: str) -> tuple[bytes, str]:
    """Content and type of a file that this person may see; only pictures have a type that a browser draws."""
    you = workspace.user(query.get("user", ""))
    upload = workspace.uploads.get(file_id)
    channel = workspace.channels.get(upload.channel or "") if upload else None
    if upload is None or upload.body is None or channel is None or channel.dm_with not in (None, you.id):
        raise Refused("file_not_found")
    kind = files.kind(upload)
    return upload.body, kind if kind in files.PICTURES.values() else files.OTHER


def send(workspace: Workspace, given: Json) -> Json:
    """What was typed into the composer: a slash command goes to the app, as an app gets it whose manifest says
    ``should_escape``; so does what is said to it.
    """
    channel, user, text = (str(given[name]) for name in ("channel", "user", "text"))
    thread = str(given["thread"]) if given.get("thread") else None
    if not text.strip():
        raise ValueError("nothing was typed")
    if workspace.channel(channel).is_archived:
        raise ValueError("this channel is archived")
    name, _, rest = text.strip().partition(" ")
    if name in workspace.commands and thread is None:
        return _outcome(workspace.command(channel, user, name, rest.strip(), should_escape=True))
    if name.startswith("/"):
        raise ValueError(f"{name} is not a valid command here; try {workspace.commands[0]} help")
    told = workspace.write(channel, user, text, thread)
    return _outcome(told) if told else {}


def drop(workspace: Workspace, given: Json) -> Json:
    """A file from the person's own disk, base64."""
    channel, user, name = (str(given[part]) for part in ("channel", "user", "name"))
    body = base64.b64decode(str(given["body"]), validate=True)
    thread = str(given["thread"]) if given.get("thread") else None
    upload = Upload(id="", name=name, length=len(body), body=body)
    _, told = workspace.drop(channel, user, upload, str(given.get("text") or ""), thread)
    return _outcome(told[-1]) if told else {}


def click(workspace: Workspace, given: Json) -> Json:
    """In a message or in a view."""
    action, user = str(given["action"]), str(given["user"])
    block, choose = given.get("block"), given.get("choose")
    named = str(block) if block else None
    if given.get("view"):
        values = _values(given)
        return _outcome(workspace.press(str(given["view"]), action, user, block_id=named, choose=choose, values=values))
    chosen = str(choose) if choose else None
    return _outcome(workspace.click(str(given["ts"]), action, user, block_id=named, choose=chosen))


def shortcut(workspace: Workspace, given: Json) -> Json:
    ts, callback, user = (str(given[name]) for name in ("ts", "callback", "user"))
    return _outcome(workspace.shortcut(ts, callback, user))


def open_home(workspace: Workspace, given: Json) -> Json:
    return _outcome(workspace.open_home(str(given["user"])))


def submit(workspace: Workspace, given: Json) -> Json:
    """What Slack's client says itself, and what the app answers, stands in the view afterwards."""
    try:
        workspace.submit(str(given["view"]), _values(given), str(given["user"]))
    except Incomplete:
        return {}
    return {}


def close_view(workspace: Workspace, given: Json) -> Json:
    told = workspace.dismiss(str(given["view"]), str(given["user"]), all_of_them=bool(given.get("all")))
    return _outcome(told[-1]) if told else {}


def _values(given: Json) -> Mapping[str, Entry]:
    values = given.get("values") or {}
    if not isinstance(values, dict):
        raise ValueError("values are an object")  # noqa: TRY004 -- wrong input, not a wrong program
    return values


def _outcome(delivery: Delivery | None) -> Json:
    return {"outcome": (delivery.outcome if delivery else Outcome.OK).value}


ACTIONS: Mapping[str, Callable[[Workspace, Json], Json]] = {
    "send": send,
    "drop": drop,
    "click": click,
    "shortcut": shortcut,
    "home": open_home,
    "submit": submit,
    "close": close_view,
}
