"""DANE: TLSA records against the chain that a server sends (RFC 6698, RFC 7671; SMTP: RFC 7672).

Law: one record that fits is enough. Records that a client has to ignore (unknown numbers, PKIX usages for SMTP) count
for nothing; a set of none but those is as good as none. What needs a certificate that was not sent is untold.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from core.certificates.der import DerError, subject_public_key
from core.model.posture import TlsaRecord
from core.model.target import Starttls, Target


class Usage(IntEnum):
    """RFC 7218 names of the certificate usages."""

    PKIX_TA = 0
    PKIX_EE = 1
    DANE_TA = 2
    DANE_EE = 3


_SMTP: Final = (Starttls.SMTP, Starttls.SUBMISSION)
_DIGESTS: Final = {1: ("sha256", 32), 2: ("sha512", 64)}


@dataclass(frozen=True, slots=True)
class Fits:
    """``record`` fits the certificate at ``depth`` of the chain (0 = leaf)."""

    record: TlsaRecord
    depth: int


@dataclass(frozen=True, slots=True)
class FitsNot:
    """No usable record fits: DANE clients refuse the connection. ``records``: the usable ones."""

    records: tuple[TlsaRecord, ...]


@dataclass(frozen=True, slots=True)
class NoUsable:
    """Every record is one that clients ignore."""


@dataclass(frozen=True, slots=True)
class DaneUntold:
    because: str


Dane = Fits | FitsNot | NoUsable | DaneUntold


def judge(records: Sequence[TlsaRecord], chain: Sequence[bytes], above: Sequence[bytes], target: Target) -> Dane:
    """``chain``: DER as sent, leaf first. ``above``: issuers that a client finds in its own store."""
    usable = tuple(record for record in records if usable_for(record, target))
    if not usable:
        return NoUsable()
    for record in usable:
        for depth, der in _candidates(record, chain, above):
            if _matches(record, der):
                return Fits(record, depth)
    if any(record.usage == Usage.DANE_TA and record.matching == 0 for record in usable):
        return DaneUntold("a TLSA record carries a whole trust anchor, which a server need not send")
    return FitsNot(usable)


def usable_for(record: TlsaRecord, target: Target) -> bool:
    """A client may use it. RFC 7672 section 3.1.3: SMTP has no use for the PKIX usages."""
    known = record.usage in tuple(Usage) and record.selector in (0, 1) and record.matching in (0, 1, 2)
    if not known or (record.matching and len(record.data) != _DIGESTS[record.matching][1]):
        return False
    smtp = target.starttls in _SMTP
    return not (smtp and record.usage in (Usage.PKIX_TA, Usage.PKIX_EE))


def _candidates(record: TlsaRecord, chain: Sequence[bytes], above: Sequence[bytes]) -> list[tuple[int, bytes]]:
    """The certificates that this usage is about, with their depth."""
    numbered = list(enumerate(chain))
    match record.usage:
        case Usage.PKIX_EE | Usage.DANE_EE:
            return numbered[:1]
        case Usage.PKIX_TA:
            return numbered[1:] + [(len(chain) + extra, der) for extra, der in enumerate(above)]
        case _:
            return numbered[1:] or numbered


def _matches(record: TlsaRecord, der: bytes) -> bool:
    selected = der
    if record.selector == 1:
        try:
            selected = subject_public_key(der)
        except DerError:
            return False
    if record.matching == 0:
        return selected == record.data
    name, _ = _DIGESTS[record.matching]
    return hashlib.new(name, selected).digest() == record.data


def wanted(chain: Sequence[bytes]) -> str | None:
    """The record that would fit for as long as the key stays: DANE-EE, public key, SHA-256 (RFC 7671 section 5.1)."""
    try:
        return f"3 1 1 {hashlib.sha256(subject_public_key(chain[0])).hexdigest()}"
    except (DerError, IndexError):
        return None


def shown(record: TlsaRecord) -> str:
    """The record as zone files write it, its data cut short."""
    data = record.data.hex()
    return f"{record.usage} {record.selector} {record.matching} {data if len(data) <= 64 else data[:61] + '…'}"
