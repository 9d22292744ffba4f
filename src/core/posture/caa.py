"""CAA: which CAs may issue for a name (RFC 8659), and whether a given one may.

Law: the first name of the climb that has CAA records decides; a lookup below it that failed makes it untold. A value
that cannot be read allows nobody (RFC 8659 section 4.2), which is how a CA has to take it.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from core.model.posture import CaaAt, CaaRecord, Nothing, Records, Unanswered

# RFC 8659 section 4.2: issuer-domain-name, then parameters after semicolons, blanks around each.
_ISSUER: Final = re.compile(r"[ \t]*((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)?[ \t]*")
_KNOWN: Final = frozenset({"issue", "issuewild", "issuemail", "issuevmc", "iodef", "contactemail", "contactphone"})


@dataclass(frozen=True, slots=True)
class Permission:
    """One CA that may issue. ``parameters``: conditions such as accounturi (RFC 8657), as they stand there."""

    domain: str
    parameters: tuple[str, ...] = ()

    @property
    def conditional(self) -> bool:
        """Bound to an account or to validation methods: whether they are the holder's own cannot be seen."""
        return any(p.partition("=")[0].strip().lower() in ("accounturi", "validationmethods") for p in self.parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaaPolicy:
    """The records that count. ``issue``/``issuewild`` None: no such property; empty: nobody may.

    ``unknown_critical``: properties that a CA does not know and may not ignore (RFC 8659 section 4.1).
    """

    name: str
    issue: tuple[Permission, ...] | None
    issuewild: tuple[Permission, ...] | None
    iodef: tuple[str, ...] = ()
    unknown_critical: tuple[str, ...] = ()

    def permissions(self, *, wildcard: bool) -> tuple[Permission, ...] | None:
        """Who may issue; None: anybody. For wildcards issuewild counts, else issue (RFC 8659 section 4.3)."""
        return self.issuewild if wildcard and self.issuewild is not None else self.issue


@dataclass(frozen=True, slots=True)
class NoCaa:
    """No name of the climb has CAA records: any CA may issue. ``asked``: how far we looked."""

    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaaUntold:
    """``dnssec``: the lookup fails by DNSSEC validation alone."""

    name: str
    because: str
    dnssec: bool = False


Caa = CaaPolicy | NoCaa | CaaUntold


def relevant(lookups: Sequence[CaaAt], name: str | None = None) -> Caa:
    """The policy for ``name``, one of those looked up (default: the first, the host itself)."""
    names = [at.name for at in lookups]
    start = names.index(name) if name in names else 0
    for at in lookups[start:]:
        match at.lookup:
            case Records(items=items) if items:
                return _policy(at.name, items)
            case Unanswered(because, unchecked):
                return CaaUntold(at.name, because, unchecked)
            case Records() | Nothing():
                continue
    if not names or "." in names[-1]:
        return CaaUntold(names[-1] if names else "", "the names above it were not asked")
    return NoCaa(tuple(names[start:]))


def _policy(name: str, records: Iterable[CaaRecord]) -> CaaPolicy:
    listed = tuple(records)
    return CaaPolicy(
        name=name,
        issue=_permissions(listed, "issue"),
        issuewild=_permissions(listed, "issuewild"),
        iodef=tuple(r.value for r in listed if r.tag == "iodef"),
        unknown_critical=tuple(r.tag for r in listed if r.critical and r.tag not in _KNOWN),
    )


def _permissions(records: Sequence[CaaRecord], tag: str) -> tuple[Permission, ...] | None:
    mine = [r for r in records if r.tag == tag]
    if not mine:
        return None
    found = (permission(r.value) for r in mine)
    return tuple(p for p in found if p is not None)


def permission(value: str) -> Permission | None:
    """The CA that an issue property names; None when it names nobody (";") or cannot be read."""
    domain, *parameters = value.split(";")
    match = _ISSUER.fullmatch(domain.lower())
    if match is None or not match[1]:
        return None
    return Permission(match[1], tuple(p.strip() for p in parameters if p.strip()))


@dataclass(frozen=True, slots=True)
class Allowed:
    """``by`` None: the policy does not speak of issuing."""

    by: Permission | None


@dataclass(frozen=True, slots=True)
class Blocked:
    """``permitted``: who may issue instead."""

    permitted: tuple[str, ...]
    unknown_critical: tuple[str, ...] = ()


def judge(policy: CaaPolicy, domains: Collection[str], *, wildcard: bool) -> Allowed | Blocked:
    """Whether a CA that goes by these domains may issue."""
    permissions = policy.permissions(wildcard=wildcard)
    named = tuple(dict.fromkeys(p.domain for p in permissions or ()))
    if policy.unknown_critical:
        return Blocked(named, policy.unknown_critical)
    if permissions is None:
        return Allowed(None)
    mine = sorted((p for p in permissions if p.domain in domains), key=lambda p: p.conditional)
    return Allowed(mine[0]) if mine else Blocked(named)
