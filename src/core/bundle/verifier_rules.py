"""What verifiers refuse and no rule of the live check names: a malformed extension, a wrong turn that OpenSSL takes,
key identifiers that do not meet.

Law: a chain that we call trusted and OpenSSL refuses is never fine. Where we know why, we say it; else its own words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from core.bundle.evidence import Sight
from core.bundle.file_rules import FileCase
from core.bundle.opinions import NOT_OF_A_CHAIN, Opinions, side
from core.model.certificate import CertificateFacts
from core.model.finding import Blame, Confidence, Finding, Impact, Severity
from core.model.path import PathAnalysis, Source
from core.model.prose import Code, Prose, prose, quote
from core.model.trust import EngineOpinion, Opinion, Store
from core.model.verdict import Found, Verdict, found
from core.words.references import rfc

_EXPLICIT_CURVE = 94  # X509_V_ERR_EC_KEY_EXPLICIT_PARAMS
_NO_ISSUER = frozenset({2, 20, 21})
_NEEDED = {
    "2.5.29.14": "subjectKeyIdentifier",
    "2.5.29.15": "keyUsage",
    "2.5.29.17": "subjectAltName",
    "2.5.29.19": "basicConstraints",
    "2.5.29.30": "nameConstraints",
    "2.5.29.31": "cRLDistributionPoints",
    "2.5.29.35": "authorityKeyIdentifier",
    "2.5.29.37": "extKeyUsage",
}  # those that OpenSSL reads before it looks for an issuer (x509v3_cache_extensions)
_LENIENT = "RFC 5280 section 4.2 forbids it; OpenSSL reads past it, Go and the web PKI verifier do not."
_REISSUE = prose("Have the certificate reissued; for one of your own CA, mend its template first")


@dataclass(frozen=True, slots=True)
class _Cause:
    code: str
    what: Prose
    means: Prose
    fix: Prose
    blame: Blame = Blame.CA


_WRONG_TURN = _Cause(
    code="chain-order",
    what=prose("programs built on OpenSSL follow the wrong certificate in it"),
    means=prose(
        "Two certificates in the file carry the same name. OpenSSL takes the first of them for the issuer and does not "
        "come back to try the other, as browsers do."
    ),
    fix=prose("Take the corrected bundle that --out writes: it holds the right one alone"),
    blame=Blame.SERVER,
)
_WRITTEN_OUT = _Cause(
    code="unsupported-key-type",
    what=prose("the curve of a key in its chain is written out instead of named"),
    means=prose("RFC 5480 section 2.1.1 allows named curves only; OpenSSL refuses others."),
    fix=prose(
        "Make a new key and have the certificate reissued for it: ",
        Code("openssl ecparam -name prime256v1 -genkey -noout -out privkey.pem"),
    ),
)


def with_finding(verdict: Verdict, finding: Finding) -> Verdict:
    """The verdict of a rule, and one finding more under its code."""
    return Found((*verdict.findings, finding)) if isinstance(verdict, Found) else found(finding)


def malformed(case: FileCase, sight: Sight, opinions: Opinions | None) -> Finding | None:
    """An extension, of the server's certificate or an intermediate it needs, that is broken or there twice."""
    parts = [(facts, note) for facts in _needed(sight) for note in _notes(facts)]
    if not parts or opinions is None:
        return None
    refused = opinions.openssl.opinion is not Opinion.OK
    fatal = [(facts, note) for facts, note in parts if refused and _oid(note) in _NEEDED]
    facts, note = next(iter(fatal or parts))
    name = _NEEDED.get(_oid(note), _oid(note))
    state = "is at risk" if not fatal else "is broken"
    how = "there twice" if "more than once" in note else "malformed"
    return Finding(
        code="malformed-cert",
        severity=Severity.BROKEN if fatal else Severity.AT_RISK,
        blame=Blame.CA,
        confidence=Confidence.MEASURED,
        headline=prose(
            quote(case.name, 120), f" {state}: the extension {name} of ", quote(facts.display, 120), f" is {how}"
        ),
        evidence=(*(prose(quote(f.display, 120), ": ", quote(n)) for f, n in parts[:10]), *map(side, opinions.both)),
        means=prose(
            "Software that made the certificate is faulty. Clients refuse it, and few say why." if fatal else _LENIENT
        ),
        impact=(Impact("Go", "x509: certificate contains duplicate extensions"),) if how == "there twice" else (),
        fix=(prose("See it: ", Code("openssl x509 -in FILE -noout -text")), _REISSUE),
        verify=case.again,
        references=(rfc(5280, "4.2", "Certificate Extensions"),),
        explains=frozenset({"no-san", "hostname-mismatch", "chain-untrusted"}),
    )


