"""An expired certificate is sent beside a chain that works: `cross-sign-expired`.

## What we saw
One path from the server's certificate leads through an expired CA certificate that the server sends, another one is
sound.

## What it means
Clients that try several paths find the sound one. Clients that follow the first they see stop at the expired one, as
in September 2021, when DST Root CA X3 ended.

## Who is affected
OpenSSL 1.0.2 and older, GnuTLS before 3.6.14, LibreSSL before 3.2, and devices built with them; some Java 7 and
Android versions.

## How to fix it
Remove the expired certificate from the chain file.

## How to check the fix
`openssl s_client -showcerts` no longer lists it.

## References
- RFC 4158 (certification path building)
- OpenSSL: "Old Let's Encrypt Root Certificate Expiration and OpenSSL 1.0.2"
"""

from core.model.evidence import Evidence
from core.model.finding import Impact, Severity
from core.model.path import PathAnalysis
from core.model.prose import prose
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths
from core.words.certificate_proofs import chain_sent
from core.words.chain_impact import dated, named, put_chain
from core.words.chain_pem import pem
from core.words.references import page, rfc

_OPENSSL = "https://openssl-library.org/post/2021-09-13-letsencryptrootcertexpire/"


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    expired = tuple(c for c in paths.expired_somewhere if c.expired_at(case.at))
    if not expired:
        return ()
    words = Wording(
        severity=Severity.AT_RISK,
        what=("one of its paths leads through ", named(expired[0]), ", which has expired; another one works"),
        means=prose(
            "Clients that try several paths succeed; old ones follow the first and stop at the expired certificate."
        ),
        seen=tuple(dated(c) for c in expired),
        impact=(
            Impact("OpenSSL 1.0.2 and older", "verify error:num=10:certificate has expired"),
            Impact("GnuTLS before 3.6.14", "The certificate chain uses expired certificate."),
            Impact("LibreSSL before 3.2", "certificate has expired"),
        ),
        fix=put_chain(case.evidence.software, prose("Remove ", named(expired[0]), " from the chain file")),
        verify=chain_sent(case.evidence.target),
        references=(rfc(4158, "", "Certification Path Building"), page("OpenSSL 1.0.2 and an expired root", _OPENSSL)),
        attachment=pem(paths.repaired_chain),
    )
    return (finding(case, "cross-sign-expired", words),)


RULE = Rule(codes=("cross-sign-expired",), rank=830, check=check)
