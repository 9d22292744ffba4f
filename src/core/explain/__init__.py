"""Pasted text → causes. Pure and light: no TLS library is loaded, no text makes it fail, every read is bounded.

normalise → gist → transcript (what is shown) → without frames: signals (what tools say) → context (what else is said)
→ ranking.
"""

from datetime import datetime

from core.explain import context_clock, context_handshake, context_trust
from core.explain.advising import advice
from core.explain.context import Reading
from core.explain.frames import without_frames
from core.explain.gist import around, gist
from core.explain.hosts import hosts
from core.explain.needles import sifted
from core.explain.normalise import normalise
from core.explain.ranking import Scores, base, causes, nudged
from core.explain.signals import signals, writer
from core.explain.transcript import transcript
from core.model.explanation import Explanation

_RULES = (*context_trust.RULES, *context_handshake.RULES, *context_clock.RULES)


def explain_text(text: str, now: datetime | None = None) -> Explanation:
    """What the text says about TLS. Total: every text gets an answer; one without a TLS problem has no causes.

    ``now``: the caller's clock (aware), so that dates in the text can be called past or future.
    """
    clean = gist(normalise(text))
    told = without_frames(clean)
    tool, side = writer(clean)
    if tool == "ssh":
        return Explanation(tool=tool)
    seen = transcript(clean)
    found = signals(told)
    near = around(told, found[0].start if found else 0)
    said, ready = found[0].said if found else "", sifted(near)
    scores: Scores = base(found, side)
    for rule in _RULES:
        codes = tuple(c.code for c in causes(scores))
        reading = Reading(
            text=near, sifted=ready, tool=tool, side=side, transcript=seen, causes=codes, said=said, now=now
        )
        scores = nudged(scores, rule(reading))
    ranked, named = causes(scores), hosts(near)
    who, means, fix, then = advice(ranked, tool, side, named)
    return Explanation(
        tool=tool,
        side=side,
        hosts=named,
        causes=ranked,
        actor=who,
        means=means,
        fix=fix,
        next=then if ranked else (),
        transcript=seen,
    )
