"""What the page asks for: the workspace as one person sees it, and that person's deeds.

Law: nobody gets to see another person's ephemeral messages or views. The page draws; nothing here is markup.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from local.workspace.model import Json, Message, Outcome
from local.workspace.workspace import SLACKBOT, Workspace


def state(workspace: Workspace, query: Mapping[str, str]) -> Json:
    """All that `user` (default: the first) sees; only the revision when nothing changed since `since`."""
    with workspace.lock:
        revision = workspace.revision
        if query.get("since") == str(revision):
            return {"revision": revision}
        you = workspace.user(query["user"]) if "user" in query else next(iter(workspace.users.values()))
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
        "people": {
            **{user.id: user.real_name for user in workspace.users.values()},
            workspace.bot.user_id: workspace.bot.name,
            SLACKBOT: "Slackbot",
        },
        "channels": [
            {
                "id": channel.id,
                "name": workspace.bot.name if channel.dm_with else channel.name,
                "dm": channel.dm_with is not None,
                "archived": channel.is_archived,
                "bot": channel.bot_is_member,
            }
            for channel in channels
        ],
        "messages": [_message(message, workspace.bot.user_id) for message in seen],
        "views": [{"id": view.id, "kind": view.kind, "content": view.content} for view in views],
    }


def _message(message: Message, bot: str) -> Json:
    return {
        "channel": message.channel,
        "ts": message.ts,
        "author": message.author,
        "app": message.author == bot,
        "text": message.text,
        "blocks": list(message.blocks),
        "thread": message.thread_ts,
        "onlyYou": message.is_ephemeral,
        "edited": message.edited,
        "edits": len(message.edits),
    }


def send(workspace: Workspace, given: Json) -> Json:
    """What was typed into the composer: a slash command goes to the app, anything else is said."""
    channel, user, text = (str(given[name]) for name in ("channel", "user", "text"))
    if not text.strip():
        raise ValueError("nothing was typed")
    if workspace.channel(channel).is_archived:
        raise ValueError("this channel is archived")
    name, _, rest = text.strip().partition(" ")
    if name in workspace.commands:
        return _outcome(workspace.command(channel, user, name, rest.strip()).outcome)
    if name.startswith("/"):
        raise ValueError(f"{name} is not a valid command here; try {workspace.commands[0]} help")
    workspace.say(channel, user, text)
    return {}


def click(workspace: Workspace, given: Json) -> Json:
    ts, action, user = (str(given[name]) for name in ("ts", "action", "user"))
    block, choose = given.get("block"), given.get("choose")
    delivery = workspace.click(
        ts, action, user, block_id=str(block) if block else None, choose=str(choose) if choose else None
    )
    return _outcome(delivery.outcome)


def close_view(workspace: Workspace, given: Json) -> Json:
    view = workspace.views.get(str(given["view"]))
    if view is None or view.user != given["user"] or view.kind != "modal":
        raise LookupError("there is no such view")
    with workspace.lock:
        del workspace.views[view.id]
        workspace.revision += 1
    return {}


def _outcome(outcome: Outcome) -> Json:
    return {"outcome": outcome.value}


ACTIONS: Mapping[str, Callable[[Workspace, Json], Json]] = {"send": send, "click": click, "close": close_view}
