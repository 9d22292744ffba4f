"""DNSSEC of the zone that holds a name: signed and sound, unsigned, broken, or untold.

Law: a resolver that vouches for the name (AD) is believed. Without one, the zone's own link is judged: the DS at the
parent must be that of a published key, and keys and records must carry a signature that verifies (RFC 4035 section 5).
A DS of a digest that we cannot compute leaves it untold: validators that cannot either take the zone for unsigned.
"""

from dataclasses import dataclass
from datetime import datetime

from core.model.posture import Dnssec, DsRecord, Nothing, Records, Signature, SignatureState, Unanswered


@dataclass(frozen=True, slots=True)
class Signed:
    """``vouched``: by a validating resolver; else only the zone's own link was checked. ``expires``: the first
    signature to go.
    """

    zone: str
    vouched: bool
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unsigned:
    """``island``: it has keys, and the parent does not point at them."""

    zone: str
    island: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """Validating resolvers refuse the name. ``because``: a clause."""

    zone: str
    because: str
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class DnssecUntold:
    because: str


DnssecStatus = Signed | Unsigned | Broken | DnssecUntold


def status(found: Dnssec | None) -> DnssecStatus:
    """What validating resolvers make of the name."""
    if found is None:
        return DnssecUntold("not asked")
    zone = found.zone or "its zone"
    if found.authenticated:
        return Signed(zone, vouched=True, expires=_first_to_go(found))
    match found.ds:
        case Nothing():
            keys = isinstance(found.keys, Records)
            return Unsigned(zone, island=keys)
        case Records(items=items):
            return _delegated(found, zone, items)
        case Unanswered(because):
            if found.refused_when_checked:
                return Broken(zone, "the resolver's validation fails, and with checking disabled it answers")
            return DnssecUntold(because)


def _delegated(found: Dnssec, zone: str, ds: tuple[DsRecord, ...]) -> DnssecStatus:
    """The parent says that the zone is signed."""
    link = _link(found, zone, ds)
    if link is not None:
        return link
    trouble = _signatures(found, zone)
    if isinstance(trouble, Broken):
        return trouble
    if found.refused_when_checked:
        return Broken(zone, "the resolver's validation fails, and with checking disabled it answers")
    return trouble or Signed(zone, vouched=False, expires=_first_to_go(found))


def _link(found: Dnssec, zone: str, ds: tuple[DsRecord, ...]) -> DnssecStatus | None:
    match found.keys:
        case Unanswered(because):
            return DnssecUntold(f"the zone's keys: {because}")
        case Nothing():
            return Broken(zone, "the parent has a DS record, and the zone publishes no key")
        case Records():
            pass
    if any(record.fits for record in ds):
        return None
    if any(record.fits is None for record in ds):
        return DnssecUntold("the parent's DS record uses a digest that we cannot compute")
    tags = ", ".join(str(record.key_tag) for record in ds)
    return Broken(zone, f"the DS record at the parent (key tag {tags}) belongs to no key of the zone")


def _signatures(found: Dnssec, zone: str) -> Broken | DnssecUntold | None:
    """Trouble with the signatures: each signed set needs one that verifies."""
    if not found.signatures:
        return DnssecUntold("the resolver passes no signatures on")
    covered = dict.fromkeys(s.covers for s in found.signatures)
    unsure: DnssecUntold | None = None
    for kind in covered:
        mine = [s for s in found.signatures if s.covers == kind]
        states = {s.state for s in mine}
        if SignatureState.VALID in states:
            continue
        if SignatureState.UNSUPPORTED in states:
            unsure = DnssecUntold(f"the signature of the {kind} records {SignatureState.UNSUPPORTED.value}")
            continue
        worst = max(mine, key=lambda s: s.expires)
        return Broken(zone, f"the signature of the {kind} records {worst.state.value}", worst)
    bare = [kind for kind in found.unsigned if kind not in covered]
    if bare:
        return Broken(zone, f"the {bare[0]} records carry no signature, though the parent says that the zone is signed")
    return unsure


def _first_to_go(found: Dnssec) -> datetime | None:
    return min((s.expires for s in found.signatures if s.state is SignatureState.VALID), default=None)
