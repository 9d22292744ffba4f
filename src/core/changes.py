"""What a verdict came to, kept small, and what changed from one verdict to the next. Pure derivation; nothing is laid
out."""

from core.model.job import Said, Summary
from core.model.prose import Code, Moment, Prose, clean, plain, prose
from core.model.report import Report, State

_STATES = {
    State.OK: "fine",
    State.AT_RISK: "at risk",
    State.BROKEN: "broken",
    State.UNDETERMINED: "not determined",
}
MOST_SAID = 40


def summarise(report: Report) -> Summary:
    """The part of a report that a later check is compared with."""
    leaf = report.certificates[0] if report.certificates else None
    return Summary(
        target=report.target,
        state=report.state,
        checked_at=report.checked_at,
        findings=tuple(Said(f.code, clean(plain(f.headline), 300)) for f in report.findings[:MOST_SAID]),
        leaf_sha256=leaf.sha256 if leaf else None,
        not_after=leaf.not_after if leaf else None,
    )


def changes(before: Summary, now: Summary) -> tuple[Prose, ...]:
    """What is different, most important first; empty when nothing is. Findings are compared by code."""
    told: list[Prose] = []
    if before.state is not now.state:
        told.append(prose(f"It was {_STATES[before.state]}, it is {_STATES[now.state]} now."))
    was, has = {s.code for s in before.findings}, {s.code for s in now.findings}
    told += [prose("New: ", *_said(said)) for said in now.findings if said.code not in was]
    told += [prose("No longer found: ", *_said(said)) for said in before.findings if said.code not in has]
    if now.leaf_sha256 != before.leaf_sha256:
        told.append(_certificate(before, now))
    return tuple(told)


def _said(said: Said) -> tuple[Code, str]:
    return Code(said.code), f" ({said.headline})"


def _certificate(before: Summary, now: Summary) -> Prose:
    if now.leaf_sha256 is None:
        return prose("No certificate was seen this time; before, there was one.")
    until = ("; it is valid until ", Moment(now.not_after), ".") if now.not_after else (".",)
    return prose("A certificate is seen now" if before.leaf_sha256 is None else "Another certificate is served", *until)
