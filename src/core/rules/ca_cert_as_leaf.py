"""A CA's certificate is used as the server's own: `ca-cert-as-leaf`.

## What we saw
The first certificate has basicConstraints CA:TRUE and was issued by another CA. (A self-signed one of that kind is
reported as `self-signed`: it is what `openssl req -x509` makes.)

## What it means
Either an intermediate was deployed in place of the server's certificate, or a private CA issued with the wrong profile.
The key on the server could then sign certificates for any name.

## Who is affected
Firefox and clients built on rustls refuse it; others may accept it.

## How to fix it
Have an end-entity certificate issued (CA:FALSE) and use a key of its own.

## How to check the fix
`openssl s_client … | openssl x509 -noout -ext basicConstraints` says CA:FALSE, or nothing.

## References
- RFC 5280 section 4.2.1.9 (Basic Constraints)
- CA/Browser Forum Baseline Requirements section 7.1.2.7.8 (subscriber certificate basic constraints)
"""

from core.model.evidence import Evidence
from core.model.prose import Code, prose
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, baseline, finding, judge, rfc5280
from core.words.certificate_clients import CA_AS_LEAF
from core.words.certificate_proofs import served
from core.words.certificate_remedy import reissue


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look)


def _look(case: Case) -> Answer:
    if not case.leaf.is_ca or case.leaf.self_signed:
        return ()
    words = Wording(
        what=("it uses a CA certificate as its own",),
        means=prose(
            "An intermediate was deployed in place of the server's certificate, or issued with the wrong profile. "
            "Whoever gets the server's key can issue certificates for any name."
        ),
        seen=(prose("Its basicConstraints extension says ", Code("CA:TRUE"), ", and another CA has signed it"),),
        impact=CA_AS_LEAF,
        fix=reissue("an end-entity certificate (CA:FALSE) with a key of its own", case.evidence.software),
        verify=served(case.evidence.target, "-ext basicConstraints"),
        references=(
            rfc5280("4.2.1.9", "Basic Constraints"),
            baseline("7.1.2.7.8", "Subscriber certificate basic constraints"),
        ),
    )
    return (finding(case, "ca-cert-as-leaf", words),)


RULE = Rule(codes=("ca-cert-as-leaf",), rank=730, check=check)
