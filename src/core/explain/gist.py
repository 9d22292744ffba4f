"""A long text → the part that is worth matching. A log has thousands of lines; a few of them tell.

Law: a text up to `WHOLE` stays as it is. Of a longer one the beginning, the end and, from between, the lines that may
tell of an error stay, in their order, each once whatever numbers are in it, the first and the last of them when there
are too many.
"""

import re

WHOLE = 8 * 1024  # characters; most transcripts and stack traces are shorter
_EDGE = 2 * 1024
_BETWEEN = 4 * 1024
_AROUND = 1024
_DIGITS = str.maketrans("", "", "0123456789")
_TELLING = re.compile(
    r"err|fail|ssl|tls|cert|x509|pkix|handshake|alert|excep|fatal|refus|timed? ?out|reset by|eof|warn|crit|emerg|"
    r"denied|trust|revo|expire|mismatch|unsupported|curl:|caused by|0x[0-9a-f]{8}|[^\x00-\x7f]"
)


def gist(text: str) -> str:
    """The telling part of a normalised text."""
    if len(text) <= WHOLE:
        return text
    start, end = _line_end(text, _EDGE), _line_end(text, len(text) - _EDGE)
    middle = text[start:end]
    lines = [
        line for line, low in zip(middle.split("\n"), middle.lower().split("\n"), strict=False) if _TELLING.search(low)
    ]
    once: dict[str, str] = {}
    for line in lines:
        once.setdefault(line.translate(_DIGITS), line)
    kept = "\n".join(once.values())
    if len(kept) > _BETWEEN:
        kept = f"{kept[: _BETWEEN // 2]}\n{kept[-_BETWEEN // 2 :]}"
    return f"{text[:start]}\n{kept}\n{text[end:]}"


def around(text: str, at: int) -> str:
    """What stands at the beginning, near ``at`` and at the end: where people write, and what belongs to the error."""
    if len(text) <= _EDGE + 2 * _AROUND + _EDGE:
        return text
    start, end = max(_EDGE, at - _AROUND), min(len(text) - _EDGE, at + _AROUND)
    return f"{text[:_EDGE]}\n{text[start:end]}\n{text[-_EDGE:]}"


def _line_end(text: str, near: int) -> int:
    """The end of the line at ``near``; ``near`` itself when that line is very long."""
    found = text.find("\n", near, near + _EDGE // 2)
    return found if found >= 0 else near
