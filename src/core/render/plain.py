"""Report → text for a terminal. Lays out, derives nothing; colour is never the only sign of anything."""

import textwrap
from collections.abc import Iterable

from core.model.finding import Finding, Severity
from core.model.prose import clean
from core.model.report import Report, State, Step, StepStatus
from core.model.section import Section
from core.render import plain_sections
from core.render.labels import SURE, WHO, WORKS, grouped
from core.render.plain_style import Style as Style
from core.render.plain_style import words as words

STATES = {
    State.OK: ("fine", (32, 1)),
    State.AT_RISK: ("at risk", (33, 1)),
    State.BROKEN: ("broken", (31, 1)),
    State.UNDETERMINED: ("could not be determined", (35, 1)),
}
SEVERITIES = {
    Severity.BROKEN: ("broken", (31,)),
    Severity.AT_RISK: ("at risk", (33,)),
    Severity.ADVICE: ("advice", (36,)),
    Severity.NOTE: ("note", (2,)),
}
_MARKS = {StepStatus.OK: "✓", StepStatus.FAILED: "✗", StepStatus.WARNING: "!", StepStatus.SKIPPED: "–"}
_STEP_COLOURS = {StepStatus.OK: 32, StepStatus.FAILED: 31, StepStatus.WARNING: 33, StepStatus.SKIPPED: 2}


def render(report: Report, style: Style | None = None, sections: Iterable[Section] = ()) -> str:
    """The whole report: headline, trail, findings, ``sections``, what was and was not checked."""
    style = style or Style()
    word, colours = STATES[report.state]
    word = WORKS if report.works_as_far_as_known else word
    lines = [f"{style.paint(str(report.target), 1)}: {style.paint(word, *colours)}", "", trail(report.steps, style), ""]
    for number, finding in enumerate(report.findings):
        in_full = number == 0 or finding.severity in (Severity.BROKEN, Severity.AT_RISK)
        lines += in_full_length(finding, style) if in_full else in_one_line(finding, style)
    more = plain_sections.lines(sections, style)
    lines += [*more, *_state(report, style)]
    if more:  # the first line has scrolled away
        lines.append(f"{style.paint(str(report.target), 1)}: {style.paint(word, *colours)}")
    return "\n".join(lines).rstrip() + "\n"


def trail(steps: Iterable[Step], style: Style) -> str:
    """``DNS ✓ 4 ms → TCP ✓ 11 ms → …``, wrapped to the width."""
    shown = []
    for step in steps:
        ms = f" {step.ms:.0f} ms" if step.ms is not None else ""
        detail = f" {clean(step.detail, 100)}" if step.name != "ClientHello" and step.detail else ""
        shown.append(
            f"{clean(step.name, 60)} {style.paint(_MARKS[step.status], _STEP_COLOURS[step.status])}{ms}{detail}"
        )
    return "\n  → ".join(shown)


def in_full_length(finding: Finding, style: Style) -> list[str]:
    """A finding with everything that it says."""
    label, colours = SEVERITIES[finding.severity]
    lines = [
        f"{style.paint(label.upper(), *colours, 1)} {style.paint(words(finding.headline, style), 1)}  [{finding.code}]",
        *part("Who must act", [f"{WHO[finding.blame]} ({SURE[finding.confidence]})"], style),
        *part("What we saw", [words(line, style) for line in finding.evidence], style),
        *part("What it means", [words(finding.means, style)], style),
        *part("Who is hit", [f"{clean(i.client)}: {clean(i.shows)}" for i in finding.impact], style),
        *part("Fix", [f"{n}. {words(step, style)}" for n, step in enumerate(finding.fix, 1)], style),
        *part("Check the fix", [style.paint(clean(finding.verify, 1000), 36)], style),
    ]
    if finding.attachment:
        lines += part(
            "The chain to serve (PEM)", [clean(line) for line in finding.attachment.splitlines()], style, wrap=False
        )
    lines += part("Read more", [f"{r.title} <{r.url}>" for r in finding.references], style, wrap=False)
    return [*lines, ""]


def in_one_line(finding: Finding, style: Style) -> list[str]:
    """A finding by its headline."""
    label, colours = SEVERITIES[finding.severity]
    return [f"{style.paint(label, *colours)}: {words(finding.headline, style)}  [{finding.code}]"]


def part(title: str, items: list[str], style: Style, *, wrap: bool = True) -> list[str]:
    """A titled part: items indented below, wrapped to the width; nothing when there are none."""
    if not items:
        return []
    lines = [f"  {style.paint(title, 2)}"]
    for item in items:
        for number, line in enumerate(item.splitlines() or [""]):
            free = wrap and not line.startswith("    ")
            pieces = textwrap.wrap(line, max(style.width - 6, 40), break_on_hyphens=False) if free else [line]
            lines += [f"    {'  ' if number and free else ''}{piece}" for piece in pieces]
    return lines


def _state(report: Report, style: Style) -> list[str]:
    lines: list[str] = []
    if report.negotiated:
        n = report.negotiated
        extras = [f"group {n.group}" if n.group else "", f"ALPN {n.alpn}" if n.alpn else ""]
        lines.append(f"Negotiated: {clean(', '.join(filter(None, [n.version, n.cipher, *extras])))}")
    if report.certificates:
        leaf = report.certificates[0]
        lines.append(
            f"Certificate: {clean(leaf.display)}, issued by {clean(leaf.issuer)}, "
            f"valid {leaf.not_before:%Y-%m-%d} to {leaf.not_after:%Y-%m-%d %H:%M} UTC"
        )
    if report.trust:
        marks = {True: "✓", False: "✗", None: "?"}
        lines.append("Trusted by: " + "  ".join(f"{v.store.value} {marks[v.trusted]}" for v in report.trust))
    if len(report.addresses) > 1:
        lines += [f"  {'✓' if a.ok else '✗'} {clean(a.address)}: {clean(a.outcome)}" for a in report.addresses]
    if report.undetermined or report.crashed:
        lines.append(style.paint("Could not be determined:", 35))
        lines += [f"  {line}" for line in grouped(report.undetermined)]
        lines += [f"  {o.code}: our check failed, please report it: {clean(o.because)}" for o in report.crashed]
    asked = len(report.passed)
    lines.append(
        f"{asked} checks passed, {len(report.not_applicable)} did not apply; "
        f"{report.connections} connections, {report.duration_ms / 1000:.2f} s, "
        f"at {report.checked_at:%Y-%m-%d %H:%M:%S} UTC"
    )
    if report.judged_at != report.checked_at:
        lines.append(f"Validity was judged as of {report.judged_at:%Y-%m-%d %H:%M:%S} UTC.")
    if report.still_looking:
        lines.append(f"Still looking: {', '.join(report.still_looking)}.")
    if report.out_of_time:
        lines.append("The time allowed ran out; this is what was found by then.")
    return lines
