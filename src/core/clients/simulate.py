"""Which of the clients we know can connect: from the survey's map, the certificates and the clients' own facts.

Law: nothing is tried, so nothing is claimed that the map does not prove; several addresses are one answer only when
they agree, else the worst is shown with its address.
"""

from dataclasses import replace
from datetime import date, datetime

from core.clients.acceptance import accept, no_staple, shown_to
from core.clients.catalogue import clients
from core.clients.handshake import Agreed, agree
from core.clients.phrases import Facts, shows
from core.clients.profile import Client
from core.clients.served import Chain, Served, served_at
from core.clients.trust import Trusted
from core.examine import reference_identity
from core.model.client import Answer, ClientResult, Connects, Refusal, Refuses, Undecided
from core.model.evidence import Endpoint, Evidence
from core.model.observation import Fault, PeerFault
from core.model.server_map import ServerMap, Tri
from core.wire.registry import version_name
from core.words.signs import fails_at_hello

_WORST_FIRST = (Refuses, Undecided, Connects)


def simulate_all(evidence: Evidence) -> tuple[ClientResult, ...]:
    """Every client of the catalogue, in its order; empty when no address has a map."""
    known = [(e, e.map) for e in evidence.judged if e.map is not None]
    mapped = [(e, server) for e, server in known if not server.brief] or known
    if not mapped:
        return ()
    reference = reference_identity(evidence.target)
    seen = [(endpoint, server, served_at(evidence, endpoint, reference)) for endpoint, server in mapped]
    results = []
    for client in clients():
        by_address = [
            (
                str(endpoint.address),
                _at(endpoint, client, server, served, evidence),
            )
            for endpoint, server, served in seen
        ]
        results.append(_merged(client, by_address))
    return tuple(results)


def simulate(client: Client, server: ServerMap, served: Served, facts: Facts, at: datetime) -> ClientResult:
    """One client at one address."""
    agreed = agree(client, server)
    if not isinstance(agreed, Agreed):
        return _result(client, agreed, facts)
    chain = shown_to(client, agreed, served)
    if not isinstance(chain, Chain):
        return _result(client, chain, facts)
    trust = no_staple(client, chain, served) or accept(client, agreed, chain, at)
    if not isinstance(trust, Trusted):
        changes = chain.leaf.not_before.date() if _only_early(trust) else None
        change = "the certificate becomes valid" if changes else ""
        return _result(client, trust, facts, chain, changes, change)
    answer = Connects(
        version=version_name(agreed.version),
        cipher=agreed.cipher,
        group=agreed.group,
        forward_secret=agreed.forward_secret,
        assumes=(*_assumptions(client, server), *trust.assumes),
    )
    return _result(client, answer, facts, chain, *_end(client, trust))


def _at(endpoint: Endpoint, client: Client, server: ServerMap, served: Served, evidence: Evidence) -> ClientResult:
    """A map is made of first answers: where our own handshake breaks after one, no client is said to get through."""
    facts = Facts(evidence.target, server)
    result = simulate(client, server, served, facts, evidence.at)
    if not isinstance(result.answer, Connects) or endpoint.completed is not None:
        return result
    match endpoint.outcome:
        case PeerFault(fault=Fault.BAD_SIGNATURE):
            reason = "the server's signature in the handshake does not fit its certificate"
            shown = shows(client, Refusal.BAD_SIGNATURE, facts, None)
            broken: Answer = Refuses(code=Refusal.BAD_SIGNATURE, reason=reason, shows=shown)
        case outcome if fails_at_hello(outcome):
            return result
        case _:
            broken = Undecided("our own handshake with the server breaks off after its first answer")
    return replace(result, answer=broken, changes_on=None, change="")


def _assumptions(client: Client, server: ServerMap) -> tuple[str, ...]:
    found = ["the server reads a hello in SSL 2.0's format"] if client.hello.v2_format else []
    if server.client_cert_asked is Tri.YES:
        found.append("the server does not insist on a client certificate, or the client has one")
    return tuple(found)


def _only_early(answer: Answer) -> bool:
    return isinstance(answer, Refuses) and answer.code is Refusal.NOT_YET_VALID


def _end(client: Client, trust: Trusted) -> tuple[date | None, str]:
    if not client.habits.verifies:
        return None, ""
    successor = f"; it takes no new certificate below {trust.path.top.display}" if trust.limit else ""
    return trust.until, f"{trust.change}{successor}"


def _result(
    client: Client,
    answer: Answer,
    facts: Facts,
    chain: Chain | None = None,
    changes_on: date | None = None,
    change: str = "",
) -> ClientResult:
    if isinstance(answer, Refuses):
        words = shows(client, answer.code, facts, chain)
        answer = Refuses(code=answer.code, reason=answer.reason, shows=words)
    return ClientResult(
        key=client.key,
        name=client.name,
        family=client.family,
        released=client.released,
        answer=answer,
        changes_on=changes_on,
        change=change,
    )


def _merged(client: Client, by_address: list[tuple[str, ClientResult]]) -> ClientResult:
    results = [result for _, result in by_address]
    if all(result == results[0] for result in results):
        return results[0]
    kinds = [next(i for i, kind in enumerate(_WORST_FIRST) if isinstance(r.answer, kind)) for r in results]
    worst = kinds.index(min(kinds))
    address, result = by_address[worst]
    alike = all(kind == kinds[0] for kind in kinds) and isinstance(result.answer, Connects)
    days = [r.changes_on for r in results if r.changes_on]
    return ClientResult(
        key=client.key,
        name=client.name,
        family=client.family,
        released=client.released,
        answer=result.answer,
        address="" if alike else address,
        changes_on=min(days) if alike and days else result.changes_on,
        change=next((r.change for r in results if days and r.changes_on == min(days)), "") if alike else result.change,
    )
