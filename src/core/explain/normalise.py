"""A pasted text → lines fit for matching. Bounded, total: head and tail are kept when there is too much."""

import html
import re

LIMIT = 64 * 1024  # characters
_ESCAPES = re.compile(r"\x1b\[[0-9;:?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\)|\x1b[@-Z\\-_]")
_JSON_ESCAPE = re.compile(r'\\(?:(["/\'`])|u00([0-9a-fA-F]{2})|([nrt])(?!ginx|ode|uget|pm))')
_SPACES = re.compile(r"[ \t\u00a0\u2007\u202f\u200b\ufeff\x00]+")
_LINE_ENDS = re.compile(r" ?(?:\r\n|[\n\r\x0b\x0c\u2028\u2029]) ?")
_BUILD_PREFIX = re.compile(r"^(?:#\d+ [\d.]+|[\w.-]+_?\d* +\||npm (?:ERR!|error)|\[\w+\]) ?", re.MULTILINE)
_QUOTES = str.maketrans("‘’‚‛“”„‟«»–—‐‑−", '\'\'\'\'""""""-----')


def normalise(text: str) -> str:
    """Without colours, HTML entities, JSON escapes and typographic quotes; one space at most between words."""
    if len(text) > LIMIT:
        text = f"{text[: LIMIT // 2]}\n{text[-LIMIT // 2 :]}"
    text = _ESCAPES.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    if "\\" in text:
        text = _JSON_ESCAPE.sub(_unescaped, text)
    return _LINE_ENDS.sub("\n", _SPACES.sub(" ", text.translate(_QUOTES))).strip()


def glued(text: str) -> str:
    """A normalised text whose lines were cut in the middle of words, put together again."""
    return _BUILD_PREFIX.sub("", text).replace("\n", "")


def _unescaped(found: re.Match[str]) -> str:
    quote, code, blank = found.groups()
    if quote:
        return str(quote)
    if code:
        return chr(int(code, 16))
    return "\n" if blank in "nr" else " "
