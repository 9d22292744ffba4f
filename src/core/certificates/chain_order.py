"""What was sent, as a list: its order, what is in it twice, and whose certificate comes first.

RFC 5246 section 7.4.2 asks that each certificate certify the one before it; RFC 8446 section 4.4.2 asks it still and
tells clients to bear with disorder, except that the first must be the server's own.
"""

from collections.abc import Callable, Sequence

from core.model.certificate import CertificateFacts
from core.model.path import Order

Signed = Callable[[CertificateFacts, CertificateFacts], bool]


def duplicates(leaf: CertificateFacts, sent: Sequence[CertificateFacts]) -> tuple[CertificateFacts, ...]:
    """Each certificate that was sent more than once."""
    seen = {leaf.sha256}
    again: dict[str, CertificateFacts] = {}
    for certificate in sent:
        if certificate.sha256 in seen:
            again[certificate.sha256] = certificate
        seen.add(certificate.sha256)
    return tuple(again.values())


def order_of(leaf: CertificateFacts, related: Sequence[CertificateFacts], signed: Signed) -> Order:
    """Whether no certificate comes before all that it signs (cross-signs may stand side by side).

    One whose child was not sent at all is in nobody's way: that child is missing, the order is right.
    """
    for place, certificate in enumerate(related):
        before, after = (leaf, *related[:place]), related[place + 1 :]
        if any(signed(child, certificate) for child in before):
            continue
        if any(signed(child, certificate) for child in after):
            return Order.SHUFFLED
    return Order.CORRECT


def intended_leaf(leaf: CertificateFacts, sent: Sequence[CertificateFacts]) -> CertificateFacts | None:
    """The server's own certificate, when a CA certificate was sent before it."""
    if not leaf.is_ca:
        return None
    return next((c for c in sent if not c.is_ca and c.names and not c.self_signed), None)
