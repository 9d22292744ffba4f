"""A certificate in the chain was signed by one that may not sign: `issuer-not-ca`.

## What we saw
Above the server's certificate stands one without basicConstraints CA:TRUE, or whose key usage lacks keyCertSign.

## What it means
Somebody issued the certificate with an ordinary server certificate, or the CA was created with wrong extensions. If
clients accepted this, everybody with a certificate could issue for any name.

## Who is affected
Every client that verifies certificates.

## How to fix it
Have the certificate issued by a real CA; for a private CA, recreate it with CA:TRUE and keyCertSign.

## How to check the fix
`openssl s_client -verify_return_error` ends with "Verification: OK".

## References
- RFC 5280 section 4.2.1.9 (Basic Constraints), section 4.2.1.3 (Key Usage)
- RFC 5280 section 6.1.4 (k), (n)
"""

from core.model.evidence import Evidence
from core.model.finding import Blame
from core.model.path import Flaw, PathAnalysis
from core.model.prose import Code, prose
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths, rfc5280
from core.words.certificate_clients import ISSUER_NOT_CA
from core.words.certificate_proofs import verified
from core.words.certificate_remedy import reissue
from core.words.chain_impact import flaw_lines, named


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    problems = paths.problems(Flaw.NOT_CA, Flaw.NO_CERT_SIGN)
    if not problems:
        return ()
    words = Wording(
        blame=Blame.CA,
        what=("its issuer ", named(problems[0].certificate), " is not allowed to issue certificates"),
        means=prose("Only a certificate that says CA:TRUE, and keyCertSign where it has a key usage, may sign others."),
        seen=flaw_lines(problems),
        impact=ISSUER_NOT_CA,
        fix=(
            prose("Private CA: recreate its certificate with ", Code("basicConstraints=critical,CA:TRUE"), " and ",
                  Code("keyUsage=critical,keyCertSign,cRLSign")),
            *reissue("a certificate from that CA, or from a public one", case.evidence.software),
        ),
        verify=verified(case.evidence),
        references=(rfc5280("4.2.1.9", "Basic Constraints"), rfc5280("4.2.1.3", "Key Usage")),
        explains=frozenset({"chain-untrusted"}),
    )  # fmt: skip
    return (finding(case, "issuer-not-ca", words),)


RULE = Rule(codes=("issuer-not-ca",), rank=780, check=check)
