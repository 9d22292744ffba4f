"""The certificates that a server has for a client: with its name, for other offers, and without a name.

Law: a chain is analysed once, with the same builder as the report's own (`core.certificates.paths`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.certificates.facts import parse_certificate
from core.certificates.names import match_name
from core.certificates.paths import build_paths
from core.model.certificate import CertificateFacts, KeyKind, NameMatch
from core.model.evidence import Endpoint, Evidence, Presentation, flight_of
from core.model.observation import Profile
from core.model.path import PathAnalysis
from core.model.target import IPAddress
from core.model.trust import TrustStores
from core.words.certificate_sni import answered, refused, warned


@dataclass(frozen=True, slots=True)
class Chain:
    leaf: CertificateFacts
    name: NameMatch
    paths: PathAnalysis


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """``main``: what the full handshake got, None when it could not be read. ``others``: for other key kinds.

    ``nameless``: what comes without SNI: a chain, or None with ``nameless_refused`` True (the server ends it), or None
    and False: not known. ``warned``: the server answers our name with the warning unrecognized_name.
    ``stapled``: an OCSP response came with the main chain; None: no handshake was completed.
    """

    main: Chain | None
    others: tuple[Chain, ...] = ()
    nameless: Chain | None = None
    nameless_refused: bool = False
    warned: bool = False
    stapled: bool | None = None

    def for_kinds(self, kinds: frozenset[KeyKind]) -> Chain | None:
        """The chain whose key is of such a kind, the main one first."""
        chains = (*([self.main] if self.main else []), *self.others)
        return next((chain for chain in chains if chain.leaf.key.kind in kinds), None)


def served_at(evidence: Evidence, endpoint: Endpoint, reference: str | IPAddress) -> Served:
    """``reference``: what certificates must be for."""
    main = as_chain(endpoint.presentation)
    others = tuple(chain for p in evidence.others if endpoint.address in p.addresses and (chain := as_chain(p)))
    control = endpoint.control(Profile.NO_SNI)
    sent = flight_of(control.outcome).chain if control and answered(control) else ()
    nameless = main if sent and sent == endpoint.flight.chain else _chain(sent, reference, evidence.stores, evidence.at)
    done = endpoint.completed
    return Served(
        main=main,
        others=others,
        nameless=nameless,
        nameless_refused=refused(control),
        warned=warned(endpoint),
        stapled=done.flight.staple is not None if done else None,
    )


def as_chain(shown: Presentation | None) -> Chain | None:
    """Of a readable presentation."""
    if shown is None or shown.leaf is None or shown.paths is None or shown.name is None:
        return None
    return Chain(shown.leaf, shown.name, shown.paths)


def _chain(ders: Sequence[bytes], reference: str | IPAddress, stores: TrustStores, at: datetime) -> Chain | None:
    read = [parse_certificate(der) for der in ders]
    if not read or not isinstance(read[0], CertificateFacts):
        return None
    sent = [c for c in read[1:] if isinstance(c, CertificateFacts)]
    return Chain(read[0], match_name(read[0], reference), build_paths(read[0], sent, (), stores, at))
