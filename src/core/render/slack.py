"""Report → the verdict in Slack: one screen, in EXPERIENCE's order. Lays out and never computes.

Headline · handshake trail · root cause (seen, means, who must act, who is hit) · fix and proof · also found · buttons.
Several targets share one message: each keeps its headline, cause, culprit and proof; the rest is under *Explain more*.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.model.client import Connects
from core.model.finding import Finding, Severity
from core.model.message import Json, Message
from core.model.prose import Moment, Prose, clean, plain, prose, quote
from core.model.report import Report, State, Step, StepStatus
from core.render.labels import SURE, WHO, WORKS, grouped
from core.render.slack_blocks import (
    HEADER,
    actions,
    bullets,
    button,
    divider,
    header,
    message,
    paragraph,
    person,
    preformatted,
    rich,
    words,
)
from core.render.slack_prose import fallback, inline, items, paragraphs, steps

RECHECK = "recheck"
EXPLAIN = "explain_more"
FULL = "full_report"
CHECK_HOST = "check_host"
WATCH_HERE = "watch_here"
EVIDENCE, ALSO, OPEN = 6, 6, 4

STATES = {
    State.OK: "is fine",
    State.AT_RISK: "is at risk",
    State.BROKEN: "is broken",
    State.UNDETERMINED: "could not be determined",
}
_LIGHTS = {State.OK: "🟢", State.AT_RISK: "🟡", State.BROKEN: "🔴", State.UNDETERMINED: "⚪"}
SEVERITIES = {
    Severity.BROKEN: "Broken",
    Severity.AT_RISK: "At risk",
    Severity.ADVICE: "Advice",
    Severity.NOTE: "Note",
}
_SAID = {Severity.BROKEN: STATES[State.BROKEN], Severity.AT_RISK: STATES[State.AT_RISK]}
_MARKS = {StepStatus.OK: "✓", StepStatus.FAILED: "✗", StepStatus.WARNING: "!", StepStatus.SKIPPED: "–"}
_MORE = "There was more than fits here: press Explain more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What the message says besides the reports. ``changed`` None: no Re-check; empty: nothing changed."""

    job_id: str
    asked_by: str
    changed: tuple[Prose, ...] | None = None


def verdict(reports: Sequence[Report], telling: Telling) -> Message:
    """The message for one to five reports. ``reports`` is not empty."""
    blocks = [*_opening(telling)]
    for report in reports:
        blocks += _whole(report) if len(reports) == 1 else _brief(report)
    blocks.append(_closing(reports, telling))
    again = "Re-check" if len(reports) == 1 else "Re-check all"
    return message(
        " · ".join(spoken(report) for report in reports),
        blocks,
        buttons=buttons(telling.job_id, button(again, RECHECK, telling.job_id), explain=True),
        more=_MORE,
    )


def repeated(verdict: Message) -> Message:
    """The same for a second delivery, when the first one may have arrived and cannot be edited."""
    text = "You may see this twice: the first delivery was interrupted, and whether it arrived is not known."
    return Message(verdict.text, (rich(paragraph(words(text, italic=True))), *verdict.blocks))


def buttons(job_id: str, first: Json, *, explain: bool) -> Json:
    """The row of buttons; its ``block_id`` is new with every job, as Slack wants it for edited messages. ``explain``:
    there is a verdict behind them."""
    more = (
        button("Watch here", WATCH_HERE, job_id),
        button("Full report", FULL, job_id),
        button("Explain more", EXPLAIN, job_id),
    )
    return actions(f"actions-{job_id}", first, *(more if explain else ()))


def headline(report: Report) -> Prose:
    """Target, state and root cause in one sentence."""
    cause = report.root_cause
    told = f": {WORKS}" if report.works_as_far_as_known else f" {STATES[report.state]}"
    about = prose(f"{report.target}{told}")
    if cause is None or report.state in (State.OK, State.UNDETERMINED):
        return _with_reason(report, about)
    if plain(cause.headline).startswith(report.target.host) or plain(cause.headline).startswith(str(report.target)):
        return cause.headline
    return Prose((*about.pieces, *prose(": ").pieces, *cause.headline.pieces))


