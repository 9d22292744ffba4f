"""The smallest blocks of each kind, to be varied by the tests of limits."""

from __future__ import annotations

from typing import Any

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


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain("Why"), "blocks": [section("x")], **more}
