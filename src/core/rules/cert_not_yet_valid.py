"""The server's certificate begins to be valid only later: `cert-not-yet-valid`.

## What we saw
The certificate's notBefore lies after the time of the check, and no other clock says that ours is the wrong one.

## What it means
Clients refuse the connection until then. Usually the certificate was installed too early, or was made on a machine
whose clock is ahead. If the server tells a time at which the certificate is valid, our clock is suspected instead
(`client-clock-wrong`).

## Who is affected
Every client that verifies certificates and whose clock is right.

## How to fix it
Serve the former certificate until this one's time has come, or have it reissued; set the clock of the machine that
issues certificates.

## How to check the fix
`openssl s_client … | openssl x509 -noout -dates` shows a notBefore in the past.

## References
- RFC 5280 section 4.1.2.5 (Validity)
"""

from core.model.evidence import Evidence
from core.model.prose import Code, Moment, prose
from core.model.verdict import Rule, Undetermined, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge, rfc5280
from core.words.certificate_clients import NOT_YET_VALID
from core.words.certificate_clock import cross_check, ours_is_behind
from core.words.certificate_proofs import served
from core.words.certificate_remedy import install
from core.words.certificate_time import span


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look)


def _look(case: Case) -> Answer:
    leaf = case.leaf
    if not leaf.premature_at(case.at):
        return ()
    if ours_is_behind(case.evidence, leaf):
        return Undetermined("our own clock is behind: the certificate is not yet valid by our clock only")
    words = Wording(
        what=(f"the certificate becomes valid only in {span(leaf.not_before - case.at)}",),
        means=prose(
            "Clients refuse it until then. Usually it was installed too early, "
            "or made on a machine whose clock is ahead of the world's."
        ),
        seen=(
            prose("Valid from ", Moment(leaf.not_before), " to ", Moment(leaf.not_after)),
            *cross_check(case.evidence),
        ),
        impact=NOT_YET_VALID,
        fix=(
            prose("Serve the former certificate until ", Moment(leaf.not_before), ", or have this one reissued"),
            prose("See that the clock of the issuing machine is right: ", Code("timedatectl")),
            *install(case.evidence.software),
        ),
        verify=served(case.evidence.target, "-dates"),
        references=(rfc5280("4.1.2.5", "Validity"),),
    )
    return (finding(case, "cert-not-yet-valid", words),)


RULE = Rule(codes=("cert-not-yet-valid",), rank=721, check=check)
