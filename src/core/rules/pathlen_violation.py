"""A CA stands below one that allows no (or fewer) CAs below itself: `pathlen-violation`.

## What we saw
A certificate in the chain carries a pathLenConstraint, and more intermediate CAs follow below it than it allows.

## What it means
The upper CA has forbidden this; the lower CA should not exist, or was created with the wrong profile.

## Who is affected
Every client that verifies certificates.

## How to fix it
Have the certificate issued directly by the constrained CA, or have that CA's certificate reissued with a larger limit.

## How to check the fix
`openssl s_client -verify_return_error` ends with "Verification: OK".

## References
- RFC 5280 section 4.2.1.9 (Basic Constraints), section 6.1.4 (l), (m)
"""

from core.model.evidence import Evidence
from core.model.finding import Blame
from core.model.path import Flaw, PathAnalysis
from core.model.prose import Code, prose
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths, rfc5280
from core.words.certificate_clients import PATH_LENGTH
from core.words.certificate_proofs import verified
from core.words.certificate_remedy import reissue
from core.words.chain_impact import flaw_lines, named


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    problems = paths.problems(Flaw.PATH_LENGTH)
    if not problems:
        return ()
    words = Wording(
        blame=Blame.CA,
        what=("the chain is longer than ", named(problems[0].certificate), " allows"),
        means=prose("The limit says how many CA certificates may follow; a client that finds more refuses the chain."),
        seen=flaw_lines(problems),
        impact=PATH_LENGTH,
        fix=(
            *reissue("a certificate that the constrained CA signs directly", case.evidence.software),
            prose("Private CA: or recreate the upper certificate with a larger ", Code("pathlen"), " or none"),
        ),
        verify=verified(case.evidence),
        references=(rfc5280("4.2.1.9", "Basic Constraints"), rfc5280("6.1.4", "Preparation for Certificate i+1")),
        explains=frozenset({"chain-untrusted"}),
    )
    return (finding(case, "pathlen-violation", words),)


RULE = Rule(codes=("pathlen-violation",), rank=781, check=check)
