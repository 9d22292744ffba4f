"""How our models are written down, the same for every store: JSON text with a schema number."""

import json

from core.codec import Undecodable, decode, encode
from core.model.job import Job
from core.model.message import Answer, Message, View

SCHEMA = 1


def job_text(job: Job) -> str:
    return json.dumps({"schema": SCHEMA, "job": encode(job)}, ensure_ascii=False, separators=(",", ":"))


def read_job(text: str) -> Job:
    """Raises `Undecodable`."""
    return decode(Job, _open(text)["job"])


def answer_text(answer: Answer) -> str:
    whole = {
        "schema": SCHEMA,
        "text": answer.message.text,
        "blocks": list(answer.message.blocks),
        "details": answer.details.body,
        "full": answer.full.body if answer.full else None,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def read_answer(text: str) -> Answer:
    """Raises `Undecodable`."""
    whole = _open(text)
    try:
        message = Message(whole["text"], tuple(whole["blocks"]))  # type: ignore[arg-type]
        full = whole.get("full")
        return Answer(message, View(whole["details"]), View(full) if full else None)  # type: ignore[arg-type]
    except (KeyError, TypeError) as error:
        raise Undecodable(f"not a stored answer: {error}") from error


def _open(text: str) -> dict[str, object]:
    whole = json.loads(text)
    if not isinstance(whole, dict) or whole.get("schema") != SCHEMA:
        raise Undecodable("written by another version")
    return whole