def refused(
    case: FileCase, sight: Sight, opinions: Opinions, corrected: EngineOpinion | None, findings: tuple[Finding, ...]
) -> Finding | None:
    """OpenSSL's refusal of a chain that we find nothing broken in. ``corrected``: its opinion of the mended bundle."""
    opinion, paths = opinions.openssl, sight.presentation.paths
    told = any(f.severity is Severity.BROKEN and f.code not in NOT_OF_A_CHAIN for f in findings)
    if told or paths is None or opinion.opinion is not Opinion.REFUSED or not _expected(paths, opinion):
        return None
    cause = _cause(paths, opinion, corrected)
    mended = corrected is not None and corrected.opinion is Opinion.OK
    accepted = (prose("OpenSSL accepts the chain of the corrected bundle"),) if mended else ()
    return Finding(
        code=cause.code,
        severity=Severity.BROKEN,
        blame=cause.blame,
        confidence=Confidence.MEASURED,
        headline=prose(quote(case.name, 120), " is broken: ", *cause.what.pieces),
        evidence=(*map(side, opinions.both), *accepted),
        means=cause.means,
        impact=(
            Impact("curl, Python, Ruby, PHP, Node and others with OpenSSL", f"error {opinion.code}: {opinion.text}"),
        ),
        fix=(cause.fix,),
        verify=case.again,
        references=(rfc(5280, "6.1", "Basic Path Validation"),),
        explains=frozenset({"chain-unrelated"}),
    )


def _expected(paths: PathAnalysis, opinion: EngineOpinion) -> bool:
    """We say that the roots it was given do. A root that is none (an intermediate that a person trusts) is another
    matter: curl and newer Pythons take it, others do not.
    """
    trusted = any(v.trusted for v in paths.store_verdicts if v.store in (Store.MOZILLA, Store.USER))
    return trusted and (paths.best.top.self_signed or opinion.code not in _NO_ISSUER)


def _cause(paths: PathAnalysis, opinion: EngineOpinion, corrected: EngineOpinion | None) -> _Cause:
    if corrected is not None and corrected.opinion is Opinion.OK:
        return _WRONG_TURN
    if opinion.code == _EXPLICIT_CURVE:
        return _WRITTEN_OUT
    strangers = (_stranger(*pair) for pair in pairwise(paths.best.certificates) if _miss(*pair))
    own_words = _Cause(
        code="chain-untrusted",
        what=prose("OpenSSL refuses its chain: ", quote(opinion.text)),
        means=prose("We know no better reason than its own words; clients built on OpenSSL do not connect."),
        fix=_REISSUE,
    )
    return next(strangers, own_words)


def _stranger(child: CertificateFacts, issuer: CertificateFacts) -> _Cause:
    return _Cause(
        code="chain-untrusted",
        what=prose(quote(child.display, 120), " names its issuer's key by an identifier that the issuer lacks"),
        means=prose(
            f"Its authorityKeyIdentifier is {child.authority_key_id}, the subjectKeyIdentifier of ",
            quote(issuer.display, 120), f" is {issuer.subject_key_id}. The signature is right, but OpenSSL takes "
            "no certificate for the issuer that has another identifier.",
        ),
        fix=_REISSUE,
    )  # fmt: skip


def _miss(child: CertificateFacts, issuer: CertificateFacts) -> bool:
    wanted, has = child.authority_key_id, issuer.subject_key_id
    return wanted is not None and has is not None and wanted != has


def _needed(sight: Sight) -> tuple[CertificateFacts, ...]:
    if paths := sight.presentation.paths:
        return tuple(member.facts for member in paths.best.members if member.source is not Source.STORE)
    return (sight.leaf,) if sight.leaf else ()


def _notes(facts: CertificateFacts) -> Iterator[str]:
    """What is unreadable in its extensions, as far as clients care: others read past what only we cannot read."""
    for note in facts.unreadable:
        if note.startswith("extension ") and (_oid(note) in _NEEDED or note.endswith("more than once")):
            yield note
    yield from (
        f"extension 2.5.29.17: {m}" for m in facts.malformed_names if m.startswith(("unreadable", "not a list"))
    )


def _oid(note: str) -> str:
    return note.removeprefix("extension ").partition(":")[0]
