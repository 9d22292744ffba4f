"""What the paths of a served chain mean for trust: one reading, shared by every chain rule, so that none contradicts.

Law: a chain that ends in the open is called incomplete or rootless only with a reason that is told; a public store is
any but the user's own. What a user's roots accept is trusted, whatever public stores know of it.
"""

import re
from enum import Enum, auto

from core.model.certificate import CertificateFacts
from core.model.evidence import Presentation
from core.model.path import CertificatePath, Ending, MissingIssuer, PathAnalysis
from core.model.prose import Prose, prose, quote
from core.model.trust import PUBLIC_STORES, Store, StoreVerdict
from core.words.certificate_cases import Case

_ROOT = re.compile(r"\broot\b", re.IGNORECASE)
_INTERMEDIATE = re.compile(
    r"intermediate|issuing|sub(ordinate)?[ -]?ca\b|server ca"
    r"|\b(tls|ssl|dv|ov|ev)\b.*\bca\b"  # DigiCert TLS … CA, Sectigo … DV … CA
    r"|\b(r|e|wr|we|yr|ye)\d{1,2}\b",  # Let's Encrypt R10, E5; Google WR2, WE1
    re.IGNORECASE,
)


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
    if paths.wrong_intermediates:
        return OpenEnd.INTERMEDIATE
    named_root, named_intermediate = bool(_ROOT.search(gap.subject)), bool(_INTERMEDIATE.search(gap.subject))
    if gap.child_depth > 0 or gap.child.is_ca:
        return OpenEnd.INTERMEDIATE if named_intermediate and not named_root else OpenEnd.ROOT
    if named_root:
        return OpenEnd.ROOT
    if named_intermediate or gap.aia_urls or case.evidence.stores.user_supplied:
        return OpenEnd.INTERMEDIATE
    return OpenEnd.UNCLEAR


def hints(case: Case, gap: MissingIssuer) -> str:
    """Why we take the missing issuer for an intermediate."""
    if _INTERMEDIATE.search(gap.subject):
        return "its name is that of an intermediate"
    if gap.aia_urls:
        return "the certificate says where to fetch its issuer, as those below an intermediate do"
    return "it is none of the given roots" if case.evidence.stores.user_supplied else "another was sent in its place"


def rootless(case: Case, paths: PathAnalysis) -> bool:
    """The chain leads to a root that no store has."""
    return paths.ending is Ending.UNTRUSTED_ROOT or open_end(case, paths) is OpenEnd.ROOT


def incomplete(case: Case, paths: PathAnalysis) -> bool:
    """An intermediate is missing from what was sent: fetched since, or inferred."""
    return bool(paths.missing) or open_end(case, paths) is OpenEnd.INTERMEDIATE


def accepted_by_user(paths: PathAnalysis) -> bool:
    own = paths.verdict(Store.USER)
    return own is not None and own.trusted is True


def public_verdicts(paths: PathAnalysis) -> tuple[StoreVerdict, ...]:
    return tuple(verdict for verdict in paths.store_verdicts if verdict.store in PUBLIC_STORES)


def trusted_somewhere(presentation: Presentation) -> bool:
    """Some store, public or the user's, accepts the chain."""
    return presentation.paths is not None and any(v.trusted for v in presentation.paths.store_verdicts)


def public_paths(paths: PathAnalysis, *stores: Store) -> tuple[CertificatePath, ...]:
    """Paths to a root that one of these public stores (all, if none is named) holds."""
    wanted = frozenset(stores or PUBLIC_STORES)
    return tuple(path for path in paths.paths if path.anchor and path.anchor.stores & wanted)


def store_lines(paths: PathAnalysis) -> tuple[Prose, ...]:
    """A line a store: what clients with it make of the chain."""
    said = {True: "trusted", False: "not trusted", None: "cannot be told"}
    return tuple(
        prose(f"Store {verdict.store.value}: {said[verdict.trusted]}, ", quote(verdict.because))
        for verdict in paths.store_verdicts
    )


def fetch_lines(case: Case) -> tuple[Prose, ...]:
    """What came of asking for issuers at their AIA addresses."""
    lines = []
    for fetched in case.evidence.observation.fetched:
        count = len(fetched.certificates)
        got = fetched.failure or f"{count} certificate{'' if count == 1 else 's'}"
        lines.append(prose("AIA fetch of ", quote(fetched.url), " → ", quote(got)))
    return tuple(lines)


def limited(paths: PathAnalysis, store: Store) -> bool:
    """This store holds the root and narrows its trust in it (a date, or domains), along every path it could walk."""
    mine = public_paths(paths, store)
    return bool(mine) and all(path.anchor is not None and path.anchor.limit(store) is not None for path in mine)


def below_root(presentation: Presentation) -> tuple[CertificateFacts, ...]:
    """The certificates of the best path that a client has to believe: leaf and intermediates, no root, no anchor."""
    if presentation.paths is None:
        return (presentation.leaf,) if presentation.leaf else ()
    best = presentation.paths.best
    members = best.certificates
    return members[:-1] if len(members) > 1 and best.ends else members
