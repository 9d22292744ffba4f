"""The outside of a Web API call: reading its arguments, wording its answer.

Law: pure. Slack says no with HTTP 200 and `ok: false`; only a rate limit is 429, with Retry-After in whole seconds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from local.workspace.model import Fault, Json, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`silent`: the connection gives no answer at all."""

    status: int = 200
    body: Json = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    silent: bool = False


def refusal(refused: Refused) -> Reply:
    """How Slack words a no."""
    body: Json = {"ok": False, "error": refused.error, **refused.more}
    if refused.messages:
        body["response_metadata"] = {"messages": list(refused.messages)}
    if refused.wait is not None:
        return Reply(status=429, body=body, headers={"retry-after": str(refused.wait)})
    return Reply(body=body)


def faulty(fault: Fault) -> Reply:
    """The answer that a fault gives in place of the method's own."""
    match fault:
        case Fault.SERVER_ERROR:
            return Reply(status=500, body={"ok": False, "error": "internal_error"})
        case Fault.RATE_LIMITED:
            return refusal(Refused("ratelimited", wait=1))
        case Fault.TIMEOUT | Fault.LOST:
            return Reply(silent=True)
        case Fault.INVALID_BLOCKS:
            return refusal(Refused("invalid_blocks", "[ERROR] unsupported type: planted [json-pointer:/blocks/0/type]"))
        case _:
            return refusal(Refused(fault.value))


class Arguments:
    """Typed reading of a call's arguments, from a JSON or a form body."""

    def __init__(self, raw: Json, base_url: str = "") -> None:
        self.raw = raw
        self.base_url = base_url

    def text(self, name: str, default: str | None = None) -> str:
        """A string; without a default its absence is `invalid_arguments`."""
        value = self.raw.get(name, default)
        if value is None or not isinstance(value, str | int):
            raise Refused("invalid_arguments", f"[ERROR] missing required field: {name} [json-pointer:/{name}]")
        return str(value)

    def maybe(self, name: str) -> str | None:
        return self.text(name) if self.raw.get(name) else None

    def parsed(self, name: str, otherwise: str) -> object:
        """A JSON value: as it is, or written out in a form field; unreadable is refused as `otherwise`."""
        value = self.raw.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise Refused(otherwise) from error
