"""What watching says, for a terminal or a mail: the message that Slack would get, as lines. Lays out, derives nothing.

Law: every word of the message is there, but for its buttons; a command reads as it is typed into a shell; strangers'
text can carry no control character.
"""

import re
import shlex
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.command_text import COMMAND
from core.model.message import Json, Message
from core.model.prose import clean
from core.render.plain_style import Style
from core.watching.verbs import parse_verb

_LINE: Final = 3_000  # characters; what Slack takes in one text
_COMMAND: Final = re.compile(rf"(?<!\S){re.escape(COMMAND)} (?=\S)")
_INDENT: Final = "  "


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    bold: bool = False
    item: bool = False


def render(message: Message, style: Style | None = None, about: str = "") -> str:
    """Lines, each with its newline. ``about``: a first line, where the message itself does not say whom it is about."""
    style = style or Style()
    lines = [line for block in message.blocks for line in _block(block)]
    lines = lines or [_Line(clean(line, _LINE)) for line in _unescaped(message.text).splitlines()]
    head, *rest = ([_Line(clean(about, _LINE), bold=True)] if about else []) + lines or [_Line("")]
    shown = [_wrapped(head, style, "")] + [_wrapped(line, style, _INDENT) for line in rest if line.text.strip()]
    return "".join(f"{text}\n" for text in shown)


def command(text: str) -> str:
    """What follows ``/tlscheck`` in Slack, as it is typed into a shell; a bare host is to be checked."""
    return f"tlscheck {text}" if parse_verb(text) is not None else f"tlscheck check {text}"


def typed(*words: str) -> str:
    """A command of ours with its arguments, quoted where a shell needs it."""
    return shlex.join(("tlscheck", *words))


def flat(parts: Iterable[Json]) -> str:
    """Rich text elements as one line."""
    return "".join(map(_rich, parts))


def _wrapped(line: _Line, style: Style, indent: str) -> str:
    first, more = (f"{indent}• ", f"{indent}  ") if line.item else (indent, indent)
    pieces = textwrap.wrap(line.text, max(style.width - len(indent), 40), break_on_hyphens=False) or [""]
    shown = [style.paint(piece, 1) if line.bold else piece for piece in pieces]
    return "\n".join(f"{first if number == 0 else more}{piece}" for number, piece in enumerate(shown))


def _block(block: Json) -> Iterable[_Line]:
    match block:
        case {"type": "header", "text": {"text": str(text)}}:
            yield _Line(clean(text, _LINE), bold=True)
        case {"type": "rich_text", "elements": list(elements)}:
            for element in elements:
                yield from _element(element)
        case {"type": "section", "text": {"text": str(text)}}:
            yield from (_Line(clean(line, _LINE)) for line in _unescaped(text).splitlines())
        case {"type": "table", "rows": list(rows)}:
            yield from _table(rows)
        case {"type": "image", "alt_text": str(text)}:
            yield _Line(clean(text, _LINE))
        case _:  # buttons and rules are of no use here
            return


def _element(element: Json) -> Iterable[_Line]:
    parts: Sequence[Json] = element.get("elements", ())
    if element["type"] == "rich_text_list":
        yield from (_Line(_rich(part), item=True) for part in parts)
        return
    bold = bool(parts) and all(part.get("style", {}).get("bold") for part in parts)
    yield from (_Line(line, bold) for line in _rich(element).splitlines())


def _rich(element: Json) -> str:
    match element:
        case {"type": "text", "text": str(text), "style": {"code": True}} if text.startswith(f"{COMMAND} "):
            return command(_lines(text.removeprefix(f"{COMMAND} ")))
        case {"type": "text", "text": str(text)}:
            return _COMMAND.sub("tlscheck ", _lines(text))
        case {"type": "link", "url": str(url), "text": str(text)} if text != url:
            return f"{_lines(text)}: {clean(url, _LINE)}"
        case {"type": "link", "url": str(url)}:
            return clean(url, _LINE)
        case {"type": "user", "user_id": str(name)} | {"type": "usergroup", "usergroup_id": str(name)}:
            return clean(name)
        case {"type": "channel", "channel_id": str(name)}:
            return f"#{clean(name)}"
        case {"type": "date", "fallback": str(text)}:
            return clean(text)
        case {"elements": list(parts)}:
            return flat(parts)
        case _:
            return ""


def _table(rows: Sequence[Sequence[Any]]) -> Iterable[_Line]:
    cells = [[clean(str(cell.get("text", ""))) for cell in row] for row in rows]
    for row in aligned(cells):
        yield _Line(row)


def aligned(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """Columns as wide as their widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _lines(text: str) -> str:
    return "\n".join(clean(line, _LINE) for line in text.split("\n"))


def _unescaped(text: str) -> str:
    """Slack's text without its entities, mentions as ids, links and dates as what they show."""
    shown = re.sub(r"<(?:!date\^[^|>]*|[^|>]*)\|([^>]*)>", r"\1", text)
    shown = re.sub(r"<[@#!]?([^>]*)>", r"\1", shown).replace("`", "").replace("*", "")
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
