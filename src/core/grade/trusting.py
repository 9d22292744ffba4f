"""The trust axis of the grade: whether clients that look accept the certificate, and the caps that hang on it.

Law: trust is judged apart from strength. A STARTTLS server is judged as any other: that mail servers seldom verify each
other is no reason to call its certificate untrusted. A status that could not be had is assumed good, and said so.
"""

from dataclasses import dataclass

from core.grade.sight import Sight
from core.model.certificate import SERVER_AUTH_OID, CertificateFacts, Mismatch
from core.model.grade import Axis, Cap, Letter
from core.model.path import Flaw, PathAnalysis

_WEAK_HASHES = {"md5": "MD5", "md2": "MD2"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustAxis:
    """``trusted`` None: cannot be told. ``why``: in whose eyes, or why not."""

    trusted: bool | None
    why: tuple[str, ...]
    caps: tuple[Cap, ...] = ()


def judge_trust(sight: Sight) -> TrustAxis:
    shown, leaf = sight.shown, sight.leaf
    if shown is None or leaf is None or shown.paths is None:
        return TrustAxis(trusted=None, why=("the certificate was not seen",))
    caps = [*_reasons(sight, leaf, shown.paths), *_incomplete(shown.paths), *_digest(leaf, shown.paths)]
    if isinstance(shown.name, Mismatch):
        caps.append(_cap(Letter.M, "the certificate is for other names", "name mismatch: M"))
    ordered = tuple(sorted(caps, key=lambda cap: -cap.letter.rank))
    stores = [v.store.value for v in shown.paths.store_verdicts if v.trusted]
    if not stores and _open(shown.paths):
        return TrustAxis(trusted=None, why=(shown.paths.store_verdicts[0].because,), caps=ordered)
    refused = tuple(cap.reason for cap in ordered if cap.letter in {Letter.T, Letter.M})
    return TrustAxis(trusted=not refused, why=refused or (f"trusted by {', '.join(stores)}",), caps=ordered)


def _cap(letter: Letter, reason: str, rule: str) -> Cap:
    return Cap(axis=Axis.TRUST, letter=letter, reason=reason, rule=rule)


def _reasons(sight: Sight, leaf: CertificateFacts, paths: PathAnalysis) -> list[Cap]:
    found = []
    if leaf.expired_at(sight.at):
        found.append(_cap(Letter.T, f"the certificate expired on {leaf.not_after:%Y-%m-%d}", "expired: T"))
    if leaf.premature_at(sight.at):
        found.append(_cap(Letter.T, f"it is not valid before {leaf.not_before:%Y-%m-%d}", "not yet valid: T"))
    found += _revoked(sight)
    uses = leaf.extended_key_usage
    if uses is not None and SERVER_AUTH_OID not in uses:  # OpenSSL and Firefox take no other for it
        found.append(_cap(Letter.T, "the certificate is not made for servers (extended key usage)", "not trusted: T"))
    if leaf.critical_unknown:
        found.append(_cap(Letter.T, "the certificate has a critical extension that is not known", "not trusted: T"))
    verdicts = paths.store_verdicts
    if any(v.trusted for v in verdicts):
        return found
    if paths.is_self_signed_leaf:
        found.append(_cap(Letter.T, "the certificate is self-signed", "not trusted: T"))
    elif not _open(paths):
        because = min(verdicts, key=lambda v: (v.trusted is not False, v.anchor is None)).because
        found.append(_cap(Letter.T, f"no root store that we know trusts it: {because}", "not trusted: T"))
    return found


def _revoked(sight: Sight) -> list[Cap]:
    statuses = sight.shown.revocation.statuses if sight.shown and sight.shown.revocation else ()
    gone = [status for status in statuses if status.revoked]
    if not gone:
        return []
    what = "the certificate" if gone[0].depth == 0 else "an intermediate certificate"
    return [_cap(Letter.T, f"{what} is revoked", "revoked: T")]


def _open(paths: PathAnalysis) -> bool:
    """No store says no, and a way that we could not follow may lead to a root: an issuer to be had that we did not get,
    or more paths than we look at."""
    if any(v.trusted is False for v in paths.store_verdicts):
        return False
    lacking = paths.missing_issuer
    return paths.truncated or (lacking is not None and bool(lacking.aia_urls))


def _incomplete(paths: PathAnalysis) -> list[Cap]:
    if not paths.is_incomplete:
        return []
    return [_cap(Letter.B, "the server does not send every intermediate certificate", "incomplete chain: B (2009i)")]


def _digest(leaf: CertificateFacts, paths: PathAnalysis) -> list[Cap]:
    weak = _WEAK_HASHES.get(leaf.signature_hash or "")
    if weak:
        return [_cap(Letter.F, f"the certificate is signed with {weak}", "MD5 signature: F (2009e)")]
    problems = paths.problems(Flaw.WEAK_SIGNATURE)
    if problems:
        said = f"{problems[0].certificate.display} {problems[0].detail}"
        return [_cap(Letter.T, said, "SHA-1 signature: browsers do not trust it: T")]
    return []
