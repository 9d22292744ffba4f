"""The certificates are sent in the wrong order: `chain-order`.

## What we saw
After the server's certificate each should sign the one before it. Here they are shuffled, or the server's own
certificate is not the first.

## What it means
TLS 1.3 asks for the order still and tells clients to bear with disorder after the first certificate; TLS 1.2 and older
demand it. A certificate of the CA in first place is taken for the server's own, and nothing fits any more.

## Who is affected
Shuffled: old and embedded clients (old Java, Android below 4.4, some mail and IoT stacks). Wrong first: everybody.

## How to fix it
Put the server's certificate first, then its issuer, then that one's issuer; leave the root out.

## How to check the fix
`openssl s_client -showcerts`: each certificate's issuer is the subject of the next.

## References
- RFC 5246 section 7.4.2 (Server Certificate): the order is demanded
- RFC 8446 section 4.4.2 (Certificate): the order is asked for, disorder to be tolerated
"""

from core.model.evidence import Evidence
from core.model.finding import Impact, Severity
from core.model.path import Order, PathAnalysis
from core.model.prose import Code, Prose, prose
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths
from core.words.certificate_proofs import chain_sent
from core.words.chain_impact import named, put_chain
from core.words.chain_pem import pem
from core.words.references import rfc

_FIRST_WRONG = frozenset(
    {"hostname-mismatch", "no-san", "wildcard-depth", "ip-not-in-san", "ca-cert-as-leaf", "self-signed", "key-usage"}
)
_IMPACT = (Impact("OpenSSL", "verify error:num=20:unable to get local issuer certificate"),)


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    if paths.order is Order.CORRECT:
        return ()
    wrong_first = paths.order is Order.LEAF_NOT_FIRST
    sort = "Sort the file: the server's certificate, its issuer, that one's issuer. In this order it is attached as "
    words = Wording(
        severity=Severity.BROKEN if wrong_first else Severity.AT_RISK,
        what=("its own certificate is not sent first" if wrong_first else "the chain is sent in the wrong order",),
        means=prose(
            "Clients take the first certificate for the server's own: name, key and usage then do not fit."
            if wrong_first
            else "Current clients sort the chain themselves; old and embedded ones expect each to sign the one before."
        ),
        seen=tuple(_sent(case)),
        impact=_IMPACT if wrong_first else (),
        fix=put_chain(case.evidence.software, prose(sort, Code("fullchain.pem"))),
        verify=chain_sent(case.evidence.target),
        references=(rfc(8446, "4.4.2", "Certificate"), rfc(5246, "7.4.2", "Server Certificate")),
        explains=_FIRST_WRONG if wrong_first else frozenset(),
        attachment=pem(paths.repaired_chain),
    )
    return (finding(case, "chain-order", words),)


def _sent(case: Case) -> list[Prose]:
    readable = (case.leaf, *case.presentation.intermediates)
    return [prose(f"Position {place}: ", named(c)) for place, c in enumerate(readable[:10])]


RULE = Rule(codes=("chain-order",), rank=850, check=check)
