"""What the verbs of watching came to, for a terminal: what was done, what will happen next, how to undo it.

Law: one fact a line, columns where there are many; a command in an answer runs as it stands. Refusals are for others.
"""

from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from core.command_text import target_text
from core.model.command import Invalid
from core.model.message import Message
from core.model.prose import clean
from core.model.target import Target
from core.model.watch import Hold, Leaf, Settings, Subscription
from core.model.watch_state import Entry, Event
from core.render import slack_digest
from core.render.plain_style import Style
from core.render.plain_watch import aligned, flat, render, typed
from core.render.slack_home import line
from core.watching import acting
from core.watching.acknowledging import NOTHING_STANDS
from core.watching.subscribing import Full, Watched
from core.watching.thresholds import written
from core.words.out_of_reach import mend, why

NOTHING: Final = "Nothing is watched here. Try: tlscheck watch example.com"
_UNDO_HOSTS: Final = 5


def said(outcome: acting.Outcome, style: Style) -> str:
    """Lines, each with its newline."""
    return "".join(f"{text}\n" for text in _lines(outcome, style))


def sample(by: str) -> Message:
    """What ``test-alert`` prints: that news arrives there, and nothing else."""
    return Message(f"This is a test of tlscheck, asked for by {clean(by)}: news arrives here. Nothing is wrong.", ())


def settings_lines(settings: Settings) -> Iterator[str]:
    """A setting a line, in the words by which it is set."""
    fine = ", silent on days without news, except a line on Mondays" if settings.silent_when_fine else ""
    digest = f"{settings.hour:02}:{settings.minute:02}{fine}" if settings.hour is not None else "off"
    yield f"digest      {digest}"
    yield f"zone        {clean(settings.zone)}"
    yield f"quiet       {f'{settings.quiet[0]}-{settings.quiet[1]}' if settings.quiet else 'off'}"
    yield f"least       {settings.least.value.replace('_', ' ')}"
    at = " ".join(map(written, settings.thresholds))
    yield f"thresholds  {at or 'by the lifetime of each certificate'}"
    yield f"mention     {settings.mention.value}"
    if settings.dead is not None:
        again = f" Next try: {settings.retry_at:%Y-%m-%d %H:%M} UTC." if settings.retry_at else ""
        yield f"closed      nothing can be posted there: {clean(why(settings.dead))}. {mend(settings.dead)}{again}"


def _lines(outcome: acting.Outcome, style: Style) -> Iterator[str]:
    match outcome:
        case acting.Begun(results):
            yield from _begun(results)
        case acting.Listed():
            yield from _listed(outcome)
        case acting.Past(target, past):
            yield style.paint(f"History of {_name(target)}", 1)
            yield from (_event(event, past.served.get(event.seq)) for event in past.events)
            yield from [] if past.changes else ["Nothing changed since it is watched."]
        case acting.DigestShown(digest):
            yield render(slack_digest.digest(digest), style).rstrip("\n") if digest else NOTHING
        case acting.Set(settings):
            yield from settings_lines(settings)
        case acting.Tested():
            yield "A test alert is on its way: the next tlscheck sweep, or tlscheck serve, brings it."
        case _:
            yield from _noted(outcome)


def _noted(
    outcome: acting.Ended | acting.TakenInHand | acting.GivenBack | acting.NotWatched | Invalid,
) -> Iterator[str]:
    match outcome:
        case acting.Ended(gone):
            yield from (f"No longer watched: {_name(target)}" for target in gone)
        case acting.TakenInHand(targets, hold, snoozed, fine=fine):
            what = "Snoozed" if snoozed else "Acknowledged"
            yield from (f"{what}: {_name(target)}{_until(hold)}" for target in targets)
            yield from (f"{NOTHING_STANDS}: {_name(target)}" for target in fine)
            yield from ["It ends by itself when another certificate is served."] if targets else []
        case acting.GivenBack(targets, snoozed):
            what = "snoozed" if snoozed else "acknowledged"
            yield from (f"No longer {what}: {_name(target)}" for target in targets)
        case acting.NotWatched() | Invalid():
            return  # no answer but a refusal: whoever asked says that
        case _:
            assert_never(outcome)


def _begun(results: Sequence[Watched | Full]) -> Iterator[str]:
    taken = [result for result in results if isinstance(result, Watched)]
    full = [result for result in results if isinstance(result, Full)]
    for result in taken:
        what = "Watching" if result.new else "Changed" if result.changed else "Watched already"
        yield f"{what}: {_subscription(result.subscription)}"
    if full:
        yield f"{len(full)} not taken: up to {full[0].most} can be watched."
    new = [target_text(result.subscription.target) for result in taken if result.new]
    if new:
        hosts = [word for text in new[:_UNDO_HOSTS] for word in text.split()]
        yield "The next tlscheck sweep, or tlscheck serve, checks and tells of changes."
        yield f"To undo: {typed('unwatch', *hosts)}"


def _subscription(subscription: Subscription) -> str:
    at = " ".join(map(written, subscription.thresholds))
    owner = f", owner {clean(subscription.owner)}" if subscription.owner else ""
    return f"{_name(subscription.target)}{f', reminders at {at}' if at else ''}{owner}"


def _listed(outcome: acting.Listed) -> Iterator[str]:
    if not outcome.entries:
        yield NOTHING
        return
    yield from aligned([_cells(entry, outcome) for entry in outcome.entries])


def _cells(entry: Entry, outcome: acting.Listed) -> Sequence[str]:
    """Target, state, whose it is and who has it in hand."""
    key, *state = line(entry, outcome.now)
    subscription = entry.subscription
    notes = [f"owner {clean(subscription.owner)}"] if subscription.owner else []
    for what, hold in (("snoozed", subscription.snoozed), ("acknowledged", subscription.acknowledged)):
        notes += [f"{what} by {clean(hold.by)}{_until(hold)}"] if hold else []
    return flat([key]), flat(state).strip(), ", ".join(notes)


def _event(event: Event, leaf: Leaf | None) -> str:
    told = "; ".join(clean(text) for text in event.lines if text.strip())
    if leaf is not None:
        told += f"; certificate {leaf.sha256[:16]} by {clean(leaf.issuer)}, until {leaf.not_after:%Y-%m-%d %H:%M} UTC"
    return f"{event.at:%Y-%m-%d %H:%M} UTC  {event.kind.value}{f': {told}' if told else ''}"


def _until(hold: Hold) -> str:
    until = f" until {hold.until:%Y-%m-%d %H:%M} UTC" if hold.until else ""
    return f"{until}: {clean(hold.reason)}" if hold.reason else until


def _name(target: Target) -> str:
    return clean(target_text(target), 300)
