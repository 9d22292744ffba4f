"""What DNS and plain HTTP say around a server: CAA, DNSSEC, TLSA, HTTPS records, redirect. Values only, as told.

Law: every lookup ends in one of three ways, and `Unanswered` is never read as `Nothing`. What was not asked is None (or
an empty tuple). `core.posture` says what it means.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from core.model.target import IPAddress

T_co = TypeVar("T_co", covariant=True)


# --- one lookup ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Records(Generic[T_co]):
    """What stands at ``name`` (aliases followed). ``authenticated``: the resolver vouches for it by DNSSEC (AD bit,
    RFC 4035 section 3.2.3).
    """

    name: str
    items: tuple[T_co, ...]
    authenticated: bool = False


@dataclass(frozen=True, slots=True)
class Nothing:
    """The resolver says that there is no such record (NOERROR without data, or NXDOMAIN)."""

    authenticated: bool = False


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Could not be told. ``unchecked_answers``: the same question with checking disabled gets an answer (RFC 4035
    section 3.2.2): DNSSEC validation is what fails.
    """

    because: str
    unchecked_answers: bool = False


Lookup: TypeAlias = Records[T_co] | Nothing | Unanswered


# --- records ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaaRecord:
    """RFC 8659 section 4.1. ``tag`` in lower case; ``value`` as it stands there."""

    tag: str
    value: str
    critical: bool = False


@dataclass(frozen=True, slots=True)
class TlsaRecord:
    """RFC 6698 section 2.1: certificate usage, selector, matching type, association data."""

    usage: int
    selector: int
    matching: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpsRecord:
    """RFC 9460. ``priority`` 0 is an alias to ``target`` ("." is the owner itself). ``ech``: an ECHConfigList."""

    priority: int
    target: str
    alpn: tuple[str, ...] = ()
    no_default_alpn: bool = False
    port: int | None = None
    hints: tuple[IPAddress, ...] = ()
    ech: bytes | None = None


@dataclass(frozen=True, slots=True)
class DsRecord:
    """RFC 4034 section 5. ``fits``: a key of the zone has this digest; None when that could not be computed."""

    key_tag: int
    algorithm: int
    digest_type: int
    fits: bool | None


@dataclass(frozen=True, slots=True)
class ZoneKey:
    """RFC 4034 section 2."""

    key_tag: int
    algorithm: int
    entry_point: bool


class SignatureState(StrEnum):
    """What became of checking one RRSIG with the zone's own keys."""

    VALID = "verifies"
    EXPIRED = "has expired"
    PREMATURE = "is not valid yet"
    BAD = "does not fit the records"
    NO_KEY = "is by a key that the zone does not publish"
    UNSUPPORTED = "is of an algorithm that we cannot check"


@dataclass(frozen=True, slots=True)
class Signature:
    """One RRSIG. ``covers``: the type of the signed records, e.g. "A"."""

    covers: str
    key_tag: int
    algorithm: int
    begins: datetime
    expires: datetime
    state: SignatureState


@dataclass(frozen=True, slots=True, kw_only=True)
class Dnssec:
    """The signing of the zone that holds the name. ``zone`` None: where it begins was not learnt.

    ``authenticated``: the resolver vouches for the name's addresses. ``refused_when_checked``: it fails with SERVFAIL
    and answers with checking disabled. ``unsigned``: types that were answered without any RRSIG.
    """

    zone: str | None
    authenticated: bool = False
    refused_when_checked: bool = False
    ds: Lookup[DsRecord] = Unanswered("not asked")
    keys: Lookup[ZoneKey] = Unanswered("not asked")
    signatures: tuple[Signature, ...] = ()
    unsigned: tuple[str, ...] = ()


# --- plain HTTP ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlainHttp:
    """The answer to ``HEAD http://HOST/`` on the plain port of the same address."""

    status: int
    location: str = ""


@dataclass(frozen=True, slots=True)
class PlainClosed:
    """Nothing serves plain HTTP there: refused, or silent."""

    because: str


PlainAnswer: TypeAlias = PlainHttp | PlainClosed | Unanswered


# --- the whole -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaaAt:
    """The CAA lookup at one name of the climb to the top (RFC 8659 section 3)."""

    name: str
    lookup: Lookup[CaaRecord]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posture:
    """Lookups around one target. ``caa``: the host first, then each parent. ``tlsa``: of ``_port._tcp.host``.

    ``skipped``: why DNS was not asked at all, None when it was.
    """

    caa: tuple[CaaAt, ...] = ()
    tlsa: Lookup[TlsaRecord] | None = None
    https: Lookup[HttpsRecord] | None = None
    dnssec: Dnssec | None = None
    plain_http: PlainAnswer | None = None
    skipped: str | None = None
