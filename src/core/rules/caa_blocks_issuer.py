"""`caa-blocks-issuer`: the CA that issued this certificate may not issue the next one.

## What we saw
The CAA records that count for the name do not list the CA of the certificate in use. The CA is recognised by the
organisation in its issuing certificate, and by the domains that it states in its practice statement; one that we do
not know is not judged.

## What it means
The certificate stays good until it expires. A renewal at the same CA is refused: CAs have to look at CAA records before
they issue. Usually the records were changed after the certificate was issued, or the CA was.

## Who is affected
Everybody, from the day on which the certificate expires.

## How to fix it
Add the CA to the CAA records, or renew at a CA that they list. Wildcard certificates follow issuewild where there is
one.

## How to check the fix
`dig CAA DOMAIN` lists the CA's domain; a renewal (`certbot renew --dry-run`) goes through.

## References
- RFC 8659 (DNS CAA Resource Record), sections 3 and 4: https://www.rfc-editor.org/rfc/rfc8659#section-4
- CA/Browser Forum Baseline Requirements section 3.2.2.8 (CAA Records)
- List of CAA identifiers of the CCADB: https://www.ccadb.org/resources
"""

from core.model.evidence import Evidence
from core.model.finding import Confidence, Severity
from core.model.path import PathAnalysis
from core.model.prose import Block, Moment, Piece, Prose, prose, quote
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.posture.ca_domains import domains_of
from core.posture.caa import Blocked, CaaPolicy, CaaUntold, NoCaa, judge
from core.words.caa import CaaQuestion, question
from core.words.certificate_cases import Answer, Case, Wording, baseline, finding, judge_paths
from core.words.proofs import dig
from core.words.references import page, rfc

_MOST = 12


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look, seconds=False)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    asked = question(case, paths)
    if isinstance(asked, NotApplicable):
        return asked
    match asked.policy:
        case NoCaa():
            return NotApplicable("there are no CAA records")
        case CaaUntold(name, because):
            return Undetermined(f"the CAA records of {name} could not be told: {because}")
        case CaaPolicy() as policy:
            return _judge(case, asked, policy)


def _judge(case: Case, asked: CaaQuestion, policy: CaaPolicy) -> Answer:
    domains = domains_of(asked.issuer)
    if domains is None:
        return Undetermined("by which domain its CA goes in CAA records is not known to us")
    verdict = judge(policy, domains, wildcard=asked.wildcard)
    if not isinstance(verdict, Blocked):
        return ()
    return (finding(case, "caa-blocks-issuer", _words(case, asked, policy, verdict, domains[0])),)


def _words(case: Case, asked: CaaQuestion, policy: CaaPolicy, verdict: Blocked, domain: str) -> Wording:
    tag = "issuewild" if asked.wildcard and policy.issuewild is not None else "issue"
    record = f'{policy.name}. CAA 0 {tag} "{domain}"'
    return Wording(
        severity=Severity.ADVICE,
        confidence=Confidence.INFERRED,
        what=("the next renewal fails, its CAA records do not allow ", quote(asked.issuer_name)),
        means=prose(
            "This certificate stays good until ",
            Moment(case.leaf.not_after),
            "; CAs have to obey CAA records when they issue, so the same CA refuses the next one.",
        ),
        seen=_seen(policy, verdict, tag),
        fix=(
            prose("Allow the CA in use at ", quote(policy.name), ":", Block(record, "dns")),
            prose("Or renew at a CA that the records list"),
        ),
        verify=dig(policy.name, "CAA"),
        references=(
            rfc(8659, "4", "CAA Resource Record Well-Known Properties"),
            baseline("3.2.2.8", "CAA Records"),
            page("CCADB: list of CAA identifiers", "https://www.ccadb.org/resources"),
        ),
    )


def _seen(policy: CaaPolicy, verdict: Blocked, tag: str) -> tuple[Prose, ...]:
    named = [quote(name) for name in verdict.permitted[:_MOST]]
    listed: list[str | Piece] = [piece for name in named for piece in (", ", name)]
    lines = [prose("CAA of ", quote(policy.name), f" → {tag}: ", *(listed[1:] or ["nobody"]))]
    if verdict.unknown_critical:
        tags = ", ".join(verdict.unknown_critical)
        lines.append(prose("Marked critical, and of no meaning that CAs know: ", quote(tags)))
    return tuple(lines)


RULE = Rule(codes=("caa-blocks-issuer",), rank=954, check=check, needs=Needs.POSTURE, advisory=True)
