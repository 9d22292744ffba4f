"""What is wrong along one path, member by member. RFC 5280 sections 6.1.3 to 6.1.5.

The leaf's own dates, names and usages are not looked at here: they are facts of one certificate, not of a path.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from core.certificates.constraints import forbidden_name
from core.certificates.signatures import Proof
from core.model.certificate import SERVER_AUTH_OID, CertificateFacts, KeyUsage
from core.model.path import Flaw, Member, PathProblem, Source

WEAK_HASHES = {"sha1": "SHA-1", "md5": "MD5"}


def path_problems(members: Sequence[Member], proofs: Sequence[Proof], at: datetime) -> tuple[PathProblem, ...]:
    """Every flaw, from the leaf up. `proofs[i]`: how member i's signature by member i+1 was proven."""
    found: list[PathProblem] = []
    certificates = [member.facts for member in members]
    for depth, member in enumerate(members):
        issued_here = depth < len(members) - 1
        if issued_here or not member.facts.self_signed:
            found += _signature(member.facts, depth, proofs[depth] if issued_here else Proof.VERIFIED)
        if depth:
            is_root = not issued_here and (member.source is Source.STORE or member.facts.self_signed)
            found += _dates(member.facts, depth, at)
            found += _authority(member.facts, depth, is_root=is_root)
            found += _reach(certificates, depth)
    return tuple(found)


def _signature(facts: CertificateFacts, depth: int, proof: Proof) -> Iterator[PathProblem]:
    if weak := WEAK_HASHES.get(facts.signature_hash or ""):
        detail = f"is signed with {weak}, which clients no longer accept"
        yield PathProblem(flaw=Flaw.WEAK_SIGNATURE, depth=depth, certificate=facts, detail=detail)
    if proof is Proof.UNKNOWN:
        detail = f"has a signature that we cannot verify (algorithm {facts.signature_oid})"
        yield PathProblem(flaw=Flaw.UNPROVEN_SIGNATURE, depth=depth, certificate=facts, detail=detail)


def _dates(facts: CertificateFacts, depth: int, at: datetime) -> Iterator[PathProblem]:
    if facts.expired_at(at):
        detail = f"expired on {facts.not_after:%Y-%m-%d}"
        yield PathProblem(flaw=Flaw.EXPIRED, depth=depth, certificate=facts, detail=detail)
    if facts.premature_at(at):
        detail = f"is not valid before {facts.not_before:%Y-%m-%d}"
        yield PathProblem(flaw=Flaw.NOT_YET_VALID, depth=depth, certificate=facts, detail=detail)


def _authority(facts: CertificateFacts, depth: int, *, is_root: bool) -> Iterator[PathProblem]:
    """Whether it may issue at all. Version 1 roots have no extensions to say so and are trusted by their place.

    anyExtendedKeyUsage does not do for serverAuth: OpenSSL and mozilla::pkix refuse it.
    """
    if not facts.is_ca and not (is_root and facts.version < 3):
        detail = "is no CA certificate and may not issue others"
        yield PathProblem(flaw=Flaw.NOT_CA, depth=depth, certificate=facts, detail=detail)
    if facts.key_usage is not None and KeyUsage.KEY_CERT_SIGN not in facts.key_usage:
        detail = "lacks the key usage keyCertSign"
        yield PathProblem(flaw=Flaw.NO_CERT_SIGN, depth=depth, certificate=facts, detail=detail)
    uses = facts.extended_key_usage
    if not is_root and uses is not None and SERVER_AUTH_OID not in uses:
        detail = "may not issue server certificates (extended key usage without serverAuth)"
        yield PathProblem(flaw=Flaw.EXTENDED_USE, depth=depth, certificate=facts, detail=detail)
    if facts.critical_unknown:
        detail = f"has a critical extension that clients do not know ({', '.join(facts.critical_unknown)})"
        yield PathProblem(flaw=Flaw.UNKNOWN_CRITICAL, depth=depth, certificate=facts, detail=detail)


def _reach(certificates: Sequence[CertificateFacts], depth: int) -> Iterator[PathProblem]:
    """What an issuer allows below itself: how many further authorities, and which names."""
    facts = certificates[depth]
    below = sum(1 for c in certificates[1:depth] if not c.self_issued)
    if facts.path_length is not None and below > facts.path_length:
        detail = f"allows {facts.path_length} CA certificates below itself; here are {below}"
        yield PathProblem(flaw=Flaw.PATH_LENGTH, depth=depth, certificate=facts, detail=detail)
    judged = (c for place, c in enumerate(certificates[:depth]) if place == 0 or not c.self_issued)
    if name := next(filter(None, (forbidden_name(facts, c) for c in judged)), None):
        detail = f"may not issue for {name} (name constraints)"
        yield PathProblem(flaw=Flaw.NAME_CONSTRAINTS, depth=depth, certificate=facts, detail=detail)
