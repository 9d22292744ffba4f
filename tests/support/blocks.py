"""Block Kit as tests read it."""

from typing import Any


def called(value: object) -> list[dict[str, Any]]:
    """Every element that calls somebody by name, in their order."""
    match value:
        case dict() if value.get("type") in {"user", "usergroup"}:
            return [value]
        case dict():
            return [who for part in value.values() for who in called(part)]
        case list() | tuple():
            return [who for part in value for who in called(part)]
        case _:
            return []
