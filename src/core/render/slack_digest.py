"""The daily digest in Slack: what needs somebody first, what is fine in a number, and how many were checked.

Law: one screen for a usual day, bounded on the worst one, and what is left out is counted. The same facts stand in
words (sections, ``text``), in a table and, where there is one, in a picture with alternative text; for clients that
refuse the table it becomes a list.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta
from typing import Final

from core.model.message import Json, Message
from core.model.prose import Moment, prose
from core.model.watch import Hold
from core.model.watch_say import Back, Digest, Group, Row, Section
from core.render.slack_blocks import actions, bullets, button, cut, escape, fit, message, paragraph, rich, safe, words
from core.render.slack_prose import inline, timed
from core.render.slack_watch import AGO, Names, going_on, held, owner, title
from core.render.timeline import MOST_ALT

MOST_ROWS: Final = 15  # of one group
NEXT: Final = 10  # rows of the table
_DAY: Final = timedelta(days=1)
_ROOM: Final = 8_000  # characters for the sections; the table and the rest need theirs
_BLOCKS: Final = 36
_NEXT: Final = "next to expire"
CSV: Final = "watch_csv"
_MARKS: Final = {
    Section.CHANGED: "🔵",
    Section.BROKEN: "🔴",
    Section.OVERDUE: "🟡",
    Section.EXPIRING: "🟡",
    Section.UNREACHABLE: "🔴",
    Section.UNCHECKED: "⚪",
    Section.AT_RISK: "🟡",
}
_COUNTED: Final = {Section.OVERDUE: "overdue for renewal", Section.EXPIRING: "expiring soon"}
_BACK: Final = "I can post here again."
_REST: Final = "There was more than fits here: /tlscheck list shows all of it."


def digest(
    shown: Digest,
    names: Names | None = None,
    tried_from: str = "",
) -> Message:
    """``tried_from``: from where the targets were looked at."""
    sections, cut_off = fit([_group(group, names or {}, tried_from) for group in shown.groups], _BLOCKS, _ROOM)
    blocks = [
        *(_back(shown.back) if shown.back else []),
        *title(f"TLS digest of {shown.day:%A}, {shown.day.day} {shown.day:%B %Y}"),
        rich(paragraph(words(_summary(shown), bold=True)), paragraph(words(_counted(shown)))),
        *([rich(paragraph(words(safe(shown.doubt, 400), bold=True)))] if shown.doubt else []),
        *sections,
        *([rich(paragraph(words(_REST, italic=True)))] if cut_off else []),
        *_next(shown),
        *([rich(paragraph(words("Ahead", bold=True)), bullets(_lines(shown.forecast)))] if shown.forecast else []),
    ]
    return message(escape(_told(shown)), blocks, buttons=_buttons(shown), more=_REST)


def _back(back: Back) -> list[Json]:
    """Why nothing was heard for so long."""
    since = inline(prose("Since ", Moment(back.since), f" I could not ({safe(back.because, 80)}). "))
    rest = words("Below is what changed meanwhile, and what stands. What is to be told of it follows as alerts.")
    return [rich(paragraph(words(_BACK, bold=True)), paragraph(*since, rest))]


def _buttons(shown: Digest) -> Json | None:
    """Nothing to press on a day with nothing to report."""
    return None if shown.quiet else actions(f"digest {shown.day}", button("Send me all as CSV", CSV, "all"))


def pictured(shown: Message, file: str, alt: str) -> Message:
    """The digest with the picture of its timeline, by the id that Slack gave the file, below the ends that it shows."""
    image = {"type": "image", "slack_file": {"id": file}, "alt_text": safe(alt, MOST_ALT) or "Expiry timeline"}
    below = next((at + 1 for at, block in enumerate(shown.blocks) if block.get("block_id") == _NEXT), len(shown.blocks))
    return Message(shown.text, (*shown.blocks[:below], image, *shown.blocks[below:]))


def untabled(shown: Message) -> Message:
    """The same message with its table as a list, for clients that do not take tables yet; without one, itself."""
    if not any(block["type"] == "table" for block in shown.blocks):
        return shown
    return Message(shown.text, tuple(_listed(block) if block["type"] == "table" else block for block in shown.blocks))


def _listed(table: Json) -> Json:
    rows = [[cell["text"] for cell in row] for row in table["rows"][1:]]
    listed = [[words(key, code=True), words(f"  ends {day}, days left: {left}")] for key, day, left in rows]
    return {**rich(bullets(listed)), "block_id": table["block_id"]}


def _summary(shown: Digest) -> str:
    if shown.quiet:
        return "Nothing to report: no breakage, nothing overdue, nothing close to its end."
    counts: dict[Section, int] = {}
    for group in shown.groups:
        counts[group.section] = counts.get(group.section, 0) + len(group.rows)
    return (
        ", ".join(f"{count} {_COUNTED.get(section, section.value.lower())}" for section, count in counts.items())
        or "No changes."
    )


def _counted(shown: Digest) -> str:
    """The line that says that somebody looked."""
    missing = shown.total - shown.checked
    late = f"; {missing} not checked in time" if missing > 0 else ""
    return f"{shown.fine} fine. {shown.checked} of {shown.total} checked{late}."


def _told(shown: Digest) -> str:
    """As a notification: the worst by name, when there are few."""
    worst = next((g for g in shown.groups if g.section is not Section.CHANGED), None)
    named = ", ".join(safe(row.key, 80) for row in worst.rows[:3]) if worst else ""
    about = f" {worst.section.value}: {named}." if worst else ""
    back = f"{_BACK} " if shown.back else ""
    return f"{back}TLS digest: {_summary(shown).rstrip('.')}. {_counted(shown)}{about}"


def _group(group: Group, names: Names, tried_from: str) -> Json:
    whose: list[Json] = []
    if group.section is Section.UNREACHABLE and tried_from:
        whose = [words(f", tried from {tried_from}")]
    if group.section is Section.EXPIRING:
        whose = [words(", owner "), owner(group.owner, names)] if group.owner else [words(", without an owner")]
    mark = _MARKS.get(group.section)
    heading = [words(f"{group.section.value} ({len(group.rows)})", bold=True), *whose]
    rows = [_row(row, names, group) for row in group.rows[:MOST_ROWS]]
    more = len(group.rows) - MOST_ROWS
    rows += [[words(f"… and {more} more: /tlscheck list")]] if more > 0 else []
    return rich(paragraph(*heading, words(f" {mark}" if mark else "")), bullets(rows))


def _row(row: Row, names: Names, group: Group) -> list[Json]:
    past = group.section is Section.CHANGED
    lines = [_line(line, row, past=past) for line in row.lines[:3] if line.strip()]
    more = f" (and {len(row.lines) - 3} more)" if len(row.lines) > 3 else ""
    said = "; ".join([*lines[:1], *map(going_on, lines[1:])])
    pieces = [words(row.key[:120], code=True), words("  "), *timed(said, 700), words(more)]
    if row.ends is not None and group.section in (Section.OVERDUE, Section.EXPIRING, Section.UNREACHABLE):
        pieces += inline(prose(" – ends ", Moment(row.ends)))
    if row.owner is not None and row.owner != group.owner:
        pieces += [words(" – owner "), owner(row.owner, names)]
    if row.held is not None:
        pieces += [words(" – "), *held(row.held, _how(row.held, group), owner(row.held.by, names))]
    return pieces


def _line(line: str, row: Row, *, past: bool) -> str:
    """Without the name that stands before it. ``past``: "6 minutes ago" was so when it happened, and is not now."""
    said = safe(line, 200).removeprefix(f"{row.target} ")
    return AGO.sub("", said) if past else said


def _how(hold: Hold, group: Group) -> str:
    return "snoozed" if group.section is Section.SNOOZED or hold.until else "acknowledged"


def _next(shown: Digest) -> list[Json]:
    """The ends that come first."""
    soonest = shown.timeline[:NEXT]
    if not soonest or shown.quiet:
        return []
    heading = rich(paragraph(words("Next to expire", bold=True)))
    rows = [["Target", "Ends", "Days left"]]
    rows += [[_cell(key), f"{at.astimezone(UTC):%Y-%m-%d}", str(int((at - shown.now) / _DAY))] for key, at in soonest]
    made = {
        "type": "table",
        "block_id": _NEXT,
        "rows": [[{"type": "raw_text", "text": text} for text in row] for row in rows],
        "column_settings": [{"is_wrapped": True}, {}, {"align": "right"}],
    }
    return [heading, made]


def _cell(key: str) -> str:
    return safe(key, 80) or "–"


def _lines(lines: Sequence[str]) -> Iterator[list[Json]]:
    for line in lines[:5]:
        yield [words(cut(line, 400))]
