"""The common words of the DNS rules."""

from collections.abc import Sequence

from core.model.prose import Piece, Prose, prose, quote
from core.words.observed import seconds


def asked(name: str, came_back: str, ms: float) -> Prose:
    """ "A and AAAA of “a.test” → NXDOMAIN after 0.1 s" """
    return prose("A and AAAA of ", quote(name), f" → {came_back} after {seconds(ms)}")


def alias_lines(aliases: Sequence[str]) -> tuple[Prose, ...]:
    """The CNAME chain as one line, where there is one."""
    if not aliases:
        return ()
    pieces: list[str | Piece] = ["CNAME chain: "]
    for alias in aliases[:8]:
        pieces += ["→ ", quote(alias), " "]
    return (prose(*pieces),)


def neighbour_lines(neighbours: Sequence[str]) -> tuple[Prose, ...]:
    """Similar names that do resolve."""
    if not neighbours:
        return ()
    pieces: list[str | Piece] = ["Similar names that do resolve: "]
    for place, name in enumerate(neighbours[:4]):
        pieces += [", " if place else "", quote(name)]
    return (prose(*pieces),)
