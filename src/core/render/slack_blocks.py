"""Block Kit, and the only place that knows its limits: whatever is put in, what comes out is accepted by Slack.

Words from strangers are safe by where they stand: `rich_text` and `plain_text` know no markup and no mentions.
Control and bidi characters are shown as U+FFFD. What does not fit is cut with an ellipsis, never dropped in silence.
Limits: docs.slack.dev, Block Kit reference; the sum over one message is measured in slackapi/bolt-js#2509.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from core.model.message import Json, Message, View

HEADER = 150
BUTTON = 75
BUTTON_VALUE = 2000
FALLBACK = 3000
RICH_TEXT = 3000
TITLE = 24
MESSAGE_BLOCKS = 50
MESSAGE_TEXT = 11_000
VIEW_BLOCKS = 100
VIEW_TEXT = 30_000

_MENTION = re.compile(r"<(?=[!@#])")
_CUT = "…"


def safe(text: str, limit: int = RICH_TEXT, *, lines: bool = False) -> str:
    """Literal text for `plain_text` and `rich_text`. ``<!``, ``<@``, ``<#`` become ``‹!`` …: harmless there, and
    everywhere else that somebody may copy them to."""
    bounded = text[: limit * 2]
    shown = "".join(c if c.isprintable() or (lines and c in "\n\t") else "\N{REPLACEMENT CHARACTER}" for c in bounded)
    return cut(_MENTION.sub("‹", shown), limit)


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - len(_CUT)] + _CUT


def escape(text: str) -> str:
    """For mrkdwn: nothing in the result is a control sequence (docs.slack.dev, formatting: escaping text)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# --- pieces of rich text ---------------------------------------------------------------------------------------------


def words(text: str, *, bold: bool = False, code: bool = False, italic: bool = False) -> Json:
    style = {name: True for name, on in (("bold", bold), ("code", code), ("italic", italic)) if on}
    piece: Json = {"type": "text", "text": safe(text)}
    return {**piece, "style": style} if style else piece


def person(user_id: str) -> Json:
    """A mention, of somebody whose id came from Slack itself, signed."""
    return {"type": "user", "user_id": user_id} if re.fullmatch(r"[A-Z0-9]{2,40}", user_id) else words(user_id)


def paragraph(*pieces: Json) -> Json:
    return {"type": "rich_text_section", "elements": _present(pieces)}


def bullets(items: Iterable[Sequence[Json]]) -> Json:
    return _list("bullet", items, 0)


def numbered(items: Iterable[Sequence[Json]], after: int = 0) -> Json:
    """``after``: how many numbers were given before."""
    return _list("ordered", items, after)


def preformatted(text: str) -> Json:
    return {
        "type": "rich_text_preformatted",
        "elements": _present([{"type": "text", "text": safe(text.strip("\n"), lines=True)}]),
    }


def _list(style: str, items: Iterable[Sequence[Json]], after: int) -> Json:
    made: Json = {"type": "rich_text_list", "style": style, "elements": [paragraph(*item) for item in items]}
    return {**made, "offset": after} if after else made


def _present(pieces: Iterable[Json]) -> list[Json]:
    """Without the empty ones, which Slack refuses."""
    return [piece for piece in pieces if piece.get("text") != ""]


# --- blocks ----------------------------------------------------------------------------------------------------------


def header(text: str) -> Json:
    return {"type": "header", "text": {"type": "plain_text", "text": safe(text, HEADER) or _CUT, "emoji": False}}


def rich(*parts: Json) -> Json:
    """Paragraphs, lists and preformatted text in one block."""
    return {"type": "rich_text", "elements": list(parts)}


def divider() -> Json:
    return {"type": "divider"}


def button(text: str, action: str, value: str) -> Json:
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": cut(text, BUTTON), "emoji": False},
        "action_id": action,
        "value": cut(value, BUTTON_VALUE),
    }


def actions(block_id: str, *buttons: Json) -> Json:
    return {"type": "actions", "block_id": cut(block_id, 255), "elements": list(buttons)}


# --- what is sent ----------------------------------------------------------------------------------------------------


def message(text: str, blocks: Sequence[Json], *, buttons: Json | None = None, more: str = "") -> Message:
    """A message that fits. Blocks that do not are replaced by the sentence ``more``; the buttons always stay,
    and one more block can be put before it all.

    ``text``: mrkdwn, escaped by the caller.
    """
    kept, cut_off = fit(blocks, MESSAGE_BLOCKS - 3, MESSAGE_TEXT)
    note = [rich(paragraph(words(more, italic=True)))] if cut_off and more else []
    last = [buttons] if buttons else []
    return Message(_fallback(text), (*kept, *note, *last))


def view(title: str, blocks: Sequence[Json], more: str) -> View:
    """A modal that fits."""
    kept, cut_off = fit(blocks, VIEW_BLOCKS - 1, VIEW_TEXT)
    note = [rich(paragraph(words(more, italic=True)))] if cut_off else []
    return View(
        {
            "type": "modal",
            "title": {"type": "plain_text", "text": safe(title, TITLE), "emoji": False},
            "close": {"type": "plain_text", "text": "Close", "emoji": False},
            "blocks": [*kept, *note],
        }
    )


def fit(blocks: Sequence[Json], most: int, room: int) -> tuple[list[Json], bool]:
    """As many blocks as there is room for, each within its own limit; whether something had to go."""
    kept: list[Json] = []
    for index, block in enumerate(blocks):
        clipped, used = clip(block, min(room, RICH_TEXT))
        if index >= most or (used == 0 and block["type"] == "rich_text"):
            return kept, True
        kept.append(clipped)
        room -= used
        if clipped != block and room <= 0:
            return kept, True
    return kept, False


def clip(block: Json, room: int) -> tuple[Json, int]:
    """A rich text block with at most ``room`` characters; parts that have no room left are gone. And how many it
    uses."""
    if block["type"] != "rich_text":
        return block, text_length(block)
    left = _Room(room)
    parts = [part for part in (_clip(part, left) for part in block["elements"]) if part is not None]
    return {**block, "elements": parts}, room - left.left


class _Room:
    """How many characters are left in the block that is being clipped."""

    def __init__(self, left: int) -> None:
        self.left = left


def _clip(part: Json, room: _Room) -> Json | None:
    """The part as far as it fits, None when nothing of it does."""
    if room.left <= 0:
        return None
    if "elements" in part:
        inner = [kept for kept in (_clip(item, room) for item in part["elements"]) if kept is not None]
        return {**part, "elements": inner} if inner else None
    if "text" in part:
        shown = cut(part["text"], room.left)
        room.left -= len(shown) + len(part.get("url", ""))
        return {**part, "text": shown}
    room.left -= len(part.get("fallback", "")) + len(part.get("url", "")) + 12
    return part


def text_length(value: Any) -> int:
    """Characters of text in a block, as the sum over a message is counted."""
    match value:
        case {"text": str(text), **rest}:
            return len(text) + text_length(rest)
        case dict():
            return sum(text_length(part) for part in value.values())
        case list():
            return sum(text_length(part) for part in value)
        case _:
            return 0


def _fallback(text: str) -> str:
    """Cut without tearing an entity apart."""
    return text if len(text) <= FALLBACK else re.sub(r"&\w{0,4}$", "", text[: FALLBACK - 1]) + _CUT
