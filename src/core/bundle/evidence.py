"""A file as the evidence of a server that would send it: the same values that a handshake leaves, so the same rules.

Law: nothing of a connection is claimed. Order counts where a file has one; behind a wrong first certificate the rest
is seen as if it were mended (`righted`), so that one fault hides no other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from core.address_policy import literal
from core.bundle.key_rules import fits
from core.bundle.wording import NAMELESS, again
from core.certificates.facts import parse_certificate
from core.examine import examine
from core.model.bundle import Bundle, Key
from core.model.certificate import CertificateFacts, IPAddress, UnreadableCertificate
from core.model.evidence import Evidence, Presentation
from core.model.observation import Attempt, Fetched, Negotiated, Observation, Probe, Profile, ServerFlight
from core.model.path import Order
from core.model.resolution import NotResolved
from core.model.target import Target
from core.model.trust import TrustStores

NOWHERE = ip_address("0.0.0.0")  # noqa: S104  no socket ever sees it
_HOST = re.compile(r"(?!-)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """``at``: the instant to judge by, aware; ``at_given``: a person chose it. ``host``: A-label or address to be for,
    None for whatever the certificate names. ``key``: read from a file of its own. ``again``: the command that asks
    once more, where more than name and host made this question.
    """

    name: str
    stores: TrustStores
    at: datetime
    at_given: bool = False
    host: str | None = None
    key: Key | None = None
    again: str = ""

    @property
    def repeat(self) -> str:
        return self.again or again(self.name, self.host)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """``certificates``: in the order of the file. ``as_it_is`` and ``righted`` are one where the leaf is first."""

    certificates: tuple[CertificateFacts | UnreadableCertificate, ...]
    as_it_is: Evidence
    righted: Evidence

    @property
    def presentation(self) -> Presentation:
        return self.righted.presentations[0]

    @property
    def leaf(self) -> CertificateFacts | None:
        return self.presentation.leaf

    @property
    def authorities_only(self) -> bool:
        """Nothing in the file is a server's: certbot's chain.pem, or roots (old ones have no CA flag)."""
        readable = [c for c in self.certificates if isinstance(c, CertificateFacts)]
        could = all((c.is_ca or (c.self_signed and c.version < 3)) and not c.names for c in readable)
        return len(readable) == len(self.certificates) and could and any(c.is_ca for c in readable)


def sight_of(bundle: Bundle, question: Question, fetched: Sequence[Fetched]) -> Sight:
    """What the file would be on the wire."""
    held = tuple(parse_certificate(der) for der in bundle.certificates)
    as_it_is = _evidence(bundle.certificates, held[0], question, fetched)
    leaf = _own(bundle, held, as_it_is.presentations[0], question.key)
    if leaf is None or leaf == held[0]:
        return Sight(certificates=held, as_it_is=as_it_is, righted=as_it_is)
    first_again = bundle.certificates.index(leaf.der)
    others = (der for place, der in enumerate(bundle.certificates) if place != first_again)
    righted = _evidence((leaf.der, *others), leaf, question, fetched)
    return Sight(certificates=held, as_it_is=as_it_is, righted=righted)


def own_name(leaf: CertificateFacts | UnreadableCertificate | None) -> str | IPAddress | None:
    """A name that the certificate is for: its first one; the common name where it has no others; None for none."""
    match leaf:
        case CertificateFacts(dns_names=(first, *_)):
            return first.replace("*", "www", 1)
        case CertificateFacts(ip_names=(address, *_)):
            return address
        case CertificateFacts(common_name=str(common)) if _HOST.fullmatch(common.replace("*", "www", 1)):
            return common.replace("*", "www", 1)
        case _:
            return None


def _own(
    bundle: Bundle,
    held: Sequence[CertificateFacts | UnreadableCertificate],
    first: Presentation,
    key: Key | None,
) -> CertificateFacts | None:
    """The server's own certificate, where it is not certainly the first."""
    readable = [c for c in held if isinstance(c, CertificateFacts)]
    if bundle.container.ordered:
        paths = first.paths
        return paths.intended_leaf if paths and paths.order is Order.LEAF_NOT_FIRST else None
    keys = [k for k in (key, *bundle.keys) if k is not None]
    by_key = (c for c in readable if any(fits(k, c) for k in keys))
    return next(by_key, next((c for c in readable if not c.is_ca), None))


def _evidence(
    ders: tuple[bytes, ...],
    leaf: CertificateFacts | UnreadableCertificate,
    question: Question,
    fetched: Sequence[Fetched],
) -> Evidence:
    target = _target(question.host or str(own_name(leaf) or NAMELESS))
    probe = Probe(Profile.FULL, NOWHERE, target.port, target.server_name)
    seen = Negotiated(ServerFlight(chain=ders), version="", cipher="", group=None)
    observation = Observation(
        target=target,
        observed_at=question.at,
        resolution=NotResolved(NOWHERE),
        attempts=(Attempt(probe, seen),),
        fetched=tuple(fetched),
    )
    return examine(observation, question.stores, question.at if question.at_given else None)


def _target(host: str) -> Target:
    return Target(host=host, server_name=None if literal(host) else host)
