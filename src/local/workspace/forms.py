"""What is filled in: the stateful elements of a view, what they hold, and what a person puts into them.

Law: pure. A value is held in the shape that `view.state.values` has (docs.slack.dev/reference/interaction-payloads/
view-interactions-payload and each block element's page); what was never filled in is null or an empty list. A person
can fill in only what is there and choose only what is offered (`LookupError`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from local.workspace.model import Channel, Json, State, User
from local.workspace.payloads import active

Entry: TypeAlias = str | int | Sequence[str] | None
"""A text, the value or the id of what is chosen, UNIX seconds, several of these, or nothing."""

REQUIRED = "Please complete this required field."
_WRITTEN = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
_ONE = ("static_select", "radio_buttons")
_SEVERAL = ("checkboxes", "multi_static_select")
_DATED = {"datepicker": ("date", r"\d{4}-\d\d-\d\d"), "timepicker": ("time", r"([01]\d|2[0-3]):[0-5]\d")}


@dataclass(frozen=True, slots=True)
class Around:
    """Who and what can be chosen, and where the person was."""

    users: Mapping[str, User]
    channels: Mapping[str, Channel]
    user: str
    channel: str | None = None


def fields(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Each stateful element with its block."""
    return ((block, element) for block, element in active(blocks) if _key(element["type"]))


def state(blocks: Sequence[Json], around: Around, kept: State | None = None) -> State:
    """What each element holds: what it held before under the same ids, else its initial value."""
    made: dict[str, dict[str, Json]] = {}
    for block, element in fields(blocks):
        before = (kept or {}).get(block["block_id"], {}).get(element["action_id"])
        same = before is not None and before["type"] == element["type"]
        holds = dict(before) if before and same else _initial(element, around)
        made.setdefault(block["block_id"], {})[element["action_id"]] = holds
    return made


def fill(blocks: Sequence[Json], held: State, entries: Mapping[str, Entry], around: Around) -> State:
    """`held` with what a person filled in, by action id, by block id or by both with a slash between."""
    filled = {block: dict(actions) for block, actions in held.items()}
    for name, entry in entries.items():
        found = [(b, e) for b, e in fields(blocks) if name in _names(b["block_id"], e["action_id"])]
        if len(found) != 1:
            raise LookupError(f"there is no field {name}" if not found else f"{name} names {len(found)} fields")
        block, element = found[0]
        filled[block["block_id"]][element["action_id"]] = _held(element, entry, around)
    return filled


def missing(blocks: Sequence[Json], held: State) -> dict[str, str]:
    """What Slack's own client complains about before anything is sent, by block id."""
    wrong: dict[str, str] = {}
    for block, element in fields(blocks):
        if block["type"] != "input":
            continue
        value = held[block["block_id"]][element["action_id"]][_key(element["type"])]
        if value in (None, "", []):
            if not block.get("optional"):
                wrong[block["block_id"]] = REQUIRED
        elif isinstance(value, str) and (said := _length(element, value)):
            wrong[block["block_id"]] = said
    return wrong


def places(blocks: Sequence[Json], held: State) -> Iterator[tuple[str, str, str]]:
    """Block id, action id and channel of each chosen conversation that is to get a response_url."""
    for block, element in fields(blocks):
        value = held[block["block_id"]][element["action_id"]].get(_key(element["type"]))
        if element.get("response_url_enabled") and isinstance(value, str):
            yield block["block_id"], element["action_id"], value


def _names(block: str, action: str) -> tuple[str, str, str]:
    return block, action, f"{block}/{action}"


def _length(element: Json, value: str) -> str:
    least, most = int(element.get("min_length", 0)), int(element.get("max_length", 3000))
    if len(value) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter at most {most} characters." if len(value) > most else ""


def _key(kind: str) -> str:
    """Under which name a value of this kind is held; empty when it holds none."""
    several = kind.startswith("multi_")
    match kind.removeprefix("multi_"):
        case _ if kind in _WRITTEN:
            return "value"
        case _ if kind in _ONE:
            return "selected_option"
        case _ if kind in _SEVERAL:
            return "selected_options"
        case "datetimepicker":
            return "selected_date_time"
        case "datepicker" | "timepicker":
            return f"selected_{_DATED[kind][0]}"
        case "users_select" | "channels_select" | "conversations_select" as select:
            return f"selected_{select.removesuffix('s_select')}{'s' if several else ''}"
        case _:
            return ""


def _initial(element: Json, around: Around) -> Json:
    kind = element["type"]
    key = _key(kind)
    given = element.get(key.replace("selected_", "initial_") if key != "value" else "initial_value")
    if given is None and kind == "conversations_select" and element.get("default_to_current_conversation"):
        here = around.channels.get(around.channel or "")
        given = here.id if here is not None and _offers(element, here, around) else None
    return {"type": kind, key: ([] if key.endswith("s") else None) if given is None else given}


def _held(element: Json, entry: Entry, around: Around) -> Json:
    kind, key = element["type"], _key(element["type"])
    if key.endswith("s"):
        several = () if entry is None or isinstance(entry, int) else entry
        chosen = [several] if isinstance(several, str) and several else several
        return {"type": kind, key: [_one(element, item, around) for item in chosen]}
    if entry is None or entry == "":
        return {"type": kind, key: None}
    if kind == "datetimepicker":
        return {"type": kind, key: int(str(entry))}
    return {"type": kind, key: _one(element, str(entry), around)}


def _one(element: Json, entry: str, around: Around) -> object:
    """What is held for one text or choice."""
    kind = element["type"].removeprefix("multi_")
    match kind:
        case _ if kind in _WRITTEN:
            return entry
        case "datepicker" | "timepicker":
            if re.fullmatch(_DATED[kind][1], entry):
                return entry
        case "users_select":
            for user in around.users.values():
                if entry in (user.id, user.name, f"@{user.name}"):
                    return user.id
        case "conversations_select" | "channels_select":
            for channel in around.channels.values():
                if entry in (channel.id, channel.name, f"#{channel.name}") and _offers(element, channel, around):
                    return channel.id
        case _:
            return option(element, entry)
    raise LookupError(f"{element['action_id']} offers no {entry}")


def option(element: Json, value: str) -> Json:
    """The option of a menu, of boxes or of radio buttons."""
    groups = element.get("option_groups") or [element]
    for offered in [offered for group in groups for offered in group.get("options", ())]:
        if offered["value"] == value:
            return dict(offered)
    raise LookupError(f"{element.get('action_id')} offers no {value}")


def _offers(element: Json, channel: Channel, around: Around) -> bool:
    """Archived ones are not offered, others' direct messages neither; channels_select knows public ones only."""
    if channel.is_archived or channel.dm_with not in (None, around.user):
        return False
    kind = "im" if channel.dm_with else "private" if channel.is_private else "public"
    if element["type"].removeprefix("multi_") == "channels_select":
        return kind == "public"
    sieve = element.get("filter", {})
    if kind == "im" and sieve.get("exclude_bot_users"):  # the only direct messages here are the app's
        return False
    return kind in sieve.get("include", ("im", "mpim", "private", "public"))
