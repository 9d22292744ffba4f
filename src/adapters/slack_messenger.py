"""Slack behind the `Messenger` port. What Slack answers becomes a value; nothing is raised, nothing is logged: bodies
and response URLs are secrets.
"""

from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackClientError
from slack_sdk.webhook import WebhookClient

from adapters.slack_caller import SLACK, SlackCaller
from adapters.slack_web import SILENT, Said, content, judge, whole
from adapters.tokens import Tokens
from core.model.job import Posted, ResponseUrl
from core.model.message import Message, View
from core.model.watch import Team
from core.slack_ports import Delivered, NotNow, Sent


class SlackMessenger:
    """Speaks for one team and with its token, which is read when it is first needed. ``api_base`` ends with a slash."""

    def __init__(self, tokens: Tokens, team: Team, api_base: str = SLACK) -> None:
        self._caller, self._team = SlackCaller(tokens, api_base), team

    def post(self, channel: str, message: Message, timeout: float, *, thread: str | None = None) -> Sent:
        below = {"thread_ts": thread} if thread else {}
        return self._call("chat.postMessage", timeout, {**content(message), "channel": channel, **below})

    def update(self, place: Posted, message: Message, timeout: float) -> Sent:
        return self._call("chat.update", timeout, {**content(message), "channel": place.channel, "ts": place.ts})

    def open_view(self, trigger_id: str, view: View, timeout: float) -> Sent:
        return self._call("views.open", timeout, {"trigger_id": trigger_id, "view": view.body})

    def publish_home(self, user: str, view: View, timeout: float) -> Sent:
        return self._call("views.publish", timeout, {"user_id": user, "view": view.body})

    def respond(self, reply: ResponseUrl, message: Message, timeout: float, *, replace: bool = False) -> Sent:
        body = {**content(message), "response_type": "ephemeral", "replace_original": replace}
        client = WebhookClient(reply.url, timeout=whole(timeout), retry_handlers=[], logger=SILENT)
        try:
            answer = client.send_dict(body)
        except (OSError, URLError, SlackClientError) as error:
            return NotNow(f"response_url: {type(error).__name__}", unsure=True)
        return judge(answer.status_code, answer.body.strip()[:100], dict(answer.headers))

    def _call(self, method: str, timeout: float, body: dict[str, Any]) -> Sent:
        return sent(self._caller.ask(self._team, method, timeout, body))


def sent(answer: Said | Sent) -> Sent:
    """``place`` where Slack says it."""
    if not isinstance(answer, Said):
        return answer
    channel, ts = answer.data.get("channel"), answer.data.get("ts")
    return Delivered(Posted(str(channel), str(ts)) if channel and ts else None)
