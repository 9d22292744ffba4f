"""An incident's step as messages: which, how many, with which words. Pure.

Law: at most one message and one edit a step. A new incident posts its parent; what follows edits it and replies in its
thread. A fault that comes back soon, or when the day has had enough messages, goes on in the old parent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from core.model.finding import Severity
from core.model.watch import Mention, Settings, Subscription
from core.model.watch_say import Board, Look, Reply, Saying, Standing
from core.model.watch_state import Event, Form, Incident, Kind, TargetState, Told
from core.watching.standing import EARLY, EXPIRY, PAST, ROLLOUT, UNCHECKED, UNREACHABLE, ends_at, look_of
from core.words.certificate_time import span

MOST_A_DAY: Final = 6  # messages of one incident; an edit is none
MANY_A_DAY: Final = 4  # after so many, a fault that comes back goes on in its old message
REOPENED_WITHIN: Final = timedelta(hours=1)
_UNTOLD: Final = frozenset({Kind.MOMENT, Kind.CHECKED})
_OVER: Final = {
    UNREACHABLE: "It can be reached again",
    UNCHECKED: "It is checked again",
    ROLLOUT: "The roll-out is over",
    EXPIRY: "Another certificate is served",
    EARLY: "The issuer no longer asks for an early renewal of what is served",
}
_RENEWALS: Final = frozenset({Look.EXPIRED, Look.EXPIRING, Look.OVERDUE})
_LOADED: Final = "If that was done already, the server still serves the old one: reload it."
_TODO: Final = {
    Look.EXPIRED: f"Renew the certificate and have the server load it. {_LOADED}",
    Look.EXPIRING: f"Renew the certificate before it ends, and have the server load it. {_LOADED}",
    Look.OVERDUE: f"See why it was not renewed by itself, and renew it before it ends. {_LOADED}",
    Look.UNREACHABLE: "See whether the service runs, and whether a firewall, a route or its DNS was changed.",
    Look.UNCHECKED: "Nothing at the server: whoever runs tlscheck has to see why checks do not come.",
    Look.CHANGED: "Nothing, if that was planned. If nobody planned it, find out who changed the server or its DNS.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One step. ``counted``: what stands and concerns this channel; ``loud``: what of it is to be told now; ``gone``:
    announced codes that stand no longer; ``kept``: something that would be news is kept back; ``reminded``: all
    reminders that were told, also those whose time is to come again.
    """

    subscription: Subscription
    settings: Settings
    state: TargetState
    before: Incident
    now: datetime
    counted: tuple[Standing, ...] = ()
    loud: tuple[Standing, ...] = ()
    gone: tuple[str, ...] = ()
    surprises: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    kept: bool = False
    reminded: tuple[Told, ...] = ()


def say(part: Part, after: Incident) -> tuple[Incident, tuple[Saying, ...]]:
    """The incident after the step, opened, closed and counted; and what to say."""
    open_before, open_now = part.before.opened_at is not None, bool(after.problems)
    after = _dated(part, after, open_before, open_now)
    if part.loud or part.surprises:
        return _news(part, after, _continues(part, open_before))
    if part.gone:
        return _good_news(part, after)
    moved = part.kept and any(event.kind is Kind.MOMENT for event in part.events)
    if open_before and (moved or any(event.kind not in _UNTOLD for event in part.events)):
        return after, (_saying(after, Form.EDIT, board(part, after)),)
    return after, ()


def _dated(part: Part, after: Incident, open_before: bool, open_now: bool) -> Incident:
    if open_now:
        since = part.before.opened_at or min([part.now, *(s.since for s in part.loud if s.since)])
        return replace(after, opened_at=since, closed_at=None)
    return replace(after, opened_at=None, closed_at=part.now if open_before else after.closed_at)


def _continues(part: Part, open_before: bool) -> bool:
    closed = part.before.closed_at
    soon = closed is not None and timedelta() <= part.now - closed < REOPENED_WITHIN
    day, made = part.before.capped
    stands = part.before.posted is not None or part.before.crowd is not None
    return open_before or soon or (day == part.now.toordinal() and made >= MANY_A_DAY and stands)


def _news(part: Part, after: Incident, continues: bool) -> tuple[Incident, tuple[Saying, ...]]:
    mention = _mentions(part)
    lines = (*(item.said for item in part.loud), *part.surprises, *_over(part))
    after, left = _counted(part, after)
    if not continues and left >= 0:
        shown = board(part, after, mention=mention)
        return (after if after.problems else replace(after, closed_at=part.now)), (_saying(after, Form.PARENT, shown),)
    edit = _saying(after, Form.EDIT, board(part, after))
    return after, (edit, *_reply(part, after, lines, left, mention=mention))


