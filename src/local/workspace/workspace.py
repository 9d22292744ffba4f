"""A Slack workspace in memory that a person or a test can act in, and that treats the app as Slack does.

Law: every action builds the exact signed request, hands it to the app once, and never raises for what the app does: the
`Delivery` and the channel show it. An answer later than three seconds of the workspace's clock counts as none.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from local.workspace import files, payloads
from local.workspace.limits import flatten
from local.workspace.memory import Memory
from local.workspace.model import (
    Bot,
    Channel,
    Clock,
    Deliver,
    Delivery,
    Json,
    Message,
    Outcome,
    Refused,
    Team,
    Upload,
    User,
    Via,
)
from local.workspace.replies import read_ack, show

ACK_SECONDS = 3.0
SLACKBOT = "USLACKBOT"
USERS = (
    User(id="U0ONCALL", name="oncall", real_name="On-call engineer"),
    User(id="U0WEBOPS", name="webops", real_name="Web operations", tz="America/New_York"),
)
CHANNELS = (
    Channel(id="C0OPS", name="ops"),
    Channel(id="C0WEB", name="web-team"),
    Channel(id="C0OUT", name="random", bot_is_member=False),
    Channel(id="C0OLD", name="old-site", is_archived=True),
)


class Workspace(Memory):
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
    ) -> None:
        super().__init__(clock=clock, team=team or Team(), users=users, channels=channels, bot=bot or Bot())
        self.signing_secret = signing_secret
        self.commands = tuple(commands)
        self.base_url = "http://workspace.invalid"
        self._deliver = deliver

    def connect(self, deliver: Deliver) -> None:
        self._deliver = deliver

    # --- what people do

    def say(self, channel: str, user: str, text: str) -> Message:
        """A person writes something (escaped, as Slack does); the app hears nothing of it."""
        place, who = self.channel(channel), self.user(user)
        return self.post(place.id, who.id, Via.USER, text=payloads.escape(text))

    def write(self, channel: str, user: str, text: str, thread: str | None = None) -> Delivery | None:
        """A person writes something that the app hears of: to it directly, or with ``@`` and its name."""
        place, who = self.channel(channel), self.user(user)
        said = payloads.escape(text).replace(f"@{self.bot.name}", f"<@{self.bot.user_id}>")
        return self._tell(self.post(place.id, who.id, Via.USER, text=said, thread_ts=thread))

    def direct(self, user: str) -> Channel:
        """The direct conversation of a person with the app."""
        return self.writable(self.user(user).id)

    def drop(
        self, channel: str, user: str, file: Upload, text: str = "", thread: str | None = None
    ) -> tuple[Message, list[Delivery]]:
        """A person shares a file: the app hears of the file where it is, and of the message if it is to the app."""
        place, who = self.channel(channel), self.user(user)
        kept, message = files.share(self, self.base_url, place.id, who.id, file, text=text, thread=thread)
        shared = {"type": "file_shared", "file_id": kept.id, "user_id": who.id, "channel_id": place.id}
        hears = place.bot_is_member or place.dm_with
        first = [self.event(shared | {"file": {"id": kept.id}, "event_ts": message.ts})] if hears else []
        told = self._tell(message)
        return message, [*first, *([told] if told else [])]

    def shortcut(self, message_ts: str, callback_id: str, user: str) -> Delivery:
        """A person chooses a shortcut from the menu of a message that they see."""
        who = self.user(user)
        message = self._seen(message_ts, who)
        about = self._interaction(self.channel(message.channel), who)
        body = payloads.message_action(about, message, callback_id)
        outcome, event, answer, took = self._request(body, payloads.FORM)
        return self._delivered(event, answer, took, outcome, about, None)

    def command(
        self,
        channel: str,
        user: str,
        name: str,
        text: str = "",
        *,
        should_escape: bool = False,
        base64_body: bool | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Delivery:
        """A person types a slash command. An ack that carries a message is shown: to that person, or in the channel."""
        about = self._interaction(self.channel(channel), self.user(user))
        sent = payloads.slack_escape(text, self.users.values(), self.channels.values()) if should_escape else text
        body = payloads.command(about, name, sent)
        outcome, event, answer, took = self._request(body, payloads.FORM, headers, base64_body)
        shown = None
        if outcome is Outcome.OK and answer is not None:
            try:
                shown = self._show_ack(about, f"{name} {text}".strip(), answer)
            except (ValueError, Refused):
                outcome = Outcome.UNREADABLE
        if outcome is not Outcome.OK:
            shown = self._complain(about, f'{name} failed with the error "{outcome.value}"')
        return self._delivered(event, answer, took, outcome, about, shown)

    def click(
        self, message_ts: str, action_id: str, user: str, *, block_id: str | None = None, choose: str | None = None
    ) -> Delivery:
        """A person clicks a button of a message they see; for a menu, `choose` is the value of the option.

        Raises LookupError when there is no such message or element to click.
        """
        who = self.user(user)
        message = self._seen(message_ts, who)
        block, element = self._element(message, action_id, block_id)
        about = self._interaction(self.channel(message.channel), who, clicked=message.ts)
        action: Json = {"action_id": action_id, "block_id": block["block_id"], "type": element["type"]}
        action |= {key: element[key] for key in ("text", "value", "style") if key in element}
        if choose is not None:
            action["selected_option"] = self._option(element, choose)
        action["action_ts"] = f"{self.clock():.6f}"
        body = payloads.block_action(about, message, action)
        outcome, event, answer, took = self._request(body, payloads.FORM)
        return self._delivered(event, answer, took, outcome, about, None)

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
        now = self.clock()
        content = {
            "token": payloads.OLD_TOKEN,
            "team_id": self.team.id,
            "api_app_id": self.bot.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id or f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(now),
            "authorizations": [{"team_id": self.team.id, "user_id": self.bot.user_id, "is_bot": True}],
        }
        headers = {"x-slack-retry-num": str(retry), "x-slack-retry-reason": reason} if retry else {}
        return self._plain(json.dumps(content), payloads.JSON, headers=headers)

    # --- inside

    def _tell(self, message: Message) -> Delivery | None:
        place = self.channels[message.channel]
        direct = place.dm_with is not None
        if not direct and not (place.bot_is_member and f"<@{self.bot.user_id}>" in message.text):
            return None
        return self.event(payloads.message_event(message, self.bot, self.team, direct=direct))

    def _interaction(self, channel: Channel, user: User, clicked: str | None = None) -> payloads.Interaction:
        return payloads.Interaction(
            team=self.team,
            bot=self.bot,
            channel=channel,
            user=user,
            trigger_id=self.new_trigger(user.id),
            response_url=self.base_url + self.new_response_path(channel.id, user.id, clicked),
        )

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
        return self._delivered(event, answer, took, outcome, None, None)

    def _delivered(
        self,
        event: Json,
        answer: Json | None,
        took: float,
        outcome: Outcome,
        about: payloads.Interaction | None,
        shown: Message | None,
    ) -> Delivery:
        delivery = Delivery(
            event=event,
            answer=answer,
            took=took,
            outcome=outcome,
            trigger_id=about.trigger_id if about else None,
            response_url=about.response_url if about else None,
            shown=shown,
        )
        with self.lock:
            self.deliveries.append(delivery)
        return delivery

    def _show_ack(self, about: payloads.Interaction, typed: str, answer: Json) -> Message | None:
        headers = {str(name).lower(): str(value) for name, value in (answer.get("headers") or {}).items()}
        said = read_ack(str(answer.get("body") or ""), headers.get("content-type", ""))
        if not said.get("text") and not said.get("blocks"):
            return None
        if said.get("response_type") == "in_channel":
            self.post(about.channel.id, about.user.id, Via.USER, text=payloads.escape(typed))
        return show(self, about.channel.id, about.user.id, said, Via.ACK)

    def _complain(self, about: payloads.Interaction, text: str) -> Message:
        return self.post(about.channel.id, SLACKBOT, Via.SLACK, text=text, only_to=about.user.id)

    def _seen(self, ts: str, who: User) -> Message:
        with self.lock:
            for message in self.messages:
                if message.ts == ts and message.only_to in (None, who.id):
                    return message
        raise LookupError(f"{who.name} sees no message {ts}")

    def _element(self, message: Message, action_id: str, block_id: str | None) -> tuple[Json, Json]:
        for _, block in flatten(list(message.blocks)):
            for element in [*block.get("elements", ()), block.get("accessory") or {}]:
                if element.get("action_id") == action_id and block_id in (None, block["block_id"]):
                    return block, element
        raise LookupError(f"message {message.ts} has nothing to click called {action_id}")

    def _option(self, element: Json, value: str) -> Json:
        groups = element.get("option_groups") or [element]
        for option in [option for group in groups for option in group.get("options", ())]:
            if option["value"] == value:
                return dict(option)
        raise LookupError(f"{element.get('action_id')} offers no {value}")
