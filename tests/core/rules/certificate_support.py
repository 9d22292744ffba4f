"""Chains to order for the certificate and chain rules: one authority, its roots as the user's or the public's."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.model.evidence import Evidence
from core.model.finding import Finding
from core.model.observation import Attempt, Ending, Fetched, HttpAnswer
from core.model.prose import plain
from core.model.target import Target
from core.model.trust import Store, TrustStores
from tests.core.rules.support import NO_STORES, TARGET, attempt, completed, examined, stores_of
from tests.support.pki import NOW, Authority, Leaf

ROOT = Authority.root()
CA = ROOT.intermediate("Test Issuing CA")
OWN = stores_of(ROOT, stores=[Store.USER], user_supplied=True)
PUBLIC = stores_of(ROOT)
NOBODY = NO_STORES
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
GOOD = CA.issue(scts=2)


def served(
    chain: Leaf | Sequence[bytes],
    *controls: Attempt,
    stores: TrustStores = OWN,
    at: datetime | None = None,
    target: Target = TARGET,
    fetched: Sequence[Fetched] = (),
    clock: datetime | None = None,
) -> Evidence:
    """A completed handshake with this chain; ``clock``: what the server's HTTP Date says."""
    ders = chain.sent_ders if isinstance(chain, Leaf) else tuple(chain)
    ending = Ending(answered=True, http=HttpAnswer(200, date=clock) if clock else None)
    full = attempt(completed(ders, ending), target=target)
    return examined(full, *controls, target=target, stores=stores, at=at, fetched=fetched)


def told(finding: Finding) -> tuple[str, str, str, str, str]:
    """Code, severity, blame, confidence and headline: what a reader sees first."""
    return (
        finding.code,
        finding.severity.value,
        finding.blame.value,
        finding.confidence.value,
        plain(finding.headline),
    )


__all__ = ["CA", "DAY", "GOOD", "NOBODY", "NOW", "OWN", "PUBLIC", "ROOT", "SECOND", "served", "told"]
