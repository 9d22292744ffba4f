"""The server's certificate is signed by nobody but itself: `self-signed`.

## What we saw
The certificate's issuer is its own subject, its own key verifies its signature, and no root store (nor a root you gave)
holds it.

## What it means
It proves nothing about who runs the server: anybody can make one with these names. It is what tools create for a test.

## Who is affected
Every client that was not given this very certificate.

## How to fix it
Install a certificate from a public CA (Let's Encrypt is free of charge). For a server that only your own machines use,
issue one from your own CA, and give those machines that CA's root.

## How to check the fix
`openssl s_client … -verify_return_error` ends with "Verification: OK".

## References
- RFC 5280 section 3.2 (certification paths and trust), section 6.1
- RFC 5280 section 4.1.2.4 (Issuer)
"""

from core.model.evidence import Evidence
from core.model.path import PathAnalysis
from core.model.prose import Code, prose
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths, rfc5280
from core.words.certificate_clients import SELF_SIGNED
from core.words.certificate_proofs import verified
from core.words.certificate_remedy import reissue


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    if not paths.is_self_signed_leaf:
        return ()
    words = Wording(
        what=("the certificate is self-signed",),
        means=prose("It vouches for itself, so it proves nothing: anybody can make one with the same names."),
        seen=(
            prose("Subject and issuer are the same, and its own key verifies its signature"),
            prose("It is in none of the root stores that we know", _user(case)),
        ),
        impact=SELF_SIGNED,
        fix=(
            *reissue("a certificate from a CA that your clients trust", case.evidence.software),
            prose("If only your own machines connect: issue it from your own CA and give them its root, or check with ",
                  Code(f"tlscheck check --ca-file YOUR-ROOT.pem {case.evidence.target}")),
        ),
        verify=verified(case.evidence),
        references=(rfc5280("3.2", "Certification Paths and Trust"), rfc5280("6.1", "Basic Path Validation")),
        explains=frozenset({"ca-cert-as-leaf"}),
    )  # fmt: skip
    return (finding(case, "self-signed", words),)


def _user(case: Case) -> str:
    return " or that you gave" if case.evidence.stores.user_supplied else ""


RULE = Rule(codes=("self-signed",), rank=705, check=check)
