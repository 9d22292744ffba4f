"""Observation + trust stores + instant → Evidence. The only place that derives; rules only read."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from core.address_policy import literal
from core.certificates.engines import openssl_opinion, pyca_opinion
from core.certificates.facts import parse_certificate
from core.certificates.names import Matches, NameMatch, match_name
from core.certificates.ocsp import staple_this_update
from core.certificates.paths import PathAnalysis, build_paths
from core.certificates.revocation import MAX_REQUESTS, requests_for, statuses_for
from core.model.certificate import CertificateFacts, UnreadableCertificate
from core.model.evidence import ClockReading, Endpoint, Evidence, Presentation, flight_of
from core.model.observation import Attempt, Negotiated, Observation, Profile
from core.model.revocation import StatusRequest
from core.model.target import IPAddress, Target
from core.model.trust import PUBLIC_STORES, EngineOpinion, Store, TrustStores
from core.plan import NEUTRAL_NAME
from core.software import software_of, software_seen
from core.survey.read import map_of, second_chains

_FULL = (Profile.FULL, Profile.FULL_AGAIN)
# Probes that carry the target's own name: their chain is the target's.
_SAME_NAME = (*_FULL, Profile.TLS12_ONLY, Profile.BARE, Profile.CLAMPED)


def examine(observation: Observation, stores: TrustStores, at: datetime | None = None) -> Evidence:
    """Derive everything that rules ask about. ``at``: judge validity by this instant instead of the observation's."""
    instant = at or observation.observed_at
    presentations = _with_revocations(_presentations(observation, stores, instant), observation, instant)
    seen = software_seen(observation)
    return Evidence(
        target=observation.target,
        observation=observation,
        at=instant,
        at_given=at is not None,
        endpoints=_endpoints(observation, presentations),
        presentations=presentations,
        others=_others(observation, presentations, stores, instant),
        clocks=_clocks(observation),
        software=software_of(seen, presentations),
        software_seen=seen,
        stores=stores,
    )


def served_chains(observation: Observation) -> dict[tuple[bytes, ...], tuple[IPAddress, ...]]:
    """The distinct chains served for the target's name, each with the addresses that serve it."""
    chains: dict[tuple[bytes, ...], list[IPAddress]] = {}
    seen: set[IPAddress] = set()
    for attempt in sorted(observation.attempts, key=lambda a: a.probe.profile not in _FULL):
        chain = flight_of(attempt.outcome).chain
        address = attempt.probe.address
        if chain and attempt.probe.profile in _SAME_NAME and address not in seen:
            seen.add(address)
            chains.setdefault(chain, []).append(address)
    return {chain: tuple(where) for chain, where in chains.items()}


def reference_identity(target: Target) -> str | IPAddress:
    """What the certificate must be for (RFC 9525 §6.1): the server name, else the host, sent or not."""
    return target.server_name or literal(target.host) or target.host


def names_match(observation: Observation) -> bool | None:
    """Whether every served leaf names the target; None when none was readable."""
    leaves = [parse_certificate(chain[0]) for chain in served_chains(observation)]
    readable = [leaf for leaf in leaves if isinstance(leaf, CertificateFacts)]
    if not readable:
        return None
    reference = reference_identity(observation.target)
    return all(isinstance(match_name(leaf, reference), Matches) for leaf in readable)


def issuer_known(observation: Observation, stores: TrustStores) -> bool:
    """Whether some public store knows, by name, a root for every chain served; True when no certificate was read."""
    for chain in served_chains(observation):
        facts = [c for c in map(parse_certificate, chain) if isinstance(c, CertificateFacts)]
        if facts and not stores.likely_roots(facts, *PUBLIC_STORES):
            return False
    return True


def issuer_urls(observation: Observation, stores: TrustStores, at: datetime) -> tuple[str, ...]:
    """AIA addresses that may hold the issuer certificates that the served chains lack, not asked yet."""
    asked = {fetched.url for fetched in observation.fetched}
    wanted: list[str] = []
    served = _presentations(observation, stores, at)
    for presentation in (*served, *_others(observation, served, stores, at)):
        missing = presentation.paths.missing_issuer if presentation.paths else None
        if missing:
            wanted.extend(url for url in missing.aia_urls if url not in asked)
    return tuple(dict.fromkeys(wanted))[:4]


def statuses_wanted(observation: Observation, stores: TrustStores, at: datetime) -> tuple[StatusRequest, ...]:
    """Revocation data to ask for next, given what came so far; empty when there is nothing (more) to ask."""
    paths = [p.paths for p in _presentations(observation, stores, at) if p.paths]
    wanted = [request for path in paths for request in requests_for(path, observation.statuses, at)]
    return tuple(dict.fromkeys(wanted))[:MAX_REQUESTS]


def _presentations(observation: Observation, stores: TrustStores, at: datetime) -> tuple[Presentation, ...]:
    fetched = _fetched(observation)
    reference = reference_identity(observation.target)
    return tuple(
        _presentation(chain, where, reference, fetched, stores, at)
        for chain, where in served_chains(observation).items()
    )