def _good_news(part: Part, after: Incident) -> tuple[Incident, tuple[Saying, ...]]:
    edit = _saying(after, Form.EDIT, board(part, after))
    if part.subscription.snoozed is not None:
        return after, (edit,)
    after, left = _counted(part, after)
    return after, (edit, *_reply(part, after, tuple(_over(part)), left, mention=False))


def _counted(part: Part, after: Incident) -> tuple[Incident, int]:
    """With one message more on this day; how many are left after it, negative when it may not be made."""
    day, made = after.capped
    today = part.now.toordinal()
    made = made if day == today else 0
    return replace(after, capped=(today, min(made + 1, MOST_A_DAY))), MOST_A_DAY - made - 1


def _reply(part: Part, after: Incident, lines: tuple[str, ...], left: int, *, mention: bool) -> Iterator[Saying]:
    if left < 0:
        return
    if left == 0:
        lines = (*lines, "That is much for one day: until tomorrow, only the message above changes")
    show = Reply(
        key=after.key, target=part.subscription.target, lines=lines, at=part.now,
        owner=part.subscription.owner, mention=mention,
    )  # fmt: skip
    yield _saying(after, Form.THREAD, show)


def board(part: Part, after: Incident, *, mention: bool = False) -> Board:
    """The parent message."""
    items = tuple(item for item in part.counted if item.code in after.problems)
    lines = (*(item.said for item in items), *part.surprises)
    look = look_of(items) if items else Look.CHANGED if part.surprises else Look.FINE
    began = _began(part) if look is Look.FINE else None
    return Board(
        key=after.key,
        target=part.subscription.target,
        look=look,
        lines=lines or tuple(_over(part)),
        now=part.now,
        since=began if look is Look.FINE else _since(items, look, after),
        lasted=abs(part.now - began) if began else None,
        ends=ends_at(part.state.facts),
        owner=part.subscription.owner,
        owner_name=part.subscription.owner_name,
        mention=mention,
        acknowledged=part.subscription.acknowledged,
        snoozed=part.subscription.snoozed,
        link=next((item.link for item in items if item.link), ""),
        todo=_todo(look, part.state),
    )


def _since(items: tuple[Standing, ...], look: Look, after: Incident) -> datetime | None:
    """Since when the worst has stood. Of what expired the certificate's end says it: reminders came before that."""
    worst = items[0].since if items else None
    return worst if worst or look is Look.EXPIRED else after.opened_at


def _began(part: Part) -> datetime | None:
    """When what is over began. Reminders hurt nobody: of them, only what broke in the end has lasted."""
    if part.gone and set(part.gone) <= {EXPIRY, EARLY}:
        return next((event.since for event in part.events if event.kind is Kind.RECOVERED and event.since), None)
    return part.before.opened_at


def _todo(look: Look, state: TargetState) -> str:
    facts = state.facts
    if look in _RENEWALS and facts and facts.leaf and facts.earliest and facts.earliest < facts.leaf.not_after:
        return "Have the server send the chain that its CA gives out now; where one came with a renewal, reload it."
    return _TODO.get(look, "")


def _over(part: Part) -> Iterator[str]:
    if not part.gone:
        return
    said = [_OVER.get(code, f"No longer found: {code}") for code in part.gone]
    replaced = any(event.kind is Kind.RENEWED for event in part.events)
    if ends := ends_at(part.state.facts):
        renewed = f"{_renewed(part)} valid until {ends:%Y-%m-%d}"
        over = {EXPIRY, EARLY} if replaced else {EXPIRY}
        said = [renewed if code in over else line for code, line in zip(part.gone, said, strict=True)]
    yield from dict.fromkeys(said)
    if len(part.gone) == len(part.before.problems) and not part.loud and (began := _began(part)):
        yield f"It lasted {span(part.now - began)}"


def _renewed(part: Part) -> str:
    """Why its end is near no longer. The same leaf is no renewal: its chain was mended, or other thresholds hold."""
    leaf = part.state.facts.leaf if part.state.facts else None
    stages = {told.stage for told in part.reminded if leaf is not None and told.sha256 == leaf.sha256}
    if stages & PAST:
        return "The chain is mended: certificate and chain are"
    return "No renewal is due any more: certificate and chain are" if stages else "The certificate is renewed:"


def _mentions(part: Part) -> bool:
    match part.settings.mention:
        case Mention.OWNER:
            return part.subscription.owner is not None
        case Mention.OWNER_WHEN_BROKEN:
            grave = any(item.severity is Severity.BROKEN for item in part.loud)
            return part.subscription.owner is not None and grave
        case Mention.NOBODY:
            return False


def _saying(incident: Incident, form: Form, show: Board | Reply) -> Saying:
    return Saying(f"{incident.key}#{incident.seen}#{form.name.lower()}", form, show)
