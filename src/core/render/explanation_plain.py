"""Explanation → text for a terminal, in the order of a live report. Lays out, derives nothing."""

from core.model.explanation import Explanation, Transcript
from core.model.prose import Prose, clean
from core.render.labels import WHO, is_told, verdict_of
from core.render.plain import Style, part, words

NO_PROBLEM = "No TLS problem shows in this text."


def render(explanation: Explanation, style: Style | None = None) -> str:
    """Cause, who must act, what told us, what it means, fix, what else it can be, what to check next."""
    style = style or Style()
    if not explanation.causes:
        return "\n".join([NO_PROBLEM, *_evidence(explanation, style), *_steps(explanation.next, style)]) + "\n"
    first, *others = explanation.causes
    fix = "Fix" if is_told(first) else "Fix, if it is that"
    lines = [
        f"{style.paint(f'{verdict_of(first)}:', 31)} {style.paint(first.code, 1)}",
        *part("Who must act", [WHO[explanation.actor]], style),
        *part("What told us", [clean(first.because, 400)], style),
        *_evidence(explanation, style),
        *part("What it means", [words(explanation.means, style)] if explanation.means else [], style),
        *part(fix, [f"{n}. {words(step, style)}" for n, step in enumerate(explanation.fix, 1)], style),
        *part("It can also be", [f"{c.code} ({c.confidence:.0%}): {clean(c.because, 400)}" for c in others], style),
        *_steps(explanation.next, style),
    ]
    return "\n".join(lines) + "\n"


def _steps(steps: tuple[Prose, ...], style: Style) -> list[str]:
    return part("Check next", [words(step, style) for step in steps], style)


def _evidence(explanation: Explanation, style: Style) -> list[str]:
    return part("What we read", read(explanation), style)


def read(explanation: Explanation) -> list[str]:
    """Who wrote the text, whom it names, what it shows: a line each."""
    seen = []
    if explanation.tool:
        side = f", the {explanation.side.value}'s side" if explanation.side else ""
        seen.append(f"Written by {explanation.tool}{side}")
    if explanation.hosts:
        seen.append(f"Names {clean(', '.join(explanation.hosts))}")
    return [*seen, *_transcript(explanation.transcript)]


def _transcript(seen: Transcript) -> list[str]:
    parts = (
        seen.version,
        seen.cipher,
        f"group {seen.group}" if seen.group else None,
        seen.alpn and f"ALPN {seen.alpn}",
    )
    lines = [f"Negotiated: {clean(', '.join(p for p in parts if p))}"] if any(parts) else []
    for place, one in enumerate(seen.chain):
        dates = f", valid {one.not_before} to {one.not_after}" if one.not_after else ""
        lines.append(clean(f"Certificate {place}: {one.subject}, issued by {one.issuer}{dates}", 300))
    if seen.verify is not None or seen.verify_text:
        number = "" if seen.verify is None else f"{seen.verify} "
        lines.append(clean(f"Verify result: {number}{seen.verify_text or ''}"))
    return lines
