"""Two verifiers on the file as it is, and which clients think alike when they differ.

OpenSSL: RFC 5280 with few demands. `cryptography.x509.verification`: the CA/Browser Forum profile, near what browsers,
Go and rustls ask for. Neither is any one client; that is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.certificates.engines import OPENSSL, PYCA, openssl_opinion, pyca_opinion
from core.model.certificate import CertificateFacts, IPAddress
from core.model.prose import Prose, Quote, prose, quote
from core.model.trust import EngineOpinion, Opinion, Store, TrustStores

_CLIENTS = {
    OPENSSL: "OpenSSL's rules (curl, Python, Ruby, PHP, Node, PostgreSQL, nginx as a client)",
    PYCA: "the web PKI's rules (near Chrome, Edge, Firefox, Safari, Go, rustls)",
}


@dataclass(frozen=True, slots=True)
class Opinions:
    both: tuple[EngineOpinion, ...]

    @property
    def families(self) -> tuple[Prose, ...]:
        """A sentence for each side when one accepts what the other refuses, else nothing."""
        said = {o.opinion for o in self.both}
        return tuple(map(_side, self.both)) if said == {Opinion.OK, Opinion.REFUSED} else ()


def opinions_of(
    leaf: CertificateFacts,
    sent: Sequence[CertificateFacts],
    stores: TrustStores,
    reference: str | IPAddress,
    at: datetime,
) -> Opinions:
    """What both make of ``leaf`` and what follows it. ``reference``: a name that the certificate has: names are
    another question, which has findings of its own.
    """
    roots = tuple(anchor.der for anchor in stores.likely_roots((leaf, *sent), Store.MOZILLA, Store.USER))
    ders = (leaf.der, *(c.der for c in sent))
    return Opinions((openssl_opinion(ders, roots, at), pyca_opinion(ders, roots, reference, at)))


def _side(opinion: EngineOpinion) -> Prose:
    who = _CLIENTS[opinion.engine]
    if opinion.opinion is Opinion.OK:
        return prose(f"By {who} the chain is valid")
    return prose(f"By {who} it is refused: ", _words(opinion))


def _words(opinion: EngineOpinion) -> Quote:
    number = f"error {opinion.code} at depth {opinion.depth}: " if opinion.code is not None else ""
    return quote(f"{number}{opinion.text}")
