"""A CA certificate above the server's has expired along every path: `intermediate-expired`.

## What we saw
The server's certificate itself may be fine, but each way from it to a root leads through a certificate that is past its
notAfter.

## What it means
The chain cannot be verified any more. Usually an old chain file survived several renewals.

## Who is affected
Every client, unless it has a newer certificate of the same CA cached.

## How to fix it
Install the CA's current intermediate; if the CA itself has ended, have a new certificate issued.

## How to check the fix
`openssl s_client -verify_return_error` ends with "Verification: OK".

## References
- RFC 5280 section 6.1.3 (a)(2): each certificate's validity includes the current time
"""

from core.model.evidence import Evidence
from core.model.path import PathAnalysis
from core.model.prose import prose
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths, rfc5280
from core.words.certificate_clients import ISSUER_EXPIRED
from core.words.certificate_proofs import verified
from core.words.certificate_time import span
from core.words.chain_impact import chain_from_ca, dated, named, put_chain


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    expired = tuple(c for c in paths.expired_everywhere if c.expired_at(case.at))
    if not expired:
        return ()
    first = expired[0]
    kind = "root" if first.self_signed else "intermediate"
    words = Wording(
        what=(f"the {kind} ", named(first), f" expired {span(case.at - first.not_after)} ago"),
        means=prose("No path to a root is left that is valid today: the chain file is older than the certificate."),
        seen=tuple(dated(c) for c in expired),
        impact=ISSUER_EXPIRED,
        fix=put_chain(case.evidence.software, chain_from_ca()),
        verify=verified(case.evidence),
        references=(rfc5280("6.1.3", "Basic Certificate Processing"),),
        explains=frozenset({"chain-untrusted"}),
    )
    return (finding(case, "intermediate-expired", words),)


RULE = Rule(codes=("intermediate-expired",), rank=722, check=check)
