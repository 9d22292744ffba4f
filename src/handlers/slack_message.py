"""A message of Slack's → what somebody said in it. Parses, decides nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.explaining import Heard
from core.model.job import GivenFile

_DEEP = 12
Json = Mapping[str, Any]


def heard(message: Json) -> Heard:
    """The words of a message, those of its attachments and blocks where it has no text, and its files."""
    files = tuple(
        GivenFile(file["id"], str(file.get("name") or ""))
        for file in message.get("files") or ()
        if isinstance(file, dict) and isinstance(file.get("id"), str)
    )
    more = (
        *_words(message.get("attachments"), 0),
        *(_words(message.get("blocks"), 0) if not message.get("text") else ()),
    )
    return Heard("\n".join(dict.fromkeys(filter(None, (str(message.get("text") or ""), *more)))), files)


def from_a_person(event: Json) -> bool:
    """Not from a bot, and no edit or deletion: only then it is for us."""
    return "bot_id" not in event and event.get("subtype") in (None, "file_share") and "user" in event


def _words(value: Any, depth: int = 0) -> Iterator[str]:
    """Everything that a reader sees in attachments and blocks."""
    if depth > _DEEP:
        return
    match value:
        case list():
            for item in value:
                yield from _words(item, depth + 1)
        case dict():
            for key, item in value.items():
                if key in ("text", "pretext", "title", "value") and isinstance(item, str):
                    yield item
                elif key in ("text", "elements", "blocks", "fields"):
                    yield from _words(item, depth + 1)
