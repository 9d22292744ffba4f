"""The App Home: a person's watches by next expiry, what is snoozed, the settings of their channels, and channels that
cannot be written to.

Law: it shows what it is given and no more; of settings, only those of channels that the person's own watches are in, or
that are dead, for whoever installed the app. It is bounded, and what is left out is counted.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.command_text import COMMAND
from core.model.message import Json, View
from core.model.prose import Moment, Prose, prose
from core.model.watch import Mention, Settings
from core.model.watch_state import Entry
from core.render.slack_blocks import (
    actions,
    bullets,
    button,
    cut,
    divider,
    escape,
    fit,
    header,
    paragraph,
    rich,
    safe,
    words,
)
from core.render.slack_prose import fallback, inline, span
from core.render.slack_watch import CHANGE, held
from core.watching.forms import About, packed
from core.watching.thresholds import written
from core.words.certificate_time import span as length
from core.words.out_of_reach import mend, why

ADD, SETTINGS, SAMPLE = "watch_add", "watch_settings_open", "watch_sample"
MOST_WATCHES: Final = 20  # with a button each
MOST_LISTED: Final = 40  # without
MOST_CHANNELS: Final = 10
_CHUNK: Final = 10  # lines that fit into one block, however long they are
_BLOCKS: Final = 97
_ROOM: Final = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """``entries``: of one person, next expiry first. ``settings``: of any channels; see the law. ``installer``: sees
    dead channels of others too.
    """

    entries: tuple[Entry, ...]
    settings: tuple[Settings, ...]
    now: datetime
    installer: bool = False


def home(shown: Home) -> View:
    """For ``views.publish``."""
    theirs = {entry.subscription.place for entry in shown.entries}
    dead = [s for s in shown.settings if s.dead is not None and (s.place in theirs or shown.installer)]
    alive = [s for s in shown.settings if s.dead is None and s.place in theirs]
    blocks = [
        header("What you watch"),
        actions("home", button("Watch hosts", ADD, "home")),
        *_dead(dead),
        *_watches(shown),
        *_snoozed(shown),
        *_channels(alive),
    ]
    kept, cut_off = fit(blocks, _BLOCKS, _ROOM)
    note = [rich(paragraph(words(f"There is more than fits here: {COMMAND} list shows it.", italic=True)))]
    return View({"type": "home", "callback_id": "home", "blocks": [*kept, *(note if cut_off else [])]})


def _dead(dead: Sequence[Settings]) -> list[Json]:
    if not dead:
        return []
    blocks: list[Json] = [rich(paragraph(words("Channels out of reach ⚠️", bold=True)))]
    for settings in dead[:MOST_CHANNELS]:
        channel = settings.place.channel
        said = [words("I cannot post in "), _channel(settings), words(": "), *out_of_reach(settings)]
        blocks += [rich(bullets([said])), actions(f"dead {channel}", button("Try again", SAMPLE, channel))]
    todo = (
        "Alerts there rest; nothing is lost. When a message is taken again, what stands then is told. Try again sends "
        "a test alert now."
    )
    return [*blocks, *_titled("", _more(dead, MOST_CHANNELS)), rich(paragraph(words(todo)))]


def out_of_reach(settings: Settings) -> list[Json]:
    """Why nothing can be posted in the channel, since when, what mends it, and when it is tried without anybody."""
    code = settings.dead or ""
    since = (", since ", Moment(settings.dead_since)) if settings.dead_since else ()
    again = (" I try by myself ", Moment(settings.retry_at), ".") if settings.retry_at else ()
    return [*inline(prose(safe(why(code), 300), *since, ". ", mend(code), *again))]


def _watches(shown: Home) -> list[Json]:
    if not shown.entries:
        said = "Nothing so far. Press Watch hosts, or type this in a channel: "
        return [rich(paragraph(words(said), words(f"{COMMAND} watch example.com", code=True)))]
    rest = shown.entries[MOST_WATCHES:]
    listed = [line(entry, shown.now) for entry in rest[:MOST_LISTED]]
    chunks = [listed[start : start + _CHUNK] for start in range(0, len(listed), _CHUNK)]
    rows = [_watch(entry, shown.now) for entry in shown.entries[:MOST_WATCHES]]
    return [*rows, *(rich(bullets(chunk)) for chunk in chunks), *_titled("", _more(rest, MOST_LISTED))]


def _watch(entry: Entry, now: datetime) -> Json:
    """With a button that opens its form."""
    subscription = entry.subscription
    about = packed(About(subscription.place.channel, subscription.key))
    ends = _ends(entry)
    said = f"{span(subscription.key)}{_in(subscription.place.channel)} – {escape(_state(entry, now))}"
    said += fallback(_until(ends, now)) if ends else ""
    return {
        "type": "section",
        "text": {"type": "mrkdwn", "text": said, "verbatim": True},
        "accessory": button("Change", CHANGE, about),
    }


def _in(channel: str) -> str:
    """Slack shows its name, to whoever may see it."""
    return f" in <#{channel}>" if re.fullmatch(r"[CG][A-Z0-9]{1,40}", channel) else ""


def line(entry: Entry, now: datetime) -> list[Json]:
    """A watch on one line: what, how it stands, until when."""
    ends = _ends(entry)
    said = [words(cut(entry.subscription.key, 120), code=True), words(f"  {_state(entry, now)}")]
    return [*said, *(inline(_until(ends, now)) if ends else [])]


def _until(ends: datetime, now: datetime) -> Prose:
    return prose(", ends " if ends >= now else ", ended ", Moment(ends))


def _state(entry: Entry, now: datetime) -> str:
    """In words; what is not known is said."""
    state, ends = entry.state, _ends(entry)
    if state.unreachable_since is not None:
        return f"unreachable for {length(now - state.unreachable_since)}"
    if ends is not None and ends < now:
        return f"expired {length(now - ends)} ago"
    if state.broken_since is not None:
        return f"broken for {length(now - state.broken_since)}"
    if ends is None:
        return "not checked so far" if state.checked_at is None else "no certificate seen"
    return f"{length(max(ends - now, timedelta()))} left"


def _ends(entry: Entry) -> datetime | None:
    facts = entry.state.facts
    if facts is None or facts.leaf is None:
        return None
    return min(facts.leaf.not_after, facts.earliest or facts.leaf.not_after)


def _snoozed(shown: Home) -> list[Json]:
    found = [(e.subscription.key, hold) for e in shown.entries if (hold := e.subscription.snoozed)]
    rows = [[words(cut(key, 120), code=True), words("  "), *held(hold, "snoozed")] for key, hold in found[:_CHUNK]]
    return [*_titled("Snoozed", rows[:_CHUNK]), *_titled("", _more(found, _CHUNK))]


def _channels(alive: Sequence[Settings]) -> list[Json]:
    blocks: list[Json] = [divider()] if alive else []
    for settings in alive[:MOST_CHANNELS]:
        channel = settings.place.channel
        buttons = (button("Settings", SETTINGS, channel), button("Send a test alert", SAMPLE, channel))
        blocks.append(rich(paragraph(_channel(settings)), bullets([words(line)] for line in settings_lines(settings))))
        blocks.append(actions(f"channel {channel}", *buttons))
    return [*blocks, *_titled("", _more(alive, MOST_CHANNELS))]


def settings_lines(settings: Settings) -> Iterable[str]:
    """As sentences."""
    yield (
        "No digest"
        if settings.hour is None
        else f"Digest at {settings.hour:02}:{settings.minute:02} {settings.zone}"
        + (", silent on days without news" if settings.silent_when_fine else "")
    )
    if settings.quiet is not None:
        yield f"Quiet from {settings.quiet[0]:02}:00 to {settings.quiet[1]:02}:00, except for what is broken"
    if settings.thresholds:
        yield f"Reminders at {', '.join(map(written, settings.thresholds))}"
    yield f"Told at once: {settings.least.value.replace('_', ' ')} and worse"
    who = {Mention.NOBODY: "Nobody is", Mention.OWNER: "Owners are"}.get(settings.mention)
    yield f"{who or 'Owners are'} called by name{'' if who else ' when something is broken'}"


def _channel(settings: Settings) -> Json:
    return {"type": "channel", "channel_id": safe(settings.place.channel, 40)}


def _titled(title: str, rows: Sequence[list[Json]]) -> list[Json]:
    heading = [paragraph(words(title, bold=True))] if title else []
    return [rich(*heading, bullets(rows))] if rows else []


def _more(found: Sequence[object], most: int) -> list[list[Json]]:
    return [[words(f"… and {len(found) - most} more: {COMMAND} list")]] if len(found) > most else []
