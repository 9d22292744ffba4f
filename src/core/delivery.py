"""One message to one job's asker, by the best way that is open. Knows what can be repeated and what cannot.

Editing a message can be repeated without anybody noticing; posting one cannot. When an earlier posting may have
arrived, the next one says so. Waits for Slack's Retry-After only while there is time.
"""

from collections.abc import Callable
from dataclasses import dataclass

from core.model.job import Handle, Job, Posted, ResponseUrl, Thread
from core.model.message import Message
from core.ports import Clock
from core.slack_ports import Messenger, Never, NotNow, Pause, Reason, Sent

CALL_S = 5.0
_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """The means: a messenger, a clock, a way to wait, and the monotonic second by which all must be over."""

    messenger: Messenger
    clock: Clock
    pause: Pause
    until: float

    @property
    def left(self) -> float:
        return self.until - self.clock.monotonic()


def deliver(post: Post, job: Job, message: Message, repeat: Message | None = None) -> Sent:
    """``repeat``: the form to use for what cannot be edited later, when an earlier one may have arrived.

    `Delivered`, or `NotNow` when another attempt may help, or `Never` when every way is closed.
    """
    last: Sent = Never(Reason.OTHER, "no way to answer")
    for handle in job.handles:
        last = _patiently(post, job, handle, message, repeat or message)
        if not isinstance(last, Never):
            return last
    return last


def _patiently(post: Post, job: Job, handle: Handle, message: Message, repeat: Message) -> Sent:
    """One way, again and again as long as Slack's own waiting time fits."""
    sent: Sent = NotNow("out of time")
    for _ in range(_TRIES):
        if post.left < 1.0:
            return sent
        sent = _send(post, job, handle, message, repeat)
        if not isinstance(sent, NotNow) or sent.retry_after_s is None or sent.retry_after_s > post.left - CALL_S:
            return sent
        post.pause(sent.retry_after_s)
    return sent


def _send(post: Post, job: Job, handle: Handle, message: Message, repeat: Message) -> Sent:
    timeout = min(CALL_S, post.left)
    match handle:
        case Posted():
            sent = or_plain(lambda m: post.messenger.update(handle, m, timeout), message)
            if isinstance(sent, Never) and sent.reason is Reason.MESSAGE_GONE:
                return or_plain(lambda m: post.messenger.post(handle.channel, m, timeout, thread=job.thread), repeat)
            return sent
        case Thread(channel, ts):
            return or_plain(lambda m: post.messenger.post(channel, m, timeout, thread=ts), repeat)
        case ResponseUrl():
            if handle.expires_at <= post.clock.now():
                return Never(Reason.USED_UP, "response_url is older than 30 minutes")
            replace = handle.edits and job.place is None
            shown = message if replace else repeat
            return or_plain(lambda m: post.messenger.respond(handle, m, timeout, replace=replace), shown)


def or_plain(send: Callable[[Message], Sent], message: Message) -> Sent:
    """Blocks that a workspace does not take yet are left out: the words alone say the same."""
    sent = send(message)
    if isinstance(sent, Never) and sent.reason is Reason.BAD_CONTENT and message.blocks:
        return send(Message(message.text, ()))
    return sent
