"""Sections → the modal behind *Full report*: grade, clients, the map of the server, what stands around it."""

from collections.abc import Iterable, Sequence

from core.model.message import Json, View
from core.model.prose import prose
from core.model.report import Report
from core.model.section import Section, Tone
from core.render.slack import headline
from core.render.slack_blocks import divider, paragraph, rich, view, words
from core.render.slack_prose import inline, items

_MORE = "There is more than Slack shows here. On a terminal, tlscheck check prints all of it."
_NOTHING = "There is nothing more: no TLS was seen that could be surveyed."
_MARKS = {Tone.GOOD: "✓ ", Tone.BAD: "✗ ", Tone.DOUBTFUL: "! ", Tone.UNKNOWN: "? ", Tone.PLAIN: ""}
_ROWS = 12  # rows a block, so that one long section is not cut as a whole


def full_report(reports: Sequence[tuple[Report, Iterable[Section]]]) -> View:
    """One modal for all reports of a message, each with its sections."""
    blocks: list[Json] = []
    for report, sections in reports:
        blocks.append(rich(paragraph(words("Full report: ", bold=True), *inline(headline(report)))))
        shown = [block for section in sections for block in _section(section)]
        blocks += [*(shown or [rich(paragraph(words(_NOTHING)))]), divider()]
    return view("Full report", blocks[:-1], _MORE)


def _section(section: Section) -> list[Json]:
    lead = items([section.lead]) if section.lead else []
    blocks = [divider(), rich(paragraph(words(section.title, bold=True)), *lead)]
    for start in range(0, len(section.rows), _ROWS):
        some = section.rows[start : start + _ROWS]
        blocks.append(rich(*items([prose(f"{_MARKS[row.tone]}{row.label}: ", *row.value.pieces) for row in some])))
    return blocks
