"""Some root stores accept the chain and others do not, or none does: `chain-untrusted`.

## What we saw
A verdict for each root store (Mozilla, Chrome, Apple, Microsoft, Android, Java) about the path from the certificate to
its root, from the stores' published data.

## What it means
A root that only some stores hold works for their clients only. When no path can be found at all and nothing more
precise is known, the issuer is unknown to everybody. When a signature does not verify with its issuer's key, a
certificate was altered or forged, and nobody trusts it.

## Who is affected
The clients of the stores named: Firefox (Mozilla), Chrome and Edge (Chrome), Safari and everything on Apple systems,
Windows programs (Microsoft), Android apps, Java programs.

## How to fix it
Use a certificate whose root is in all stores, or send a cross-signed intermediate that leads to such a root.

## How to check the fix
`tlscheck check` lists every store as trusting.

## References
- CCADB: root store participation (www.ccadb.org)
- RFC 5280 section 6.1.1 (trust anchor information)
"""

from core.model.evidence import Evidence
from core.model.finding import Confidence, Finding, Impact, Severity
from core.model.path import Ending, Flaw, PathAnalysis
from core.model.prose import prose, quote
from core.model.trust import Store, StoreVerdict
from core.model.verdict import Rule, Undetermined, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths, rfc5280
from core.words.certificate_clients import BAD_SIGNATURE, UNTRUSTED_ROOT_NOT_SENT
from core.words.certificate_remedy import reissue
from core.words.chain_gap import OpenEnd, open_end
from core.words.chain_impact import named
from core.words.chain_trust import (
    accepted_by_user,
    fetch_lines,
    limited,
    public_verdicts,
    store_lines,
)
from core.words.proofs import recheck
from core.words.references import page

_CLIENTS = {
    Store.MOZILLA: ("Firefox, curl and Python on Linux", "SEC_ERROR_UNKNOWN_ISSUER"),
    Store.CHROME: ("Chrome, Edge", "NET::ERR_CERT_AUTHORITY_INVALID"),
    Store.APPLE: ("Safari, apps on Apple systems", "This Connection Is Not Private (errSSLUnknownRootCert, -9812)"),
    Store.MICROSOFT: ("Windows programs", "SEC_E_UNTRUSTED_ROOT (0x80090325)"),
    Store.ANDROID: ("Android apps", "Trust anchor for certification path not found."),
    Store.JAVA: ("Java", "PKIX path building failed: unable to find valid certification path to requested target"),
}
_TOLD_ELSEWHERE = frozenset(Flaw) - {Flaw.UNPROVEN_SIGNATURE}


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    if accepted_by_user(paths):
        return ()
    if paths.ending is not Ending.ANCHORED and paths.best.top in paths.badly_signed:
        return (_forged(case, paths),)
    if paths.ending is not Ending.ANCHORED:
        return (_unknown(case, paths),) if open_end(case, paths) is OpenEnd.UNCLEAR else ()
    if paths.best.has(*_TOLD_ELSEWHERE):
        return ()
    verdicts = public_verdicts(paths)
    refusing = tuple(v for v in verdicts if v.trusted is False and not limited(paths, v.store))
    trusting = tuple(v for v in verdicts if v.trusted)
    if refusing:
        return (_split(case, paths, trusting, refusing),)
    open_ = next((v for v in verdicts if v.trusted is None), None)
    return Undetermined(open_.because) if open_ else ()


def _split(
    case: Case, paths: PathAnalysis, trusting: tuple[StoreVerdict, ...], refusing: tuple[StoreVerdict, ...]
) -> Finding:
    who = ", ".join(v.store.value for v in refusing)
    what = f"the root stores of {who} do not accept its chain" if trusting else "no root store accepts its chain"
    words = Wording(
        severity=Severity.AT_RISK if trusting else Severity.BROKEN,
        what=(what,),
        means=prose(
            f"It works with {', '.join(v.store.value for v in trusting)} and fails for clients of the others."
            if trusting
            else "The path reaches a known root, but not in a way that any store accepts."
        ),
        seen=store_lines(paths),
        impact=tuple(Impact(*_CLIENTS[v.store]) for v in refusing),
        fix=reissue("a certificate whose root is in every store", case.evidence.software),
        verify=recheck(case.evidence.target),
        references=(rfc5280("6.1.1", "Inputs: trust anchor information"), page("CCADB", "https://www.ccadb.org/")),
    )
    return finding(case, "chain-untrusted", words)


def _unknown(case: Case, paths: PathAnalysis) -> Finding:
    gap = paths.missing_issuer
    issuer = quote(gap.subject if gap and gap.subject else "(no name)")
    words = Wording(
        confidence=Confidence.INFERRED,
        what=("nobody knows the issuer of its certificate, ", issuer),
        means=prose(
            "The issuer was not sent and is in no root store. Either an intermediate certificate is missing, "
            "or the issuer is the root of a private CA: the certificate does not tell which."
        ),
        seen=(*fetch_lines(case), *store_lines(paths)),
        impact=UNTRUSTED_ROOT_NOT_SENT,
        fix=(
            prose("If ", issuer, " has an issuer of its own, send its certificate after the server's"),
            *reissue("a certificate from a public CA, if the public connects", case.evidence.software),
        ),
        verify=recheck(case.evidence.target),
        references=(rfc5280("6.1.1", "Inputs: trust anchor information"),),
    )
    return finding(case, "chain-untrusted", words)


def _forged(case: Case, paths: PathAnalysis) -> Finding:
    """The issuer is at hand, by name and key identifier, and its key did not make the signature."""
    altered = paths.best.top
    mine = altered == case.leaf
    words = Wording(
        what=("the signature of its certificate does not verify",)
        if mine
        else ("the signature of the intermediate ", named(altered), " does not verify"),
        means=prose("The certificate was altered after it was signed, or somebody else signed it in the CA's name."),
        seen=(
            prose("The issuer of ", named(altered), " is at hand, ", quote(altered.issuer), "; its key says no"),
            *store_lines(paths),
        ),
        impact=BAD_SIGNATURE,
        fix=(
            prose("Install the certificate and its intermediates again as the CA delivered them"),
            *reissue("a certificate anew, if that one is no better", case.evidence.software),
        ),
        verify=recheck(case.evidence.target),
        references=(rfc5280("6.1.3", "Basic Certificate Processing"),),
        explains=frozenset({"chain-unrelated"}),
    )
    return finding(case, "chain-untrusted", words)


RULE = Rule(codes=("chain-untrusted",), rank=820, check=check)
