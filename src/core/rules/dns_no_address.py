"""`dns-no-address`: the name exists, but has neither an A nor an AAAA record.

## What we saw
The resolver answered NOERROR without any address, for A and for AAAA (NODATA).

## What it means
The name is in the zone, for mail (MX), for text (TXT) or because names below it exist, and no server was entered for
it. Often only `www.` has an address, and the bare domain was forgotten.

## Who is affected
Every client.

## How to fix it
Enter an A record (and AAAA where the server has IPv6). At a zone apex, where a CNAME is forbidden, use the provider's
ALIAS, ANAME or flattened CNAME.

## How to check the fix
`dig NAME A NAME AAAA` shows an address in the answer section.

## References
- RFC 2308 section 2.2 (No Data): https://www.rfc-editor.org/rfc/rfc2308#section-2.2
- RFC 1034 section 3.6.2 (CNAME beside other data): https://www.rfc-editor.org/rfc/rfc1034#section-3.6.2
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Code, prose, quote
from core.model.resolution import NoAddress, NotResolved, ResolverSilent, ServFail
from core.model.verdict import PASSED, Rule, Undetermined, Verdict, found
from core.words import names, proofs, reach_impact
from core.words.references import rfc
from core.words.tcp import NO_NAME


def check(evidence: Evidence) -> Verdict:
    match evidence.resolution:
        case NotResolved():
            return NO_NAME
        case NoAddress() as answer:
            return found(_finding(evidence, answer))
        case ServFail() | ResolverSilent():
            return Undetermined("the resolver could not say whether the name has an address")
        case _:
            return PASSED


def _finding(evidence: Evidence, answer: NoAddress) -> Finding:
    target = evidence.target
    known = (prose("Use the name that has an address: ", quote(answer.neighbours[0])),) if answer.neighbours else ()
    return Finding(
        code="dns-no-address",
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.STATED,
        headline=prose(f"{target} is broken: the name exists and has no address"),
        evidence=(
            names.asked(answer.name, "NOERROR without an address", answer.ms),
            *names.alias_lines(answer.aliases),
            *names.neighbour_lines(answer.neighbours),
        ),
        means=prose(
            "The zone knows the name, for mail, for text or for names below it, and no server was entered for it. "
            "Often the bare domain was forgotten while www. has an address."
        ),
        impact=reach_impact.name_without_address(target),
        fix=(
            *known,
            prose(
                "In the zone, give ", quote(answer.name), " an ", Code("A"), " record (and ", Code("AAAA"), " for IPv6)"
            ),
            prose("At the zone's apex use ALIAS, ANAME or a flattened CNAME: a plain CNAME is not allowed there"),
        ),
        verify=proofs.dig(target.host, "+noall", "+comments", "+answer"),
        references=(rfc(2308, "2.2", "No Data"), rfc(1034, "3.6.2", "Aliases and canonical names")),
        accounts_for_failure=True,
    )


RULE = Rule(codes=("dns-no-address",), rank=101, check=check)
