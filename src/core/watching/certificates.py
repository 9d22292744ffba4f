"""Which certificates are served, and what it means that others are. Pure.

Law: a routine renewal (same issuing organisation, the same names or more, as strong a key, as long a chain, a later
end) is no alarm; anything else is told as surprising. Addresses that serve different certificates, and a certificate
that comes back, are a roll-out: one state with a beginning and an end, however often the two alternate.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.model.prose import clean
from core.model.watch import Facts, Leaf
from core.model.watch_state import Kind, TargetState
from core.watching.news import News
from core.words.certificate_time import span

STEADY: Final = timedelta(hours=6)  # one certificate everywhere for so long: the roll-out is over
MOST_NAMES: Final = 250  # that are kept of a certificate
MOST_NAME_BYTES: Final = 16_000  # of all of them: eight certificates fit into a record of the table, whoever made them
LONGEST_NAME: Final = 300
SETTLED: Final = timedelta(days=7)  # several side by side for so long: that is how this target is
MOST_FORMER: Final = 8
_HABITS: Final = 5
_ORGANISATION: Final = re.compile(r"(?:^|[,+])\s*O=((?:\\.|[^,+\\])*)")
_NUMBER: Final = re.compile(r"\d+")


def served(facts: Facts) -> tuple[Leaf, ...]:
    return (facts.leaf, *facts.others) if facts.leaf else ()


def fingerprints(facts: Facts | None) -> tuple[str, ...]:
    """Of all certificates served, sorted."""
    return tuple(sorted(leaf.sha256 for leaf in served(facts))) if facts else ()


def follow(state: TargetState, facts: Facts, now: datetime) -> tuple[TargetState, tuple[News, ...]]:
    """What the settled ``facts`` serve, against what the state knows."""
    before, has = fingerprints(state.facts), fingerprints(facts)
    if not has:
        return state, ()
    if state.facts is None or not before:
        return replace(state, rollout=has if len(has) > 1 else (), changed_at=now), ()
    if before == has:
        return _unchanged(state, has, now) if state.rollout else (state, ())
    lately = state.former if state.changed_at and now - state.changed_at < SETTLED else ()
    new = tuple(leaf for leaf in served(facts) if leaf.sha256 not in {*before, *state.rollout, *lately})
    known = state.facts.leaf
    surprising = tuple(line for leaf in new if known for line in surprises(known, leaf))
    news = (News(Kind.CERTIFICATE, surprising),) if surprising else ()
    former = tuple(dict.fromkeys((*(f for f in state.former if f not in has), *(b for b in before if b not in has))))
    moved = replace(state, former=former[-MOST_FORMER:], changed_at=now, habit=_habit(state, facts, new, now))
    if state.rollout:
        both = tuple(sorted({*state.rollout, *has}))[:MOST_FORMER]
        return replace(moved, rollout=both), news or ((News(Kind.MOMENT),) if new else ())
    if len(has) > 1 or any(f in lately for f in has):
        both = tuple(sorted({*before, *has}))[:MOST_FORMER]
        return replace(moved, rollout=both, rollout_since=now), (*news, News(Kind.ROLLOUT, (_mixed(facts),)))
    return moved, news or (News(Kind.RENEWED, (_renewed(facts),)),)


def _unchanged(state: TargetState, has: tuple[str, ...], now: datetime) -> tuple[TargetState, tuple[News, ...]]:
    """A roll-out ends when one certificate stays, or when it has become the rule."""
    since = state.rollout_since
    if len(has) == 1 and now - (state.changed_at or now) >= STEADY:
        over = replace(state, rollout=(), rollout_since=None)
        if since is None:
            return over, ()
        return over, (News(Kind.ROLLED_OUT, (f"One certificate everywhere, after {span(now - since)}",), since),)
    if since is not None and now - since >= SETTLED:
        line = (
            f"{len(state.rollout)} certificates side by side for {span(now - since)}: this counts as normal from now on"
        )
        return replace(state, rollout_since=None), (News(Kind.ROLLED_OUT, (line,), since),)
    return state, ()


def _habit(state: TargetState, facts: Facts, new: tuple[Leaf, ...], now: datetime) -> tuple[float, ...]:
    """The share of life that was left when a certificate was replaced."""
    old = state.facts.leaf if state.facts else None
    if old is None or facts.leaf is None or facts.leaf not in new or facts.leaf.not_after <= old.not_after:
        return state.habit
    left = (old.not_after - now) / max(old.not_after - old.not_before, timedelta(seconds=1))
    return (*state.habit, round(min(max(left, 0.0), 1.0), 4))[-_HABITS:]


def surprises(old: Leaf, new: Leaf) -> tuple[str, ...]:
    """What about the new certificate is not routine, a sentence each."""
    said: list[str] = []
    issuers = organisation(old.issuer), organisation(new.issuer)
    if issuers[0] != issuers[1]:
        said.append(f"Another issuer: {issuers[1]} instead of {issuers[0]}")
    if lost := _lost(old.names, new.names):
        rest = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
        said.append(f"No longer in the certificate: {', '.join(clean(name, 80) for name in lost[:3])}{rest}")
    if _weaker(old.key, new.key):
        said.append(f"A weaker key: {clean(new.key, 40)} instead of {clean(old.key, 40)}")
    if len(new.chain) < len(old.chain):
        gone = next((name for name in old.chain if name not in new.chain), "")
        said.append(f"A shorter chain: {clean(gone, 80)} is no longer sent")
    if new.not_after < old.not_after:
        said.append(
            f"It ends earlier: {new.not_after:%Y-%m-%d %H:%M} UTC instead of {old.not_after:%Y-%m-%d %H:%M} UTC"
        )
    return tuple(said)


def organisation(name: str) -> str:
    """The O of a distinguished name as text (RFC 4514), else the whole name."""
    match = _ORGANISATION.search(name)
    return clean(re.sub(r"\\(.)", r"\1", match[1]).strip() if match else name, 80)


def kept_names(names: Iterable[str]) -> tuple[str, ...]:
    """In order, as many as are kept; a name that no DNS has is cut."""
    kept: list[str] = []
    left = MOST_NAME_BYTES
    for name in sorted({name[:LONGEST_NAME] for name in names})[:MOST_NAMES]:
        left -= _size(name)
        if left < 0:
            break
        kept.append(name)
    return tuple(kept)


def _size(name: str) -> int:
    """In a record: as JSON has it, without letters beyond ASCII."""
    return len(name.encode("ascii", "backslashreplace")) + 4


def _lost(old: tuple[str, ...], new: tuple[str, ...]) -> list[str]:
    if len(new) >= MOST_NAMES or sum(map(_size, new)) > MOST_NAME_BYTES - LONGEST_NAME:
        return []  # not all of its names are kept
    return [name for name in old if name not in new and f"*.{name.partition('.')[2]}" not in new]


def _weaker(old: str, new: str) -> bool:
    if old.split()[:1] != new.split()[:1]:
        return False
    sizes = [_NUMBER.search(key.partition(" ")[2]) for key in (old, new)]
    return all(sizes) and int(sizes[1][0]) < int(sizes[0][0])  # type: ignore[index]


def _mixed(facts: Facts) -> str:
    if len(facts.serving) > 1:
        first, *rest = facts.serving
        others = sum(len(s.addresses) for s in rest)
        return (
            f"A roll-out: {len(first.addresses)} of {len(first.addresses) + others} addresses serve one certificate, "
            f"the rest {'another' if len(rest) == 1 else f'{len(rest)} others'}"
        )
    return "A roll-out: two certificates alternate from check to check"


def _renewed(facts: Facts) -> str:
    until = f"{facts.leaf.not_after:%Y-%m-%d}" if facts.leaf else ""
    return f"Renewed: valid until {until}"
