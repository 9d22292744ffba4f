"""Structured prose: what a rule says, without any output's markup. Renderers decide how each piece looks and escapes.

`Text` is ours; `Quote` is a stranger's (server, certificate, DNS) and is never markup.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A short literal: command, option, header, file name. One line."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that came from outside. One line, capped."""

    text: str


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, aware, UTC."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Block:
    """Several lines to copy as they are: configuration, commands, PEM. ``language``: hint for highlighting."""

    text: str
    language: str = "sh"


Piece = Text | Code | Quote | Moment | Link | Block


@dataclass(frozen=True, slots=True)
class Prose:
    pieces: tuple[Piece, ...]


def clean(text: str, limit: int = 200) -> str:
    """One printable line of at most ``limit`` characters: control and format (bidi) characters become U+FFFD."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[: limit * 2])
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def quote(text: str, limit: int = 200) -> Quote:
    return Quote(clean(text, limit))


def prose(*pieces: str | Piece) -> Prose:
    """Compose prose; plain strings are our own words."""
    return Prose(tuple(Text(p) if isinstance(p, str) else p for p in pieces))


def plain(value: Prose) -> str:
    """The prose as plain text (JSON, logs, fallback texts)."""
    return "".join(_plain(piece) for piece in value.pieces)


def _plain(piece: Piece) -> str:
    match piece:
        case Text(text) | Code(text) | Quote(text):
            return text
        case Moment(at):
            return at.strftime("%Y-%m-%d %H:%M:%S UTC")
        case Link(label, url):
            return f"{label} ({url})"
        case Block(text):
            return f"\n{text}\n"