def spoken(report: Report) -> str:
    """The headline as mrkdwn, for notifications and screen readers."""
    return fallback(headline(report))


def trail(steps: Sequence[Step]) -> list[Json]:
    """``DNS ✓ 4 ms → TCP ✓ 11 ms → … → Certificate ✗ expired``."""
    pieces: list[Json] = []
    for index, step in enumerate(steps):
        took = f" {step.ms:.0f} ms" if step.ms is not None else ""
        detail = f" {clean(step.detail, 100)}" if step.detail else ""
        pieces += [words(" → ")] if index else []
        pieces += [words(f"{step.name} {_MARKS[step.status]}", bold=step.status is StepStatus.FAILED)]
        pieces += [words(f"{took}{detail}")]
    return [rich(paragraph(*pieces))] if pieces else []


def cause(finding: Finding) -> list[Json]:
    """Seen, means, who must act, who is hit, fix, proof: three blocks."""
    seen = [paragraph(words("What was seen", bold=True)), *items(finding.evidence[:EVIDENCE])]
    blocks = [rich(*seen, *paragraphs(finding.means)), rich(*who_acts(finding), *who_is_hit(finding))]
    fix = [paragraph(words("How to fix it", bold=True)), *steps(finding.fix)] if finding.fix else []
    chain = [paragraph(words("The complete PEM chain is under Explain more."))] if finding.attachment else []
    proof = [paragraph(words("Prove it", bold=True)), preformatted(finding.verify)] if finding.verify.strip() else []
    return [*blocks, rich(*fix, *chain, *proof)] if fix or chain or proof else blocks


def who_acts(finding: Finding) -> list[Json]:
    who = f"{WHO[finding.blame]} ({SURE[finding.confidence]})."
    return [paragraph(words("Who must act: ", bold=True), words(who))]


def who_is_hit(finding: Finding) -> list[Json]:
    if not finding.impact:
        return []
    shown = [(words(f"{hit.client}: "), words(clean(hit.shows, 300), code=True)) for hit in finding.impact]
    return [paragraph(words("Who is hit, and the words they see", bold=True)), bullets(shown)]


def also_found(report: Report, findings: Sequence[Finding], most: int) -> list[Json]:
    """One line each, the target not named again; how many more there are."""
    if not findings:
        return []
    lines = []
    for finding in findings[:most]:
        said = inline(finding.headline)
        if said and "text" in said[0]:
            said[0] = {
                **said[0],
                "text": said[0]["text"].removeprefix(f"{report.target} {_SAID.get(finding.severity)}: "),
            }
        lines.append([words(f"{SEVERITIES[finding.severity]}: ", bold=True), *said])
    if len(findings) > most:
        lines.append([words(f"… and {len(findings) - most} more under Explain more.")])
    return [rich(paragraph(words("Also found", bold=True)), bullets(lines))]


def open_questions(report: Report, most: int) -> list[Json]:
    """What has no answer, said plainly; our own crashes among it."""
    open_ = grouped(report.undetermined)
    open_ += [f"{o.code}: our own check failed ({clean(o.because, 200)})" for o in report.crashed]
    if report.out_of_time:
        open_.insert(0, "The time for a check ran out; this is what was found by then.")
    if report.still_looking:
        open_.insert(0, f"Still looking: {', '.join(report.still_looking)}. This message will be completed.")
    if not open_:
        return []
    lines = [[words(text)] for text in open_[:most]]
    lines += [[words(f"… and {len(open_) - most} more under Explain more.")]] if len(open_) > most else []
    return [rich(paragraph(words("Not determined", bold=True)), bullets(lines))]


