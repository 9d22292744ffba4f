"""Capture → its answer in Slack: the first failed conversation in full, the others a line each. Lays out, derives
nothing."""

from collections.abc import Sequence

from core.model.capture import Capture, Conversation, Outcome
from core.model.message import Answer, Json, View
from core.model.prose import clean
from core.render.capture_plain import POINTS, ended, in_one_line, summary, who
from core.render.labels import WHO
from core.render.plain_style import Style
from core.render.slack_blocks import (
    HEADER,
    bullets,
    divider,
    escape,
    header,
    message,
    paragraph,
    preformatted,
    rich,
    view,
    words,
)
from core.render.slack_explain import host_buttons
from core.render.slack_prose import paragraphs, span, steps

_MORE = "There was more than fits here: press Explain more."
_ALL = "There is more than Slack shows here. On a terminal, tlscheck pcap prints all of it."
_OTHERS, _FINE, _CAUSES = 6, 30, 3
_SECRETS = "The capture carries TLS session secrets: whoever has the file can read these conversations."
_KEPT = "The capture was read in memory and is not kept."


def answer(capture: Capture, name: str, job_id: str) -> Answer:
    """``name``: of the file."""
    troubled = capture.troubled
    blocks: list[Json] = [_title(capture, name), *_problems(capture)]
    blocks += _in_full(troubled[0]) if troubled else []
    blocks += _lines("Also failed", [_brief(c) for c in troubled[1 : 1 + _OTHERS]], len(troubled) - 1 - _OTHERS)
    if not troubled:
        fine = [in_one_line(c, Style()) for c in capture.conversations]
        blocks += _lines("Conversations", fine[:_OTHERS], len(fine) - _OTHERS)
    blocks.append(rich(paragraph(words(_KEPT, italic=True))))
    told = f"{span(name)}: {escape(clean(summary(capture), 300))}"
    code = f". First failure: {span(troubled[0].causes[0].code)}" if troubled and troubled[0].causes else ""
    row = host_buttons(job_id, _hosts(capture))
    return Answer(message(told + code, blocks, buttons=row, more=_MORE), _details(capture, name))


def _hosts(capture: Capture) -> list[str]:
    """Names that were asked for, those of failures first."""
    asked = (*capture.troubled, *capture.conversations)
    return list(dict.fromkeys(f"{c.sni}:{c.server.rpartition(':')[2]}" for c in asked if c.sni))


def _title(capture: Capture, name: str) -> Json:
    text = f"{clean(name, 60)}: {clean(summary(capture), 200)}"
    return header(text) if len(text) <= HEADER else rich(paragraph(words(text, bold=True)))


def _problems(capture: Capture) -> list[Json]:
    lines = [clean(problem.sentence, 400) for problem in capture.problems]
    lines += [f"{count} packets of {label} (TLS over UDP): not read." for label, count in capture.udp_tls]
    lines += [f"DNS: {clean(f.name)} is answered with rcode {f.rcode} ({f.code})" for f in capture.name_failures[:10]]
    return _lines("About the file", [*lines, *([_SECRETS] if capture.secrets else [])])


def _in_full(c: Conversation) -> list[Json]:
    first = [paragraph(words(_headline(c), bold=True))]
    if c.causes:
        cause = c.causes[0]
        first.append(
            paragraph(
                words("Cause: ", bold=True), words(cause.code, code=True), words(f" ({clean(cause.because, 300)})")
            )
        )
    first += [paragraph(words("Who ended it: ", bold=True), words(line)) for line in ended(c)]
    if c.advice is None:
        return [rich(*first)]
    acts = paragraph(words("Who must act: ", bold=True), words(f"{WHO[c.advice.actor]}."))
    blocks = [rich(*first, *paragraphs(c.advice.means), acts)]
    if c.advice.fix:
        blocks.append(rich(paragraph(words("How to fix it", bold=True)), *steps(c.advice.fix)))
    if c.advice.check:
        blocks.append(rich(paragraph(words("Prove it", bold=True)), preformatted(clean(c.advice.check, 500))))
    return blocks


def _headline(c: Conversation) -> str:
    where = f" {POINTS[c.failed_at]}" if c.failed_at else ""
    what = "failed" if c.outcome is Outcome.FAILED else "completed, and yet there is trouble"
    return f"{who(c)} {what}{where}"


def _brief(c: Conversation) -> str:
    return _headline(c) + (f": {c.causes[0].code}" if c.causes else "")


def _details(capture: Capture, name: str) -> View:
    blocks: list[Json] = [_title(capture, name), *_problems(capture)]
    for c in capture.troubled:
        seen = [f"#{m.frame} +{m.ms:.1f} ms {m.sender}: {clean(m.what)}" for m in c.timeline]
        others = [f"{k.code} ({k.confidence:.0%}): {clean(k.because, 300)}" for k in c.causes[1 : 1 + _CAUSES]]
        blocks += [divider(), *_in_full(c), *_lines("What we saw", seen), *_lines("It can also be", others)]
        blocks += _lines("Mind", [clean(note, 300) for note in c.notes])
    fine = [in_one_line(c, Style()) for c in capture.conversations if not c.troubled]
    return view("Explain more", [*blocks, *_lines("Without failure", fine[:_FINE], len(fine) - _FINE)], _ALL)


def _lines(title: str, lines: Sequence[str], more: int = 0) -> list[Json]:
    shown = [*lines, *([f"… and {more} more"] if more > 0 else [])]
    return [rich(paragraph(words(title, bold=True)), bullets([words(line)] for line in shown))] if shown else []
