"""Modals and homes: views.open, views.push, views.update, views.publish, and the stack that a person has open.

Law: three modals at most lie on each other; opening begins a new stack. A view that was updated keeps what was filled
in under the same block and action ids (docs.slack.dev/reference/views/modal-views) and loses the errors below fields.
Codes: docs.slack.dev/reference/methods/views.open and its neighbours.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import replace

from local.workspace import forms, limits
from local.workspace.content import check_pictures
from local.workspace.memory import Memory
from local.workspace.model import Json, Refused, Trigger, View
from local.workspace.reply import Arguments

STACK = 3


def view_json(memory: Memory, view: View) -> Json:
    """The view as answers and payloads carry it."""
    defaults: Json = {"private_metadata": "", "callback_id": "", "external_id": "", "title": None, "submit": None}
    flags: Json = {"close": None, "clear_on_close": False, "notify_on_close": False}
    shown = defaults | flags if view.kind == "modal" else {k: v for k, v in defaults.items() if v == ""}
    return {
        **shown,
        "id": view.id,
        "team_id": memory.team.id,
        **view.content,
        "state": {"values": {block: dict(actions) for block, actions in view.state.items()}},
        "hash": view.hash,
        "previous_view_id": view.previous,
        "root_view_id": view.root or view.id,
        "app_id": memory.bot.app_id,
        "app_installed_team_id": memory.team.id,
        "bot_id": memory.bot.bot_id,
    }


def stack(memory: Memory, user: str) -> list[View]:
    """The modals that a person has open, the one in front last."""
    with memory.lock:
        return [view for view in memory.views.values() if view.user == user and view.kind == "modal"]


def around(memory: Memory, user: str, channel: str | None) -> forms.Around:
    with memory.lock:
        return forms.Around(dict(memory.users), dict(memory.channels), user, channel)


def keep(memory: Memory, view: View) -> View:
    with memory.lock:
        memory.views[view.id] = view
        memory.revision += 1
    return view


def take_away(memory: Memory, gone: Iterable[View]) -> None:
    with memory.lock:
        for view in gone:
            memory.views.pop(view.id, None)
        memory.revision += 1


def put_on(memory: Memory, user: str, channel: str | None, content: Json) -> View:
    """A new modal in front of those that the person has open."""
    below = stack(memory, user)
    if len(below) >= STACK:
        raise Refused("push_limit_reached")
    name = f"V{secrets.token_hex(5).upper()}"
    _claim(memory, content, name)
    made = _with_ids(content)
    state = forms.state(made["blocks"], around(memory, user, channel))
    root, previous = (below[0].id, below[-1].id) if below else (name, None)
    view = View(
        id=name, user=user, content=made, hash=_hash(memory), root=root, previous=previous, channel=channel, state=state
    )
    return keep(memory, view)


def change(memory: Memory, view: View, content: Json) -> View:
    """The same view with other content."""
    _claim(memory, content, view.id)
    made = _with_ids(content)
    state = forms.state(made["blocks"], around(memory, view.user, view.channel), view.state)
    return keep(memory, replace(view, content=made, hash=_hash(memory), state=state, errors={}, trouble=None))


def checked(memory: Memory, content: object, kind: str) -> Json:
    """The view when Slack takes it, else `Refused`."""
    wrong = limits.validate_view(content)
    if wrong or not isinstance(content, dict) or content["type"] != kind:
        raise Refused("invalid_arguments", *(str(violation) for violation in wrong))
    if len(json.dumps(content)) > limits.VIEW_BYTES:
        raise Refused("view_too_large")
    check_pictures(memory, content["blocks"], "invalid_arguments", "/view/blocks")
    return content


# --- methods


def open_view(memory: Memory, given: Arguments) -> Json:
    content = checked(memory, given.parsed("view", "invalid_arguments"), "modal")
    trigger = memory.exchange(given.text("trigger_id"))
    take_away(memory, stack(memory, trigger.user))
    return _answer(memory, put_on(memory, trigger.user, _where(memory, trigger), content))


def push_view(memory: Memory, given: Arguments) -> Json:
    """Only out of a modal."""
    content = checked(memory, given.parsed("view", "invalid_arguments"), "modal")
    trigger = memory.exchange(given.text("trigger_id"))
    if trigger.view not in {view.id for view in stack(memory, trigger.user)}:
        raise Refused("invalid_trigger_id")
    return _answer(memory, put_on(memory, trigger.user, _where(memory, trigger), content))


def update_view(memory: Memory, given: Arguments) -> Json:
    content = checked(memory, given.parsed("view", "invalid_arguments"), "modal")
    wanted, external = given.maybe("view_id"), given.maybe("external_id")
    with memory.lock:
        views = list(memory.views.values())
    for view in views:
        if view.id == wanted or (external is not None and view.content.get("external_id") == external):
            if given.maybe("hash") not in (None, view.hash):
                raise Refused("hash_conflict")
            return _answer(memory, change(memory, view, content))
    raise Refused("not_found")


def publish_view(memory: Memory, given: Arguments) -> Json:
    content = checked(memory, given.parsed("view", "invalid_arguments"), "home")
    user = memory.users.get(given.text("user_id"))
    if user is None:
        raise Refused("invalid_arguments", "[ERROR] user not found [json-pointer:/user_id]")
    before = memory.views.get(f"VHOME{user.id}")
    if given.maybe("hash") not in (None, before.hash if before else None):
        raise Refused("hash_conflict")
    home = before or View(id=f"VHOME{user.id}", user=user.id, content=content, hash="", root=f"VHOME{user.id}")
    return _answer(memory, change(memory, home, content))


# --- inside


def _answer(memory: Memory, view: View) -> Json:
    return {"view": view_json(memory, view)}


def _where(memory: Memory, trigger: Trigger) -> str | None:
    below = memory.views.get(trigger.view or "")
    return trigger.channel or (below.channel if below else None)


def _hash(memory: Memory) -> str:
    return f"{int(memory.clock())}.{secrets.token_hex(4)}"


def _claim(memory: Memory, content: Json, name: str) -> None:
    """An external id names one view only."""
    external = content.get("external_id")
    if external and any(v.content.get("external_id") == external for v in memory.views.values() if v.id != name):
        raise Refused("duplicate_external_id")


def _with_ids(content: Json) -> Json:
    """Blocks and elements without an id get one, as Slack gives it."""
    return {**content, "blocks": [_block(block) for block in content["blocks"]]}


def _block(block: Json) -> Json:
    return {"block_id": secrets.token_hex(3), **_part(block)}


def _part(part: Json) -> Json:
    own = {"action_id": secrets.token_hex(3)} if part.get("type") in limits.ACTIVE else {}
    inner: Json = {key: _part(part[key]) for key in ("element", "accessory") if key in part}
    if "elements" in part:
        inner["elements"] = [_part(item) for item in part["elements"]]
    if "child_blocks" in part:
        inner["child_blocks"] = [_block(child) for child in part["child_blocks"]]
    return {**own, **part, **inner}
