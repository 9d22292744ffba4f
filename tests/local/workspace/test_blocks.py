"""Blocks that Slack would refuse are named as Slack names them, and what the bot builds is accepted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.workspace import Surface, validate_blocks, validate_view
from local.workspace.limits import too_long
from tests.local.workspace.builders import (
    container,
    image,
    input_block,
    modal,
    mrkdwn,
    option,
    plain,
    rich,
    select,
    table,
    with_button,
)
from tests.local.workspace.hands import actions, button, section

WRONG: list[tuple[str, list[Any], str]] = [
    ("unknown block", [{"type": "verdict"}], "[ERROR] unsupported type: verdict [json-pointer:/blocks/0/type]"),
    ("no type", [{}], "[ERROR] missing required field: type [json-pointer:/blocks/0]"),
    ("not an object", ["section"], "[ERROR] must provide an object [json-pointer:/blocks/0]"),
    (
        "empty section",
        [{"type": "section"}],
        "[ERROR] missing required field: one of text, fields [json-pointer:/blocks/0]",
    ),
    ("empty text", [section("")], "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ("number as text", [section(7)], "[ERROR] must provide a string [json-pointer:/blocks/0/text/text]"),  # type: ignore[arg-type]
    (
        "mrkdwn header",
        [{"type": "header", "text": mrkdwn("x")}],
        "[ERROR] unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    (
        "foreign property",
        [{"type": "divider", "color": "red"}],
        "[ERROR] invalid additional property: color [json-pointer:/blocks/0]",
    ),
    ("no elements", [actions()], "[ERROR] no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    (
        "same action twice",
        [actions(button("a"), button("a"))],
        "[ERROR] action_id `a` already exists in this block [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    (
        "same block id twice",
        [{"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}],
        "[ERROR] block_id `b` already exists [json-pointer:/blocks/1/block_id]",
    ),
    (
        "same block id in a container",
        [{"type": "divider", "block_id": "b"}, container(child_blocks=[{"type": "divider", "block_id": "b"}])],
        "[ERROR] block_id `b` already exists [json-pointer:/blocks/1/child_blocks/0/block_id]",
    ),
    (
        "button style",
        [with_button(style="loud")],
        "[ERROR] must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
    ),
    (
        "script url",
        [with_button(url="javascript:alert(1)")],
        "[ERROR] must be a valid url [json-pointer:/blocks/0/elements/0/url]",
    ),
    (
        "no alt text",
        [{"type": "image", "image_url": "https://example.com/a.png"}],
        "[ERROR] missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    (
        "image with two sources",
        [image(slack_file={"id": "F1"})],
        "[ERROR] must provide exactly one of: image_url, slack_file [json-pointer:/blocks/0]",
    ),
    (
        "container in a container",
        [container(child_blocks=[container()])],
        "[ERROR] unsupported type: container [json-pointer:/blocks/0/child_blocks/0/type]",
    ),
    (
        "markdown in a container",
        [container(child_blocks=[{"type": "markdown", "text": "x"}])],
        "[ERROR] unsupported type: markdown [json-pointer:/blocks/0/child_blocks/0/type]",
    ),
    (
        "folded but not foldable",
        [container(default_collapsed=True)],
        "[ERROR] default_collapsed requires is_collapsible to be true [json-pointer:/blocks/0]",
    ),
    (
        "divider on a foldable",
        [container(is_collapsible=True, has_header_divider=True)],
        "[ERROR] has_header_divider cannot be set when is_collapsible is true [json-pointer:/blocks/0]",
    ),
    (
        "table beside one in a container",
        [table(1, 1), container(child_blocks=[table(1, 1)])],
        "[ERROR] only one table block is allowed per message [json-pointer:/blocks/1/child_blocks/0]",
    ),
    (
        "empty rich text",
        [rich({"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]})],
        "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]",
    ),
    (
        "alert in a message",
        [{"type": "alert", "text": plain("x")}],
        "[ERROR] unsupported type: alert [json-pointer:/blocks/0/type]",
    ),
    (
        "menu without options",
        [actions(select())],
        "[ERROR] must provide exactly one of: options, option_groups [json-pointer:/blocks/0/elements/0]",
    ),
]


@pytest.mark.parametrize(("blocks", "complaint"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_wrong_blocks_are_named_as_slack_names_them(blocks: list[Any], complaint: str) -> None:
    """One mistake, one sentence with its pointer."""
    assert [str(violation) for violation in validate_blocks(blocks)] == [complaint]


def test_blocks_that_are_no_list_are_refused() -> None:
    """A single block in place of the list is a mistake, too."""
    assert [str(v) for v in validate_blocks(section("x"))] == ["[ERROR] must provide an array [json-pointer:/blocks]"]


def test_the_same_action_id_may_stand_in_two_blocks() -> None:
    """Uniqueness is asked only within one block."""
    assert validate_blocks([actions(button("a")), actions(button("a"))]) == []


def test_a_table_does_not_fit_a_modal_but_an_alert_does() -> None:
    """Surfaces differ."""
    assert [v.pointer for v in validate_blocks([table(1, 1)], Surface.MODAL)] == ["/blocks/0/type"]
    assert validate_blocks([{"type": "alert", "text": plain("x")}], Surface.MODAL) == []


def test_a_home_may_hold_two_tables() -> None:
    """One table is a rule of messages."""
    assert validate_blocks([table(1, 1), table(1, 1)], Surface.HOME) == []


def test_a_modal_with_an_input_needs_a_submit_button() -> None:
    """Slack refuses a form that cannot be sent."""
    assert [v.pointer for v in validate_view(modal(blocks=[input_block()]))] == ["/view/submit"]
    assert validate_view(modal(blocks=[input_block()], submit=plain("Send"))) == []


def test_all_blocks_together_have_a_limit() -> None:
    """13,000 characters over all blocks fit, one more does not."""
    assert not too_long([section("x" * 3000)] * 4 + [section("x" * 1000)])
    assert too_long([section("x" * 3000)] * 4 + [section("x" * 1001)])


def test_text_within_a_container_counts_once() -> None:
    """The sum looks into containers and does not count them twice."""
    assert not too_long([container(child_blocks=[section("x" * 3000)] * 4)])
    assert too_long([container(child_blocks=[section("x" * 3000)] * 5)])


def test_a_whole_verdict_is_accepted() -> None:
    """The kinds of block that the bot builds pass together."""
    verdict = [
        {"type": "header", "text": plain("broken"), "block_id": "headline"},
        {**section("*why*"), "accessory": button("explain")},
        rich(
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "Fix", "style": {"bold": True}}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "certbot renew"}]},
            {"type": "rich_text_quote", "elements": [{"type": "link", "url": "https://example.com"}]},
            {
                "type": "rich_text_section",
                "elements": [{"type": "date", "timestamp": 1, "format": "{date}", "fallback": "then"}],
            },
        ),
        container(
            child_blocks=[table(2, 3), {"type": "divider"}], is_collapsible=True, default_collapsed=True, width="full"
        ),
        {"type": "context", "elements": [plain("7 connections"), image(alt_text="dot")]},
        actions(button("recheck", style="primary", value="example.com:443"), select(options=[option()])),
    ]
    assert validate_blocks(verdict) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "text", "elements", "fields", "block_id", "child_blocks", "rows", "title", "options"]
            ),
            inner | st.sampled_from(["section", "actions", "rich_text", "container", "table", "mrkdwn", "button"]),
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON, st.sampled_from(Surface))
def test_no_json_makes_the_check_fail(blocks: object, surface: Surface) -> None:
    """Whatever comes, the answer is a list of complaints."""
    assert isinstance(validate_blocks(blocks, surface), list)
    assert isinstance(validate_view(blocks), list)
