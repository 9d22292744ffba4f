"""The texts about watches as a file: ``export``, ``list csv``, ``import``. Total and strict: an error text that begins
with such a word is an error text.
"""

import re
from typing import Final

from core.slack_text import typed
from core.watching.commands import Export, Import, Sheets

HERE: Final = "here"
LONGEST: Final = 200
_LINKED: Final = r"<#([A-Z0-9]{2,40})(?:\|[^<>]*)?>"
_THINGS: Final = "the|this|these|a|all|list|watches|hosts|domains|targets|csv|file|everything|it|please|channel"
_EXPORT: Final = re.compile(
    rf"(?:export|download)(?: (?:as|here|{_THINGS}))*|(?:list|ls|watches)(?: as)?(?: a)? csv(?: file)?", re.IGNORECASE
)
_IMPORT: Final = re.compile(
    rf"(?:bulk[ -]?)?import(?: (?:for|from|into|to|in|here|me|#[\w-]+|{_LINKED}|{_THINGS}))*", re.IGNORECASE
)
_HERE: Final = re.compile(r"\b(?:here|me)\b", re.IGNORECASE)


def parse_sheet(text: str) -> Sheets | None:
    """Never raises. None: it is about something else."""
    said = " ".join(typed(text[: LONGEST + 1]).split()).strip(".!?,;:\"'`“”")
    if len(text) > LONGEST or "\n" in text.strip():
        return None
    if _EXPORT.fullmatch(said):
        return Export()
    if _IMPORT.fullmatch(said) is None:
        return None
    named = re.search(_LINKED, said)
    return Import(named[1] if named else HERE if _HERE.search(said) else "")
