"""Names of certificates in prose: lists that stay short, whatever a certificate holds."""

import ipaddress
from collections.abc import Sequence

from core.model.prose import Piece, quote


def listing(names: Sequence[str], most: int = 8) -> tuple[str | Piece, ...]:
    """'a, b and 40 more'; every name quoted as a stranger's. Nothing in it: 'no name at all'."""
    if not names:
        return ("no name at all",)
    pieces: list[str | Piece] = []
    for name in names[:most]:
        pieces += [", ", quote(name, 120)]
    rest = len(names) - most
    return (*pieces[1:], f" and {rest} more") if rest > 0 else tuple(pieces[1:])


def is_address(text: str) -> bool:
    """Whether the reference identity is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
