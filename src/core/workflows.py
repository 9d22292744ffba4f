"""The check, from a target to a report: written against ports only, bounded in time whatever the peer does."""

from dataclasses import dataclass, replace
from datetime import datetime

from core.address_policy import literal
from core.diagnose import diagnose
from core.examine import examine, issuer_known, issuer_urls, names_match
from core.model.evidence import connected
from core.model.observation import Depth, Negotiated, Observation, Probe
from core.model.report import Report, Step, StepStatus
from core.model.resolution import AddressRefused, NotResolved, Resolution, Resolved
from core.model.target import IPAddress, Target
from core.model.trust import TrustStores
from core.plan import choose_addresses, next_probes
from core.ports import (
    AddressPolicy,
    CertificateFetcher,
    Clock,
    Network,
    PostureSource,
    Progress,
    Resolver,
    StatusSource,
    Together,
)
from core.rules import catalogue
from core.statuses import ask_statuses, without_pending
from core.survey.begin import Told, surveys_of
from core.trail import brief, dns_step

BUDGET = 10.0  # seconds that a person waits at most
_JUDGING = 0.5  # of them kept for parsing, path building and rules
_DNS = 4.0
_AIA = 2.5
STATUS_SECONDS = 1.5  # for revocation data, where the report can be completed later
_MAX_ROUNDS = 3
_MAX_AIA_HOPS = 3


@dataclass(frozen=True, slots=True)
class Instruments:
    """What a check needs from the world."""

    resolver: Resolver
    network: Network
    fetcher: CertificateFetcher
    statuses: StatusSource
    posture: PostureSource
    together: Together
    policy: AddressPolicy
    clock: Clock
    stores: TrustStores


async def check(
    target: Target,
    instruments: Instruments,
    *,
    budget: float = BUDGET,
    at: datetime | None = None,
    depth: Depth = Depth.FULL,
    progress: Progress | None = None,
) -> Report:
    """Diagnose ``target`` within ``budget`` seconds; ``at``: judge validity by this instant instead of now."""
    seen = await observe(target, instruments, budget=budget, depth=depth, progress=progress or _quietly)
    return diagnose(examine(without_pending(seen), instruments.stores, at), catalogue())


@dataclass(frozen=True, slots=True)
class Begun:
    """A first report, and what it was made from. When it is `still_looking`, `complete` goes on from there."""

    report: Report
    seen: Observation


async def begin(target: Target, instruments: Instruments, *, budget: float = BUDGET) -> Begun:
    """As `check`, without waiting more than a moment for revocation data."""
    seen = await observe(
        target, instruments, budget=budget, depth=Depth.FULL, progress=_quietly, status_seconds=STATUS_SECONDS
    )
    return Begun(diagnose(examine(seen, instruments.stores), catalogue()), seen)


async def complete(begun: Begun, instruments: Instruments, *, budget: float) -> Report:
    """The report with the revocation data that can be had in ``budget`` seconds more; then nobody looks further."""
    clock, stores = instruments.clock, instruments.stores
    deadline = clock.monotonic() + max(budget - _JUDGING, budget / 2)
    seen = without_pending(await ask_statuses(begun.seen, instruments.statuses, stores, clock, deadline))
    return diagnose(examine(seen, stores), catalogue())


async def observe(
    target: Target,
    instruments: Instruments,
    *,
    budget: float,
    depth: Depth,
    progress: Progress,
    status_seconds: float | None = None,
) -> Observation:
    """Resolve, probe in rounds, fetch missing issuers; ends by the budget with what was seen by then.

    ``status_seconds``: what revocation data may take of it; None: all that is left.
    """
    clock = instruments.clock
    started = clock.monotonic()
    deadline = started + max(budget - _JUDGING, budget / 2)
    resolution = await _resolve(target, instruments, min(_DNS, budget / 2))
    progress(dns_step(resolution))
    allowed, refused = _vet(resolution, instruments.policy)
    chosen, untried = choose_addresses(allowed)
    seen = Observation(
        target=target,
        observed_at=clock.now(),
        resolution=resolution,
        refused_addresses=refused,
        untried_addresses=untried,
        depth=depth,
    )
    if chosen:
        seen = await _look(seen, chosen, instruments, deadline, status_seconds, progress)
    return replace(
        seen,
        connections=sum(connected(attempt.outcome) for attempt in (*seen.attempts, *seen.survey)),
        duration_ms=(clock.monotonic() - started) * 1000,
        out_of_time=seen.out_of_time or clock.monotonic() >= deadline,
    )


async def _look(
    seen: Observation,
    addresses: tuple[IPAddress, ...],
    instruments: Instruments,
    deadline: float,
    status_seconds: float | None,
    progress: Progress,
) -> Observation:
    """The connections, and beside them the lookups around the server, which a quick check does without."""
    connections = _connect(seen, addresses, instruments, deadline, status_seconds, progress)
    if seen.depth is Depth.QUICK:
        return await connections
    lookups = instruments.posture.look(seen.target, addresses, deadline)
    seen, posture = await instruments.together.both(connections, lookups)
    return replace(seen, posture=posture)


