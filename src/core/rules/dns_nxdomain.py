"""`dns-nxdomain`: the name does not exist in DNS.

## What we saw
The resolver answered NXDOMAIN (RCODE 3) to our question for A and AAAA: for the name itself, or for the name that a
CNAME leads to.

## What it means
No client can find the server. The name is mistyped, was never entered, has expired at the registrar, or lives only in
an internal zone that the public DNS does not know. A CNAME that leads to a missing name is a leftover, and whoever can
register the missing name can take the site over.

## Who is affected
Every client that asks the public DNS.

## How to fix it
Correct the spelling, or enter an A or AAAA record; for a dangling CNAME, correct or remove the record. An expired
domain has to be renewed at its registrar.

## How to check the fix
`dig NAME A NAME AAAA` shows status NOERROR and an address.

## References
- RFC 1035 section 4.1.1 (RCODE 3, Name Error): https://www.rfc-editor.org/rfc/rfc1035#section-4.1.1
- RFC 8020 (NXDOMAIN: There Really Is Nothing Underneath): https://www.rfc-editor.org/rfc/rfc8020
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Code, Prose, prose, quote
from core.model.resolution import NotResolved, NxDomain, ResolverSilent, ServFail
from core.model.verdict import PASSED, Rule, Undetermined, Verdict, found
from core.words import names, proofs, reach_impact
from core.words.references import rfc
from core.words.tcp import NO_NAME


def check(evidence: Evidence) -> Verdict:
    match evidence.resolution:
        case NotResolved():
            return NO_NAME
        case NxDomain() as answer:
            return found(_finding(evidence, answer))
        case ServFail() | ResolverSilent():
            return Undetermined("the resolver could not say whether the name exists")
        case _:
            return PASSED


def _finding(evidence: Evidence, answer: NxDomain) -> Finding:
    target, dangling = evidence.target, bool(answer.aliases)
    because = "its CNAME leads to a name that does not exist" if dangling else "the name does not exist"
    return Finding(
        code="dns-nxdomain",
        severity=Severity.BROKEN,
        blame=Blame.SERVER if dangling else Blame.CLIENT,
        confidence=Confidence.STATED,
        headline=prose(f"{target} is broken: {because}"),
        evidence=(
            names.asked(answer.name, "NXDOMAIN", answer.ms),
            *names.alias_lines(answer.aliases),
            *names.neighbour_lines(answer.neighbours),
        ),
        means=_means(answer, dangling=dangling),
        impact=reach_impact.name_unknown(target),
        fix=_fix(answer, dangling=dangling),
        verify=proofs.dig(target.host, "+noall", "+comments", "+answer"),
        references=(rfc(1035, "4.1.1", "RCODE 3, Name Error"), rfc(8020, "", "NXDOMAIN")),
        accounts_for_failure=True,
    )


def _means(answer: NxDomain, *, dangling: bool) -> Prose:
    if dangling:
        return prose(
            "The record exists and points to a name that nobody has: usually a service that was removed. Whoever "
            "registers the missing name receives this site's visitors."
        )
    typo = " A similar name does resolve: this is probably a typing error." if answer.neighbours else ""
    return prose(
        "The DNS says that there is no such name: it is mistyped, was never entered, has expired, or is known in an "
        f"internal network only.{typo}"
    )


def _fix(answer: NxDomain, *, dangling: bool) -> tuple[Prose, ...]:
    if dangling:
        return (
            prose(
                "In the zone, point the CNAME to the service's present name, or remove it: ", quote(answer.aliases[-1])
            ),
            prose("Check whether the service at the old name is still wanted, and re-create it before others can"),
        )
    spelling = (prose("Try ", quote(answer.neighbours[0])),) if answer.neighbours else ()
    return (
        *spelling,
        prose("Compare the spelling with the address you were given"),
        prose(
            "If you run this domain: enter an A or AAAA record, and look with ",
            Code("whois"),
            " whether it has expired",
        ),
    )


RULE = Rule(codes=("dns-nxdomain",), rank=100, check=check)
