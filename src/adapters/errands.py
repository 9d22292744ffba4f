"""The wire form of an errand: what stands in an SQS message, and in the SQLite queue."""

import json

from core.model.job import Errand, Task


class UnknownErrand(ValueError):  # noqa: N818
    """A message that is not ours, or of another version."""


def errand_text(errand: Errand) -> str:
    return json.dumps({"schema": 1, "task": errand.task.value, "job": errand.job_id})


def read_errand(text: str) -> Errand:
    """Raises `UnknownErrand`, whatever the text."""
    try:
        whole = json.loads(text)
        if whole["schema"] != 1 or not isinstance(whole["job"], str):
            raise UnknownErrand("another version")
        return Errand(Task(whole["task"]), whole["job"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnknownErrand(f"not an errand: {type(error).__name__}") from error
