"""What the verbs of watching answer: what was done, what there is, and what is not so. One message each.

Law: it says what will happen next and how to undo it; a refusal has an example that runs.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, assert_never

from core.command_text import COMMAND, LONGEST, target_text
from core.model.command import Invalid
from core.model.message import Json, Message, View
from core.model.prose import Moment, prose
from core.model.target import Target
from core.model.watch import Leaf, Settings, Subscription
from core.model.watch_state import Entry, Event, Kind
from core.render.slack_blocks import (
    actions,
    bullets,
    button,
    cut,
    escape,
    message,
    paragraph,
    person,
    rich,
    safe,
    view,
    words,
)
from core.render.slack_home import line, out_of_reach
from core.render.slack_prose import inline, span, timed
from core.render.slack_talk import invalid, plainly
from core.render.slack_voice import voice
from core.render.slack_watch import AGO, CHANGE, Names, going_on, held, owner, title, without_name
from core.render.slack_watch_settings import digest_set, settings_shown
from core.watching import acting
from core.watching.acknowledging import NOTHING_STANDS
from core.watching.subscribing import Full, Watched
from core.watching.thresholds import written
from core.words.out_of_reach import why

_CHUNK: Final = 10
MOST_LISTED: Final = 60
_REST: Final = "There was more than fits here; a CSV file has all of it."
_NOT_HERE: Final = "is not watched in this channel"
_NOT_COME_TO: Final = "Not come to in time"
_NOT_A_MEMBER: Final = (
    "I am not in this channel, so nothing can be told here. Type /invite @tlscheck; /tlscheck test-alert shows it."
)
_UNTOLD: Final = "Nothing of it can be told here"
_TESTED: Final = (
    "A test alert is on its way into this channel, by the way that alerts take. If it is not here within a "
    "minute, type /invite @tlscheck and try again."
)
_KEPT: Final = "Of what was watched already, reminders and owner stay as they were where none were named."
_SPOKEN: Final = frozenset(
    {Kind.RECOVERED, Kind.UNREACHABLE, Kind.REACHABLE, Kind.RENEWED, Kind.ROLLOUT, Kind.UNCHECKED, Kind.CHECKED}
)
"""Their first line says already what kind of event it was."""
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def said(outcome: acting.Outcome) -> Message:
    """Whatever a verb came to."""
    match outcome:
        case acting.Begun(results, left, names):
            return watched(results, left, names)
        case acting.Ended(gone, unknown, left):
            return unwatched(gone, unknown, left)
        case acting.Listed(entries, settings, now, names):
            return listed(entries, now, settings if settings.dead else None, names)
        case acting.Past(target, past):
            return history(target, past.events, past.served)
        case acting.NotWatched(targets):
            return not_watched(targets)
        case acting.DigestShown(shown):
            return voice(shown) if shown is not None else listed((), _NEVER)
        case acting.Set(settings, changed):
            return digest_set(settings) if changed else settings_shown(settings)
        case acting.TakenInHand():
            return taken_in_hand(outcome)
        case acting.GivenBack(targets, snoozed, unknown, left):
            return given_back(targets, snoozed=snoozed, unknown=unknown, left=left)
        case acting.Tested():
            return plainly(_TESTED)
        case Invalid() as wrong:
            return invalid(wrong)
        case _:
            assert_never(outcome)


def signed(said: Message, by: str) -> Message:
    """With the name of who asked for it, for those who did not see that; once."""
    named = [piece for block in said.blocks for part in block.get("elements", ()) for piece in part.get("elements", ())]
    if person(by) in named:
        return said
    return Message(said.text, (*said.blocks, rich(paragraph(words("Asked by "), person(by)))))


def not_a_member(said: Message) -> Message:
    """It was done, and nothing can be told there."""
    first = paragraph(words(_NOT_A_MEMBER, bold=True))
    return Message(f"{said.text} {escape(_NOT_A_MEMBER)}", (rich(first), *said.blocks))


def watched(results: Sequence[Watched | Full], left: Sequence[Target] = (), names: Names | None = None) -> Message:
    """In the order asked for. ``left``: not come to. ``names``: of owners."""
    new = [result for result in results if isinstance(result, Watched) and result.new]
    old = [result for result in results if isinstance(result, Watched) and not result.new]
    told = "; ".join(_counted(results, new, old)) or ("Nothing was taken" if left else "Nothing to watch")
    rows = [_subscription(result.subscription, names or {}) for result in (*new, *old)]
    begun = "It is checked now." if len(new) == 1 else "They are checked now."
    after = f"{begun} This channel hears of changes, not of every check."
    undo = " ".join(target_text(result.subscription.target) for result in new)
    blocks = [rich(paragraph(words(f"{told}.", bold=True))), *_chunks(rows), *_left("watch", left)]
    blocks += [rich(paragraph(words(_KEPT)))] if old else []
    blocks += [rich(paragraph(words(after)), paragraph(words("To undo: "), _undo(undo)))] if new else []
    first = f": {_names([result.subscription.target for result in (new or old)])}" if new or old else ""
    return message(f"{escape(told)}{first}{_left_said(left)}", blocks, more=_REST)


def watched_already(results: Sequence[Watched], names: Names | None = None) -> Message:
    """The button *Watch here* on what is watched; nothing was changed. With a way to do so."""
    found = [result.subscription for result in results]
    named = _names([subscription.target for subscription in found])
    row = [button("Change", CHANGE, subscription.key) for subscription in found[:1]]
    blocks = [rich(paragraph(words("Watched in this channel already.", bold=True)))]
    blocks += _chunks([_subscription(subscription, names or {}) for subscription in found])
    return message(f"Watched in this channel already: {named}", blocks, buttons=actions("already", *row))


def unwatched(gone: Sequence[Target], unknown: Sequence[Target] = (), left: Sequence[Target] = ()) -> Message:
    """``unknown``: were not watched here."""
    blocks = _group("No longer watched here", gone) + _group("Not watched in this channel", unknown)
    blocks += _left("unwatch", left)
    told = f"No longer watched here: {_names(gone)}. " if gone else ""
    told += f"{_names(unknown)} {_NOT_HERE}." if unknown else ""
    told += _left_said(left)
    return message(told.strip(), blocks, more=_REST) if blocks else plainly("Nothing to unwatch.")


def not_watched(targets: Sequence[Target]) -> Message:
    """What was asked about is not there."""
    blocks = _group("Not watched in this channel", targets)
    return message(
        f"{_names(targets)} {_NOT_HERE}.", [*blocks, rich(paragraph(words("What is: "), _command("list")))], more=_REST
    )


def listed(
    entries: Sequence[Entry], now: datetime, closed: Settings | None = None, names: Names | None = None
) -> Message:
    """What a channel watches, next expiry first when so given. ``closed``: the channel's, where nothing can be posted.
    ``names``: of owners.
    """
    if not entries:
        said = "Nothing is watched in this channel. Try: "
        example = "watch example.com"
        return message(f"{said}{span(f'{COMMAND} {example}')}", [rich(paragraph(words(said), _command(example)))])
    told = f"{_hosts(len(entries))} watched in this channel"
    rows = [[*line(entry, now), *_whose(entry.subscription, names or {})] for entry in entries[:MOST_LISTED]]
    more = len(entries) - MOST_LISTED
    rest = [rich(paragraph(words(f"… and {more} more; a CSV file has all of them.")))] if more > 0 else []
    warning = [rich(paragraph(words(f"{_UNTOLD}: ⚠️ ", bold=True), *out_of_reach(closed)))] if closed else []
    said = f"{told}. {_UNTOLD}: {escape(safe(why(closed.dead or '')))}." if closed else told
    return message(said, [*title(told), *warning, *_chunks(rows), *rest], more=_REST)


def history(target: Target, events: Sequence[Event], served: Mapping[int, Leaf] | None = None) -> Message:
    """Newest first. ``served``: the certificate that came with an event, by its number."""
    if not events:
        said = "Nothing has changed since the watch began."
        return message(f"{_names([target])}: {said}", [rich(paragraph(_code(target), words(f"  {said}")))])
    rows = [_past(event, target, (served or {}).get(event.seq)) for event in events[:30]]
    about = f"{len(events)} changes" if len(events) > 1 else "1 change"
    blocks = [rich(paragraph(words("History of ", bold=True), _code(target))), *_chunks(rows)]
    last = escape(safe(going_on(_event(events[0], target)), 200))
    return message(f"{_names([target])}: {about}, the last: {last}", blocks, more=_REST)


def taken_in_hand(taken: acting.TakenInHand) -> Message:
    """A snooze or an acknowledgement was noted."""
    targets, unknown, left, fine = taken.targets, taken.unknown, taken.left, taken.fine
    what = "Snoozed" if taken.snoozed else "Acknowledged"
    ends = "It ends by itself when another certificate is served."
    blocks = [rich(paragraph(*held(taken.hold, what))), *_chunks([[_code(t)] for t in targets])] if targets else []
    blocks += _group(NOTHING_STANDS, fine) + _group("Not watched in this channel", unknown)
    blocks += _left("snooze" if taken.snoozed else "ack", left)
    told = f"{what}: {_names(targets)}. {ends}" if targets else f"Not {what.lower()}."
    told += f" {NOTHING_STANDS}: {_names(fine)}." if fine else ""
    more = f" {_names(unknown)} {_NOT_HERE}." if unknown else ""
    return message(f"{told}{more}{_left_said(left)}", [*blocks, rich(paragraph(words(ends)))], more=_REST)


def given_back(
    targets: Sequence[Target], *, snoozed: bool, unknown: Sequence[Target] = (), left: Sequence[Target] = ()
) -> Message:
    """A snooze or an acknowledgement was ended."""
    what = "No longer snoozed" if snoozed else "No longer acknowledged"
    blocks = _group(what, targets) + _group("Not watched in this channel", unknown)
    blocks += _left("unsnooze" if snoozed else "unack", left)
    more = f" {_names(unknown)} {_NOT_HERE}." if unknown else ""
    return message(f"{what}: {_names(targets) or 'nothing'}.{more}{_left_said(left)}", blocks, more=_REST)


def notice(said: Message) -> View:
    """The same where no message can be: over the App Home."""
    return view("tlscheck", said.blocks, _REST)


def _counted(
    results: Sequence[Watched | Full], new: Sequence[Watched], old: Sequence[Watched]
) -> Iterator[str]:  # fmt: skip
    full = next((result for result in results if isinstance(result, Full)), None)
    changed = sum(result.changed for result in old)
    if new:
        yield f"Now watching {_hosts(len(new))}"
    if changed:
        yield f"{changed} watched already, changed as asked"
    if len(old) > changed:
        yield f"{len(old) - changed} watched already in just this way"
    if full:
        yield f"{sum(isinstance(r, Full) for r in results)} not taken: a team can watch {full.most}"


def _left(verb: str, left: Sequence[Target]) -> list[Json]:
    """What was not come to, and how to go on."""
    if not left:
        return []
    again = f"{verb} {' '.join(map(target_text, left))}"
    how = [words("To go on: "), _command(again)] if len(again) < LONGEST else [words("The same again goes on.")]
    return [*_group(_NOT_COME_TO, left), rich(paragraph(*how))]


def _left_said(left: Sequence[Target]) -> str:
    return f" {_NOT_COME_TO}: {_names(left)}. The same command again goes on." if left else ""


def _subscription(subscription: Subscription, names: Names) -> list[Json]:
    at = ", ".join(map(written, subscription.thresholds))
    reminders = words(f"  reminders at {at}" if at else "")
    return [_code(subscription.target), reminders, *_whose(subscription, names)]


def _whose(subscription: Subscription, names: Names) -> list[Json]:
    """As they are called now, else as when the watch began."""
    known = {subscription.owner: f"@{name}"} if subscription.owner and (name := subscription.owner_name) else {}
    return [words(" – owner "), owner(subscription.owner, known | dict(names))] if subscription.owner else []


def _past(event: Event, target: Target, leaf: Leaf | None) -> list[Json]:
    row = [*inline(prose(Moment(event.at), " – ")), *timed(_event(event, target))]
    if leaf is None:
        return row
    issuer = safe(leaf.issuer, 120)
    return [*row, *inline(prose(f"; certificate {leaf.sha256[:16]} by {issuer}, until ", Moment(leaf.not_after)))]


def _event(event: Event, target: Target) -> str:
    """What happened then: "6 minutes ago" was meant from there."""
    lines = [AGO.sub("", without_name(safe(text, 200), target)) for text in event.lines[:3] if text.strip()]
    said = "; ".join([*lines[:1], *map(going_on, lines[1:])])
    if not said or event.kind in _SPOKEN:
        return said or event.kind.value
    return f"{event.kind.value}: {going_on(said)}"


def _chunks(rows: Sequence[list[Json]]) -> list[Json]:
    """A block takes 3000 characters; so many rows always fit."""
    return [rich(bullets(rows[start : start + _CHUNK])) for start in range(0, len(rows), _CHUNK)]


def _hosts(number: int) -> str:
    return "1 host" if number == 1 else f"{number} hosts"


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
