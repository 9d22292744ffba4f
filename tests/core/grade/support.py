"""Evidence with a map, for the grade: a healthy HTTPS server with HSTS unless told otherwise."""

from collections.abc import Sequence
from dataclasses import replace

from core.model.evidence import Evidence, Software
from core.model.grade import Cap, Grade
from core.model.observation import Ending, HttpAnswer
from core.model.server_map import ServerMap
from core.model.target import Starttls, Target
from core.model.trust import TrustStores
from tests.core.rules.certificate_support import CA, NOW, PUBLIC
from tests.core.rules.support import TARGET, attempt, completed, examined
from tests.support.pki import Leaf
from tests.support.server_maps import server

DEFAULT = "max-age=63072000"


def surveyed(
    mapped: ServerMap | None = None,
    leaf: Leaf | Sequence[bytes] | None = None,
    *,
    hsts: str | None = DEFAULT,
    http: bool = True,
    stores: TrustStores = PUBLIC,
    starttls: Starttls | None = None,
    software: Software = Software.NGINX,
) -> Evidence:
    chain = leaf.sent_ders if isinstance(leaf, Leaf) else leaf or CA.issue(scts=2).sent_ders
    ending = Ending(answered=True, http=HttpAnswer(200, hsts=hsts) if http else None)
    target = Target(host=TARGET.host, port=TARGET.port, server_name=TARGET.server_name, starttls=starttls)
    evidence = examined(attempt(completed(chain, ending), target=target), target=target, stores=stores, at=NOW)
    return with_map(replace(evidence, software=software), mapped or server())


def with_map(evidence: Evidence, *maps: ServerMap | None) -> Evidence:
    """The same evidence with a map an endpoint (the last one for the rest)."""
    given = [*maps, *[maps[-1]] * len(evidence.endpoints)]
    return replace(
        evidence, endpoints=tuple(replace(e, map=m) for e, m in zip(evidence.endpoints, given, strict=False))
    )


def rules(found: Grade) -> list[str]:
    """The caps as 'letter rule', worst first."""
    return [f"{cap.letter.value} {cap.rule}" for cap in found.caps]


def cap(found: Grade, start: str) -> Cap:
    """The cap whose rule begins so."""
    (one,) = [c for c in found.caps if c.rule.startswith(start)]
    return one
