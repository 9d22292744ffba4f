"""One call of Slack's Web API by slack_sdk: short timeouts, no retries of its own (they would post twice), nothing
raised for what Slack or the network do, nothing logged: bodies are secrets.
"""

import json
import logging
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError, SlackRequestError
from slack_sdk.web import WebClient
from slack_sdk.web.slack_response import SlackResponse

from core.model.message import Message
from core.slack_ports import Delivered, Never, NotNow, Reason, Sent

SILENT = logging.getLogger("tlscheck.slack_sdk")
SILENT.addHandler(logging.NullHandler())
SILENT.propagate = False
SILENT.setLevel(logging.CRITICAL)

_REASONS = {
    "message_not_found": Reason.MESSAGE_GONE,
    "cant_update_message": Reason.MESSAGE_GONE,
    "edit_window_closed": Reason.MESSAGE_GONE,
    "channel_not_found": Reason.NO_ACCESS,
    "not_in_channel": Reason.NO_ACCESS,
    "is_archived": Reason.NO_ACCESS,
    "restricted_action": Reason.NO_ACCESS,
    "restricted_action_read_only_channel": Reason.NO_ACCESS,
    "restricted_action_thread_only_channel": Reason.NO_ACCESS,
    "messages_tab_disabled": Reason.NO_ACCESS,
    "restricted_action_non_threadable_channel": Reason.MESSAGE_GONE,  # these are about one thread, not the channel
    "restricted_action_thread_locked": Reason.MESSAGE_GONE,
    "cannot_reply_to_message": Reason.MESSAGE_GONE,
    "thread_not_found": Reason.MESSAGE_GONE,
    "invalid_blocks": Reason.BAD_CONTENT,
    "invalid_blocks_format": Reason.BAD_CONTENT,
    "msg_blocks_too_long": Reason.BAD_CONTENT,
    "msg_too_long": Reason.BAD_CONTENT,
    "used_url": Reason.USED_UP,
    "expired_url": Reason.USED_UP,
    "expired_trigger_id": Reason.USED_UP,
    "exchanged_trigger_id": Reason.USED_UP,
}
_PASSING = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})


@dataclass(frozen=True, slots=True)
class Said:
    """Slack said ok, and this."""

    data: dict[str, Any]


def ask(
    api_base: str,
    token: str | None,
    method: str,
    timeout: float,
    body: dict[str, Any],
    *,
    read: bool = False,
    auth: dict[str, str] | None = None,
) -> Said | NotNow | Never:
    """``read``: methods that only read take their arguments as a form, not as JSON. ``auth``: the app's own id and
    secret, instead of a token."""
    client = WebClient(token=token, base_url=api_base, timeout=whole(timeout), retry_handlers=[], logger=SILENT)
    try:
        answer = client.api_call(method, params=body, auth=auth) if read else client.api_call(method, json=body)
    except SlackApiError as error:
        return _refused(error)
    except SlackRequestError as error:
        return Never(Reason.OTHER, str(error)[:100])
    except (OSError, URLError, SlackClientError, ValueError) as error:
        return NotNow(f"{method}: {type(error).__name__}", unsure=True)
    return Said(answer.data if isinstance(answer.data, dict) else {})


def content(message: Message) -> dict[str, Any]:
    """A fallback text is literal words; links in it are not unfurled."""
    said: dict[str, Any] = {"text": message.text, "unfurl_links": False, "unfurl_media": False}
    return {**said, "blocks": list(message.blocks)} if message.blocks else said


def _refused(error: SlackApiError) -> NotNow | Never:
    response = error.response
    if isinstance(response, SlackResponse):
        code = str(response.get("error", "")) if isinstance(response.data, dict) else ""
        judged = judge(response.status_code, code, dict(response.headers))
        return judged if not isinstance(judged, Delivered) else NotNow("unreadable answer", unsure=True)
    return NotNow("unreadable answer", unsure=True)


def judge(status: int, code: str, headers: dict[str, str]) -> Sent:
    """``code``: Slack's error word; for a response_url the body, a word or JSON."""
    word = _word(code)
    if status == 429 or word in ("ratelimited", "rate_limited"):
        return NotNow(word or "ratelimited", _retry_after(headers))
    if status >= 500 or word in _PASSING:  # "some aspect of the operation may have succeeded", say Slack's docs
        return NotNow(word or f"HTTP {status}", unsure=True)
    if status == 200 and word in ("ok", ""):
        return Delivered()
    return Never(_REASONS.get(word, Reason.OTHER), word or f"HTTP {status}")


def _word(body: str) -> str:
    if not body.startswith("{"):
        return body
    try:
        parsed = json.loads(body)
    except ValueError:
        return body
    if parsed.get("ok") is True:
        return "ok"
    return str(parsed.get("error", ""))


def _retry_after(headers: dict[str, str]) -> float:
    value = {name.lower(): text for name, text in headers.items()}.get("retry-after", "")
    return min(float(value), 3600.0) if value.strip().isdecimal() else 1.0


def whole(timeout: float) -> int:
    """urllib takes fractions, the SDK's annotation does not say so."""
    return timeout  # type: ignore[return-value]
