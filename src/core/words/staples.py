"""What the servers of one chain staple, in words. A staple belongs to an address: one may send it, another not."""

from collections.abc import Sequence

from core.model.prose import Code, Prose, prose
from core.model.revocation import Stapled, StatusAnswer
from core.model.verdict import NotApplicable
from core.words.certificate_cases import Case
from core.words.revocation import answer_line, ask

NO_STAPLE_SENT = NotApplicable("the server sends no OCSP staple")


def staples(case: Case) -> tuple[Stapled, ...]:
    """An entry for each address where a handshake went far enough to show a staple."""
    revocation = case.presentation.revocation
    return tuple(s for s in revocation.staples if s.handshakes) if revocation else ()


def sent(case: Case) -> tuple[tuple[Stapled, StatusAnswer], ...]:
    """The staples that came, with what they say."""
    return tuple((stapled, stapled.answer) for stapled in staples(case) if stapled.answer)


def where(case: Case, some: Sequence[Stapled]) -> str:
    """'at 192.0.2.1 ' when not every address of this chain is meant, else ''."""
    if len(some) == len(case.presentation.addresses):
        return ""
    return f"at {', '.join(str(s.address) for s in some)} "


def staple_lines(some: Sequence[tuple[Stapled, StatusAnswer]]) -> tuple[Prose, ...]:
    """A line an address."""
    return tuple(prose(f"{stapled.address}: ", *answer_line(answer).pieces) for stapled, answer in some)


def look_at_responder(case: Case) -> tuple[Prose, ...]:
    """The first step when no fresh response is had; none where the certificate names no responder."""
    url = next(iter(case.leaf.ocsp_urls), None)
    if url is None:
        return ()
    return (prose("See on the server itself whether the responder can be reached: ", Code(ask(url))),)
