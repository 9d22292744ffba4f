"""Words that every output shares."""

from collections.abc import Iterable

from core.model.explanation import Cause
from core.model.finding import Blame, Confidence
from core.model.prose import clean
from core.model.report import Open

WHO = {
    Blame.SERVER: "the operator of the server",
    Blame.NETWORK: "whoever runs the network between",
    Blame.CLIENT: "the client's side",
    Blame.CA: "the certificate authority",
    Blame.NONE: "nobody",
}
SURE = {
    Confidence.STATED: "the peer said so",
    Confidence.MEASURED: "we measured it",
    Confidence.INFERRED: "inferred from what we saw",
}


_CERTAIN, _GUESSED = 0.9, 0.5
WORKS = "nothing wrong was found, and not everything could be determined"


def verdict_of(cause: Cause) -> str:
    """The sentence that ends in the first cause of a text, as sure as we are."""
    if cause.confidence >= _CERTAIN:
        return "This is almost certainly"
    return "This is most likely" if is_told(cause) else "The text does not say which TLS problem it is. A first guess"


def is_told(cause: Cause) -> bool:
    """The words tell it; else the cause is only the most frequent one."""
    return cause.confidence > _GUESSED


def grouped(items: Iterable[Open]) -> list[str]:
    """Open questions by their reason: one line for all that stay open for the same one."""
    codes: dict[str, list[str]] = {}
    for item in items:
        codes.setdefault(clean(item.because), []).append(item.code)
    return [f"{because}: {', '.join(names)}" for because, names in codes.items()]
