"""Slack's limits, in one table: what Block Kit accepts, on which surface, how long and how many.

Law: stricter than or equal to Slack, never laxer; a block or property that is not written here is rejected. Numbers:
docs.slack.dev/reference/block-kit (blocks, block elements, composition objects, views), cross-checked with slack_sdk's
model classes; the sum over all blocks is measured in slackapi/bolt-js#2509 (`msg_blocks_too_long` from 13,172 on).
Not checked: that an image can be downloaded, that a user or channel id exists. Blocks that Slack still phases in per
client (card, carousel, plan, data_visualization) are left out on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from local.workspace.elements import (
    ALL_BLOCKS_TEXT,
    CELL,
    COLUMN,
    ELEMENTS,
    ID,
    IMAGE,
    IMAGE_PARTS,
    INPUTS,
    MANY,
    RICH_TEXT,
    plain,
    words,
)
from local.workspace.schema import (
    Check,
    Json,
    Violation,
    any_of,
    anything,
    choice,
    exactly_one,
    flag,
    many,
    never_both,
    number,
    only_with,
    shape,
    string,
    tagged,
    unique,
)

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
MESSAGE_TEXT = 40_000
UPDATE_TEXT = 4_000
MARKDOWN_PER_MESSAGE = 12_000
DATA_TABLE_PER_MESSAGE = 20_000


class Surface(Enum):
    """Where blocks are shown, and how many of them fit."""

    MESSAGE = MESSAGE_BLOCKS
    MODAL = -VIEW_BLOCKS  # the sign only keeps the members apart
    HOME = VIEW_BLOCKS

    @property
    def most(self) -> int:
        return abs(self.value)


LEAVES: Mapping[str, Check] = {
    "actions": shape({"elements": many(tagged(**ELEMENTS), 25)}, {"block_id": ID}, unique("elements", "action_id")),
    "context": shape(
        {
            "elements": many(
                tagged(
                    image=IMAGE,
                    plain_text=shape({"text": string(3000)}, {"emoji": flag}),
                    mrkdwn=shape({"text": string(3000)}, {"verbatim": flag}),
                ),
                10,
            )
        },
        {"block_id": ID},
    ),
    "divider": shape({}, {"block_id": ID}),
    "header": shape({"text": plain(150)}, {"block_id": ID, "level": number(1, 4)}),
    "image": shape(
        {"alt_text": string(2000)},
        {"block_id": ID, "title": plain(2000), **IMAGE_PARTS},
        exactly_one("image_url", "slack_file"),
    ),
    "input": shape(
        {"label": plain(2000), "element": tagged(**INPUTS)},
        {"block_id": ID, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": RICH_TEXT,
    "section": shape(
        {},
        {
            "block_id": ID,
            "text": words(3000),
            "fields": many(words(2000), 10),
            "accessory": tagged(image=IMAGE, **ELEMENTS, **MANY),
            "expand": flag,
        },
        any_of("text", "fields"),
    ),
    "table": shape({"rows": many(many(CELL, 20), 100)}, {"block_id": ID, "column_settings": many(COLUMN, 20)}),
}
CONTAINER = shape(
    {"child_blocks": many(tagged(**LEAVES), 10)},
    {
        "block_id": ID,
        "title": plain(150),
        "rich_text_title": tagged(rich_text=RICH_TEXT),
        "subtitle": words(150),
        "width": choice("narrow", "standard", "wide", "full"),
        "icon": tagged(image=IMAGE),
        "is_collapsible": flag,
        "default_collapsed": flag,
        "has_header_divider": flag,
    },
    any_of("title", "rich_text_title"),
    never_both("has_header_divider", "is_collapsible"),
    only_with("default_collapsed", "is_collapsible"),
)
DATA_TABLE = shape(
    {"rows": many(many(CELL, 20), 201, 2), "caption": string(255)},
    {"block_id": ID, "page_size": number(1, 100), "row_header_column_index": number(0, 19)},
)
MARKDOWN = shape({"text": string(MARKDOWN_PER_MESSAGE)}, {"block_id": ID})
ALERT = shape({"text": words(200)}, {"block_id": ID, "level": choice("default", "info", "warning", "error", "success")})

BLOCKS: Mapping[Surface, Check] = {
    Surface.MESSAGE: tagged(**LEAVES, container=CONTAINER, data_table=DATA_TABLE, markdown=MARKDOWN),
    Surface.MODAL: tagged(**{k: v for k, v in LEAVES.items() if k != "table"}, alert=ALERT),
    Surface.HOME: tagged(**LEAVES, container=CONTAINER, data_table=DATA_TABLE),
}
ACTIVE = frozenset((*ELEMENTS, *INPUTS))
"""What has an action id."""


def flatten(blocks: object) -> Iterator[tuple[str, Json]]:
    """Every block with its pointer below `/blocks`, children of containers after their parent."""
    for index, block in enumerate(blocks if isinstance(blocks, list) else ()):
        if isinstance(block, dict):
            yield f"/{index}", block
            children = block.get("child_blocks")
            for place, child in enumerate(children if isinstance(children, list) else ()):
                if isinstance(child, dict):
                    yield f"/{index}/child_blocks/{place}", child


def text_length(value: Any) -> int:
    """Characters of everything under `text`, `value` and the like: all strings that a reader may see."""
    match value:
        case dict():
            return sum(text_length(part) for key, part in value.items() if key not in ("type", "block_id", "action_id"))
        case list():
            return sum(text_length(part) for part in value)
        case str():
            return len(value)
        case _:
            return 0


def too_long(blocks: object) -> bool:
    """True when the blocks of one message are together more than Slack takes (`msg_blocks_too_long`)."""
    counted = [block for _, block in flatten(blocks) if block.get("type") not in ("data_table", "container")]
    return text_length(counted) > ALL_BLOCKS_TEXT


def _together(blocks: object, surface: Surface) -> Iterator[Violation]:
    seen: set[str] = set()
    tables = 0
    sums = {"markdown": 0, "data_table": 0}
    for at, block in flatten(blocks):
        name, kind = block.get("block_id"), block.get("type")
        if isinstance(name, str) and name in seen:
            yield Violation(f"/blocks{at}/block_id", f"block_id `{name}` already exists")
        elif isinstance(name, str):
            seen.add(name)
        tables += kind == "table"
        if kind == "table" and tables > 1 and surface is Surface.MESSAGE:
            yield Violation(f"/blocks{at}", "only one table block is allowed per message")
        if isinstance(kind, str) and kind in sums:
            sums[kind] += text_length(block)
    if sums["markdown"] > MARKDOWN_PER_MESSAGE:
        yield Violation("/blocks", f"markdown blocks must be less than {MARKDOWN_PER_MESSAGE + 1} characters together")
    if sums["data_table"] > DATA_TABLE_PER_MESSAGE:
        yield Violation("/blocks", f"data_table blocks must be less than {DATA_TABLE_PER_MESSAGE + 1} characters")


def validate_blocks(blocks: object, surface: Surface = Surface.MESSAGE) -> list[Violation]:
    """Everything Slack would refuse about `blocks` on this surface; empty when they are fine."""
    found = list(many(BLOCKS[surface], surface.most, 0)(blocks, "/blocks"))
    return found or list(_together(blocks, surface))


_VIEW: Mapping[str, Check] = {
    "blocks": anything,
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_MODAL = shape(
    {"title": plain(24), "blocks": anything},
    {**_VIEW, "submit": plain(24), "close": plain(24), "clear_on_close": flag, "notify_on_close": flag},
)
_VIEWS = tagged(modal=_MODAL, home=shape({"blocks": anything}, _VIEW))


def validate_view(view: object) -> list[Violation]:
    """The same for a modal or a home view; pointers start at `/view`."""
    found = list(_VIEWS(view, "/view"))
    if found or not isinstance(view, dict):
        return found
    surface = Surface.MODAL if view["type"] == "modal" else Surface.HOME
    inner = validate_blocks(view["blocks"], surface)
    found = [Violation(f"/view{violation.pointer}", violation.why) for violation in inner]
    asks = any(block.get("type") == "input" for _, block in flatten(view["blocks"]))
    if surface is Surface.MODAL and asks and "submit" not in view:
        found.append(Violation("/view/submit", "missing required field: submit"))
    return found
