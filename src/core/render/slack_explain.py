"""Explanation → its answer in Slack: the message, laid out as a live check's, and the modal with all causes. Light.

Cause in words · what told us · what it means, who must act · fix · what else it can be · what to check next · buttons.
"""

from collections.abc import Sequence

from core.explain.meanings import meaning
from core.model.explanation import Cause, Explanation
from core.model.message import Answer, Json, Message, View
from core.model.prose import clean
from core.model.target_text import TargetError, parse_target
from core.render.explanation_plain import NO_PROBLEM, read
from core.render.labels import WHO, is_told, verdict_of
from core.render.slack import CHECK_HOST, EXPLAIN
from core.render.slack_blocks import (
    actions,
    bullets,
    button,
    divider,
    escape,
    header,
    message,
    numbered,
    paragraph,
    rich,
    view,
    words,
)
from core.render.slack_prose import fallback, inline, paragraphs, span, steps

_MORE = "There was more than fits here: press Explain more."
_ALL = "There is more than Slack shows here. On a terminal, tlscheck explain prints all of it."
_LINES, _OTHERS, _HOSTS = 8, 3, 2
_KEY_STEPS = (
    "Make a new private key and a certificate request, and have the certificate issued anew.",
    "Put both into service, then have the old certificate revoked, with “key compromise” as the reason.",
    "Delete the message or file here. Ask an administrator of the workspace where you cannot.",
)


def answer(explanation: Explanation, job_id: str, *, source: str = "") -> Answer:
    """``source``: the name of the file that the text came in, "" for words of a message."""
    blocks = _found(explanation) if explanation.causes else _nothing(explanation)
    told = f"{span(source)}: {_spoken(explanation)}" if source else _spoken(explanation)
    title = [rich(paragraph(words("From the file "), words(source, code=True)))] if source else []
    row = host_buttons(job_id, explanation.hosts, more=bool(explanation.causes))
    return Answer(message(told, [*title, *blocks], buttons=row, more=_MORE), _details(explanation))


def host_buttons(job_id: str, hosts: Sequence[str], *, more: bool = True) -> Json | None:
    """*Check HOST* for the likeliest hosts, and *Explain more*; None when there is nothing to press."""
    able = [host for host in dict.fromkeys(hosts) if _is_host(host)][:_HOSTS]
    checks = [button(f"Check {host}", f"{CHECK_HOST}_{place}", host) for place, host in enumerate(able)]
    explain = [button("Explain more", EXPLAIN, job_id)] if more else []
    return actions(f"actions-{job_id}", *checks, *explain) if checks or explain else None


def _is_host(text: str) -> bool:
    """Something that the button can check; whatever else stands in a file or a capture gets none."""
    try:
        parse_target(text)
    except TargetError:
        return False
    return text.isprintable() and text.isascii()


def key_in_text() -> Message:
    """A private key was pasted: refused, and what must be done now."""
    return key_refused("This text holds a private key. I did not read it any further, and I keep nothing of it.")


def key_refused(sentence: str) -> Message:
    """``sentence``: what was given, and what became of it. Nothing of the key is shown."""
    return message(
        f"{escape(sentence)} Please replace the key: whoever can read this channel could use it.",
        [
            header("This is a private key: please replace it"),
            rich(
                paragraph(words(sentence)),
                paragraph(
                    words(
                        "Everybody who can read this channel, and every app in it, could read the key. "
                        "A key that was shared is used up, whatever is deleted now."
                    )
                ),
                paragraph(words("How to replace it", bold=True)),
                numbered([words(step)] for step in _KEY_STEPS),
                paragraph(words("To examine certificates I never need the key: give me the certificates alone.")),
            ),
        ],
    )


def _spoken(explanation: Explanation) -> str:
    if not explanation.causes:
        return escape(NO_PROBLEM)
    first = explanation.causes[0]
    means = f" {fallback(explanation.means)}" if explanation.means else ""
    return f"{verdict_of(first)}{'' if is_told(first) else ':'} {span(first.code)}.{means}"


def _found(explanation: Explanation) -> list[Json]:
    first, *others = explanation.causes
    told = [words("What told us: ", bold=True), words(clean(first.because, 400), code=True)]
    who = [words("Who must act: ", bold=True), words(f"{WHO[explanation.actor]}.")]
    means = paragraphs(explanation.means) if explanation.means else []
    blocks = [
        header(f"{verdict_of(first)}: {first.code}"),
        rich(paragraph(*told), *means, paragraph(*who)),
        *_titled("What we read", _bulleted(read(explanation)[:_LINES])),
        *_titled(_fix(first), steps(explanation.fix)),
        *_titled("It can also be", [bullets(_cause(cause) for cause in others[:_OTHERS])] if others else []),
    ]
    return [*blocks, *_live(explanation)]


def _fix(first: Cause) -> str:
    return "How to fix it" if is_told(first) else "How to fix it, if it is that"


def _live(explanation: Explanation) -> list[Json]:
    """What the button is for: a text tells what somebody saw, a check what is so now."""
    if not explanation.hosts:
        return []
    host = clean(explanation.hosts[0], 120)
    said = (words("Check next: ", bold=True), words("this is what the text says. Check "), words(host, code=True))
    return [rich(paragraph(*said, words(" looks at the server itself.")))]


def _nothing(explanation: Explanation) -> list[Json]:
    said = [paragraph(words(f"{NO_PROBLEM} A longer part of the log, or the command that failed, may show one."))]
    blocks = [rich(*said), *_titled("What we read", _bulleted(read(explanation)[:_LINES]))]
    return [*blocks, *_live(explanation)]


def _details(explanation: Explanation) -> View:
    blocks: list[Json] = []
    for cause in explanation.causes:
        means = meaning(cause.code)
        said = paragraph(words(cause.code, bold=True), words(f"  {cause.confidence:.0%}"))
        told = paragraph(words("What told us: "), words(clean(cause.because, 400), code=True))
        acts = paragraph(words(f"Who usually must act: {WHO[means.actor]}."))
        blocks += [rich(said, told, paragraph(words(means.words)), acts), divider()]
    if explanation.means:
        blocks += _titled("About the first", [paragraph(*inline(explanation.means))])
    blocks += _titled("What we read", _bulleted(read(explanation)))
    blocks += _titled(_fix(explanation.causes[0]), steps(explanation.fix)) if explanation.causes else []
    return view("Explain more", blocks or [rich(paragraph(words(NO_PROBLEM)))], _ALL)


def _cause(cause: Cause) -> list[Json]:
    because = clean(cause.because, 200)
    return [words(cause.code, code=True), words(f" ({cause.confidence:.0%}): "), words(because)]


def _bulleted(lines: Sequence[str]) -> list[Json]:
    return [bullets([words(line)] for line in lines)] if lines else []


def _titled(title: str, parts: Sequence[Json]) -> list[Json]:
    return [rich(paragraph(words(title, bold=True)), *parts)] if parts else []
