"""How the zone of a name is signed, measured with its own records: DS at the parent, keys, the signatures over both.

Law: we follow one link of the chain (DS → DNSKEY → records), not the way from the root: a validating resolver says
that with its AD bit. What cannot be computed is told as such. The work is bounded (KeyTrap, CVE-2023-50387): few keys,
few signatures.
"""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import dns.dnssec
import dns.dnssectypes
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.node
import dns.rcode
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.rdtypes.ANY.DNSKEY
import dns.rdtypes.ANY.DS
import dns.rdtypes.ANY.RRSIG
import dns.rrset

from adapters.dns.question import UNREADABLE, Server, exchange
from core.model.posture import (
    Dnssec,
    DsRecord,
    Lookup,
    Nothing,
    Records,
    Signature,
    SignatureState,
    Unanswered,
    ZoneKey,
)

_MAX_KEYS: Final = 12
_MAX_SIGNATURES: Final = 8
_MAX_DS: Final = 8
_EVERYTHING: Final = dns.dnssec.allow_all_policy  # old algorithms too: whether they are wise is not asked here
_ENTRY_POINT: Final = 0x0001  # RFC 4034 section 2.1.1
Answer = dns.message.Message | str | None
_DNSKEY = dns.rdtypes.ANY.DNSKEY.DNSKEY


async def inspect(servers: Sequence[Server], host: str, deadline: float, now: datetime) -> Dnssec | None:
    """The signing of the zone of ``host``; None for a name that no DNS can hold. ``now``: judges the signatures."""
    try:
        name = dns.name.from_text(host)
    except UNREADABLE:
        return None
    above = name.parent() if len(name.labels) > 2 else name
    checked, unchecked, start, start_above = await asyncio.gather(
        _ask(servers, name, dns.rdatatype.A, deadline, dns.flags.AD),
        _ask(servers, name, dns.rdatatype.A, deadline, dns.flags.CD),
        _ask(servers, name, dns.rdatatype.SOA, deadline, dns.flags.CD),
        _ask(servers, above, dns.rdatatype.SOA, deadline, dns.flags.CD),
    )
    authenticated = isinstance(checked, dns.message.Message) and bool(checked.flags & dns.flags.AD)
    refused = _rcode(checked) == dns.rcode.SERVFAIL and _rcode(unchecked) == dns.rcode.NOERROR
    apex = _apex(start, name) or _apex(start_above, name)  # an alias answers with the zone that it leads to
    if apex is None:
        return Dnssec(zone=None, authenticated=authenticated, refused_when_checked=refused)
    parent, key_answer = await asyncio.gather(
        _ask(servers, apex, dns.rdatatype.DS, deadline, dns.flags.CD),
        _ask(servers, apex, dns.rdatatype.DNSKEY, deadline, dns.flags.CD),
    )
    keys = _rrset(key_answer, apex, dns.rdatatype.DNSKEY)
    signatures = tuple(_signatures((unchecked, key_answer), apex, keys, now))[:_MAX_SIGNATURES]
    return Dnssec(
        zone=apex.to_text(omit_final_dot=True),
        authenticated=authenticated,
        refused_when_checked=refused,
        ds=_delegation(parent, apex, keys),
        keys=_keys(key_answer, apex, keys),
        signatures=signatures,
        unsigned=tuple(_unsigned((unchecked, key_answer), apex)),
    )


async def _ask(
    servers: Sequence[Server], name: dns.name.Name, kind: dns.rdatatype.RdataType, deadline: float, flags: int
) -> Answer:
    _, response = await exchange(servers, name, kind, deadline, flags, signatures=True)
    return response


def _rcode(answer: Answer) -> dns.rcode.Rcode | None:
    return answer.rcode() if isinstance(answer, dns.message.Message) else None


def _apex(answer: Answer, name: dns.name.Name) -> dns.name.Name | None:
    """Where the zone of ``name`` begins: the owner of the SOA record in answer or authority (RFC 2308 section 3)."""
    if not isinstance(answer, dns.message.Message):
        return None
    for rrset in (*answer.answer, *answer.authority):
        if rrset.rdtype == dns.rdatatype.SOA and name.is_subdomain(rrset.name):
            return rrset.name
    return None


