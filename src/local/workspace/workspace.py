"""A Slack workspace in memory that a person or a test can act in, and that treats the app as Slack does.

Law: every action builds the exact signed request, hands it to the app once, and never raises for what the app does: the
`Delivery` and the channel show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from local.workspace import files, forms, payloads
from local.workspace.asking import said_by
from local.workspace.modals import Modals
from local.workspace.model import (
    Channel,
    Delivery,
    Json,
    Message,
    Outcome,
    Refused,
    Upload,
    User,
    Via,
)
from local.workspace.replies import read_ack, show

SLACKBOT = "USLACKBOT"


class Workspace(Modals):
    """What a whole workspace is; its parts are `Memory`, `Asking` and `Modals`."""

    # --- what people do

    def say(self, channel: str, user: str, text: str) -> Message:
        """A person writes something (escaped, as Slack does); the app hears nothing of it."""
        place, who = self.channel(channel), self.user(user)
        return self.post(place.id, who.id, Via.USER, text=payloads.escape(text))

    def write(self, channel: str, user: str, text: str, thread: str | None = None) -> Delivery | None:
        """A person writes something that the app hears of: to it directly, or with ``@`` and its name. Names of people
        and channels (``@oncall``, ``#ops``) become mentions, as when they are chosen from Slack's list.
        """
        place, who = self.channel(channel), self.user(user)
        return self._tell(self.post(place.id, who.id, Via.USER, text=self._said(text), thread_ts=thread))

    def direct(self, user: str) -> Channel:
        """The direct conversation of a person with the app."""
        return self.writable(self.user(user).id)

    def drop(
        self, channel: str, user: str, file: Upload, text: str = "", thread: str | None = None
    ) -> tuple[Message, list[Delivery]]:
        """A person shares a file: the app hears of the file where it is, and of the message if it is to the app."""
        place, who = self.channel(channel), self.user(user)
        said = self._said(text)
        kept, message = files.share(self, self.base_url, place.id, who.id, file, text=said, thread=thread)
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
        return self._delivered(event, answer, took, outcome, about)

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
        named = (self.users.values(), self.channels.values(), self.groups.values())
        sent = payloads.slack_escape(text, *named) if should_escape else text
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
        return self._delivered(event, answer, took, outcome, about, shown=shown)

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
            action["selected_option"] = forms.option(element, choose)
        action["action_ts"] = f"{self.clock():.6f}"
        body = payloads.block_action(about, message, action)
        outcome, event, answer, took = self._request(body, payloads.FORM)
        return self._delivered(event, answer, took, outcome, about)

    # --- what becomes of channels

    def invite(self, channel: str, user: str) -> Delivery | None:
        """A person invites the app into a channel; None: it was there already, or may not hear of it."""
        place, who = self.channel(channel), self.user(user)
        if place.bot_is_member:
            return None
        self.set_channel(replace(place, bot_is_member=True))
        kind = {"channel_type": place.id[0], "team": self.team.id}
        return self._of_channel(place, {"type": "member_joined_channel", "user": self.bot.user_id, **kind}, inviter=who)

    def archive(self, channel: str) -> None:
        """A person archives a channel; the app has not asked to hear of that."""
        self.set_channel(replace(self.channel(channel), is_archived=True))

    def unarchive(self, channel: str, user: str) -> Delivery | None:
        """A person brings a channel back; None: the app is not in it, or may not hear of it."""
        place, who = self.channel(channel), self.user(user)
        self.set_channel(replace(place, is_archived=False))
        if not place.bot_is_member:
            return None
        return self._of_channel(place, {"type": f"{_kind(place)}_unarchive", "user": who.id})

    # --- inside

    def _of_channel(self, place: Channel, event: Json, inviter: User | None = None) -> Delivery | None:
        if f"{_kind(place)}s:read" not in self.bot.scopes:
            return None
        by = {"inviter": inviter.id} if inviter else {}
        return self.event({**event, "channel": place.id, **by, "event_ts": f"{self.clock():.6f}"})

    def _said(self, text: str) -> str:
        rooms = list(self.channels.values())
        return payloads.said(text, self.bot, self.users.values(), rooms, self.groups.values())

    def _tell(self, message: Message) -> Delivery | None:
        place = self.channels[message.channel]
        direct = place.dm_with is not None
        if not direct and not (place.bot_is_member and f"<@{self.bot.user_id}>" in message.text):
            return None
        return self.event(payloads.message_event(message, self.bot, self.team, direct=direct))

    def _interaction(self, channel: Channel, user: User, clicked: str | None = None) -> payloads.Placed:
        return payloads.Placed(
            team=self.team,
            bot=self.bot,
            channel=channel,
            user=user,
            trigger_id=self.new_trigger(user.id, channel.id),
            response_url=self.base_url + self.new_response_path(channel.id, user.id, clicked),
        )

    def _show_ack(self, about: payloads.Placed, typed: str, answer: Json) -> Message | None:
        said = read_ack(*said_by(answer))
        if not said.get("text") and not said.get("blocks"):
            return None
        if said.get("response_type") == "in_channel":
            self.post(about.channel.id, about.user.id, Via.USER, text=payloads.escape(typed))
        return show(self, about.channel.id, about.user.id, said, Via.ACK)

    def _complain(self, about: payloads.Placed, text: str) -> Message:
        return self.post(about.channel.id, SLACKBOT, Via.SLACK, text=text, only_to=about.user.id)

    def _seen(self, ts: str, who: User) -> Message:
        with self.lock:
            for message in self.messages:
                if message.ts == ts and message.only_to in (None, who.id):
                    return message
        raise LookupError(f"{who.name} sees no message {ts}")

    def _element(self, message: Message, action_id: str, block_id: str | None) -> tuple[Json, Json]:
        for block, element in payloads.active(message.blocks):
            if element["action_id"] == action_id and block_id in (None, block["block_id"]):
                return block, element
        raise LookupError(f"message {message.ts} has nothing to click called {action_id}")


def _kind(place: Channel) -> str:
    """How Slack's names of events and scopes call it."""
    return "group" if place.is_private else "channel"