def _others(
    observation: Observation, served: Sequence[Presentation], stores: TrustStores, at: datetime
) -> tuple[Presentation, ...]:
    """The chains that are served for other kinds of keys than those of the full handshakes."""
    kinds = {address: p.leaf.key.kind for p in served if p.leaf for address in p.addresses}
    first = {p.leaf.sha256 for p in served if p.leaf}
    fetched, reference = _fetched(observation), reference_identity(observation.target)
    found = []
    for chain, addresses in second_chains(observation).items():
        leaf = parse_certificate(chain[0])
        if isinstance(leaf, CertificateFacts) and leaf.sha256 not in first:
            where = tuple(a for a in addresses if kinds.get(a, leaf.key.kind) is not leaf.key.kind)
            made = _presentation(chain, where, reference, fetched, stores, at)
            found += [replace(made, for_key=leaf.key.kind)] if where else []
    return tuple(found)


def _with_revocations(
    presentations: Sequence[Presentation], observation: Observation, at: datetime
) -> tuple[Presentation, ...]:
    return tuple(_with_revocation(presentation, observation, at) for presentation in presentations)


def _with_revocation(presentation: Presentation, observation: Observation, at: datetime) -> Presentation:
    leaf, paths = presentation.leaf, presentation.paths
    if leaf is None or paths is None:
        return presentation
    staples = [(where, *_staple_of(leaf.der, where, observation)) for where in presentation.addresses]
    return replace(presentation, revocation=statuses_for(paths, staples, observation.statuses, at))


def _staple_of(leaf: bytes, address: IPAddress, observation: Observation) -> tuple[bytes | None, int]:
    """The first staple that came with this leaf from this address, and in how many handshakes one could be seen."""
    tries = (a.outcome for a in observation.attempts if a.probe.address == address)
    shown = [o.flight.staple for o in tries if isinstance(o, Negotiated) and o.flight.chain[:1] == (leaf,)]
    return next(filter(None, shown), None), len(shown)


@lru_cache(maxsize=64)  # more than are checked side by side
def _presentation(
    chain: tuple[bytes, ...],
    addresses: tuple[IPAddress, ...],
    reference: str | IPAddress,
    fetched: tuple[CertificateFacts, ...],
    stores: TrustStores,
    at: datetime,
) -> Presentation:
    """A check comes here several times with the same question: for issuers to fetch, for statuses, for the report."""
    certificates = tuple(parse_certificate(der) for der in chain)
    leaf = certificates[0]
    if isinstance(leaf, UnreadableCertificate):
        return Presentation(addresses, certificates, None, None, None, ())
    sent = tuple(c for c in certificates[1:] if isinstance(c, CertificateFacts))
    name: NameMatch = match_name(leaf, reference)
    paths: PathAnalysis = build_paths(leaf, sent, fetched, stores, at)
    return Presentation(addresses, certificates, leaf, name, paths, _opinions(leaf, sent, reference, stores, at))


def _opinions(
    leaf: CertificateFacts,
    sent: tuple[CertificateFacts, ...],
    reference: str | IPAddress,
    stores: TrustStores,
    at: datetime,
) -> tuple[EngineOpinion, ...]:
    roots = tuple(anchor.der for anchor in stores.likely_roots((leaf, *sent), Store.MOZILLA, Store.USER))
    ders = (leaf.der, *(c.der for c in sent))
    return (openssl_opinion(ders, roots, at), pyca_opinion(ders, roots, reference, at))


def _fetched(observation: Observation) -> tuple[CertificateFacts, ...]:
    ders = [der for fetched in observation.fetched for der in fetched.certificates]
    return tuple(c for c in map(parse_certificate, ders) if isinstance(c, CertificateFacts))


def _endpoints(observation: Observation, presentations: Sequence[Presentation]) -> tuple[Endpoint, ...]:
    by_address: dict[IPAddress, list[Attempt]] = {}
    for attempt in observation.attempts:
        by_address.setdefault(attempt.probe.address, []).append(attempt)
    return tuple(
        Endpoint(
            address=address,
            attempts=tuple(a for a in attempts if a.probe.profile in _FULL),
            controls=tuple(a for a in attempts if a.probe.profile not in _FULL),
            presentation=next((p for p in presentations if address in p.addresses), None),
            for_other_name=_for_other_name(attempts),
            map=map_of(observation, address),
        )
        for address, attempts in by_address.items()
        if any(a.probe.profile in _FULL for a in attempts)
    )


def _for_other_name(attempts: Sequence[Attempt]) -> CertificateFacts | None:
    """The leaf for the neutral name, if it is one: whoever has that makes certificates up."""
    for attempt in attempts:
        chain = flight_of(attempt.outcome).chain
        if attempt.probe.profile is Profile.OTHER_SNI and chain:
            leaf = parse_certificate(chain[0])
            if isinstance(leaf, CertificateFacts) and isinstance(match_name(leaf, NEUTRAL_NAME), Matches):
                return leaf
    return None


def _clocks(observation: Observation) -> tuple[ClockReading, ...]:
    """Times that the server told: its HTTP Date, and a stapled OCSP response from our future."""
    now = observation.observed_at
    readings = []
    for attempt in observation.attempts:
        if isinstance(attempt.outcome, Negotiated):
            http = attempt.outcome.ending.http
            if http and http.date:
                readings.append(ClockReading(f"HTTP Date of {attempt.probe.address}", http.date, http.date - now))
            staple = attempt.outcome.flight.staple
            made = staple_this_update(staple) if staple else None
            if made and made > now:
                readings.append(ClockReading(f"OCSP staple of {attempt.probe.address}", made, made - now))
    return tuple(readings)
