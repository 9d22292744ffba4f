"""The server's certificate is past its last second of validity: `cert-expired`.

## What we saw
The certificate's notAfter lies before the time of the check. The last second named there is still valid (RFC 5280
section 4.1.2.5); one second later is not.

## What it means
Clients refuse the connection. Usually the renewal failed, or it succeeded and the server was never reloaded.

## Who is affected
Every client that verifies certificates: all browsers, curl, OpenSSL, Java, Go, Python, Node.

## How to fix it
Renew the certificate, install it with its chain, reload the server, and make the renewal reload it by itself.

## How to check the fix
`openssl s_client … | openssl x509 -noout -dates` shows a notAfter in the future.

## References
- RFC 5280 section 4.1.2.5 (Validity)
- RFC 8446 section 6.2 (alert certificate_expired)
"""

from datetime import timedelta

from core.model.evidence import Evidence
from core.model.prose import Moment, Prose, prose
from core.model.verdict import Rule, Undetermined, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge, rfc5280
from core.words.certificate_clients import EXPIRED
from core.words.certificate_clock import TOLERANCE, cross_check, http_clocks, ours_is_behind
from core.words.certificate_proofs import served
from core.words.certificate_remedy import renew
from core.words.certificate_time import span


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look)


def _look(case: Case) -> Answer:
    leaf = case.leaf
    if not leaf.expired_at(case.at):
        if ours_is_behind(case.evidence, None):
            return Undetermined("our own clock is wrong: the certificate may have expired meanwhile")
        return ()
    words = Wording(
        what=(f"the certificate expired {span(case.at - leaf.not_after)} ago",),
        means=_means(case),
        seen=(
            prose("Valid from ", Moment(leaf.not_before), " to ", Moment(leaf.not_after)),
            *cross_check(case.evidence),
        ),
        impact=EXPIRED,
        fix=renew(case.evidence.software),
        verify=served(case.evidence.target, "-dates"),
        references=(rfc5280("4.1.2.5", "Validity"),),
    )
    return (finding(case, "cert-expired", words),)


def _means(case: Case) -> Prose:
    usual = (
        "Every client that verifies certificates refuses it. "
        "Usually a renewal failed, or succeeded and the server was not reloaded."
    )
    alive = [r for r in http_clocks(case.evidence) if r.skew < -TOLERANCE and r.told <= case.leaf.not_after]
    if case.evidence.at_given or not alive:
        return prose(usual)
    behind = span(min((r.skew for r in alive), default=timedelta()))
    return prose(usual, f" The server's clock is {behind} behind ours; by that clock the certificate is still valid.")


RULE = Rule(codes=("cert-expired",), rank=720, check=check)
