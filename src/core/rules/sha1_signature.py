"""A certificate in the chain is signed with SHA-1 or MD5: `sha1-signature`.

## What we saw
The signature algorithm of the server's certificate or of an intermediate uses SHA-1 (or MD5), along every path. A
root's own signature does not count: nobody verifies it.

## What it means
Collisions can be computed for these hashes, so such a signature does not prove what was signed. Public CAs stopped in
2016; a private CA still signs with an old setting.

## Who is affected
Chrome, Firefox, Safari and Go; OpenSSL at security level 1 and above (with curl, Python, Node); Java for public roots.

## How to fix it
Have the certificate reissued with SHA-256; for a private CA set its signature hash to SHA-256 first.

## How to check the fix
`openssl s_client … | openssl x509 -noout -text | grep "Signature Algorithm"` says sha256 or better.

## References
- RFC 8446 section 4.2.3 (SHA-1 is deprecated); RFC 9155
- CA/Browser Forum Baseline Requirements section 7.1.3.2
"""

from core.model.evidence import Evidence
from core.model.path import Flaw, PathAnalysis
from core.model.prose import Code, prose
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, baseline, finding, judge_paths
from core.words.certificate_clients import SHA1
from core.words.certificate_proofs import served
from core.words.certificate_remedy import reissue
from core.words.chain_impact import flaw_lines, named
from core.words.references import rfc


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    problems = paths.problems(Flaw.WEAK_SIGNATURE)
    if not problems:
        return ()
    first = problems[0]
    used = (first.certificate.signature_hash or "a weak hash").upper().replace("SHA1", "SHA-1")
    words = Wording(
        what=(f"its certificate is signed with {used}",)
        if first.depth == 0
        else ("the intermediate ", named(first.certificate), f" is signed with {used}"),
        means=prose(f"Collisions can be computed for {used}, so clients no longer accept such a signature."),
        seen=flaw_lines(problems),
        impact=SHA1,
        fix=(
            prose("Private CA: sign with SHA-256 (openssl: ", Code("default_md = sha256"), "; Windows CA: ",
                  Code("certutil -setreg ca\\csp\\CNGHashAlgorithm SHA256"), ")"),
            *reissue("a certificate signed with SHA-256", case.evidence.software),
        ),
        verify=served(case.evidence.target, "-text") + " | grep 'Signature Algorithm'",
        references=(
            rfc(8446, "4.2.3", "Signature Algorithms"),
            rfc(9155, "", "Deprecating MD5 and SHA-1 Signature Hashes"),
            baseline("7.1.3.2", "Signature AlgorithmIdentifier"),
        ),
        explains=frozenset({"chain-untrusted"}),
    )  # fmt: skip
    return (finding(case, "sha1-signature", words),)


RULE = Rule(codes=("sha1-signature",), rank=741, check=check)
