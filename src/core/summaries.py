"""What a report shows beside its findings: addresses, certificates, trust, what was negotiated."""

from dataclasses import replace

from core.model.certificate import CertificateFacts
from core.model.evidence import Evidence
from core.model.observation import HttpAnswer
from core.model.report import AddressSummary, MappedAddresses, NegotiatedSummary
from core.model.revocation import CertificateStatus
from core.model.server_map import ServerMap
from core.model.trust import StoreVerdict
from core.trail import brief


def addresses(evidence: Evidence) -> tuple[AddressSummary, ...]:
    """Every address of the name: tried, refused by policy, or left out for politeness."""
    tried = (
        AddressSummary(
            address=str(e.address),
            outcome=brief(e.outcome),
            ok=e.works,
            leaf_sha256=e.presentation.leaf.sha256 if e.presentation and e.presentation.leaf else None,
        )
        for e in evidence.endpoints
    )
    observation = evidence.observation
    refused = (
        AddressSummary(str(r.address), f"not contacted: {r.because}", ok=False) for r in observation.refused_addresses
    )
    untried = (AddressSummary(str(a), "not tried: enough others were", ok=False) for a in observation.untried_addresses)
    return (*tried, *refused, *untried)


def certificates(evidence: Evidence) -> tuple[CertificateFacts, ...]:
    """Every readable certificate as sent, leaf first, each once; those for other kinds of keys after the first."""
    sent = (c for p in (*evidence.presentations, *evidence.others) for c in p.certificates)
    return tuple({c.sha256: c for c in sent if isinstance(c, CertificateFacts)}.values())


def trust(evidence: Evidence) -> tuple[StoreVerdict, ...]:
    """The verdict of every trust store on the first chain served."""
    first = next((p.paths for p in evidence.presentations if p.paths), None)
    return first.store_verdicts if first else ()


def negotiated(evidence: Evidence) -> NegotiatedSummary | None:
    done = next((e.completed for e in evidence.endpoints if e.completed), None)
    return NegotiatedSummary(done.version, done.cipher, done.group, done.flight.alpn) if done else None


def revocation(evidence: Evidence) -> tuple[CertificateStatus, ...]:
    """What is known of the first chain served: each certificate below the root."""
    first = next((p.revocation for p in evidence.presentations if p.revocation), None)
    return first.statuses if first else ()


def http(evidence: Evidence) -> HttpAnswer | None:
    """The first answer over HTTPS."""
    completed = (e.completed for e in evidence.endpoints)
    return next((done.ending.http for done in completed if done and done.ending.http), None)


def maps(evidence: Evidence) -> tuple[MappedAddresses, ...]:
    """The maps of the server, addresses with the same one together."""
    alike: dict[ServerMap, list[str]] = {}
    for endpoint in evidence.endpoints:
        if endpoint.map is not None:
            alike.setdefault(replace(endpoint.map, connections=0), []).append(str(endpoint.address))
    return tuple(MappedAddresses(tuple(where), server) for server, where in alike.items())
