"""What lies in the gap of a chain that does not reach a root: one reading, shared by every chain rule.

Law: a chain that ends in the open is called incomplete only on a positive hint that is told, whoever's roots are in
play. What was sent in the wrong place and what is merely missing are one fault, never two.
"""

import re
from enum import Enum, auto

from core.model.certificate import CertificateFacts
from core.model.path import MissingIssuer, PathAnalysis
from core.model.prose import Piece, Prose, prose, quote
from core.words.certificate_cases import Case
from core.words.chain_impact import named

_ROOT = re.compile(r"\broot\b|primary certification authority", re.IGNORECASE)
_ISSUES_LEAVES = (
    r"issuing|server ca"
    r"|\b(tls|ssl|dv|ov|ev)\b.*\bca\b"  # DigiCert TLS … CA, Sectigo … DV … CA
    r"|\b(r|e|wr|we|yr|ye)\d{1,2}\b"  # Let's Encrypt R10, E5; Google WR2, WE1
)
_ISSUING = re.compile(_ISSUES_LEAVES, re.IGNORECASE)
_INTERMEDIATE = re.compile(rf"intermediate|policy ca\b|sub(ordinate)?[ -]?ca\b|{_ISSUES_LEAVES}", re.IGNORECASE)
_GENERATION = re.compile(r"\b(19|20)\d\d\b|\bG\d\b", re.IGNORECASE)


class OpenEnd(Enum):
    """What is most likely missing above a chain that ends in the open."""

    INTERMEDIATE = auto()
    ROOT = auto()
    UNCLEAR = auto()


def open_end(case: Case, paths: PathAnalysis) -> OpenEnd | None:
    """None when the best path ends in a root."""
    gap = paths.missing_issuer
    if gap is None:
        return None
    if wrong_intermediates(case, paths):
        return OpenEnd.INTERMEDIATE
    if _ROOT.search(gap.subject):
        return OpenEnd.ROOT
    if hint(paths, gap) is not None:
        return OpenEnd.INTERMEDIATE
    return OpenEnd.ROOT if gap.child_depth > 0 or gap.child.is_ca else OpenEnd.UNCLEAR


def hint(paths: PathAnalysis, gap: MissingIssuer) -> Prose | None:
    """Why we take the missing issuer for an intermediate; None when nothing says so."""
    if _INTERMEDIATE.search(gap.subject):
        return prose("its name is that of an intermediate")
    if gap.aia_urls:
        return prose("the certificate says where to fetch its issuer, as those below an intermediate do")
    if gap.kin:
        return prose("it is of the same organisation as the known root ", named(gap.kin))
    if paths.wrong_intermediates:
        return prose("a CA certificate was sent that can only stand above it, ", _first(paths))
    return None


def _first(paths: PathAnalysis) -> Piece:
    return quote(paths.wrong_intermediates[0].display, 120)


def wrong_intermediates(case: Case, paths: PathAnalysis) -> tuple[CertificateFacts, ...]:
    """Sent in place of the one that is needed: its name with another key, or a CA of no use on the way to a root.

    What may stand above the missing certificate is not wrong. A root need not be sent, so nothing is in its place.
    """
    gap = paths.missing_issuer
    if gap is None:
        return paths.wrong_intermediates
    rootless = bool(_ROOT.search(gap.subject))
    return tuple(
        c for c in paths.wrong_intermediates if c in paths.impostors or not (rootless or _may_stand_above(case, gap, c))
    )


def _may_stand_above(case: Case, gap: MissingIssuer, sent: CertificateFacts) -> bool:
    """Nobody but the missing certificate could tell for sure; this is what its own words allow.

    A path length of 0 (RFC 5280 section 4.2.1.9) and the names of CAs that issue to servers exclude it, as does
    another year's version of the issuer's own name. Then it has to be kin: a root's name (cross-signed), the same
    organisation, or, where none is told, a known root right above it.
    """
    stores = case.evidence.stores
    if sent.path_length == 0 or _GENERATION.sub("", sent.subject) == _GENERATION.sub("", gap.subject):
        return False
    if sent.subject_id in stores.by_subject:
        return True
    if _ISSUING.search(sent.subject):
        return False
    if sent.organisation and gap.organisation:
        return sent.organisation == gap.organisation
    return bool(stores.issuers_of(sent))
