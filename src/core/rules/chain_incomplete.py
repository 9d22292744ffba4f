"""The server does not send an intermediate certificate that clients need: `chain-incomplete`.

## What we saw
What the server sent does not lead to a root. Either we fetched the missing issuer from the address in the certificate
(AIA) and the path was complete with it, or nothing could be fetched and the missing issuer is recognisably an
intermediate.

## What it means
The certificate was installed without its chain. Clients that fetch or remember intermediates work, which hides the
fault from browsers; all others fail.

## Who is affected
curl, OpenSSL, Java, Go, Python, Node and Android apps fail. Chrome, Edge and Safari fetch the missing certificate or
have it cached; Firefox preloads the intermediates of public CAs.

## How to fix it
Make the server send the leaf and then every intermediate, without the root. The right PEM file is attached when we have
all of it.

## How to check the fix
`openssl s_client -showcerts` lists the intermediate; verification ends with "Verification: OK".

## References
- RFC 8446 section 4.4.2 (Certificate); RFC 5246 section 7.4.2
- RFC 5280 section 4.2.2.1 (Authority Information Access)
"""

from core.model.certificate import CertificateFacts
from core.model.evidence import Evidence
from core.model.finding import Confidence
from core.model.path import PathAnalysis
from core.model.prose import Code, Piece, Prose, prose, quote
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths, rfc5280
from core.words.certificate_clients import INCOMPLETE
from core.words.certificate_proofs import verified
from core.words.chain_gap import hint
from core.words.chain_impact import chain_from_ca, named, put_chain
from core.words.chain_pem import pem
from core.words.chain_trust import completed, fetch_lines, incomplete
from core.words.references import rfc

_REFERENCES = (rfc(8446, "4.4.2", "Certificate"), rfc5280("4.2.2.1", "Authority Information Access"))


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    if not incomplete(case, paths):
        return ()
    proven = bool(paths.missing)
    whole = proven and paths.missing_issuer is None
    words = Wording(
        confidence=Confidence.MEASURED if proven else Confidence.INFERRED,
        what=("the server does not send the intermediate certificate ", _missing(paths)),
        means=prose(
            "Chrome, Edge and Safari fetch or remember the missing certificate, Firefox preloads those of public CAs: "
            "browsers may work. Clients that take only what is sent fail: curl, OpenSSL, Java, Go, Python, Node, "
            "Android apps."
        ),
        seen=(_gap(paths), *fetch_lines(case), *completed(paths)),
        impact=INCOMPLETE,
        fix=put_chain(case.evidence.software, _source(whole)),
        verify=verified(case.evidence),
        references=_REFERENCES,
        explains=frozenset({"chain-untrusted"}),
        attachment=pem(paths.repaired_chain) if whole else None,
    )
    return (finding(case, "chain-incomplete", words),)


def _missing(paths: PathAnalysis) -> Piece:
    if paths.missing:
        return named(paths.missing[0])
    return quote(paths.missing_issuer.subject if paths.missing_issuer else "", 120)


def _gap(paths: PathAnalysis) -> Prose:
    gap = paths.missing_issuer
    if paths.missing or gap is None:
        return prose("Nothing that was sent signed ", named(_child(paths)))
    why = hint(paths, gap)
    told = (": ", *why.pieces) if why else ()
    return prose("Nothing that was sent signed ", named(gap.child), "; its issuer is ", quote(gap.subject), *told)


def _child(paths: PathAnalysis) -> CertificateFacts:
    certificates = paths.best.certificates
    return certificates[max(0, certificates.index(paths.missing[0]) - 1)] if paths.missing else paths.leaf


def _source(whole: bool) -> Prose:
    if not whole:
        return chain_from_ca()
    return prose("Take the attached chain (leaf, then intermediates, no root) as ", Code("fullchain.pem"),
                 ", in place of the certificate alone")  # fmt: skip


RULE = Rule(codes=("chain-incomplete",), rank=805, check=check)
