"""Asking the app: one signed request, its answer, and what Slack makes of it.

Law: the app is asked once and outside of the lock, and whatever it does, nothing is raised: the `Delivery` says it. An
answer later than three seconds of the workspace's clock counts as none.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from local.workspace import payloads
from local.workspace.memory import Memory
from local.workspace.model import (
    Bot,
    Channel,
    Clock,
    Deliver,
    Delivery,
    Group,
    Json,
    Message,
    Outcome,
    Team,
    User,
    View,
)

ACK_SECONDS = 3.0
USERS = (
    User(id="U0ONCALL", name="oncall", real_name="On-call engineer"),
    User(id="U0WEBOPS", name="webops", real_name="Web operations", tz="America/New_York"),
)
GROUPS = (Group(id="S0OPSTEAM", handle="ops-team", name="Operations"),)
CHANNELS = (
    Channel(id="C0OPS", name="ops"),
    Channel(id="C0WEB", name="web-team"),
    Channel(id="C0OUT", name="random", bot_is_member=False),
    Channel(id="C0OLD", name="old-site", is_archived=True),
)


class Asking(Memory):
    """`deliver` is the app; connect it later with `connect` when it needs this workspace's address first."""

    def __init__(  # noqa: PLR0913 -- a seed has as many parts as a workspace
        self,
        *,
        clock: Clock = time.time,
        signing_secret: str = "local-signing-secret",  # noqa: S107 -- opens nothing but this fake
        team: Team | None = None,
        users: Sequence[User] = USERS,
        channels: Sequence[Channel] = CHANNELS,
        bot: Bot | None = None,
        deliver: Deliver | None = None,
        commands: Sequence[str] = ("/tlscheck",),
        shortcuts: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(clock=clock, team=team or Team(), users=users, channels=channels, bot=bot or Bot())
        self.groups = {group.id: group for group in GROUPS}
        self.signing_secret = signing_secret
        self.commands = tuple(commands)
        self.shortcuts = dict(shortcuts or {})
        """Callback id → name, for the menu of a message on the page."""
        self.base_url = "http://workspace.invalid"
        self._deliver = deliver

    def connect(self, deliver: Deliver) -> None:
        self._deliver = deliver

    # --- what Slack does by itself

    def ssl_check(self) -> Delivery:
        """Slack's probe of the endpoint's certificate."""
        return self._plain(f"ssl_check=1&token={payloads.OLD_TOKEN}", payloads.FORM)

    def url_verification(self, challenge: str | None = None) -> Delivery:
        """Slack's probe of an Events API endpoint; fine only when the challenge comes back."""
        wanted = challenge or secrets.token_hex(16)
        content = {"token": payloads.OLD_TOKEN, "challenge": wanted, "type": "url_verification"}
        return self._plain(json.dumps(content), payloads.JSON, echo=wanted)

    def event(
        self, event: Json, *, event_id: str | None = None, retry: int = 0, reason: str = "http_timeout"
    ) -> Delivery:
        """An Events API callback; `retry` 1 to 3 repeats one, with Slack's headers."""
        grid = self.team.enterprise
        who = {"team_id": self.team.id, "user_id": self.bot.user_id, "is_bot": True}
        org = {"enterprise_id": grid, "is_enterprise_install": self.team.org_install}
        content = {
            "token": payloads.OLD_TOKEN,
            "team_id": self.team.id,
            **({"enterprise_id": grid} if grid else {}),
            "api_app_id": self.bot.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id or f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(self.clock()),
            "authorizations": [who | org],
        }
        headers = {"x-slack-retry-num": str(retry), "x-slack-retry-reason": reason} if retry else {}
        return self._plain(json.dumps(content), payloads.JSON, headers=headers)

    # --- inside

    def _request(
        self, body: str, content_type: str, headers: Mapping[str, str] | None = None, base64_body: bool | None = None
    ) -> tuple[Outcome, Json, Json | None, float]:
        started = self.clock()
        event = payloads.gateway_event(
            body, content_type, secret=self.signing_secret, now=started, headers=headers or {}, base64_body=base64_body
        )
        answer: Json | None = None
        if self._deliver is not None:
            try:
                answer = self._deliver(json.loads(json.dumps(event)))  # its own copy: the app may write on it
            except Exception:  # noqa: BLE001 -- whatever breaks in the app, Slack sees only that it broke
                answer = None
        took = self.clock() - started
        if took > ACK_SECONDS:
            return Outcome.LATE, event, answer, took
        status = 500 if answer is None else int(answer.get("statusCode", 200))
        fine = HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
        return (Outcome.OK if fine else Outcome.FAILED), event, answer, took

    def _plain(
        self, body: str, content_type: str, *, headers: Mapping[str, str] | None = None, echo: str | None = None
    ) -> Delivery:
        outcome, event, answer, took = self._request(body, content_type, headers)
        if outcome is Outcome.OK and echo is not None and echo not in str((answer or {}).get("body")):
            outcome = Outcome.UNREADABLE
        return self._delivered(event, answer, took, outcome)

    def _delivered(
        self,
        event: Json,
        answer: Json | None,
        took: float,
        outcome: Outcome,
        about: payloads.Interaction | None = None,
        *,
        shown: Message | None = None,
        view: View | None = None,
    ) -> Delivery:
        delivery = Delivery(
            event=event,
            answer=answer,
            took=took,
            outcome=outcome,
            trigger_id=about.trigger_id if about else None,
            response_url=about.response_url if isinstance(about, payloads.Placed) else None,
            shown=shown,
            view=view,
        )
        with self.lock:
            self.deliveries.append(delivery)
        return delivery


def said_by(answer: Json | None) -> tuple[str, str]:
    """Body and content type of the app's answer."""
    found = answer or {}
    headers = {str(name).lower(): str(value) for name, value in (found.get("headers") or {}).items()}
    return str(found.get("body") or ""), headers.get("content-type", "")
