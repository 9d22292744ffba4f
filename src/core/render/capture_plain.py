"""Capture → text for a terminal, in the style of `core.render.plain`. Lays out, derives nothing."""

from collections.abc import Iterator

from core.model.capture import Capture, Conversation, Outcome, Point
from core.model.prose import clean
from core.render.capture_json import version_text
from core.render.labels import WHO
from core.render.plain import part
from core.render.plain_style import Style, words
from core.wire.registry import cipher, group

_MAX_LINES = 60
_OUTCOMES = {
    Outcome.COMPLETED: ("completed", (32,)),
    Outcome.FAILED: ("failed", (31, 1)),
    Outcome.INCOMPLETE: ("not seen to its end", (35,)),
}
POINTS = {
    Point.TCP_CONNECT: "when connecting",
    Point.PROXY_CONNECT: "at the proxy",
    Point.STARTTLS: "at STARTTLS",
    Point.CLIENT_HELLO: "at the ClientHello",
    Point.SERVER_HELLO: "before a ServerHello",
    Point.SERVER_FLIGHT: "in the server's flight",
    Point.SERVER_CERTIFICATE: "at the server's certificate",
    Point.SERVER_KEY_EXCHANGE: "at the server's key exchange",
    Point.CLIENT_CERTIFICATE: "at the client's certificate",
    Point.CLIENT_KEY_EXCHANGE: "at the client's key exchange",
    Point.CLIENT_FINISHED: "at the client's Finished",
    Point.POST_HANDSHAKE: "right after the handshake",
}


def render(capture: Capture, name: str, style: Style | None = None) -> str:
    """What failed in full, what did not in one line each, and what is wrong with the file."""
    style = style or Style()
    return "\n".join(_lines(capture, name, style)).rstrip() + "\n"


def _lines(capture: Capture, name: str, style: Style) -> Iterator[str]:
    yield f"{style.paint(clean(name), 1)}: {summary(capture)}"
    for problem in capture.problems:
        yield style.paint(f"! {clean(problem.sentence, 400)}", 33)
    for label, count in capture.udp_tls:
        yield f"! {count} packets of {label} (TLS over UDP): not read."
    for failure in capture.name_failures[:20]:
        yield f"! DNS: {clean(failure.name)} is answered with rcode {failure.rcode}  [{failure.code}]"
    yield ""
    for conversation in capture.troubled:
        yield from _in_full(conversation, style)
    rest = [c for c in capture.conversations if not c.troubled]
    yield from (in_one_line(c, style) for c in rest[:_MAX_LINES])
    more = len(rest) - _MAX_LINES + capture.unlisted if len(rest) > _MAX_LINES else capture.unlisted
    if more:
        yield f"… and {more} more conversations"


def summary(capture: Capture) -> str:
    """How many packets and conversations, and how those ended."""
    if not capture.readable:
        return "cannot be read"
    counts = [f"{capture.packets} packets in {capture.seconds:.1f} s"]
    seen = len(capture.conversations) + capture.unlisted
    if not seen:
        return f"{counts[0]}, no TLS over TCP{_others(capture)}"
    by_outcome = {o: sum(c.outcome is o for c in capture.conversations) for o in Outcome}
    told = [f"{count} {_OUTCOMES[outcome][0]}" for outcome, count in by_outcome.items() if count]
    return f"{counts[0]}, {seen} conversation{'' if seen == 1 else 's'}: {', '.join(told)}{_others(capture)}"


def _others(capture: Capture) -> str:
    return f" ({capture.other_tcp} other TCP connections)" if capture.other_tcp else ""


def who(c: Conversation) -> str:
    """Both ends, and the name that was asked for."""
    name = f" ({clean(c.sni, 120)})" if c.sni else ""
    return f"{c.client} → {c.server}{name}"


def in_one_line(c: Conversation, style: Style) -> str:
    """How it ended, who it was, what was chosen."""
    word, colours = _OUTCOMES[c.outcome]
    ms = f", {c.timings.handshake:.0f} ms" if c.timings.handshake is not None else ""
    return f"{style.paint(word, *colours)}: {who(c)} {_chosen(c)}{ms}".rstrip()


def _chosen(c: Conversation) -> str:
    if c.version is None:
        return ""
    parts = [version_text(c.version)]
    if c.cipher is not None:
        parts.append(cipher(c.cipher).iana)
    if c.group is not None:
        parts.append(group(c.group).name)
    return " ".join(parts) + (", resumed" if c.resumed else "")


def _in_full(c: Conversation, style: Style) -> Iterator[str]:
    word, colours = _OUTCOMES[c.outcome]
    if c.outcome is Outcome.COMPLETED:
        word, colours = ("completed, then left" if c.failed_at else "completed, against the rules"), (31, 1)
    where = f" {POINTS[c.failed_at]}" if c.failed_at else ""
    code = f"  [{c.causes[0].code}]" if c.causes else ""
    yield f"{style.paint(word.upper(), *colours)} {style.paint(who(c) + where, 1)}{code}"
    if c.advice:
        yield from part("Who must act", [WHO[c.advice.actor]], style)
    yield from part("Who ended it", ended(c), style)
    yield from part(
        "What we saw", [f"#{m.frame} +{m.ms:.1f} ms {m.sender}: {clean(m.what)}" for m in c.timeline], style
    )
    yield from part("Why", [f"{k.code} ({k.confidence:.0%}): {clean(k.because, 300)}" for k in c.causes[:5]], style)
    if c.advice:
        yield from part("What it means", [words(c.advice.means, style)], style)
        yield from part("Fix", [f"{n}. {words(s, style)}" for n, s in enumerate(c.advice.fix, 1)], style)
        yield from part("Check", [style.paint(clean(c.advice.check, 500), 36)] if c.advice.check else [], style)
    yield from part("Mind", list(c.notes), style)
    yield ""


def ended(c: Conversation) -> list[str]:
    """Who ended it, and how we know; at most one line."""
    return [f"the {c.ending.by} ({c.ending.how}): {clean(c.ending.because)}"] if c.ending else []
