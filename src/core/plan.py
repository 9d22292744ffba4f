"""The probe plan: outcomes so far → what to try next. Pure; politeness is decided here and nowhere else.

Round one is one full handshake for every address. A healthy server then gets two controls: no SNI, and a hello with
everything that servers must bear. A failing one gets the control experiments that separate its possible causes, at one
address for every way of failing. Where the port was heard to speak a protocol that has STARTTLS, that upgrade is tried.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from ipaddress import IPv4Address

from core.model.observation import (
    AlertReceived,
    Attempt,
    Closed,
    Fault,
    HelloAnswered,
    Negotiated,
    NotTls,
    Outcome,
    PeerFault,
    Probe,
    Profile,
    Refused,
    Spoke,
    Stage,
    StarttlsFailed,
    TimedOut,
    Unreachable,
)
from core.model.target import IPAddress, Starttls, Target

MAX_ADDRESSES_PER_FAMILY = 6
NEUTRAL_NAME = "example.org"  # RFC 2606: a name that no filter and no server of the target's should care about

_SEPARATE = (
    Profile.FULL_AGAIN,
    Profile.TLS12_ONLY,
    Profile.SMALL,
    Profile.NO_SNI,
    Profile.OTHER_SNI,
    Profile.LEGACY,
    Profile.PLAINTEXT,
    Profile.BARE,
)
_STRAINS = (
    Profile.GREASE,
    Profile.UNKNOWN_EXTENSION,
    Profile.LONG_LIST,
    Profile.SPLIT_RECORDS,
    Profile.SPLIT_SEGMENTS,
)
_PLUS = (
    Profile.PLUS_ALPN,
    Profile.PLUS_TICKET,
    Profile.PLUS_MASTER_SECRET,
    Profile.PLUS_STATUS,
    Profile.PLUS_SCT,
)
_OF_HEALTHY = (Profile.NO_SNI, Profile.STRAINED)
_SIZES = (Profile.LARGE, Profile.SIZE_600, Profile.SIZE_1000, Profile.SIZE_1400)


def choose_addresses(addresses: Sequence[IPAddress]) -> tuple[tuple[IPAddress, ...], tuple[IPAddress, ...]]:
    """Which addresses to try, and which are left: at most six of each family, in the resolver's order."""
    v4: list[IPAddress] = [a for a in addresses if isinstance(a, IPv4Address)]
    v6: list[IPAddress] = [a for a in addresses if not isinstance(a, IPv4Address)]
    chosen: tuple[IPAddress, ...] = (*v4[:MAX_ADDRESSES_PER_FAMILY], *v6[:MAX_ADDRESSES_PER_FAMILY])
    return chosen, (*v4[MAX_ADDRESSES_PER_FAMILY:], *v6[MAX_ADDRESSES_PER_FAMILY:])


def next_probes(
    target: Target,
    addresses: Sequence[IPAddress],
    done: Sequence[Attempt],
    name_matches: bool | None,
    *,
    issuer_known: bool = True,
) -> tuple[Probe, ...]:
    """The next round; empty when nothing more would tell anything.

    ``name_matches``: whether the served certificate names the target, None when no certificate was seen.
    ``issuer_known``: whether a public store knows the issuer; else an inspecting proxy may have made it up.
    """
    full = [a for a in done if a.probe.profile is Profile.FULL]
    if not full:
        return tuple(_probe(target, address, Profile.FULL) for address in addresses)
    tried = {(a.probe.address, a.probe.profile) for a in done}
    wanted = (
        (attempt.probe.address, profile)
        for attempt in _representatives(full)
        for profile in _controls(target, attempt, done, name_matches, issuer_known=issuer_known)
    )
    controls = tuple(_probe(target, *key) for key in dict.fromkeys(wanted) if key not in tried)
    return (*controls, *_upgrades(target, done))


