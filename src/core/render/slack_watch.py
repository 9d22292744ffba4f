"""Alerts in Slack: the parent message of an incident, its edits, the lines of its thread. Lays out, derives nothing.

Law: the parent always reads as the present: the state in words, what stands, since when, who has it in hand. An owner
is called by name only where the saying asks for it; names from certificates and servers are literal text.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from core.model.message import Json, Message
from core.model.prose import Link, Moment, prose
from core.model.target import Target
from core.model.watch import Hold
from core.model.watch_say import Board, Look, Reply
from core.render.slack_blocks import (
    HEADER,
    actions,
    bullets,
    button,
    escape,
    header,
    message,
    paragraph,
    person,
    rich,
    safe,
    words,
)
from core.render.slack_prose import inline, timed
from core.words.certificate_time import span

ACK, UNACK = "watch_ack", "watch_unack"
SNOOZE, UNSNOOZE = "watch_snooze", "watch_unsnooze"
CHANGE, CHECK_NOW, HISTORY = "watch_change", "watch_check", "watch_history"
MOST_LINES: Final = 12
LOOKS: Final = {
    Look.BROKEN: "is broken",
    Look.UNREACHABLE: "cannot be reached",
    Look.EXPIRED: "is broken",
    Look.EXPIRING: "expires soon",
    Look.OVERDUE: "is overdue for renewal",
    Look.AT_RISK: "is at risk",
    Look.UNCHECKED: "was not checked",
    Look.CHANGED: "serves another certificate",
    Look.FINE: "is fine again",
}
_LIGHTS: Final = {Look.BROKEN: "🔴", Look.EXPIRED: "🔴", Look.UNREACHABLE: "🔴", Look.FINE: "🟢", Look.CHANGED: "🔵"}
_ID: Final = re.compile(r"[UWS][A-Z0-9]{2,40}")
_LASTED: Final = "It lasted "
_OUT_OF_REACH: Final = "It cannot be reached: "
AGO: Final = re.compile(r" \d+ (?:second|minute|hour|day)s? ago\b")
_OURS: Final = frozenset({"A", "An", "Another", "It", "No", "Not", "Reachable", "Renewed:", "The", "Works"})
_MORE: Final = "There was more than fits here; the history has all of it."
Names = Mapping[str, str]
"""Slack ids → names to show where nobody is to be called. What is missing is shown as an id that says so."""


def board(shown: Board, names: Names | None = None, tried_from: str = "") -> Message:
    """The parent message, new or edited. ``tried_from``: from where the target was looked at."""
    said = f"{_named(shown)} {LOOKS[shown.look]}"
    above = (_OUT_OF_REACH,) if shown.look is Look.UNREACHABLE else ()
    told = [line for line in shown.lines if not (shown.lasted and line.startswith(_LASTED))]
    lines = [without_name(line, shown.target, *above) for line in told]
    after = f" after {span(shown.lasted)}" if shown.lasted is not None else ""
    todo = [paragraph(words("To do: ", bold=True), words(shown.todo))] if shown.todo else []
    blocks = [
        *title(f"{said}{after} {_LIGHTS.get(shown.look, '🟡')}"),
        *([rich(bullets(_bounded(lines)), *todo)] if lines or todo else []),
        rich(*_facts(shown, names or {}, tried_from)),
    ]
    told_as = _called(shown, names or {}) + _told(f"{said}{after}", lines)
    return message(told_as, blocks, buttons=_buttons(shown), more=_MORE)


def reply(shown: Reply, names: Names | None = None) -> Message:
    """A line of history, in the thread."""
    lines = [without_name(line, shown.target) for line in shown.lines] or ["Nothing changed"]
    first = [owner(shown.owner, names or {}, call=True), words(": ")] if shown.mention and shown.owner else []
    when = inline(prose(Moment(shown.at)))
    if len(lines) == 1:
        told = [paragraph(*first, *timed(lines[0]), words(" · "), *when)]
    else:
        told = [paragraph(*first), bullets(_bounded(lines)), paragraph(*when)]
    told_as = _called(shown, names or {}) + _told(_named(shown), lines)
    return message(told_as, [rich(*(part for part in told if part["elements"]))])


def sample_alert(by: str) -> Message:
    """What ``test-alert`` posts: that alerts arrive here, and nothing else."""
    asked = paragraph(words("Asked by "), person(by))
    said = "This is a test: alerts of tlscheck arrive in this channel. Nothing is wrong."
    return message(said, [*title("Test alert"), rich(paragraph(words(said)), asked)])


def title(text: str) -> list[Json]:
    """A header where it fits, else a bold line."""
    return [header(text)] if len(text) <= HEADER else [rich(paragraph(words(text, bold=True)))]


def owner(owner_id: str, names: Names, *, call: bool = False) -> Json:
    """A user or a user group (their ids begin with S); notified only when called."""
    if not call:
        return words(names.get(owner_id) or (f"id {owner_id}" if _ID.fullmatch(owner_id) else owner_id), code=True)
    pill = person(owner_id)
    if pill["type"] == "user" and owner_id.startswith("S"):
        return {"type": "usergroup", "usergroup_id": owner_id}
    return pill


def held(hold: Hold, what: str, who: Json | None = None) -> list[Json]:
    """Who took it in hand, until when, and why. ``who``: how to name them; by default as Slack does, which calls."""
    until = inline(prose(" until ", Moment(hold.until))) if hold.until else []
    why = [words(": "), words(hold.reason)] if hold.reason.strip() else []
    return [words(f"{what} by "), who or person(hold.by), *until, *why]


def _named(shown: Board | Reply) -> str:
    return safe(shown.key, 120)


def _facts(shown: Board, names: Names, tried_from: str) -> Iterator[Json]:
    """Times on one line, people on the next ones, how to learn more on the last."""
    told: list[list[Json]] = []
    if shown.since is not None:
        told.append(inline(prose("Began " if shown.lasted is not None else "Since ", Moment(shown.since))))
    if shown.ends is not None:
        done = "ended" if shown.ends < shown.now else "ends"
        told.append(inline(prose(f"{'certificate' if told else 'Certificate'} {done} ", Moment(shown.ends))))
    if shown.owner is not None:
        told.append([words("owner " if told else "Owner "), owner(shown.owner, names, call=shown.mention)])
    told.append(inline(prose("as of " if told else "As of ", Moment(shown.now))))
    if shown.look is Look.UNREACHABLE and tried_from:
        told.append([words(f"tried from {tried_from}")])
    yield paragraph(*(piece for n, part in enumerate(told) for piece in ([words(" · ")] if n else []) + part))
    if shown.acknowledged is not None:
        yield paragraph(*held(shown.acknowledged, "Acknowledged"))
    if shown.snoozed is not None:
        yield paragraph(*held(shown.snoozed, "Snoozed"))
    if shown.link:
        yield paragraph(*inline(prose(Link("What the issuer says about it", shown.link))))
    if shown.look is not Look.FINE:
        what = "What is served now: " if shown.look is Look.CHANGED else "Cause and fix: "
        yield paragraph(words(what), words(f"/tlscheck {shown.key}", code=True))


def _buttons(shown: Board) -> Json:
    """What is over needs nobody any more."""
    key = shown.key
    found = [button("Check now", CHECK_NOW, key)]
    if shown.look is Look.CHANGED:  # nothing goes on that could be held
        found = [button("Assign owner", CHANGE, key), *found]
    elif shown.look is not Look.FINE:
        ack = button("End acknowledgement", UNACK, key) if shown.acknowledged else button("Acknowledge", ACK, key)
        snooze = button("End snooze", UNSNOOZE, key) if shown.snoozed else button("Snooze", SNOOZE, key)
        found = [ack, snooze, button("Assign owner", CHANGE, key), *found]
    return actions("watch", *found, button("History", HISTORY, key))


def _bounded(lines: list[str]) -> list[list[Json]]:
    rows = [timed(line) for line in lines[:MOST_LINES] if line.strip()]
    more = len(lines) - MOST_LINES
    return [*rows, [words(f"… and {more} more")]] if more > 0 else rows or [[words("No particulars")]]


def without_name(line: str, target: Target, *more: str) -> str:
    """Headlines of findings begin with the target and its state, which stand above already. ``more``: so do these."""
    for start in (f"{target} is broken: ", f"{target} is at risk: ", f"{target}: ", *more):
        if line.startswith(start):
            rest = line[len(start) :]
            return rest[:1].upper() + rest[1:]
    return line


def _called(shown: Board | Reply, names: Names) -> str:
    """Who is called, as a notification can say it; it calls nobody itself."""
    name = names.get(shown.owner) if shown.mention and shown.owner else None
    return f"{escape(safe(name, 80))}: " if name else ""


def _told(about: str, lines: list[str]) -> str:
    """As a notification reads: a bold name would not help there."""
    said = "; ".join(going_on(safe(line, 300)) for line in lines[:3] if line.strip())
    return escape(f"{about}: {said}" if said else about)


def going_on(line: str) -> str:
    """A sentence of ours within another; a name that a stranger chose stays as it is."""
    first = line.partition(" ")[0]
    return line[:1].lower() + line[1:] if first in _OURS else line
