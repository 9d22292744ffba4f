"""How a terminal shows words: colour or none, width, and what strangers' text may not do."""

import textwrap
from dataclasses import dataclass

from core.model.prose import Block, Code, Link, Moment, Prose, Quote, Text, clean


@dataclass(frozen=True, slots=True)
class Style:
    """ANSI escapes, or nothing at all. ``width``: columns."""

    colour: bool = False
    width: int = 100

    def paint(self, text: str, *codes: int) -> str:
        return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m" if self.colour and codes else text


def words(value: Prose, style: Style) -> str:
    """Prose as terminal text; strangers' words can carry no control character (see `clean`)."""
    return "".join(_piece(piece, style) for piece in value.pieces)


def _piece(piece: Text | Code | Quote | Moment | Link | Block, style: Style) -> str:
    match piece:
        case Text(text):
            return text
        case Quote(text):
            return f"“{clean(text)}”"
        case Code(text):
            return style.paint(clean(text, 500), 36)
        case Moment(at):
            return f"{at:%Y-%m-%d %H:%M:%S} UTC"
        case Link(label, url):
            return f"{label} <{url}>"
        case Block(text):
            return "\n" + textwrap.indent(text, "    ") + "\n"
