"""The `Herald` port: watching's messages to Slack, with the token of the team that they belong to.

Looking back into a channel needs scopes that the app need not have (``channels:history``, ``groups:history``); without
them `find` says that it cannot see. The mark travels as message metadata (docs.slack.dev/messaging/message-metadata).
"""

import time
from datetime import datetime
from typing import Any, Final, Protocol

from adapters.slack_caller import SLACK, SlackCaller
from adapters.slack_messenger import sent
from adapters.slack_web import Said, content
from adapters.tokens import Tokens
from core.model.job import Posted
from core.model.message import Message
from core.model.watch import Place, Team
from core.slack_ports import Never, Reason, Sent
from core.watch_ports import Herald

EVENT: Final = "tlscheck_watch"
_PAGE, _PAGES = 200, 5  # messages that are looked through for a mark: a thousand at most
_LEAST_S: Final = 0.1


class LivingHerald(Herald, Protocol):
    """One that can be asked whether it gets through."""

    def alive(self, team: Team, timeout: float) -> Sent:
        """Whether Slack answers, and takes the team's token."""


class SlackHerald:
    """``api_base`` ends with a slash."""

    def __init__(self, tokens: Tokens, api_base: str = SLACK) -> None:
        self._ask = SlackCaller(tokens, api_base).ask

    def post(self, place: Place, message: Message, *, mark: str, thread: Posted | None, timeout: float) -> Sent:
        metadata = {"event_type": EVENT, "event_payload": {"mark": mark}}
        body = {**content(message), "channel": place.channel, "metadata": metadata}
        below = {"thread_ts": thread.ts} if thread else {}
        said = sent(self._ask(place.team, "chat.postMessage", timeout, {**body, **below}))
        if thread and isinstance(said, Never) and said.reason is Reason.MESSAGE_GONE:
            return sent(
                self._ask(place.team, "chat.postMessage", timeout, body)
            )  # what is told is not lost with a thread
        return said

    def update(self, place: Place, posted: Posted, message: Message, timeout: float) -> Sent:
        body = {**content(message), "channel": posted.channel, "ts": posted.ts}
        return sent(self._ask(place.team, "chat.update", timeout, body))

    def remove(self, place: Place, posted: Posted, timeout: float) -> Sent:
        return sent(self._ask(place.team, "chat.delete", timeout, {"channel": posted.channel, "ts": posted.ts}))

    def find(
        self, place: Place, mark: str, since: datetime, *, thread: Posted | None, timeout: float
    ) -> tuple[Posted, ...] | None:
        """None also when there is more to look through than can be."""
        until, cursor, found = time.monotonic() + timeout, "", []
        for _ in range(_PAGES):
            page = self._page(place, since, thread, cursor, max(_LEAST_S, until - time.monotonic()))
            if page is None:
                return None
            channel = thread.channel if thread else place.channel
            found += [Posted(channel, ts) for ts in _marked(page, mark)]
            cursor = _cursor(page)
            if not cursor:
                return tuple(sorted(set(found), key=lambda posted: posted.ts))
        return None

    def alive(self, team: Team, timeout: float) -> Sent:
        """Whether Slack answers, and takes the team's token."""
        return sent(self._ask(team, "auth.test", timeout, {}))

    def _page(
        self, place: Place, since: datetime, thread: Posted | None, cursor: str, timeout: float
    ) -> dict[str, Any] | None:
        asked: dict[str, Any] = {
            "channel": thread.channel if thread else place.channel, "oldest": f"{since.timestamp():.6f}",
            "include_all_metadata": "true", "limit": _PAGE,
        }  # fmt: skip
        asked |= {"ts": thread.ts} if thread else {}
        asked |= {"cursor": cursor} if cursor else {}
        method = "conversations.replies" if thread else "conversations.history"
        answer = self._ask(place.team, method, timeout, asked, read=True)
        return answer.data if isinstance(answer, Said) else None


def _marked(page: dict[str, Any], mark: str) -> list[str]:
    messages = page.get("messages")
    return [m["ts"] for m in messages if _carries(m, mark)] if isinstance(messages, list) else []


def _carries(message: object, mark: str) -> bool:
    match message:
        case {"ts": str(), "metadata": {"event_type": event, "event_payload": {"mark": carried}}}:
            return bool(event == EVENT and carried == mark)
        case _:
            return False


def _cursor(page: dict[str, Any]) -> str:
    match page.get("response_metadata"):
        case {"next_cursor": str(cursor)}:
            return cursor
        case _:
            return ""
