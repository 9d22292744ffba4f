"""Two verifiers on the file as it is, and which clients think alike when they differ, from each other or from us.

OpenSSL: RFC 5280 with few demands. `cryptography.x509.verification`: the CA/Browser Forum profile, near what browsers,
Go and rustls ask for. Neither is any one client; that is said. Neither looks at what a handshake asks besides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.certificates.engines import OPENSSL, PYCA, openssl_opinion, pyca_opinion
from core.model.certificate import CertificateFacts, IPAddress
from core.model.finding import Finding, Severity
from core.model.prose import Moment, Prose, prose, quote
from core.model.trust import EngineOpinion, Opinion, Store, TrustStores

_CLIENTS = {
    OPENSSL: "OpenSSL's rules (curl, Python, Ruby, PHP, Node, PostgreSQL, nginx as a client)",
    PYCA: "the web PKI's rules (near Chrome, Edge, Firefox, Safari, Go, rustls)",
}
_WEAK = frozenset({"weak-key", "sha1-signature"})
NOT_OF_A_CHAIN = frozenset(
    {"hostname-mismatch", "wildcard-depth", "no-san", "ip-not-in-san", "private-key-problem", "key-file-unreadable"}
)
_LEVELS = prose(
    "OpenSSL's own clients add a security level: level 1 (the default of OpenSSL 3.0 and 3.1) refuses SHA-1, level 2 "
    "(since 3.2, and in Debian and Ubuntu before) also RSA keys under 2048 bits"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinions:
    """``chain``: the certificates that were looked at, leaf first; ``at``: the instant; ``root``: our way's end."""

    both: tuple[EngineOpinion, ...]
    chain: tuple[CertificateFacts, ...]
    at: datetime
    root: CertificateFacts | None = None

    @property
    def openssl(self) -> EngineOpinion:
        return self.both[0]

    def families(self, findings: Sequence[Finding]) -> tuple[Prose, ...]:
        """Why clients, the verifiers and ``findings`` may not agree; nothing when they do."""
        said = {o.opinion for o in self.both}
        lines = tuple(map(side, self.both)) if Opinion.OK in said and len(said) > 1 else ()
        if said == {Opinion.OK}:
            lines = self._beyond(findings)
        if any(f.code in _WEAK for f in findings):
            lines = (*lines, _LEVELS)
        return (*lines, *self._last_second())

    def _beyond(self, findings: Sequence[Finding]) -> tuple[Prose, ...]:
        broken = [f.code for f in findings if f.severity is Severity.BROKEN and f.code not in NOT_OF_A_CHAIN]
        if not broken:
            return ()
        told = "Both verifiers accept the chain; TLS clients ask more of a certificate in the handshake: "
        return (prose(told, ", ".join(dict.fromkeys(broken))),)

    def _last_second(self) -> tuple[Prose, ...]:
        """Seen: OpenSSL up to 3.x takes notAfter itself for too late, against RFC 5280 section 4.1.2.5; 4.0 not."""
        looked_at = (*self.chain, self.root) if self.root else self.chain
        ending = [c for c in looked_at if c.not_after == self.at.replace(microsecond=0)]
        if not ending:
            return ()
        told = (
            " is the last valid second; clients with OpenSSL 3 and older already say that the certificate has expired"
        )
        return (prose(Moment(ending[0].not_after), told),)


def opinions_of(
    chain: Sequence[CertificateFacts],
    stores: TrustStores,
    reference: str | IPAddress,
    at: datetime,
    root: CertificateFacts | None = None,
) -> Opinions:
    """What both make of ``chain``, leaf first. ``reference``: a name that the certificate has: names are another
    question, which has findings of its own.
    """
    roots = tuple(anchor.der for anchor in stores.likely_roots(chain, Store.MOZILLA, Store.USER))
    ders = tuple(c.der for c in chain)
    both = (openssl_opinion(ders, roots, at), pyca_opinion(ders, roots, reference, at))
    return Opinions(both=both, chain=tuple(chain), at=at, root=root)


def side(opinion: EngineOpinion) -> Prose:
    """What one verifier says, and who thinks as it does."""
    who = _CLIENTS[opinion.engine]
    if opinion.opinion is Opinion.OK:
        return prose(f"By {who} the chain is valid")
    if opinion.opinion is Opinion.COULD_NOT_RUN:
        return prose(f"By {who} it could not be judged: ", quote(opinion.text))
    number = f"error {opinion.code} at depth {opinion.depth}: " if opinion.code is not None else ""
    return prose(f"By {who} it is refused: ", quote(f"{number}{opinion.text}"))
