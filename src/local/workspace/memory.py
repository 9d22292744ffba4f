"""The workspace's memory and the rules that hold however a message comes: who may post, how often, what may change.

Law: every change happens under `lock` and raises `revision`; the lock is never held while the app is called. What Slack
would refuse raises `Refused` with Slack's code. Rates: docs.slack.dev/apis/web-api/rate-limits.
"""

from __future__ import annotations

import math
import secrets
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace

from local.workspace.model import (
    Bot,
    Call,
    Channel,
    Clock,
    Delivery,
    Edit,
    Fault,
    Group,
    Json,
    Message,
    Refused,
    ResponseUrl,
    Team,
    Trigger,
    Upload,
    User,
    Via,
    View,
)

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 1800.0
RESPONSE_URL_USES = 5
POSTS_PER_SECOND = 1.0
POSTS_BURST = 3


class Bucket:
    """A token bucket: `burst` at once, then `rate` a second."""

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self.rate, self.burst, self.left, self.at = rate, burst, float(burst), now

    def take(self, now: float) -> int:
        """0 when a token was there, otherwise whole seconds until there is one."""
        self.left = min(self.burst, self.left + max(0.0, now - self.at) * self.rate)
        self.at = now
        if self.left >= 1:
            self.left -= 1
            return 0
        return max(1, math.ceil((1 - self.left) / self.rate))


