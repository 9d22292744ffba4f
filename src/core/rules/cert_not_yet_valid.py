"""The server's certificate, or a CA's above it, begins to be valid only later: `cert-not-yet-valid`.

## What we saw
The certificate's notBefore lies after the time of the check, and no other clock says that ours is the wrong one. Or so
does that of a CA certificate which no way to a root avoids.

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
from core.words.certificate_clock import cross_check, ours_is_behind, premature_authorities
from core.words.certificate_proofs import chain_sent, served
from core.words.certificate_remedy import install
from core.words.certificate_time import span
from core.words.chain_impact import dated, named


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look)


def _look(case: Case) -> Answer:
    leaf = case.leaf
    if not leaf.premature_at(case.at):
        return _authority(case)
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


def _authority(case: Case) -> Answer:
    """The leaf is valid and a CA above it is not yet."""
    early = premature_authorities(case.presentation, case.at)
    if not early:
        return ()
    first = early[0]
    if ours_is_behind(case.evidence, first):
        return Undetermined("our own clock is behind: a CA certificate is not yet valid by our clock only")
    words = Wording(
        what=("the CA certificate ", named(first), f" is not valid before {first.not_before:%Y-%m-%d}"),
        means=prose(
            "No path to a root is left that is valid at that time. Either the clock that made the server's "
            "certificate was wrong, or the chain is newer than the time asked about."
        ),
        seen=(*(dated(certificate) for certificate in early), *cross_check(case.evidence)),
        impact=NOT_YET_VALID,
        fix=(
            prose("Send a chain whose CA certificates are valid already: often the CA's former, cross-signed one"),
            prose("See that the clock of the checking machine is right: ", Code("timedatectl")),
            *install(case.evidence.software),
        ),
        verify=chain_sent(case.evidence.target),
        references=(rfc5280("4.1.2.5", "Validity"), rfc5280("6.1.3", "Basic Certificate Processing")),
        explains=frozenset({"chain-untrusted"}),
    )
    return (finding(case, "cert-not-yet-valid", words),)


RULE = Rule(codes=("cert-not-yet-valid",), rank=721, check=check)
