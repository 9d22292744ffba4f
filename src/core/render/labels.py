"""Words that every output shares."""

from collections.abc import Iterable

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


WORKS = "nothing wrong was found, and not everything could be determined"


def grouped(items: Iterable[Open]) -> list[str]:
    """Open questions by their reason: one line for all that stay open for the same one."""
    codes: dict[str, list[str]] = {}
    for item in items:
        codes.setdefault(clean(item.because), []).append(item.code)
    return [f"{because}: {', '.join(names)}" for because, names in codes.items()]