def _rrset(answer: Answer, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> dns.rrset.RRset | None:
    if not isinstance(answer, dns.message.Message):
        return None
    return answer.get_rrset(answer.answer, name, dns.rdataclass.IN, kind)


def _missing(answer: Answer) -> Nothing | Unanswered:
    """What an answer without the records says."""
    match answer:
        case dns.message.Message() if answer.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
            return Nothing()
        case dns.message.Message():
            return Unanswered(f"the resolver answers {dns.rcode.to_text(answer.rcode())}")
        case str(problem):
            return Unanswered(problem)
        case None:
            return Unanswered("no resolver answered in time")


def _keys(answer: Answer, apex: dns.name.Name, keys: dns.rrset.RRset | None) -> Lookup[ZoneKey]:
    if keys is None:
        return _missing(answer)
    found = (
        ZoneKey(dns.dnssec.key_id(key), int(key.algorithm), bool(key.flags & _ENTRY_POINT)) for key in _few_keys(keys)
    )
    return Records(apex.to_text(omit_final_dot=True), tuple(found))


def _few_keys(keys: dns.rrset.RRset) -> list[_DNSKEY]:
    return [key for key in keys if isinstance(key, _DNSKEY)][:_MAX_KEYS]


def _delegation(answer: Answer, apex: dns.name.Name, keys: dns.rrset.RRset | None) -> Lookup[DsRecord]:
    found = _rrset(answer, apex, dns.rdatatype.DS)
    if found is None:
        return _missing(answer)
    records = [ds for ds in found if isinstance(ds, dns.rdtypes.ANY.DS.DS)][:_MAX_DS]
    listed = tuple(
        DsRecord(ds.key_tag, int(ds.algorithm), int(ds.digest_type), _fits(ds, apex, keys)) for ds in records
    )
    return Records(apex.to_text(omit_final_dot=True), listed)


def _fits(ds: dns.rdtypes.ANY.DS.DS, apex: dns.name.Name, keys: dns.rrset.RRset | None) -> bool | None:
    """Whether some key of the zone has this digest (RFC 4034 section 5.1.4)."""
    if keys is None:
        return None
    for key in _few_keys(keys):
        if (dns.dnssec.key_id(key), key.algorithm) != (ds.key_tag, ds.algorithm):
            continue
        try:
            made = dns.dnssec.make_ds(apex, key, dns.dnssectypes.DSDigest(ds.digest_type), policy=_EVERYTHING)
        except (dns.exception.DNSException, ValueError):
            return None
        if made.digest == ds.digest:
            return True
    return False


def _owned(answers: Sequence[Answer], apex: dns.name.Name) -> Iterator[tuple[dns.message.Message, dns.rrset.RRset]]:
    """The record sets that belong to this zone: not what an alias leads to elsewhere."""
    for answer in answers:
        if not isinstance(answer, dns.message.Message):
            continue
        first = answer.question[0].name if answer.question else apex
        for rrset in (*answer.answer, *answer.authority):
            mine = rrset.name == first or (rrset.rdtype == dns.rdatatype.SOA and rrset.name == apex)
            if mine and rrset.rdtype != dns.rdatatype.RRSIG:
                yield answer, rrset


def _covering(answer: dns.message.Message, rrset: dns.rrset.RRset) -> list[dns.rdtypes.ANY.RRSIG.RRSIG]:
    for section in (answer.answer, answer.authority):
        found = answer.get_rrset(section, rrset.name, dns.rdataclass.IN, dns.rdatatype.RRSIG, rrset.rdtype)
        if found is not None:
            return [item for item in found if isinstance(item, dns.rdtypes.ANY.RRSIG.RRSIG)]
    return []


def _unsigned(answers: Sequence[Answer], apex: dns.name.Name) -> Iterator[str]:
    for answer, rrset in _owned(answers, apex):
        if not _covering(answer, rrset):
            yield dns.rdatatype.to_text(rrset.rdtype)


def _signatures(
    answers: Sequence[Answer], apex: dns.name.Name, keys: dns.rrset.RRset | None, now: datetime
) -> Iterator[Signature]:
    for answer, rrset in _owned(answers, apex):
        for signature in _covering(answer, rrset):
            yield Signature(
                covers=dns.rdatatype.to_text(rrset.rdtype),
                key_tag=signature.key_tag,
                algorithm=int(signature.algorithm),
                begins=datetime.fromtimestamp(signature.inception, UTC),
                expires=datetime.fromtimestamp(signature.expiration, UTC),
                state=_state(rrset, signature, apex, keys, now),
            )


def _state(
    rrset: dns.rrset.RRset,
    signature: dns.rdtypes.ANY.RRSIG.RRSIG,
    apex: dns.name.Name,
    keys: dns.rrset.RRset | None,
    now: datetime,
) -> SignatureState:
    moment = now.timestamp()
    if moment > signature.expiration:
        return SignatureState.EXPIRED
    if moment < signature.inception:
        return SignatureState.PREMATURE
    known = _few_keys(keys) if keys is not None else []
    tags = {(dns.dnssec.key_id(key), key.algorithm) for key in known}
    if signature.signer != apex or (signature.key_tag, signature.algorithm) not in tags:
        return SignatureState.NO_KEY
    usable = dns.rrset.from_rdata_list(apex, 0, known)
    by_name: dict[dns.name.Name, dns.node.Node | dns.rdataset.Rdataset] = {apex: usable}
    try:
        dns.dnssec.validate_rrsig(rrset, signature, by_name, now=moment, policy=_EVERYTHING)
    except dns.exception.UnsupportedAlgorithm:
        return SignatureState.UNSUPPORTED
    except (dns.exception.DNSException, ValueError):
        return SignatureState.BAD
    return SignatureState.VALID
