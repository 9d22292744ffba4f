"""Each limit of Slack's holds exactly: what just fits is taken, one more is not."""

from __future__ import annotations

from typing import Any

import pytest

from local.workspace import validate_blocks, validate_view
from tests.local.workspace.builders import (
    confirm,
    container,
    data_table,
    image,
    input_block,
    modal,
    mrkdwn,
    option,
    plain,
    rich_list,
    select,
    table,
    urls,
    with_button,
)
from tests.local.workspace.hands import actions, button, section

# What it is about, how to make blocks of a given size, the largest size that is taken, where the next one fails.
BOUNDS: list[tuple[str, Any, int, str]] = [
    ("section text", lambda n: [section("x" * n)], 3000, "/blocks/0/text/text"),
    ("section fields", lambda n: [{"type": "section", "fields": [mrkdwn("x")] * n}], 10, "/blocks/0/fields"),
    ("field text", lambda n: [{"type": "section", "fields": [plain("x" * n)]}], 2000, "/blocks/0/fields/0/text"),
    ("header text", lambda n: [{"type": "header", "text": plain("x" * n)}], 150, "/blocks/0/text/text"),
    ("header level", lambda n: [{"type": "header", "text": plain("x"), "level": n}], 4, "/blocks/0/level"),
    ("context elements", lambda n: [{"type": "context", "elements": [mrkdwn("x")] * n}], 10, "/blocks/0/elements"),
    ("actions elements", lambda n: [actions(*(button(f"a{i}") for i in range(n)))], 25, "/blocks/0/elements"),
    ("message blocks", lambda n: [{"type": "divider"}] * n, 50, "/blocks"),
    ("block_id", lambda n: [{"type": "divider", "block_id": "b" * n}], 255, "/blocks/0/block_id"),
    ("action_id", lambda n: [with_button(action_id="a" * n)], 255, "/blocks/0/elements/0/action_id"),
    ("button text", lambda n: [with_button(text=plain("x" * n))], 75, "/blocks/0/elements/0/text/text"),
    ("button value", lambda n: [with_button(value="v" * n)], 2000, "/blocks/0/elements/0/value"),
    ("button url", lambda n: [with_button(url=urls(n))], 3000, "/blocks/0/elements/0/url"),
    (
        "button label",
        lambda n: [with_button(accessibility_label="l" * n)],
        75,
        "/blocks/0/elements/0/accessibility_label",
    ),
    (
        "confirm title",
        lambda n: [with_button(confirm=confirm(title=plain("x" * n)))],
        100,
        "/blocks/0/elements/0/confirm/title/text",
    ),
    (
        "confirm text",
        lambda n: [with_button(confirm=confirm(text=mrkdwn("x" * n)))],
        300,
        "/blocks/0/elements/0/confirm/text/text",
    ),
    (
        "confirm button",
        lambda n: [with_button(confirm=confirm(deny=plain("x" * n)))],
        30,
        "/blocks/0/elements/0/confirm/deny/text",
    ),
    ("select options", lambda n: [actions(select(options=[option()] * n))], 100, "/blocks/0/elements/0/options"),
    (
        "option text",
        lambda n: [actions(select(options=[option("x" * n)]))],
        75,
        "/blocks/0/elements/0/options/0/text/text",
    ),
    (
        "option value",
        lambda n: [actions(select(options=[option(value="v" * n)]))],
        150,
        "/blocks/0/elements/0/options/0/value",
    ),
    (
        "option description",
        lambda n: [actions(select(options=[option(description=plain("x" * n))]))],
        75,
        "/blocks/0/elements/0/options/0/description/text",
    ),
    (
        "placeholder",
        lambda n: [actions(select(options=[option()], placeholder=plain("x" * n)))],
        150,
        "/blocks/0/elements/0/placeholder/text",
    ),
    (
        "overflow options",
        lambda n: [actions({"type": "overflow", "action_id": "o", "options": [option()] * n})],
        5,
        "/blocks/0/elements/0/options",
    ),
    (
        "radio options",
        lambda n: [actions({"type": "radio_buttons", "action_id": "o", "options": [option()] * n})],
        10,
        "/blocks/0/elements/0/options",
    ),
    (
        "checkboxes",
        lambda n: [actions({"type": "checkboxes", "action_id": "o", "options": [option()] * n})],
        10,
        "/blocks/0/elements/0/options",
    ),
    ("image alt text", lambda n: [image(alt_text="x" * n)], 2000, "/blocks/0/alt_text"),
    ("image title", lambda n: [image(title=plain("x" * n))], 2000, "/blocks/0/title/text"),
    ("image url", lambda n: [image(image_url=urls(n))], 3000, "/blocks/0/image_url"),
    ("table rows", lambda n: [table(n, 2)], 100, "/blocks/0/rows"),
    ("table columns", lambda n: [table(1, n)], 20, "/blocks/0/rows/0"),
    (
        "column settings",
        lambda n: [table(1, 1, column_settings=[{"align": "left"}] * n)],
        20,
        "/blocks/0/column_settings",
    ),
    ("tables in a message", lambda n: [table(1, 1)] * n, 1, "/blocks/1"),
    ("container children", lambda n: [container(n)], 10, "/blocks/0/child_blocks"),
    ("container title", lambda n: [container(title=plain("x" * n))], 150, "/blocks/0/title/text"),
    ("container subtitle", lambda n: [container(subtitle=mrkdwn("x" * n))], 150, "/blocks/0/subtitle/text"),
    ("list indent", lambda n: [rich_list(indent=n)], 8, "/blocks/0/elements/0/indent"),
    ("input label", lambda n: [input_block(label=plain("x" * n))], 2000, "/blocks/0/label/text"),
    ("input hint", lambda n: [input_block(hint=plain("x" * n))], 2000, "/blocks/0/hint/text"),
    ("data table rows", lambda n: [data_table(n)], 201, "/blocks/0/rows"),
    ("data table page", lambda n: [data_table(2, page_size=n)], 100, "/blocks/0/page_size"),
    ("one markdown block", lambda n: [{"type": "markdown", "text": "x" * n}], 12_000, "/blocks/0/text"),
    (
        "markdown together",
        lambda n: [{"type": "markdown", "text": "x" * 6000}, {"type": "markdown", "text": "x" * (n - 6000)}],
        12_000,
        "/blocks",
    ),
]