class Memory:
    """Channels, people, messages, response URLs, triggers, views, files, faults and everything that was called."""

    def __init__(
        self, *, clock: Clock, team: Team, users: Sequence[User], channels: Sequence[Channel], bot: Bot
    ) -> None:
        self.clock, self.team, self.bot = clock, team, bot
        self.users = {user.id: user for user in users}
        self.channels = {channel.id: channel for channel in channels}
        self.groups: dict[str, Group] = {}
        self.messages: list[Message] = []
        self.response_urls: dict[str, ResponseUrl] = {}
        self.triggers: dict[str, Trigger] = {}
        self.views: dict[str, View] = {}
        self.uploads: dict[str, Upload] = {}
        self.calls: list[Call] = []
        self.may_look_back = False  # the manifest asks for no history scope
        self.file_seconds = 0.0  # how long Slack looks through a file before it can be shown
        self.deliveries: list[Delivery] = []
        self.revision = 0
        self.lock = threading.RLock()
        self._faults: dict[str, list[Fault]] = {}
        self._buckets: dict[str, Bucket] = {}
        self._last_ts = 0

    # --- people and places

    def channel(self, which: str) -> Channel:
        """By id or by name, with or without `#`."""
        for channel in self.channels.values():
            if which in (channel.id, channel.name, f"#{channel.name}"):
                return channel
        raise Refused("channel_not_found")

    def user(self, which: str) -> User:
        """By id or by name, with or without `@`."""
        for user in self.users.values():
            if which in (user.id, user.name, f"@{user.name}"):
                return user
        raise Refused("user_not_found")

    def set_channel(self, channel: Channel) -> None:
        """Add a channel, or change one: archive it, take the bot out."""
        with self.lock:
            self.channels[channel.id] = channel
            self.revision += 1

    def writable(self, which: str) -> Channel:
        """The channel (or the direct message with a user id) where the bot may post, else `Refused`."""
        with self.lock:
            if which in self.users:
                dm = Channel(id=f"D{which[1:]}", name="directmessage", dm_with=which, is_private=True)
                return self.channels.setdefault(dm.id, dm)
            channel = self.channels.get(which)
        if channel is None or (channel.is_private and not channel.bot_is_member):
            raise Refused("channel_not_found")
        if channel.is_archived:
            raise Refused("is_archived")
        if not channel.bot_is_member:
            raise Refused("not_in_channel")
        return channel

    # --- messages

    def visible(self, channel: str, user: str | None = None) -> list[Message]:
        """A channel's messages, oldest first: to everyone, and with `user` also those only to them."""
        place = self.channel(channel).id
        with self.lock:
            return [m for m in self.messages if m.channel == place and m.only_to in (None, user)]

    def find(self, channel: str, ts: str) -> Message:
        with self.lock:
            for message in self.messages:
                if message.ts == ts and message.channel == channel:
                    return message
        raise Refused("message_not_found")

    def post(  # noqa: PLR0913 -- a message has as many parts
        self,
        channel: str,
        author: str,
        via: Via,
        *,
        text: str,
        blocks: Iterable[Json] = (),
        thread_ts: str | None = None,
        only_to: str | None = None,
        files: tuple[Json, ...] = (),
        metadata: Json | None = None,
    ) -> Message:
        with self.lock:
            ts = self._next_ts()
            named = self._with_ids(blocks)
            message = Message(
                channel=channel,
                ts=ts,
                author=author,
                via=via,
                text=text,
                blocks=named,
                thread_ts=thread_ts,
                only_to=only_to,
                files=files,
                metadata=metadata,
            )
            self.messages.append(message)
            self.revision += 1
            return message

    def edit(self, message: Message, *, text: str, blocks: Iterable[Json], mark: bool) -> Message:
        """Replace what `message` says and keep what it said; `mark` shows "(edited)"."""
        with self.lock:
            place = self._place(message)
            current = self.messages[place]
            was = Edit(at=self.clock(), text=current.text, blocks=current.blocks)
            edited = replace(
                current,
                text=text,
                blocks=self._with_ids(blocks),
                edits=(*current.edits, was),
                edited=current.edited or mark,
            )
            self.messages[place] = edited
            self.revision += 1
            return edited

    def remove(self, message: Message) -> None:
        with self.lock:
            del self.messages[self._place(message)]
            self.revision += 1

    def _place(self, message: Message) -> int:
        for index, known in enumerate(self.messages):
            if (known.channel, known.ts) == (message.channel, message.ts):
                return index
        raise Refused("message_not_found")

    def _next_ts(self) -> str:
        self._last_ts = max(self._last_ts + 1, int(self.clock() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def _with_ids(self, blocks: Iterable[Json]) -> tuple[Json, ...]:
        def named(block: Json) -> Json:
            children = block.get("child_blocks")
            inner = {"child_blocks": [named(child) for child in children]} if children else {}
            return {"block_id": secrets.token_hex(3), **block, **inner}

        return tuple(named(block) for block in blocks)

    # --- limits in time

    def take(self, key: str, rate: float, burst: int) -> None:
        """Spend one of `key`'s calls, or be `ratelimited`."""
        with self.lock:
            now = self.clock()
            wait = self._buckets.setdefault(key, Bucket(rate, burst, now)).take(now)
        if wait:
            raise Refused("ratelimited", wait=wait)

    def take_post(self, channel: str) -> None:
        self.take(f"post:{channel}", POSTS_PER_SECOND, POSTS_BURST)

    def new_trigger(self, user: str, channel: str | None = None, view: str | None = None) -> str:
        with self.lock:
            name = f"{len(self.triggers)}.{self.team.id}.{secrets.token_hex(8)}"
            trigger = Trigger(id=name, user=user, born=self.clock(), channel=channel, view=view)
            self.triggers[trigger.id] = trigger
            return trigger.id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use up a trigger: once, and within three seconds."""
        with self.lock:
            trigger = self.triggers.get(trigger_id)
            if trigger is None:
                raise Refused("invalid_trigger_id")
            if trigger.used:
                raise Refused("exchanged_trigger_id")
            if self.clock() - trigger.born > TRIGGER_SECONDS:
                raise Refused("expired_trigger_id")
            self.triggers[trigger_id] = replace(trigger, used=True)
            return trigger

    def new_response_path(self, channel: str, user: str, clicked: str | None = None) -> str:
        kind = "commands" if clicked is None else "actions"
        path = f"/{kind}/{self.team.id}/{len(self.response_urls) + 1}/{secrets.token_hex(12)}"
        with self.lock:
            born = self.clock()
            self.response_urls[path] = ResponseUrl(path=path, channel=channel, user=user, born=born, clicked=clicked)
        return path

    def use_response_url(self, path: str) -> ResponseUrl:
        """Count one use: five, within thirty minutes."""
        with self.lock:
            known = self.response_urls.get(path)
            if known is None:
                raise Refused("invalid_url")
            if self.clock() - known.born > RESPONSE_URL_SECONDS:
                raise Refused("expired_url")
            if known.uses >= RESPONSE_URL_USES:
                raise Refused("used_url")
            used = replace(known, uses=known.uses + 1)
            self.response_urls[path] = used
            return used

    # --- faults and records

    def fail_next(self, method: str, status: int | str | Fault = Fault.SERVER_ERROR, times: int = 1) -> None:
        """Make the next `times` calls of `method` (or `response_url`) go wrong: 500, 429, "timeout", "lost", a code."""
        fault = status if isinstance(status, Fault) else Fault(str(status))
        with self.lock:
            self._faults.setdefault(method, []).extend([fault] * times)

    def next_fault(self, method: str) -> Fault | None:
        with self.lock:
            waiting = self._faults.get(method)
            return waiting.pop(0) if waiting else None

    def record(self, call: Call) -> None:
        with self.lock:
            self.calls.append(call)

    def called(self, method: str) -> list[Call]:
        """Every recorded call of one method, oldest first."""
        with self.lock:
            return [call for call in self.calls if call.method == method]
