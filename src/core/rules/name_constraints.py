"""A CA may not issue for the names in the server's certificate: `name-constraints`.

## What we saw
A CA certificate in the chain lists the names below which it may issue (or may not), and the server's certificate holds
one outside.

## What it means
The CA is constrained, usually to one organisation's domains; a single name outside spoils the whole certificate.

## Who is affected
Every client that verifies certificates.

## How to fix it
Have the certificate reissued with permitted names only, or by a CA without that constraint.

## How to check the fix
`openssl s_client -verify_return_error` ends with "Verification: OK".

## References
- RFC 5280 section 4.2.1.10 (Name Constraints), section 6.1.3 (b), (c)
"""

from core.model.evidence import Evidence
from core.model.finding import Blame
from core.model.path import Flaw, PathAnalysis
from core.model.prose import prose
from core.model.verdict import Rule, Verdict
from core.words import certificate_clients
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths, rfc5280
from core.words.certificate_names import listing
from core.words.certificate_proofs import verified
from core.words.certificate_remedy import reissue
from core.words.chain_impact import flaw_lines, named


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    problems = paths.problems(Flaw.NAME_CONSTRAINTS)
    if not problems:
        return ()
    issuer = problems[0].certificate
    limits = issuer.name_constraints
    others = [other.partition(" ") for other in limits.other] if limits else []
    permitted = (*limits.permitted_dns, *map(str, limits.permitted_ips)) if limits else ()
    excluded = (*limits.excluded_dns, *map(str, limits.excluded_ips)) if limits else ()
    permitted = (*permitted, *(what for way, _, what in others if way == "permitted"))
    excluded = (*excluded, *(what for way, _, what in others if way == "excluded"))
    words = Wording(
        blame=Blame.CA,
        what=("its issuer ", named(issuer), " is not allowed to issue for all its names"),
        means=prose("One name outside of what the CA may issue for spoils the whole certificate."),
        seen=(
            *flaw_lines(problems),
            prose("Permitted: ", *(listing(permitted) if permitted else ("everything",)),
                  "; excluded: ", *(listing(excluded) if excluded else ("nothing",))),
            prose("Names in the certificate: ", *listing(case.leaf.names)),
        ),
        impact=certificate_clients.name_constraints(not permitted, case.asked),
        fix=reissue("a certificate with permitted names only, or from a CA without constraint", case.evidence.software),
        verify=verified(case.evidence),
        references=(rfc5280("4.2.1.10", "Name Constraints"),),
        explains=frozenset({"chain-untrusted"}),
    )  # fmt: skip
    return (finding(case, "name-constraints", words),)


RULE = Rule(codes=("name-constraints",), rank=782, check=check)
