"""What a person asks to have explained → `Explanation`: a code of a registry, a finding's code, or any text."""

from dataclasses import replace
from datetime import datetime

from core.explain import explain_text
from core.explain.advising import advice
from core.explain.meanings import MEANINGS
from core.explain.registries import Meaning, lookup
from core.model.explanation import Cause, Explanation
from core.model.prose import prose


def explain(text: str, now: datetime | None = None) -> Explanation:
    """Total, light; ``now`` as for `explain_text`."""
    code = text.strip().lower()
    if code in MEANINGS:
        return _advised((Cause(code, 1.0, f"“{code}” is a finding code"),))
    registered = lookup(text)
    return of_code(registered, explain_text(text, now)) if registered else explain_text(text, now)


def of_code(meaning: Meaning, read: Explanation) -> Explanation:
    """A registered code as an explanation. ``read``: what its name says as a text; where that says nothing, the
    findings of both sides stand in, the client's first."""
    made = read if read.causes else _advised(_causes(meaning))
    sides = (f"{meaning.title}. Shown by a client: {meaning.client} Shown by a server: {meaning.server}", meaning.also)
    return replace(made, means=prose(" ".join(filter(None, sides))))


def _causes(meaning: Meaning) -> tuple[Cause, ...]:
    causes = [Cause(meaning.code, 0.6, f"{meaning.title}, shown by a client")] if meaning.code else []
    if meaning.server_code and meaning.server_code != meaning.code:
        causes.append(Cause(meaning.server_code, 0.4, f"{meaning.title}, shown by a server"))
    return tuple(causes)


def _advised(causes: tuple[Cause, ...]) -> Explanation:
    who, means, fix, then = advice(causes, None, None, ())
    return Explanation(causes=causes, actor=who, means=means, fix=fix, next=then)
