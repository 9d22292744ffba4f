"""A file → its report: the rules of the live check that look at certificates alone, and the file's own.

Law: a rule that needs a connection does not apply; it never passes. What the rules say of a server is said of the file
(`wording`). Pure; a missing issuer is named with its address, fetching it is `fetching`'s.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from core.bundle.evidence import Question, Sight, own_name, sight_of
from core.bundle.file_rules import FileCase, no_server, readable, unreadable_file
from core.bundle.key_rules import belongs, fits, included
from core.bundle.keys import read_key_file
from core.bundle.opinions import Opinions, opinions_of
from core.bundle.reading import read_bundle
from core.bundle.verifier_rules import malformed, refused, with_finding
from core.bundle.wording import NAMELESS, File, as_file
from core.certificates.engines import openssl_opinion
from core.diagnose import diagnose
from core.examine import issuer_urls
from core.model.bundle import Bundle, BundleReport, Container, Locked, NoCertificate, Reading, StorePath
from core.model.certificate import CertificateFacts
from core.model.evidence import Evidence
from core.model.finding import Finding
from core.model.observation import Fetched
from core.model.path import CertificatePath, PathAnalysis
from core.model.report import Open, Report
from core.model.target import Target
from core.model.trust import Opinion, Store, StoreVerdict, TrustStores
from core.model.verdict import Needs, NotApplicable, Passed, Rule, Undetermined, Verdict, found
from core.rules import catalogue
from core.words.certificate_cases import Case
from core.words.chain_gap import OpenEnd, open_end

_ASKED = range(700, 900)  # certificate and chain: see `Rule.rank`
_ASKED_TOO = frozenset({"client-clock-wrong", "malformed-cert", "oversized-chain"})
_WIRE_ONLY = frozenset({"sni-default-cert", "revoked", "intermediate-revoked"})
_OF_ANY_CERTIFICATE = frozenset(
    {
        "cert-expired", "cert-not-yet-valid", "client-clock-wrong", "intermediate-expired", "malformed-cert",
        "sha1-signature", "weak-key",
    }
)  # fmt: skip
_NO_WIRE = "only a file was read: nothing was asked over the network"
_Check = Callable[[Evidence], Verdict]


def examine_file(
    data: bytes,
    name: str | None,
    stores: TrustStores,
    at: datetime,
    *,
    host: str | None = None,
    key: bytes | None = None,
) -> BundleReport:
    """Everything about a certificate file in one call, nothing fetched, no password tried but the empty one.

    ``at``: aware; ``host``: A-label or address that it must be for; ``key``: the bytes of a key file.
    """
    called = name or "the file"
    given = read_key_file(key, "the key file", ()) if key is not None else None
    return judge(read_bundle(data, called), Question(name=called, stores=stores, at=at, host=host, key=given))


def judge(reading: Reading, question: Question, fetched: Sequence[Fetched] = ()) -> BundleReport:
    """What was read, judged. ``fetched``: answers of the addresses that an earlier report wanted asked."""
    match reading:
        case Bundle() as bundle:
            return _judged(bundle, question, fetched)
        case Locked(container, tried):
            why = "does not open with the password given" if tried else "is locked with a password"
            return _nothing(question, NoCertificate(f"{why} ({container})"))
        case NoCertificate() as none:
            return _nothing(question, none)


def _judged(bundle: Bundle, question: Question, fetched: Sequence[Fetched]) -> BundleReport:
    sight = sight_of(bundle, question, fetched)
    leaf, paths = sight.leaf, sight.presentation.paths
    opinions, corrected = _opinions(sight, question), _corrected(sight, paths)
    case = _case(bundle, question, sight)
    report = _report(case, question, sight, malformed(case, sight, opinions))
    if opinions and (missed := _missed(case, sight, question, opinions, corrected, report)):
        report = _report(case, question, sight, missed)
    keys = [key for key in (question.key, *bundle.keys) if key is not None]
    key = next((k for k in keys if fits(k, leaf)), next(iter(keys), None))
    return BundleReport(
        name=question.name,
        container=bundle.container,
        host=question.host,
        report=report,
        certificates=sight.certificates,
        paths=tuple(_store_path(paths, verdict) for verdict in paths.store_verdicts) if paths else (),
        opinions=opinions.both if opinions else (),
        families=opinions.families(report.findings) if opinions else (),
        corrected=corrected,
        as_it_is=_is_right(bundle, corrected),
        key=key,
        key_fits=fits(key, leaf),
        others=bundle.others,
        wanted=issuer_urls(sight.righted.observation, question.stores, question.at),
    )


def _case(bundle: Bundle, question: Question, sight: Sight) -> FileCase:
    return FileCase(
        name=question.name,
        again=question.repeat,
        bundle=bundle,
        key=question.key,
        certificates=sight.certificates,
        leaf=sight.leaf,
    )


def _missed(
    case: FileCase,
    sight: Sight,
    question: Question,
    opinions: Opinions,
    corrected: Sequence[CertificateFacts],
    report: Report,
) -> Finding | None:
    """What OpenSSL refuses although none of the rules found anything broken."""
    if opinions.openssl.opinion is not Opinion.REFUSED:
        return None
    changed = corrected and tuple(corrected) != opinions.chain
    roots = [a.der for a in question.stores.likely_roots(corrected, Store.MOZILLA, Store.USER)] if changed else []
    mended = openssl_opinion([c.der for c in corrected], roots, question.at) if changed else None
    return refused(case, sight, opinions, mended, report.findings)


def _report(case: FileCase, question: Question, sight: Sight, beyond: Finding | None) -> Report:
    """``beyond``: what no rule finds, told by the rule of its code."""
    asked = [_beyond(_fitted(rule, case, question, sight), beyond) for rule in catalogue() if is_asked(rule)]
    report = diagnose(sight.righted, (*_file_rules(case), *asked))
    targets = frozenset((str(sight.as_it_is.target), str(sight.righted.target)))
    file = File(question.name, targets, question.repeat)
    unasked = tuple(Open(code, _NO_WIRE) for rule in catalogue() if not is_asked(rule) for code in rule.codes)
    return replace(
        report,
        findings=tuple(as_file(f, file) for f in report.findings),
        not_applicable=(*report.not_applicable, *unasked),
        steps=(),
        addresses=(),
        negotiated=None,
    )


def is_asked(rule: Rule) -> bool:
    """It looks at certificates alone."""
    codes = frozenset(rule.codes)
    alone = rule.rank in _ASKED and rule.needs is Needs.HANDSHAKE and not codes & _WIRE_ONLY
    return alone or bool(codes & _ASKED_TOO)


def _file_rules(case: FileCase) -> tuple[Rule, ...]:
    """How it is written comes before what it says; that a key is in it comes last."""
    return (
        Rule(codes=("key-file-unreadable",), rank=690, check=lambda _: readable(case)),
        Rule(codes=("private-key-problem",), rank=691, check=lambda _: belongs(case)),
        Rule(codes=("private-key-included",), rank=899, check=lambda _: included(case)),
    )


def _fitted(rule: Rule, case: FileCase, question: Question, sight: Sight) -> Rule:
    """The rule, asked of the right order; questions that this file cannot raise do not apply."""
    if sight.authorities_only and "ca-cert-as-leaf" in rule.codes:
        return replace(rule, check=lambda _: found(no_server(case)))
    if sight.authorities_only and not _OF_ANY_CERTIFICATE & frozenset(rule.codes):
        return replace(rule, check=lambda _: NotApplicable("no certificate in the file is a server's"))
    if "chain-order" in rule.codes:
        return replace(rule, check=_order(rule.check, case.bundle, sight))
    if "hostname-mismatch" in rule.codes and question.host is None:
        return replace(rule, check=_names(rule.check, sight))
    return rule


def _beyond(rule: Rule, beyond: Finding | None) -> Rule:
    if beyond is None or beyond.code not in rule.codes:
        return rule
    return replace(rule, check=lambda evidence: with_finding(rule.check(evidence), beyond))


def _order(check: _Check, bundle: Bundle, sight: Sight) -> _Check:
    if not bundle.container.ordered:
        return lambda _: NotApplicable(f"{bundle.container} has no order")
    return lambda _: check(sight.as_it_is)


def _names(check: _Check, sight: Sight) -> _Check:
    """Without a name to be for, only that there is one at all can be asked."""

    def ask(evidence: Evidence) -> Verdict:
        if own_name(sight.leaf) is None:
            return Undetermined("the certificate names no host, and none was given")
        verdict = check(evidence)
        return NotApplicable("no name was given that it must be for") if isinstance(verdict, Passed) else verdict

    return ask


def _opinions(sight: Sight, question: Question) -> Opinions | None:
    if sight.leaf is None:
        return None
    chain = (sight.leaf, *sight.presentation.intermediates)
    best = sight.presentation.paths.best if sight.presentation.paths else None
    root = best.top if best and best.anchor else None
    return opinions_of(chain, question.stores, own_name(sight.leaf) or NAMELESS, question.at, root)


def _corrected(sight: Sight, paths: PathAnalysis | None) -> tuple[CertificateFacts, ...]:
    """What to deploy; nothing when a certificate of it could not be had, or would never verify."""
    if paths is None or sight.leaf is None or paths.badly_signed or sight.authorities_only:
        return ()
    end = open_end(Case(evidence=sight.righted, presentation=sight.presentation, leaf=sight.leaf), paths)
    return paths.repaired_chain if end in (None, OpenEnd.ROOT) else ()


def _is_right(bundle: Bundle, corrected: Sequence[CertificateFacts]) -> bool:
    """The file needs no change: PEM, as it should be written, with just these certificates."""
    written = bundle.container is Container.PEM and not bundle.irregularities
    return written and tuple(c.der for c in corrected) == bundle.certificates


def _store_path(paths: PathAnalysis, verdict: StoreVerdict) -> StorePath:
    because = verdict.because.replace("that the server did not send", "that the file lacks")
    because = because.replace("was neither sent nor found", "is neither in the file nor was found")
    walked = next((p for p in paths.paths if _ends_in(p, verdict)), paths.best)
    subjects = tuple(certificate.subject for certificate in walked.certificates)
    return StorePath(verdict=replace(verdict, because=because), subjects=subjects)


def _ends_in(path: CertificatePath, verdict: StoreVerdict) -> bool:
    return path.anchor is not None and verdict.store in path.anchor.stores and path.top.display == verdict.anchor


def _nothing(question: Question, none: NoCertificate) -> BundleReport:
    finding = unreadable_file(question.name, none.because, question.repeat, none.irregularities)
    report = Report(
        target=Target(host=question.host or NAMELESS),
        checked_at=question.at,
        judged_at=question.at,
        duration_ms=0.0,
        connections=0,
        findings=(finding,),
        passed=(),
        not_applicable=(),
        undetermined=(),
        crashed=(),
        steps=(),
        addresses=(),
        certificates=(),
        trust=(),
        negotiated=None,
    )
    return BundleReport(name=question.name, container=None, host=question.host, report=report, key=question.key)
