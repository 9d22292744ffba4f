"""What in a text is no report: frames of a stack trace, tests that passed, commit messages, questions about words.

What went wrong stands between the frames; they name functions and variables.

Law: line by line, on a normalised text; what may be a message stays. Lists of error names in an object that was
printed with the error (what a client would retry) are no errors either.
"""

import re

_PLACE = r"\([^()\n]*(?:\.\w{1,6}:\d+|:\d+:\d+|Native Method|Unknown Source|<anonymous>|native code)[^()\n]*\)"
_CALL = rf"(?:async |new )?[^\s(]+(?: \[as [^\]\n]*\])? ?{_PLACE}[^\n]*"  # Java, Kotlin, Node
_DOTTED = r"[\w.`<>+$\[\],]+\.[\w`<>$.\[\],|]+\([^\n]*\)(?: in [^\n]*:line \d+)?"  # .NET, Java shortened
_BARE = r"(?:async )?(?:file://)?[^\s()]+:\d+:\d+"  # Node
_MORE = r"\.{3} ?\d+ (?:more|common frames omitted|lines matching [^\n]*)"
# where it happened, and nothing more
_KEPT = r"(?![^\n]*(?:startHandshake|readHandshakeRecord|performInitialHandshake))"
_FRAME = re.compile(rf"^{_KEPT}(?:at (?:{_CALL}|{_DOTTED}|{_BARE})|{_MORE})$\n?", re.MULTILINE)
_RUBY = re.compile(r"^(?:\d+: )?from [^\s]+:\d+:in [^\n]*$\n?", re.MULTILINE)
_PYTHON = re.compile(r'^(?:\| ?)?File "[^"\n]+", line \d+(?:, in [^\n]*)?$\n?', re.MULTILINE)
_CARETS = re.compile(r"^[\^~ ]+$\n?", re.MULTILINE)
_MESSAGE = re.compile(r"[A-Za-z_][\w.]*(?:Error|Exception|Warning|Timeout|Failure|Exit|error|timeout)\b|\w+\.[\w.]+: ")
_PASSED = re.compile(
    r"^(?:=== RUN|--- PASS:|(?:\w+: )?[✓✔√])[^\n]*$\n?|^[^\n]*\b(?:PASSED|\[PASS\])(?: \[ "
    r"*\d+%\])?$\n?",
    re.MULTILINE,
)
_TALK = re.compile(
    r"^(?:\W{0,4}TODO\b|(?:feat|fix|chore|docs|refactor|test|perf|build|ci)(?:\([\w ./-]*\))?!?: |PR #\d|release notes|"
    r"changelog|AssertionError: assert |\w+_test\.go:\d+: expected )[^\n]*$\n?|^(?:[^\n?]*\bdifference between\b|what "
    r"(?:is|are) "
    r"(?:an? )?[\w -]{1,60})[^\n?]*\?$\n?",
    re.MULTILINE | re.IGNORECASE,
)
_LOG = re.compile(
    r"^commit [0-9a-f]{7,40}\b[^\n]*\n(?=\n|Author: |Merge: |Date: )(?:\n{0,2}^(?!commit |error|fatal|curl)[^\n]+$)*",
    re.MULTILINE,
)  # an entry of git log
_NAMES = re.compile(r"\[\s*(?:'E[A-Z_]{3,}',\s*){2,}[^\]]{0,400}\]")


def without_frames(text: str) -> str:
    """The same text without the frames of Java, .NET, Node, Ruby and Python, and without tests that passed, plans and
    questions about words."""
    text = _PASSED.sub("", text)
    text = _TALK.sub("", _NAMES.sub("[]", text))
    if text.startswith("commit ") or "\ncommit " in text:
        text = _LOG.sub("", text)
    if "at " in text:
        text = _FRAME.sub("", text)
    if "from " in text:
        text = _RUBY.sub("", text)
    return _python(text) if 'File "' in text else text


def _python(text: str) -> str:
    """Also the line of source that Python prints under a frame, but for the last one: that call is what failed."""
    parts = _PYTHON.split(_CARETS.sub("", text))
    return parts[0] + "".join(_behind(part) for part in parts[1:-1]) + parts[-1]


def _behind(part: str) -> str:
    source, end, rest = part.partition("\n")
    return part if _MESSAGE.match(source) or not end else rest
