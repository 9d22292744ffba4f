"""Structured prose → Slack rich text (blocks) and mrkdwn (fallback texts). Total over the pieces of
`core.model.prose`."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final, assert_never

from core.model.message import Json
from core.model.prose import Block, Code, Link, Moment, Piece, Prose, Quote, Text, clean
from core.render.slack_blocks import bullets, escape, numbered, paragraph, preformatted, safe, words

_UTC: Final = "%Y-%m-%d %H:%M UTC"
_INSTANT: Final = re.compile(r"\b(\d{4}-\d\d-\d\d \d\d:\d\d UTC)\b", re.ASCII)
_DATE = "{date_short_pretty} at {time}"
_WEB = ("https://", "http://")


def inline(prose: Prose) -> list[Json]:
    """The prose on one line: blocks of code become code words."""
    return [_piece(piece) for piece in prose.pieces]


def timed(text: str, limit: int = 500) -> list[Json]:
    """Plain text on one line, whose instants ("2026-11-21 19:30 UTC") are shown by the reader's own clock."""
    pieces: list[Piece] = []
    for number, part in enumerate(_INSTANT.split(safe(text, limit))):
        try:
            pieces.append(Moment(datetime.strptime(part, _UTC).replace(tzinfo=UTC)) if number % 2 else Text(part))
        except ValueError:
            pieces.append(Text(part))
    return inline(Prose(tuple(piece for piece in pieces if piece != Text(""))))


def paragraphs(prose: Prose) -> list[Json]:
    """The prose with its code blocks set apart, in order."""
    return [
        preformatted(part.text) if isinstance(part, Block) else paragraph(*map(_piece, part)) for part in _split(prose)
    ]


def steps(proses: Sequence[Prose]) -> list[Json]:
    """A numbered list whose items may hold code blocks; the numbers go on after each block."""
    parts: list[Json] = []
    run: list[list[Json]] = []
    given = 0
    for prose in proses:
        for index, part in enumerate(_split(prose)):
            if isinstance(part, Block):
                parts += [numbered(run, given), preformatted(part.text)] if run else [preformatted(part.text)]
                given, run = given + len(run), []
            elif index == 0:
                run.append([_piece(piece) for piece in part])
            else:
                parts += [numbered(run, given)] if run else []
                given, run = given + len(run), []
                parts.append(paragraph(*map(_piece, part)))
    return [*parts, numbered(run, given)] if run else parts


def items(proses: Sequence[Prose]) -> list[Json]:
    """A bulleted list, code blocks after the list item they belong to."""
    if not any(isinstance(piece, Block) for prose in proses for piece in prose.pieces):
        return [bullets(inline(prose) for prose in proses)] if proses else []
    parts: list[Json] = []
    for prose in proses:
        for index, part in enumerate(_split(prose)):
            if isinstance(part, Block):
                parts.append(preformatted(part.text))
            else:
                pieces = [_piece(piece) for piece in part]
                parts.append(bullets([pieces]) if index == 0 else paragraph(*pieces))
    return parts


def fallback(prose: Prose) -> str:
    """One line of mrkdwn: everything escaped, literals and strangers' words inside code spans."""
    return "".join(_mrkdwn(piece) for piece in prose.pieces)


def span(text: str) -> str:
    """A mrkdwn code span; nothing in it can end it or be markup."""
    return f"`{escape(clean(text, 300).replace('`', 'ˋ'))}`" if text.strip() else ""


def _split(prose: Prose) -> Iterator[Block | list[Piece]]:
    line: list[Piece] = []
    for piece in prose.pieces:
        if isinstance(piece, Block):
            if line:
                yield line
            yield piece
            line = []
        else:
            line.append(piece)
    if line:
        yield line


def _piece(piece: Piece) -> Json:
    match piece:
        case Text(text):
            return words(text)
        case Code(text) | Quote(text):
            return words(text, code=True)
        case Moment(at):
            utc = at.strftime(_UTC)
            seconds = int(at.timestamp())
            return (
                {"type": "date", "timestamp": seconds, "format": _DATE, "fallback": utc} if seconds >= 0 else words(utc)
            )
        case Link(label, url):
            bare = len(url) <= 2000 and url.isprintable() and url.startswith(_WEB)
            return {"type": "link", "url": url, "text": safe(label) or safe(url)} if bare else words(f"{label} ({url})")
        case Block(text):
            return words(" ".join(text.split()), code=True)
        case _:
            assert_never(piece)


def _mrkdwn(piece: Piece) -> str:
    match piece:
        case Text(text):
            return escape(safe(text))
        case Code(text) | Quote(text) | Block(text):
            return span(text)
        case Moment(at):
            utc = at.strftime(_UTC)
            seconds = int(at.timestamp())
            return f"<!date^{seconds}^{_DATE}|{utc}>" if seconds >= 0 else utc
        case Link(label):
            return escape(safe(label))
        case _:
            assert_never(piece)
