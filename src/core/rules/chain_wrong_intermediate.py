"""An intermediate certificate is sent that did not sign the server's certificate: `chain-wrong-intermediate`.

## What we saw
A CA certificate beside the server's that carries the issuer's name but whose key does not verify the signature, or that
has nothing to do with the path, while the right one is missing. This is told in place of `chain-incomplete`.

## What it means
The chain file belongs to another certificate. Typical after a renewal from another CA or generation of intermediates,
when only the certificate was replaced.

## Who is affected
Clients that take only what is sent: curl, OpenSSL, Java, Go, Python, Node, Android apps. Browsers may repair it.

## How to fix it
Send the intermediates that came with this certificate.

## How to check the fix
`openssl s_client -showcerts`: each certificate's issuer is the subject of the next.

## References
- RFC 8446 section 4.4.2 (Certificate)
- RFC 5280 section 6.1.3 (a): the signature is verified with the issuer's key
"""

from core.model.certificate import CertificateFacts
from core.model.evidence import Evidence
from core.model.path import PathAnalysis
from core.model.prose import Code, Prose, prose, quote
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths, rfc5280
from core.words.certificate_clients import INCOMPLETE
from core.words.certificate_proofs import chain_sent
from core.words.chain_gap import wrong_intermediates
from core.words.chain_impact import chain_from_ca, named, put_chain
from core.words.chain_pem import pem
from core.words.chain_trust import completed, fetch_lines
from core.words.references import rfc


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    wrong = wrong_intermediates(case, paths)
    if not wrong:
        return ()
    whole = bool(paths.missing) and paths.missing_issuer is None
    source = prose("Take the attached chain as ", Code("fullchain.pem")) if whole else chain_from_ca()
    words = Wording(
        what=("the intermediate that it sends, ", named(wrong[0]), ", did not sign its certificate"),
        means=prose(
            "The chain file belongs to another certificate: usually only the certificate was replaced at a renewal, "
            "and the CA has changed its intermediate."
        ),
        seen=(*(_line(case, paths, certificate) for certificate in wrong), *fetch_lines(case), *completed(paths)),
        impact=INCOMPLETE,
        fix=put_chain(case.evidence.software, source),
        verify=chain_sent(case.evidence.target),
        references=(rfc(8446, "4.4.2", "Certificate"), rfc5280("6.1.3", "Basic Certificate Processing")),
        explains=frozenset({"chain-untrusted"}),
        attachment=pem(paths.repaired_chain) if whole else None,
    )
    return (finding(case, "chain-wrong-intermediate", words),)


def _line(case: Case, paths: PathAnalysis, certificate: CertificateFacts) -> Prose:
    if certificate in paths.impostors:
        return prose(named(certificate), " has the issuer's name, and its key does not verify the signature")
    return prose(named(certificate), " signed nothing that was sent; the issuer needed is ", quote(case.leaf.issuer))


RULE = Rule(codes=("chain-wrong-intermediate",), rank=785, check=check)
