"""Each limit of Slack's holds exactly: what just fits is taken, one more is not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.workspace import Surface, validate_blocks, validate_view
from local.workspace.limits import too_long
from tests.local.workspace.hands import Json, actions, button, section


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str = "One", value: str = "1", **more: Any) -> Json:
    return {"text": plain(text), "value": value, **more}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", **more}


def confirm(**more: Any) -> Json:
    return {"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Yes"), "deny": plain("No"), **more}


def with_button(**more: Any) -> Json:
    return actions(button(**more))


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def rich_list(**more: Any) -> Json:
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    return rich({"type": "rich_text_list", "style": "bullet", "elements": [item], **more})


def table(rows: int, columns: int, **more: Any) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows, **more}


def container(count: int = 1, **more: Any) -> Json:
    base = {"type": "container", "title": plain("Details"), "child_blocks": [section("x")] * count}
    return {**base, **more}


def image(**more: Any) -> Json:
    return {"type": "image", "alt_text": "a chart", "image_url": "https://example.com/a.png", **more}


def input_block(**more: Any) -> Json:
    return {"type": "input", "label": plain("Host"), "element": {"type": "plain_text_input"}, **more}


def data_table(rows: int, **more: Any) -> Json:
    return {**table(rows, 2), "type": "data_table", "caption": "Hosts", **more}


def urls(length: int) -> str:
    return "https://e.example/" + "p" * (length - 18)


def repeated(make: Any, count: int) -> list[Any]:
    return [make(index) for index in range(count)]


# What it is about, how to make blocks of a given size, the largest size that is taken, where the next one fails.
BOUNDS: list[tuple[str, Any, int, str]] = [
    ("section text", lambda n: [section("x" * n)], 3000, "/blocks/0/text/text"),
    ("section fields", lambda n: [{"type": "section", "fields": [mrkdwn("x")] * n}], 10, "/blocks/0/fields"),
    ("field text", lambda n: [{"type": "section", "fields": [plain("x" * n)]}], 2000, "/blocks/0/fields/0/text"),
    ("header text", lambda n: [{"type": "header", "text": plain("x" * n)}], 150, "/blocks/0/text/text"),
    ("header level", lambda n: [{"type": "header", "text": plain("x"), "level": n}], 4, "/blocks/0/level"),
    ("context elements", lambda n: [{"type": "context", "elements": [mrkdwn("x")] * n}], 10, "/blocks/0/elements"),
    ("actions elements", lambda n: [actions(*repeated(lambda i: button(f"a{i}"), n))], 25, "/blocks/0/elements"),
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


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain("Why"), "blocks": [section("x")], **more}


@pytest.mark.parametrize(("make", "most", "pointer"), [r[1:] for r in VIEW_BOUNDS], ids=[r[0] for r in VIEW_BOUNDS])
def test_a_view_has_its_own_limits(make: Any, most: int, pointer: str) -> None:
    """The same for modals and homes."""
    assert validate_view(make(most)) == []
    assert [violation.pointer for violation in validate_view(make(most + 1))] == [pointer]


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
