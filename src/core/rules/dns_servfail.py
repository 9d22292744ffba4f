"""`dns-servfail`: the resolver answers that it cannot resolve this name.

## What we saw
The resolver returned SERVFAIL, REFUSED or another failure code for this name. Where the same question with the
"checking disabled" bit is answered, DNSSEC validation is what fails.

## What it means
The name may exist, and nobody can reach its answer: the DNSSEC signatures do not validate (expired, or the DS record at
the parent belongs to an old key), or the zone's name servers do not answer for it (lame delegation).

## Who is affected
With broken DNSSEC: everybody behind a validating resolver, among them 1.1.1.1, 8.8.8.8, 9.9.9.9 and most providers.
With a lame delegation: everybody, or those whose resolver asks the wrong server.

## How to fix it
Broken DNSSEC: re-sign the zone, or make the parent's DS record match the present key; at worst remove the DS record.
Lame delegation: make the NS records at parent and zone name servers that do serve the zone.

## How to check the fix
`dig NAME A` shows status NOERROR; `delv NAME` says "fully validated".

## References
- RFC 1035 section 4.1.1 (RCODE 2, Server Failure): https://www.rfc-editor.org/rfc/rfc1035#section-4.1.1
- RFC 4035 section 3.2.2 (the CD bit) and 5.5: https://www.rfc-editor.org/rfc/rfc4035#section-3.2.2
- RFC 8914 (Extended DNS Errors): https://www.rfc-editor.org/rfc/rfc8914
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Code, Prose, prose, quote
from core.model.resolution import NotResolved, ResolverSilent, ServFail
from core.model.verdict import PASSED, Rule, Undetermined, Verdict, found
from core.words import names, proofs, reach_impact
from core.words.references import rfc
from core.words.tcp import NO_NAME


def check(evidence: Evidence) -> Verdict:
    match evidence.resolution:
        case NotResolved():
            return NO_NAME
        case ServFail() as answer:
            return found(_finding(evidence, answer))
        case ResolverSilent():
            return Undetermined("no resolver answered")
        case _:
            return PASSED


def _finding(evidence: Evidence, answer: ServFail) -> Finding:
    target, dnssec = evidence.target, answer.dnssec_suspected
    because = "its DNSSEC signatures do not validate" if dnssec else "the resolver cannot resolve the name"
    control = prose("Control: the same question with checking disabled (CD=1) → answered")
    return Finding(
        code="dns-servfail",
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED if dnssec else Confidence.INFERRED,
        headline=prose(f"{target} is broken: {because}"),
        evidence=(_answer(answer), *([control] if dnssec else [])),
        means=_means(dnssec=dnssec),
        impact=reach_impact.resolver_fails(target, silent=False),
        fix=_fix(answer, dnssec=dnssec),
        verify=proofs.dig(target.host, "+noall", "+comments", "+answer"),
        references=(
            rfc(1035, "4.1.1", "RCODE 2, Server Failure"),
            rfc(4035, "3.2.2", "The CD Bit"),
            rfc(8914, "", "Extended DNS Errors"),
        ),
        accounts_for_failure=True,
    )


def _answer(answer: ServFail) -> Prose:
    line = names.asked(answer.name, answer.rcode, answer.ms)
    return prose(*line.pieces, " from ", quote(answer.resolver))


def _means(*, dnssec: bool) -> Prose:
    if dnssec:
        return prose(
            "The records are there, and their signatures do not fit: they have expired, or the DS record at the parent "
            "belongs to another key. Resolvers that validate refuse the answer."
        )
    return prose(
        "The resolver works and gets no usable answer from the zone's name servers: usually a lame delegation, name "
        "servers that are down, or a resolver that refuses this name."
    )


def _fix(answer: ServFail, *, dnssec: bool) -> tuple[Prose, ...]:
    name = answer.name
    if dnssec:
        return (
            prose("See which signature fails: ", Code(proofs.delv(name))),
            prose("Re-sign the zone, and make the DS record at the registrar match the present key"),
            prose("If that takes long, remove the DS record at the registrar until the zone is signed again"),
        )
    return (
        prose("Follow the delegation: ", Code(proofs.dig(name, "+trace"))),
        prose("Make the NS records at the registrar name servers that serve the zone, and see that each answers"),
    )


RULE = Rule(codes=("dns-servfail",), rank=102, check=check)
