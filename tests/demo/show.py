"""A Slack message as terminal text: what a reader of the channel sees, without the page."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]


def lines(blocks: Sequence[Block], text: str) -> list[str]:
    """The message's lines, indented; its fallback text when it has no blocks."""
    shown = [line for block in blocks for line in _block(block)] or text.splitlines()
    wrapped = (piece for line in shown for piece in textwrap.wrap(line, 110, subsequent_indent="  ") or [""])
    return [f"  {line}" for line in wrapped]


def _block(block: Block) -> Iterable[str]:
    match block["type"]:
        case "header":
            yield from ("", block["text"]["text"])
        case "section":
            texts = [block["text"]] if "text" in block else []
            for item in (*texts, *block.get("fields", ())):
                yield from _mrkdwn(item["text"]).splitlines()
        case "context":
            yield " · ".join(_mrkdwn(element.get("text", "")) for element in block["elements"])
        case "actions":
            yield " ".join(f"[ {element['text']['text']} ]" for element in block["elements"] if "text" in element)
        case "rich_text":
            for element in block["elements"]:
                yield from _rich(element).splitlines()
        case "container":
            yield from (line for child in block.get("child_blocks", ()) for line in _block(child))
        case "divider":
            yield "─" * 40
        case _:
            return


def _rich(element: Block) -> str:
    parts = element.get("elements", ())
    match element["type"]:
        case "rich_text_list":
            ordered = element.get("style") == "ordered"
            return "\n".join(f"{f'{n}.' if ordered else '•'} {_rich(part)}" for n, part in enumerate(parts, 1))
        case "text" | "link":
            return str(element.get("text") or element.get("url", ""))
        case "user":
            return f"@{element['user_id']}"
        case "date":
            return str(element.get("fallback", ""))
        case _:
            return "".join(_rich(part) for part in parts)


def _mrkdwn(text: str) -> str:
    text = re.sub(r"<!date\^[^|>]*\|([^>]*)>", r"\1", text)
    text = re.sub(r"<@(\w+)>", r"@\1", text)
    text = re.sub(r"<([^|>]*)\|([^>]*)>", r"\2", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("*", "")