async def _connect(
    seen: Observation,
    addresses: tuple[IPAddress, ...],
    instruments: Instruments,
    deadline: float,
    status_seconds: float | None,
    progress: Progress,
) -> Observation:
    """The handshakes; then, side by side, the survey and what others say of the certificates. The control experiments
    go beside them too, unless something failed: then its cause is looked for first, undisturbed.
    """
    rounds = _MAX_ROUNDS if seen.depth is Depth.FULL else 1
    seen = await _probe(seen, addresses, instruments, deadline, progress, rounds=1)
    both, controls = instruments.together.both, rounds - 1
    if not all(isinstance(attempt.outcome, Negotiated) for attempt in seen.attempts):
        seen = await _probe(seen, addresses, instruments, deadline, progress, rounds=controls)
        controls = 0
    probed, (surveyed, informed) = await both(
        _probe(seen, addresses, instruments, deadline, progress, rounds=controls),
        both(_survey(seen, instruments, deadline, progress), _inform(seen, instruments, deadline, status_seconds)),
    )
    return replace(probed, survey=surveyed.survey, fetched=informed.fetched, statuses=informed.statuses)


async def _inform(
    seen: Observation, instruments: Instruments, deadline: float, status_seconds: float | None
) -> Observation:
    """Issuers that were not sent, and whether what was sent is revoked."""
    seen = await _fetch_issuers(seen, instruments, deadline)
    clock, stores = instruments.clock, instruments.stores
    until = deadline if status_seconds is None else min(deadline, clock.monotonic() + status_seconds)
    return await ask_statuses(seen, instruments.statuses, stores, clock, until)


async def _resolve(target: Target, instruments: Instruments, patience: float) -> Resolution:
    address = target.pinned or literal(target.host)
    return NotResolved(address) if address else await instruments.resolver.resolve(target.host, patience)


def _vet(resolution: Resolution, policy: AddressPolicy) -> tuple[tuple[IPAddress, ...], tuple[AddressRefused, ...]]:
    match resolution:
        case NotResolved(address):
            addresses: tuple[IPAddress, ...] = (address,)
        case Resolved(found):
            addresses = found
        case _:
            addresses = ()
    verdicts = [(address, policy.refuses(address)) for address in addresses]
    refused = tuple(AddressRefused(address, why) for address, why in verdicts if why)
    return tuple(address for address, why in verdicts if not why), refused


async def _probe(
    seen: Observation,
    addresses: tuple[IPAddress, ...],
    instruments: Instruments,
    deadline: float,
    progress: Progress,
    *,
    rounds: int,
) -> Observation:
    for _ in range(rounds):
        probes = _next(seen, addresses, instruments.stores)
        if not probes:
            break
        if instruments.clock.monotonic() >= deadline:
            return replace(seen, not_run=probes, out_of_time=True)
        attempts = await instruments.network.run(probes, deadline)
        seen = replace(seen, attempts=(*seen.attempts, *attempts))
        for attempt in attempts:
            name = f"{attempt.probe.profile} at {attempt.probe.address}"
            progress(Step(name, StepStatus.OK, attempt.timings.total, brief(attempt.outcome)))
    return seen


def _next(seen: Observation, addresses: tuple[IPAddress, ...], stores: TrustStores) -> tuple[Probe, ...]:
    known = issuer_known(seen, stores)
    return next_probes(seen.target, addresses, seen.attempts, names_match(seen), issuer_known=known)


async def _survey(seen: Observation, instruments: Instruments, deadline: float, progress: Progress) -> Observation:
    """Map the addresses where TLS answered; a quick check does not."""
    surveys = surveys_of(seen)
    if not surveys:
        return seen
    clock = instruments.clock
    started = clock.monotonic()

    def tell(name: str, found: str) -> None:
        progress(Step(name, StepStatus.OK, (clock.monotonic() - started) * 1000, found))

    first = Told(surveys[0], tell)
    await instruments.network.survey((first, *surveys[1:]), deadline)
    first.finish()
    return replace(seen, survey=tuple(attempt for survey in surveys for attempt in survey.attempts))


async def _fetch_issuers(seen: Observation, instruments: Instruments, deadline: float) -> Observation:
    for _ in range(_MAX_AIA_HOPS):
        urls = issuer_urls(seen, instruments.stores, seen.observed_at)
        left = deadline - instruments.clock.monotonic()
        if not urls or left <= 0:
            break
        fetched = await instruments.fetcher.fetch(urls, instruments.clock.monotonic() + min(_AIA, left))
        seen = replace(seen, fetched=(*seen.fetched, *fetched))
    return seen


def _quietly(_: Step) -> None:
    """No progress wanted."""
