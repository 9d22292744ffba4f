"""What the paths of a served chain mean for trust: one reading, shared by every chain rule, so that none contradicts.

Law: what lies above a chain that ends in the open is `core.words.chain_gap`'s to say; a public store is any but the
user's own. What a user's roots accept is trusted, whatever public stores know of it.
"""

from core.model.certificate import CertificateFacts
from core.model.evidence import Presentation
from core.model.path import CertificatePath, Ending, PathAnalysis
from core.model.prose import Prose, prose, quote
from core.model.trust import PUBLIC_STORES, Store, StoreVerdict
from core.words.certificate_cases import Case
from core.words.chain_gap import OpenEnd, open_end, wrong_intermediates
from core.words.chain_impact import named


def rootless(case: Case, paths: PathAnalysis) -> bool:
    """The chain leads to a root that no store has."""
    return paths.ending is Ending.UNTRUSTED_ROOT or open_end(case, paths) is OpenEnd.ROOT


def incomplete(case: Case, paths: PathAnalysis) -> bool:
    """An intermediate is missing from what was sent, fetched since or inferred, and nothing was sent in its place."""
    if wrong_intermediates(case, paths):
        return False
    return bool(paths.missing) or open_end(case, paths) is OpenEnd.INTERMEDIATE


def completed(paths: PathAnalysis) -> tuple[Prose, ...]:
    """What was fetched, and that it completes the path."""
    if not paths.missing or paths.missing_issuer:
        return ()
    names = [piece for certificate in paths.missing for piece in (", ", named(certificate))][1:]
    return (prose("With ", *names, " the path is complete up to ", named(paths.best.top)),)


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
