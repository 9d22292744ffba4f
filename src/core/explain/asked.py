"""What a person asks to have explained → `Explanation`: a code of a registry, a finding's code, or any text."""

from datetime import datetime

from core.explain import explain_text
from core.explain.advising import advice
from core.explain.meanings import MEANINGS
from core.explain.registries import Meaning, lookup
from core.model.explanation import Cause, Explanation
from core.model.prose import prose


def explain(text: str, now: datetime | None = None) -> Explanation:
    """Total, light; ``now`` as for `explain_text`."""
    if registered := lookup(text):
        return of_code(registered)
    code = text.strip().lower()
    if code in MEANINGS:
        return _explained((Cause(code, 1.0, f"“{code}” is a finding code"),))
    return explain_text(text, now)


def of_code(meaning: Meaning) -> Explanation:
    """The same for a registered code: both sides' findings, the client's first."""
    because = f"{meaning.title}: {meaning.client}"
    causes = [Cause(meaning.code, 0.6, because)] if meaning.code else []
    if meaning.server_code and meaning.server_code != meaning.code:
        causes.append(Cause(meaning.server_code, 0.4, f"shown by a server: {meaning.server}"))
    return _explained(tuple(causes))


def _explained(causes: tuple[Cause, ...]) -> Explanation:
    who, means, fix, then = advice(causes, None, None, ())
    return Explanation(
        causes=causes, actor=who, means=means or prose("No finding stands behind it."), fix=fix, next=then
    )
