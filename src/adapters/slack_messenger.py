"""Slack behind the `Messenger` port. What Slack answers becomes a value; nothing is raised, nothing is logged: bodies
and response URLs are secrets.
"""

from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackClientError
from slack_sdk.webhook import WebhookClient

from adapters.secrets import Secrets
from adapters.slack_web import SILENT, Said, ask, content, judge, whole
from core.model.job import Posted, ResponseUrl
from core.model.message import Message, View
from core.slack_ports import Delivered, NotNow, Sent


class SlackMessenger:
    """``api_base`` ends with a slash: https://slack.com/api/ or a fake's. The token is read when it is first needed."""

    def __init__(self, secrets: Secrets, api_base: str = "https://slack.com/api/") -> None:
        self._secrets = secrets
        self._base = api_base

    def post(self, channel: str, message: Message, timeout: float, *, thread: str | None = None) -> Sent:
        below = {"thread_ts": thread} if thread else {}
        return self._call("chat.postMessage", timeout, {**content(message), "channel": channel, **below})

    def update(self, place: Posted, message: Message, timeout: float) -> Sent:
        return self._call("chat.update", timeout, {**content(message), "channel": place.channel, "ts": place.ts})

    def open_view(self, trigger_id: str, view: View, timeout: float) -> Sent:
        return self._call("views.open", timeout, {"trigger_id": trigger_id, "view": view.body})

    def respond(self, reply: ResponseUrl, message: Message, timeout: float, *, replace: bool = False) -> Sent:
        body = {**content(message), "response_type": "ephemeral", "replace_original": replace}
        client = WebhookClient(reply.url, timeout=whole(timeout), retry_handlers=[], logger=SILENT)
        try:
            answer = client.send_dict(body)
        except (OSError, URLError, SlackClientError) as error:
            return NotNow(f"response_url: {type(error).__name__}", unsure=True)
        return judge(answer.status_code, answer.body.strip()[:100], dict(answer.headers))

    def _call(self, method: str, timeout: float, body: dict[str, Any]) -> Sent:
        return sent(ask(self._base, self._secrets.bot_token(), method, timeout, body))


def sent(answer: Said | Sent) -> Sent:
    """``place`` where Slack says it."""
    if not isinstance(answer, Said):
        return answer
    channel, ts = answer.data.get("channel"), answer.data.get("ts")
    return Delivered(Posted(str(channel), str(ts)) if channel and ts else None)
