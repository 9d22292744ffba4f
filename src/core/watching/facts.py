"""A report, boiled down to what watching compares: problems, certificates, addresses. Pure.

Law: what a check did not ask, or could not ask for want of a certificate, is undetermined, never gone.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from core.baseline import take
from core.model.certificate import CertificateFacts
from core.model.finding import Severity
from core.model.observation import Depth, Fault
from core.model.report import AddressSummary, Report
from core.model.trust import PUBLIC_STORES
from core.model.watch import Facts, Leaf, Problem, Serving
from core.watching.ari import issuer_of
from core.watching.certificates import kept_names

MOST_PROBLEMS: Final = 60
_MOST_LEAVES: Final = 8
_MOST_ABOVE: Final = 10  # longer chains are refused by clients
_LONGEST: Final = 200
_UNASKED: Final = "a quick check has no "  # the words of `core.diagnose`
_TLS: Final = ("completed ", "ServerHello", "alert ", *(fault.value for fault in Fault))  # the words of `core.trail`


def facts_of(report: Report) -> Facts:
    """The facts of one check. Times are the report's own."""
    taken = take(report)
    served = _served(report)
    leaves = [_leaf(facts, report) for facts in served[:_MOST_LEAVES]]
    return Facts(
        checked_at=report.checked_at,
        state=report.state,
        reached=reached(report),
        problems=tuple(
            Problem(known.code, known.severity, known.headline)
            for known in taken.findings[:MOST_PROBLEMS]
            if known.severity is not Severity.NOTE
        ),
        undetermined=_undetermined(report),
        leaf=leaves[0] if leaves else None,
        others=tuple(leaves[1:]),
        serving=tuple(
            Serving(leaf.sha256, tuple(a.address for a in report.addresses if a.leaf_sha256 == leaf.sha256))
            for leaf in leaves
        ),
        earliest=_earliest(report, served[0]) if served else None,
        versions=taken.versions,
        letter=taken.letter,
    )


def reached(report: Report) -> bool:
    """Whether anything of TLS was seen (`Facts.reached`)."""
    return bool(report.certificates or report.negotiated or any(map(_spoke_tls, report.addresses)))


def _spoke_tls(address: AddressSummary) -> bool:
    return address.outcome.startswith(_TLS)


def _undetermined(report: Report) -> tuple[str, ...]:
    asked_nothing = not report.certificates
    unasked = (
        o.code
        for o in report.not_applicable
        if asked_nothing or (report.depth is Depth.QUICK and o.because.startswith(_UNASKED))
    )
    open_ = (o.code for o in (*report.undetermined, *report.crashed))
    return tuple(sorted({*open_, *unasked}))


def _served(report: Report) -> list[CertificateFacts]:
    """The distinct leaves, that of most addresses first."""
    known = {certificate.sha256: certificate for certificate in report.certificates}
    votes = Counter(a.leaf_sha256 for a in report.addresses if a.leaf_sha256 in known)
    if not votes:
        return list(report.certificates[:1])
    return [known[sha256] for sha256, _ in votes.most_common() if sha256 is not None]


def _leaf(facts: CertificateFacts, report: Report) -> Leaf:
    """Bounded, whatever the certificate says: several have to fit into one record."""
    above = [c.display[:_LONGEST] for c in _above(facts, report.certificates) if not c.self_signed]
    return Leaf(
        sha256=facts.sha256,
        serial=facts.serial[:_LONGEST],
        issuer=facts.issuer,
        names=kept_names(facts.names),
        key=" ".join(filter(None, (str(facts.key.kind), facts.key.curve or str(facts.key.bits or "")))),
        not_before=facts.not_before,
        not_after=facts.not_after,
        chain=tuple(above[:_MOST_ABOVE]),
        authority=_authority(facts, report),
    )


def _authority(leaf: CertificateFacts, report: Report) -> str | None:
    """Only of a certificate that public stores trust: others would be asked about in vain."""
    public = any(verdict.trusted and verdict.store in PUBLIC_STORES for verdict in report.trust)
    return leaf.authority_key_id if public and issuer_of(leaf.issuer) else None


def _above(leaf: CertificateFacts, sent: Sequence[CertificateFacts]) -> list[CertificateFacts]:
    """The sent certificates that lead upwards by name; of several for one step, the one that lasts longest."""
    chain: list[CertificateFacts] = []
    current = leaf
    while not current.self_signed:
        fitting = [c for c in sent if c.subject_id == current.issuer_id and c not in (leaf, *chain)]
        if not fitting:
            break
        current = max(fitting, key=lambda c: c.not_after)
        chain.append(current)
    return chain


def _earliest(report: Report, leaf: CertificateFacts) -> datetime:
    """The first end along the path. What stands above the last anchor that a store still needs is not on it, nor is an
    expired cross-sign that no client walks.
    """
    anchors = {verdict.anchor for verdict in report.trust if verdict.trusted and verdict.anchor}
    no_way_around = any(finding.code == "intermediate-expired" for finding in report.findings)
    ends, looking = [leaf.not_after], set(anchors)
    for certificate in _above(leaf, report.certificates):
        looking.discard(certificate.display)
        if certificate.self_signed or (anchors and not looking):
            break
        if no_way_around or not certificate.expired_at(report.judged_at):
            ends.append(certificate.not_after)
    return min(ends)