def standing(report: Report) -> list[Json]:
    """For a target that works: what was checked, until when the certificate is good, what was negotiated, who trusts
    it."""
    lines: list[list[Json]] = [
        [words(f"{len(report.passed)} checks passed, {len(report.not_applicable)} did not apply.")]
    ]
    if report.certificates:
        leaf = report.certificates[0]
        said = prose("The certificate for ", quote(leaf.display, 100), " is valid until ", Moment(leaf.not_after), ".")
        lines.append(inline(said))
    if report.negotiated:
        n = report.negotiated
        lines.append([words("Negotiated: " + ", ".join(filter(None, (n.version, n.cipher, n.group, n.alpn))))])
    if trusted := [v.store.value for v in report.trust if v.trusted]:
        lines.append([words("Trusted by: " + ", ".join(trusted))])
    lines += [[words(text)] for text in _assessment(report)]
    return [rich(paragraph(words("What was checked", bold=True)), bullets(lines))]


def _assessment(report: Report) -> Iterator[str]:
    """Who can connect, and the grade with its reason."""
    if report.clients:
        able = sum(isinstance(result.answer, Connects) for result in report.clients)
        yield f"{able} of {len(report.clients)} kinds of clients can connect; which, is in the full report."
    if report.grade is not None and report.grade.letter is not None:
        reasons = "; ".join(dict.fromkeys(clean(cap.reason) for cap in report.grade.caps[:2]))
        yield f"Grade {report.grade.letter.value}{reasons and f': {reasons}'}"


def _whole(report: Report) -> list[Json]:
    blocks = [*_title(report), *trail(report.steps)]
    root = report.root_cause
    if root is not None and report.state is not State.OK:
        blocks += cause(root)
        return [*blocks, *also_found(report, report.findings[1:], ALSO), *open_questions(report, OPEN)]
    return [*blocks, *standing(report), *also_found(report, report.findings, ALSO), *open_questions(report, OPEN)]


def _brief(report: Report) -> list[Json]:
    root = report.root_cause
    parts: list[Json] = []
    if root is not None and report.state is not State.OK:
        parts = [*paragraphs(root.means), *who_acts(root)]
        parts += [preformatted(root.verify)] if root.verify.strip() else []
        others = len(report.findings) - 1
        parts += [paragraph(words(f"Also found: {others} more, under Explain more."))] if others else []
    return [*_title(report), *([rich(*parts)] if parts else []), divider()]


def _title(report: Report) -> list[Json]:
    """A header when the headline fits into one, else a bold paragraph. The light repeats the words."""
    text = f"{plain(headline(report))} {_LIGHTS[report.state]}"
    if len(text) <= HEADER:
        return [header(text)]
    return [rich(paragraph(words(text, bold=True)))]


def _with_reason(report: Report, about: Prose) -> Prose:
    if report.state is State.UNDETERMINED:
        why = next(iter((*report.undetermined, *report.crashed)), None)
        return prose(*about.pieces, f": {clean(why.because, 90)}") if why else about
    if report.certificates:
        return prose(*about.pieces, ": the certificate is valid until ", Moment(report.certificates[0].not_after))
    return about


def _opening(telling: Telling) -> list[Json]:
    blocks: list[Json] = []
    if telling.changed is not None:
        what = ". What changed:" if telling.changed else ". Nothing changed."
        who = paragraph(words("Re-checked by "), person(telling.asked_by), words(what))
        blocks.append(rich(who, *items(telling.changed)))
    return blocks


def _closing(reports: Sequence[Report], telling: Telling) -> Json:
    first = reports[0]
    made = sum(report.connections for report in reports)
    took = max(report.duration_ms for report in reports) / 1000
    cost = f", {made} connections, {took:.1f} s. Request {telling.job_id}."
    facts = prose("Checked ", Moment(first.checked_at), cost)
    asked = [] if telling.changed is not None else [words("Asked by "), person(telling.asked_by), words(". ")]
    return rich(paragraph(*asked, *inline(facts)))
