"""What the verbs of watching answer: what was done, what there is, and what is not so. One message each.

Law: it says what will happen next and how to undo it; a refusal has an example that runs.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from core.command_text import COMMAND, LONGEST, target_text
from core.model.message import Json, Message
from core.model.prose import Moment, prose
from core.model.target import Target
from core.model.watch import Hold, Settings, Subscription
from core.model.watch_state import Entry, Event
from core.render.slack_blocks import bullets, cut, escape, message, paragraph, rich, safe, words
from core.render.slack_home import line
from core.render.slack_prose import inline, span
from core.render.slack_talk import plainly
from core.render.slack_watch import Names, held, owner, title
from core.watching.subscribing import Full, Watched
from core.watching.thresholds import written

_CHUNK: Final = 10
MOST_LISTED: Final = 60
_REST: Final = "There was more than fits here; a CSV file has all of it."
_NOT_HERE: Final = "is not watched in this channel."


def watched(results: Sequence[Watched | Full], names: Names | None = None) -> Message:
    """In the order asked for."""
    new = [result for result in results if isinstance(result, Watched) and result.new]
    old = [result for result in results if isinstance(result, Watched) and not result.new]
    full = next((result for result in results if isinstance(result, Full)), None)
    said = [f"Watching {len(new)} more"] if new else []
    said += [f"{len(old)} watched already, changed as asked"] if old else []
    said += [f"{sum(isinstance(r, Full) for r in results)} not taken: a team can watch {full.most}"] if full else []
    told = "; ".join(said) or "Nothing to watch"
    rows = [_subscription(result.subscription, names or {}) for result in (*new, *old)]
    after = "Each is checked at once. You hear of changes here, not of every check."
    undo = " ".join(target_text(result.subscription.target) for result in new)
    blocks = [rich(paragraph(words(f"{told}.", bold=True))), *_chunks(rows)]
    blocks += [rich(paragraph(words(after)), paragraph(words("To undo: "), _undo(undo)))] if new else []
    first = f": {_names([result.subscription.target for result in new])}" if new else ""
    return message(f"{escape(told)}{first}", blocks, more=_REST)


def unwatched(gone: Sequence[Target], unknown: Sequence[Target] = ()) -> Message:
    """``unknown``: were not watched here."""
    blocks = _group("No longer watched here", gone) + _group("Not watched in this channel", unknown)
    told = f"No longer watched here: {_names(gone)}. " if gone else ""
    told += f"{_names(unknown)} {_NOT_HERE}" if unknown else ""
    return message(told.strip(), blocks, more=_REST) if blocks else plainly("Nothing to unwatch.")


def not_watched(targets: Sequence[Target]) -> Message:
    """What was asked about is not there."""
    blocks = _group("Not watched in this channel", targets)
    return message(
        f"{_names(targets)} {_NOT_HERE}", [*blocks, rich(paragraph(words("What is: "), _command("list")))], more=_REST
    )


def listed(entries: Sequence[Entry], now: datetime) -> Message:
    """What a channel watches, next expiry first when so given."""
    if not entries:
        said = "Nothing is watched in this channel. Try: "
        example = "watch example.com"
        return message(f"{said}{span(f'{COMMAND} {example}')}", [rich(paragraph(words(said), _command(example)))])
    told = f"{len(entries)} watched in this channel"
    rows = [line(entry, now) for entry in entries[:MOST_LISTED]]
    more = len(entries) - MOST_LISTED
    rest = [rich(paragraph(words(f"… and {more} more; a CSV file has all of them.")))] if more > 0 else []
    return message(told, [*title(told), *_chunks(rows), *rest], more=_REST)


def history(target: Target, events: Sequence[Event]) -> Message:
    """Newest first."""
    if not events:
        said = "Nothing changed since it is watched."
        return message(f"{_names([target])}: {said}", [rich(paragraph(_code(target), words(f"  {said}")))])
    rows = [[*inline(prose(Moment(event.at), "  ")), words(_event(event))] for event in events[:30]]
    about = f"{len(events)} changes" if len(events) > 1 else "1 change"
    blocks = [rich(paragraph(words("History of ", bold=True), _code(target))), *_chunks(rows)]
    return message(f"{_names([target])}: {about}, the last: {escape(safe(_event(events[0]), 200))}", blocks, more=_REST)


def taken_in_hand(targets: Sequence[Target], hold: Hold, *, snoozed: bool) -> Message:
    """A snooze or an acknowledgement was noted."""
    what = "Snoozed" if snoozed else "Acknowledged"
    ends = "It ends by itself when another certificate is served."
    blocks = [rich(paragraph(*held(hold, what))), *_chunks([[_code(target)] for target in targets])]
    return message(f"{what}: {_names(targets)}. {ends}", [*blocks, rich(paragraph(words(ends)))], more=_REST)


def given_back(targets: Sequence[Target], *, snoozed: bool) -> Message:
    """A snooze or an acknowledgement was ended."""
    what = "No longer snoozed" if snoozed else "No longer acknowledged"
    return message(f"{what}: {_names(targets)}", _group(what, targets), more=_REST)


def digest_set(settings: Settings) -> Message:
    """When the digest comes from now on."""
    if settings.hour is None:
        return plainly("There will be no digest in this channel.")
    at = f"{settings.hour:02}:{settings.minute:02} {settings.zone}"
    fine = ", except on days without news; then a line on Mondays" if settings.silent_when_fine else ""
    return plainly(f"The digest comes to this channel daily at {at}{fine}.")


def _subscription(subscription: Subscription, names: Names) -> list[Json]:
    at = ", ".join(map(written, subscription.thresholds))
    whose = [words("  owner "), owner(subscription.owner, names)] if subscription.owner else []
    return [_code(subscription.target), words(f"  reminders at {at}" if at else ""), *whose]


def _event(event: Event) -> str:
    said = "; ".join(safe(text, 200) for text in event.lines[:3] if text.strip())
    return f"{event.kind.value}: {said}" if said else event.kind.value


def _chunks(rows: Sequence[list[Json]]) -> list[Json]:
    """A block takes 3000 characters; so many rows always fit."""
    return [rich(bullets(rows[start : start + _CHUNK])) for start in range(0, len(rows), _CHUNK)]


def _names(targets: Sequence[Target]) -> str:
    more = f" and {len(targets) - 3} more" if len(targets) > 3 else ""
    return ", ".join(span(target_text(target)) for target in targets[:3]) + more


def _group(heading: str, targets: Sequence[Target]) -> list[Json]:
    """Each on its line."""
    return [rich(paragraph(words(heading, bold=True))), *_chunks([[_code(t)] for t in targets])] if targets else []


def _code(target: Target) -> Json:
    return words(cut(target_text(target), 200), code=True)


def _undo(hosts: str) -> Json:
    """Of all that is new, as long as it fits into one command."""
    return _command(f"unwatch {hosts}" if len(hosts) < LONGEST - len("unwatch ") else "list")


def _command(text: str) -> Json:
    return words(f"{COMMAND} {text}", code=True)