@pytest.mark.parametrize(("make", "most", "pointer"), [row[1:] for row in BOUNDS], ids=[row[0] for row in BOUNDS])
def test_the_most_fits_and_one_more_does_not(make: Any, most: int, pointer: str) -> None:
    """Exactly the limit is accepted; past it there is one complaint, at the right place."""
    assert validate_blocks(make(most)) == []
    assert [violation.pointer for violation in validate_blocks(make(most + 1))] == [pointer]


VIEW_BOUNDS: list[tuple[str, Any, int, str]] = [
    ("title", lambda n: modal(title=plain("x" * n)), 24, "/view/title/text"),
    ("submit", lambda n: modal(submit=plain("x" * n)), 24, "/view/submit/text"),
    ("close", lambda n: modal(close=plain("x" * n)), 24, "/view/close/text"),
    ("private_metadata", lambda n: modal(private_metadata="x" * n), 3000, "/view/private_metadata"),
    ("callback_id", lambda n: modal(callback_id="x" * n), 255, "/view/callback_id"),
    ("external_id", lambda n: modal(external_id="x" * n), 255, "/view/external_id"),
    ("modal blocks", lambda n: modal(blocks=[{"type": "divider"}] * n), 100, "/view/blocks"),
    ("home blocks", lambda n: {"type": "home", "blocks": [{"type": "divider"}] * n}, 100, "/view/blocks"),
    (
        "alert text",
        lambda n: modal(blocks=[{"type": "alert", "text": plain("x" * n)}]),
        200,
        "/view/blocks/0/text/text",
    ),
]


@pytest.mark.parametrize(("make", "most", "pointer"), [r[1:] for r in VIEW_BOUNDS], ids=[r[0] for r in VIEW_BOUNDS])
def test_a_view_has_its_own_limits(make: Any, most: int, pointer: str) -> None:
    """The same for modals and homes."""
    assert validate_view(make(most)) == []
    assert [violation.pointer for violation in validate_view(make(most + 1))] == [pointer]
