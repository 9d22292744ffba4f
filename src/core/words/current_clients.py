"""What the clients of today have in common with a server, as far as it decides whether they can connect at all.

Law: the answers are `core.clients.handshake`'s, so that a finding and the table of clients never contradict each other.
Where a port begins in plain text no browser comes, so none is asked; a person's own settings are not in here.
"""

from collections.abc import Iterable, Sequence

from core.clients.catalogue import clients
from core.clients.handshake import agree
from core.clients.profile import VERIFIES_WITH_OPENSSL, Client
from core.model.client import Family, Refusal, Refuses, Undecided
from core.model.evidence import Endpoint, Evidence
from core.model.finding import Impact, Severity
from core.model.server_map import ServerMap
from core.model.target import Target
from core.wire.registry import CipherSuite, cipher
from core.words.ending_impact import ending_impact
from core.words.impact import hello_rejected
from core.words.mapped import TLS1_2, TLS1_3, Hits, Surveyed, listed, shortened

Clients = tuple[Client, ...]
_NAMED = 6  # so many names in a headline


def current(evidence: Evidence) -> Clients:
    """The current release of every family that comes to such a port."""
    here = (c for c in clients() if c.current)
    return tuple(c for c in here if not (evidence.target.starttls and c.family is Family.BROWSER))


def refusing(case: Surveyed, why: Refusal) -> Clients:
    """Those of them that come to no agreement with this server, for this reason."""
    answers = ((client, agree(client, case.map)) for client in current(case.evidence))
    return tuple(client for client, answer in answers if isinstance(answer, Refuses) and answer.code is why)


def undecided_for(case: Surveyed) -> bool:
    """The map leaves it open for one of them whether they come to an agreement."""
    return any(isinstance(agree(client, case.map), Undecided) for client in current(case.evidence))


def without_signature(case: Surveyed) -> Clients:
    """Those whose suites in common all take a signature, and that accept none of the kinds found so far."""
    return tuple(
        client
        for client in current(case.evidence)
        if (suites := _shared_suites(client, case.map))
        and all(map(signs, suites))
        and not frozenset(client.hello.signatures) & frozenset(case.map.signature_schemes)
    )


def signs(suite: CipherSuite) -> bool:
    """The server signs something in its handshake, so a signature algorithm must be shared."""
    return suite.tls13 or suite.key_exchange in ("ECDHE", "DHE")


def _shared_suites(client: Client, map_: ServerMap) -> tuple[CipherSuite, ...]:
    codes = (c for v in map_.supported if v.version in (TLS1_2, TLS1_3) for c in v.suites)
    return tuple(cipher(c) for c in dict.fromkeys(codes) if c in client.hello.suites)


def offered(those: Iterable[Client], version: int) -> tuple[int, ...]:
    """Every suite that any of these clients offers in that version, best first."""
    codes = dict.fromkeys(code for client in those for code in client.hello.suites)
    return tuple(c for c in codes if cipher(c).tls13 is (version >= TLS1_3))


# --- words -----------------------------------------------------------------------------------------------------------


def everyone(hits: Hits[Clients]) -> Clients:
    """Those of all addresses, in the catalogue's order."""
    return tuple(c for c in clients() if any(c in those for _, those in hits.cases))


def names(those: Iterable[Client]) -> str:
    """All of them."""
    return listed(_names(those))


def some(those: Iterable[Client]) -> str:
    """All of them while they are few, else the first and how many more."""
    known = _names(those)
    return listed(known) if len(known) <= _NAMED else shortened(known, _NAMED - 1)


def _names(those: Iterable[Client]) -> list[str]:
    return [client.name.removesuffix(" (current)") for client in those]


def shown_by(those: Iterable[Client], endpoint: Endpoint, target: Target) -> tuple[Impact, ...]:
    """What these clients show: for the way in which our own handshake ended, else for alert 40."""
    said = hello_rejected(target) if endpoint.works else ending_impact(target, endpoint.outcome)
    hit = {client.words.value for client in those}
    return tuple(impact for impact in said if impact.client in hit)


def severity(evidence: Evidence, those: Sequence[Client]) -> Severity:
    """Broken where a browser is shut out, or the most common library where no browser comes."""
    if evidence.target.starttls:
        decisive = any(client.words in VERIFIES_WITH_OPENSSL for client in those)
    else:
        decisive = any(client.family is Family.BROWSER for client in those)
    return Severity.BROKEN if decisive else Severity.AT_RISK
