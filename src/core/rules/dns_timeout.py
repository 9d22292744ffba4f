"""`dns-timeout`: no resolver answers.

## What we saw
Our questions for A and AAAA went to the configured resolvers, and none answered within the time we give them.

## What it means
The resolvers are down or unreachable from here, port 53 is blocked, or the resolvers themselves wait for name servers
of the zone that do not answer. It says nothing about the TLS server.

## Who is affected
Everything that uses these resolvers; if the zone's own name servers are silent, everybody.

## How to fix it
Ask another resolver. If it answers, repair or replace the configured one; if it does not, the zone's name servers have
to be brought back.

## How to check the fix
`dig NAME A` answers within a second.

## References
- RFC 1035 section 4.2.1 (UDP usage, retransmission): https://www.rfc-editor.org/rfc/rfc1035#section-4.2.1
- RFC 8767 (Serving Stale Data): https://www.rfc-editor.org/rfc/rfc8767
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Code, prose, quote
from core.model.resolution import NotResolved, ResolverSilent
from core.model.verdict import PASSED, Rule, Verdict, found
from core.words import names, proofs, reach_impact
from core.words.references import rfc
from core.words.tcp import NO_NAME


def check(evidence: Evidence) -> Verdict:
    match evidence.resolution:
        case NotResolved():
            return NO_NAME
        case ResolverSilent() as answer:
            return found(_finding(evidence, answer))
        case _:
            return PASSED


def _finding(evidence: Evidence, answer: ResolverSilent) -> Finding:
    target = evidence.target
    return Finding(
        code="dns-timeout",
        severity=Severity.BROKEN,
        blame=Blame.NETWORK,
        confidence=Confidence.MEASURED,
        headline=prose(f"{target} is broken from here: no resolver answers for the name"),
        evidence=(
            names.asked(answer.name, "no answer", answer.ms),
            prose("Resolvers asked: ", quote(", ".join(answer.resolvers) or "those of this system")),
        ),
        means=prose(
            "The resolvers are down or unreachable from here, or they wait for name servers of the zone that do not "
            "answer. Nothing is known about the TLS server."
        ),
        impact=reach_impact.resolver_fails(target, silent=True),
        fix=(
            prose("Ask another resolver: ", Code(proofs.dig(answer.name, "@1.1.1.1"))),
            prose("If it answers: repair the resolver in ", Code("/etc/resolv.conf"), " or open port 53 to it"),
            prose("If it does not: follow the delegation with ", Code(proofs.dig(answer.name, "+trace")), " and "
                  "bring the zone's name servers back"),
        ),
        verify=proofs.dig(target.host, "+noall", "+comments", "+answer"),
        references=(rfc(1035, "4.2.1", "UDP usage"), rfc(8767, "", "Serving Stale Data")),
        accounts_for_failure=True,
    )  # fmt: skip


RULE = Rule(codes=("dns-timeout",), rank=103, check=check)
