"""Slack behind the `Messenger` port: slack_sdk with short timeouts and no retries of its own (they would post twice).

What Slack answers becomes a value; nothing is raised, nothing is logged: bodies and response URLs are secrets.
"""

import json
import logging
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError, SlackRequestError
from slack_sdk.web import WebClient
from slack_sdk.web.slack_response import SlackResponse
from slack_sdk.webhook import WebhookClient

from adapters.secrets import Secrets
from core.model.job import Posted, ResponseUrl
from core.model.message import Message, View
from core.slack_ports import Delivered, Never, NotNow, Reason, Sent

_SILENT = logging.getLogger("tlscheck.slack_sdk")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False
_SILENT.setLevel(logging.CRITICAL)

_REASONS = {
    "message_not_found": Reason.MESSAGE_GONE,
    "cant_update_message": Reason.MESSAGE_GONE,
    "edit_window_closed": Reason.MESSAGE_GONE,
    "channel_not_found": Reason.NO_ACCESS,
    "not_in_channel": Reason.NO_ACCESS,
    "is_archived": Reason.NO_ACCESS,
    "restricted_action": Reason.NO_ACCESS,
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


class SlackMessenger:
    """``api_base`` ends with a slash: https://slack.com/api/ or a fake's. The token is read when it is first needed."""

    def __init__(self, secrets: Secrets, api_base: str = "https://slack.com/api/") -> None:
        self._secrets = secrets
        self._base = api_base

    def post(self, channel: str, message: Message, timeout: float, *, thread: str | None = None) -> Sent:
        below = {"thread_ts": thread} if thread else {}
        return self._call("chat.postMessage", timeout, {**_content(message), "channel": channel, **below})

    def update(self, place: Posted, message: Message, timeout: float) -> Sent:
        return self._call("chat.update", timeout, {**_content(message), "channel": place.channel, "ts": place.ts})

    def open_view(self, trigger_id: str, view: View, timeout: float) -> Sent:
        return self._call("views.open", timeout, {"trigger_id": trigger_id, "view": view.body})

    def respond(self, reply: ResponseUrl, message: Message, timeout: float, *, replace: bool = False) -> Sent:
        body = {**_content(message), "response_type": "ephemeral", "replace_original": replace}
        client = WebhookClient(reply.url, timeout=_whole(timeout), retry_handlers=[], logger=_SILENT)
        try:
            answer = client.send_dict(body)
        except (OSError, URLError, SlackClientError) as error:
            return NotNow(f"response_url: {type(error).__name__}", unsure=True)
        return _judge(answer.status_code, answer.body.strip()[:100], dict(answer.headers))

    def _call(self, method: str, timeout: float, body: dict[str, Any]) -> Sent:
        client = WebClient(
            token=self._secrets.bot_token(),
            base_url=self._base,
            timeout=_whole(timeout),
            retry_handlers=[],
            logger=_SILENT,
        )
        try:
            answer = client.api_call(method, json=body)
        except SlackApiError as error:
            return _refused(error)
        except SlackRequestError as error:
            return Never(Reason.OTHER, str(error)[:100])
        except (OSError, URLError, SlackClientError, ValueError) as error:
            return NotNow(f"{method}: {type(error).__name__}", unsure=True)
        channel, ts = answer.get("channel"), answer.get("ts")
        return Delivered(Posted(str(channel), str(ts)) if channel and ts else None)


def _content(message: Message) -> dict[str, Any]:
    """A fallback text is literal words; links in it are not unfurled."""
    content: dict[str, Any] = {"text": message.text, "unfurl_links": False, "unfurl_media": False}
    return {**content, "blocks": list(message.blocks)} if message.blocks else content


def _refused(error: SlackApiError) -> Sent:
    response = error.response
    if isinstance(response, SlackResponse):
        code = str(response.get("error", "")) if isinstance(response.data, dict) else ""
        return _judge(response.status_code, code, dict(response.headers))
    return NotNow("unreadable answer", unsure=True)


def _judge(status: int, code: str, headers: dict[str, str]) -> Sent:
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


def _whole(timeout: float) -> int:
    """urllib takes fractions, the SDK's annotation does not say so."""
    return timeout  # type: ignore[return-value]