def _representatives(full: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """One attempt for every way of succeeding or failing: the same experiment at four addresses tells nothing new."""
    first: dict[tuple[str, str], Attempt] = {}
    for attempt in full:
        first.setdefault(_kind(attempt.outcome), attempt)
    return tuple(first.values())


def _upgrades(target: Target, done: Sequence[Attempt]) -> Iterator[Probe]:
    """One STARTTLS dialogue at every address that was heard to speak a protocol which has one."""
    upgraded = {a.probe.address for a in done if a.probe.profile is Profile.UPGRADED}
    heard: dict[IPAddress, Starttls] = {}
    for attempt in done:
        match attempt.outcome:
            case NotTls(starttls=Starttls() as protocol) | Spoke(starttls=Starttls() as protocol):
                heard.setdefault(attempt.probe.address, protocol)
    for address, protocol in heard.items():
        if address not in upgraded and protocol is not target.starttls:
            yield replace(_probe(target, address, Profile.UPGRADED), starttls=protocol)


def _kind(outcome: Outcome) -> tuple[str, str]:
    detail = str(getattr(outcome, "stage", "")) + str(getattr(outcome, "number", ""))
    return type(outcome).__name__, detail


def _controls(
    target: Target, attempt: Attempt, done: Sequence[Attempt], name_matches: bool | None, *, issuer_known: bool
) -> tuple[Profile, ...]:
    """The controls that this outcome calls for, those without meaning for the target left out."""
    needs_name = {Profile.NO_SNI, Profile.OTHER_SNI, Profile.SIBLING_SNI}
    profiles = _for_outcome(attempt, done, name_matches)
    if not issuer_known and isinstance(attempt.outcome, Negotiated):
        profiles = (*profiles, Profile.OTHER_SNI)
    return tuple(p for p in profiles if target.server_name or p not in needs_name)


def _for_outcome(attempt: Attempt, done: Sequence[Attempt], name_matches: bool | None) -> tuple[Profile, ...]:
    match attempt.outcome:
        case Refused() | Unreachable() | StarttlsFailed() | TimedOut(stage=Stage.CONNECT):
            return ()
        case Negotiated(ending=ending):
            if ending.alert is not None:
                return (Profile.NO_SNI,)
            if ending.closed is not None and not ending.answered:
                return (Profile.FULL_AGAIN, Profile.NO_SNI)
            healthy = (Profile.NO_SNI, Profile.STRAINED, *_doubt(attempt, done), *_strains(attempt, done))
            return healthy if name_matches in (True, None) else (*healthy, Profile.OTHER_SNI, Profile.SIBLING_SNI)
        case AlertReceived(flight=flight) if flight.client_cert_asked:
            return (Profile.FULL_AGAIN, Profile.NO_SNI)
        case NotTls(what="unknown") | TimedOut(stage=Stage.STARTTLS) | Closed(stage=Stage.STARTTLS):
            return (Profile.FULL_AGAIN, Profile.BANNER)
        case NotTls() | Spoke() | HelloAnswered():
            return ()
        case PeerFault(fault=Fault.BAD_SIGNATURE | Fault.MALFORMED_CERTIFICATE | Fault.TOO_LARGE | Fault.UNSUPPORTED):
            return (Profile.FULL_AGAIN, Profile.TLS12_ONLY)
        case TimedOut(stage=Stage.HELLO):  # silence costs most of the time allowed: there is no third round
            return (*_SEPARATE[:5], Profile.CLAMPED, *_SEPARATE[5:], Profile.BANNER, Profile.LARGE)
        case TimedOut():
            return (Profile.CLAMPED, *_SEPARATE, *_parts(attempt, done))
        case Closed(stage=Stage.HELLO):
            return (*_SEPARATE, Profile.BANNER, *_parts(attempt, done))
        case _:
            return (*_SEPARATE, *_parts(attempt, done))


def _doubt(attempt: Attempt, done: Sequence[Attempt]) -> tuple[Profile, ...]:
    """A control that ended without an alert may have met a server that limits connections: does it still answer us?"""
    unexplained = any(isinstance(_outcome(attempt, done, p), Closed | TimedOut | Refused) for p in _OF_HEALTHY)
    return (Profile.FULL_AGAIN,) if unexplained else ()


def _strains(attempt: Attempt, done: Sequence[Attempt]) -> tuple[Profile, ...]:
    """Which of the strains was too much, and that a plain small hello is none."""
    strained = _outcome(attempt, done, Profile.STRAINED)
    return () if strained is None or isinstance(strained, HelloAnswered) else (Profile.SMALL, *_STRAINS)


def _parts(attempt: Attempt, done: Sequence[Attempt]) -> tuple[Profile, ...]:
    """What a passing control leaves open: where the size begins to hurt, which extension does, and the many suites."""
    answered = {p for p in (Profile.SMALL, Profile.BARE, Profile.TLS12_ONLY) if _answers(attempt, done, p)}
    sizes = (*_SIZES, Profile.LONG_LIST) if Profile.SMALL in answered else ()
    return (*sizes, *_PLUS) if Profile.BARE in answered and Profile.TLS12_ONLY not in answered else sizes


def _answers(attempt: Attempt, done: Sequence[Attempt], profile: Profile) -> bool:
    return isinstance(_outcome(attempt, done, profile), HelloAnswered)


def _outcome(attempt: Attempt, done: Sequence[Attempt], profile: Profile) -> Outcome | None:
    """What a control at the same address came to."""
    there = (a for a in done if a.probe.address == attempt.probe.address)
    return next((a.outcome for a in there if a.probe.profile is profile), None)


def _probe(target: Target, address: IPAddress, profile: Profile) -> Probe:
    names = {
        Profile.NO_SNI: None,
        Profile.OTHER_SNI: NEUTRAL_NAME,
        Profile.SIBLING_SNI: sibling(target.server_name) if target.server_name else None,
    }
    name = names.get(profile, target.server_name)
    starttls = None if profile in (Profile.PLAINTEXT, Profile.BANNER) else target.starttls
    return Probe(profile, address, target.port, name, starttls)


def sibling(name: str) -> str:
    """The name beside this one: with or without ``www.``."""
    return name.removeprefix("www.") if name.startswith("www.") else f"www.{name}"
