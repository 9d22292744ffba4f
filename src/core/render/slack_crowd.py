"""Many alerts as one message in Slack: its board, and what is new in its thread. Lays out, derives nothing.

Law: as for a single alert (`core.render.slack_watch`). One line for all that have the same trouble, with as many names
as fit in a line; what is left out is counted. Each owner stands there once, and is called once a message.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from core.model.message import Json, Message
from core.model.prose import Moment, prose
from core.model.watch_say import Cluster, CrowdBoard, CrowdReply, Look, Owner
from core.render.slack_blocks import (
    actions,
    bullets,
    button,
    cut,
    escape,
    message,
    paragraph,
    rich,
    safe,
    words,
)
from core.render.slack_prose import inline
from core.render.slack_watch import Names, owner, title, without_name
from core.words.certificate_time import span

ACK_ALL: Final = "watch_ack_all"
MOST_LINES: Final = 10
MOST_NAMES: Final = 12  # of one line
_OUT_OF_REACH: Final = "It cannot be reached: "
_MOST_OWNERS: Final = 20
_SAID: Final = {
    Look.BROKEN: ("is broken", "are broken"),
    Look.UNREACHABLE: ("cannot be reached", "cannot be reached"),
    Look.EXPIRED: ("serves a certificate that expired", "serve a certificate that expired"),
    Look.EXPIRING: ("expires soon", "expire soon"),
    Look.OVERDUE: ("is overdue for renewal", "are overdue for renewal"),
    Look.AT_RISK: ("is at risk", "are at risk"),
    Look.UNCHECKED: ("was not checked", "were not checked"),
    Look.CHANGED: ("serves another certificate", "serve another certificate"),
    Look.FINE: ("is fine again", "are fine again"),
}
_GRAVE: Final = frozenset({Look.BROKEN, Look.UNREACHABLE, Look.EXPIRED})
_MORE: Final = "There was more than fits here: /tlscheck list shows all of it."


def crowd(shown: CrowdBoard, tried_from: str = "") -> Message:
    """The parent message, new or edited. ``tried_from``: from where the targets were looked at."""
    told = _counts(shown)
    light = "🔴" if any(c.look in _GRAVE for c in shown.clusters) else "🟡" if shown.clusters else "🟢"
    blocks = [
        *title(f"{told} {light}"),
        *([rich(*_lines(shown.clusters))] if shown.clusters else []),
        rich(*_facts(shown, tried_from)),
    ]
    buttons = actions("crowd", button("Acknowledge all", ACK_ALL, shown.id)) if _stands(shown) else None
    return message(escape(told), blocks, buttons=buttons, more=_MORE)


def crowd_reply(shown: CrowdReply) -> Message:
    """What is new, or that all is over, in the thread."""
    after = f" after {span(shown.lasted)}" if shown.lasted is not None else ""
    called = [owner(one.id, shown.names, call=True) for one in shown.owners if one.call]
    first = [paragraph(*(piece for pill in called for piece in (pill, words(" "))))] if called else []
    last = [paragraph(words("That is much for one day: until tomorrow, only the message above changes"))]
    when = paragraph(*inline(prose(Moment(shown.at))))
    told = f"All {_hosts(shown.fine)} are fine again{after}" if after else _summary(shown.clusters)
    over = [paragraph(words(told))] if after else []
    lines = _lines(shown.clusters) if shown.clusters else []
    return message(escape(told), [rich(*first, *over, *lines, *(last if shown.last_today else []), when)])


def _counts(shown: CrowdBoard) -> str:
    if not shown.clusters and not shown.fine:
        return "None of these hosts is watched here any more"
    if not shown.clusters:
        after = f" after {span(shown.lasted)}" if shown.lasted is not None else ""
        return f"{_hosts(shown.fine)} {_SAID[Look.FINE][shown.fine != 1]}{after}"
    fine = [f"{shown.fine} {_SAID[Look.FINE][shown.fine != 1]}"] if shown.fine else []
    return ", ".join([_summary(shown.clusters), *fine])


def _summary(clusters: Sequence[Cluster]) -> str:
    """How many, by what is wrong."""
    counts: dict[Look, int] = {}
    for cluster in clusters:
        counts[cluster.look] = counts.get(cluster.look, 0) + len(cluster.keys)
    told = [f"{count} {_SAID[look][count != 1]}" for look, count in counts.items()]
    first = next(iter(counts.values()), 0)
    hosts = f"{_hosts(first)}{told[0][len(str(first)) :]}" if told else "Nothing"
    return ", ".join([hosts, *told[1:]])


def _hosts(count: int) -> str:
    return f"{count} {'host' if count == 1 else 'hosts'}"


def _lines(clusters: Sequence[Cluster]) -> list[Json]:
    rows = [_line(cluster) for cluster in clusters[:MOST_LINES]]
    left = clusters[MOST_LINES:]
    if left:
        more = sum(len(cluster.keys) for cluster in left)
        rows.append([words(f"… and {_hosts(more)} more with {len(left)} other troubles")])
    return [bullets(rows)]


def _line(cluster: Cluster) -> list[Json]:
    """How many, what, which."""
    count = len(cluster.keys)
    subject = f" the certificate for {safe(cluster.subject, 100)}" if cluster.subject else ""
    match cluster.look:
        case Look.EXPIRED if subject:
            what = f"{'serves' if count == 1 else 'serve'}{subject}, which expired"
        case Look.EXPIRING | Look.OVERDUE if subject:
            late = ", overdue for renewal, which ends" if cluster.look is Look.OVERDUE else ", which ends"
            what = f"{'serves' if count == 1 else 'serve'}{subject}{late}"
        case look:
            what = _SAID[look][count != 1]
    when = inline(prose(" ", Moment(cluster.ends))) if cluster.ends is not None and subject else []
    said = without_name(cluster.said, cluster.target, _OUT_OF_REACH) if not when else ""
    named = ", ".join(safe(key, 120) for key in cluster.keys[:MOST_NAMES])
    more = f" and {count - MOST_NAMES} more" if count > MOST_NAMES else ""
    because = f" ({cut(safe(said, 300), 200)})" if said else ""
    return [words(f"{_hosts(count)} {what}"), *when, words(f"{because}: "), words(named, code=True), words(more)]


def _facts(shown: CrowdBoard, tried_from: str) -> Iterator[Json]:
    told = inline(prose("Since " if _stands(shown) else "Began ", Moment(shown.since), " · as of ", Moment(shown.now)))
    dark = any(cluster.look is Look.UNREACHABLE for cluster in shown.clusters)
    yield paragraph(*told, *([words(f" · tried from {tried_from}")] if dark and tried_from else []))
    if shown.owners:
        yield paragraph(*_owners(shown.owners, shown.names))
    if shown.held:
        yield paragraph(words(f"{_hosts(shown.held)} {'is' if shown.held == 1 else 'are'} acknowledged or snoozed"))
    if _stands(shown):
        first = shown.clusters[0].keys[0]
        yield paragraph(words("Cause and fix: "), words(f"/tlscheck {first}", code=True))
        yield paragraph(words("One of them: "), words(f"/tlscheck ack {first}", code=True), words(" or snooze"))


def _owners(owners: Sequence[Owner], known: Names) -> Iterator[Json]:
    yield words("owners " if len(owners) > 1 else "owner ")
    names = {one.id: f"@{one.name}" for one in owners if one.name} | dict(known)
    for number, one in enumerate(owners[:_MOST_OWNERS]):
        yield from ([words(", ")] if number else [])
        yield owner(one.id, names, call=one.call)
    if len(owners) > _MOST_OWNERS:
        yield words(f" and {len(owners) - _MOST_OWNERS} more")


def _stands(shown: CrowdBoard) -> bool:
    return any(cluster.look is not Look.CHANGED for cluster in shown.clusters)
