"""`answers-vary`: one address answers differently from connection to connection.

## What we saw
Within a second, connections to the same address contradicted each other: what was accepted in one was refused with an
alert in another.

## What it means
Several machines stand behind the address, and they are not set up alike: an update reached only some of them, or one
was forgotten. Which of them a client meets is chance, so clients fail now and then, and nobody can reproduce it.

## Who is affected
Clients that need what only some of the machines accept: they fail in some connections and succeed in others.

## How to fix it
Compare the TLS settings of all machines behind the load balancer and bring them to one state; reload those that run
with an old configuration.

## How to check the fix
The check again: the finding is gone, and all lists are complete.

## References
- RFC 5246 section 7.4.1.3 (Server Hello: what a server chooses): https://www.rfc-editor.org/rfc/rfc5246#section-7.4.1.3
- RFC 8446 section 4.1.1 (Cryptographic Negotiation): https://www.rfc-editor.org/rfc/rfc8446#section-4.1.1
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import prose
from core.model.verdict import Needs, Rule, Verdict
from core.words import proofs
from core.words.mapped import Hits, Surveyed, judge_maps
from core.words.offers import downgraded
from core.words.references import rfc


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> str | None:
    """Where somebody on the way takes TLS 1.3 out of hellos, that is why it seems to contradict itself."""
    return None if downgraded(case.endpoint) else case.map.inconsistent


def _finding(hits: Hits[str]) -> Finding:
    return Finding(
        code="answers-vary",
        severity=Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(Severity.AT_RISK, "it answers differently from connection to connection"),
        evidence=hits.lines(lambda _, words: (prose(f"One connection got {words}"),)),
        means=prose(
            "Several machines stand behind this address, and they are not set up alike. Which one a client meets is "
            "chance: it fails now and then, and the fault is hard to reproduce."
        ),
        fix=(
            prose("Compare the TLS settings of all machines behind the load balancer"),
            prose("Reload those that still run with an old configuration"),
        ),
        verify=proofs.recheck(hits.evidence.target),
        references=(rfc(5246, "7.4.1.3", "Server Hello"), rfc(8446, "4.1.1", "Cryptographic Negotiation")),
    )


RULE = Rule(codes=("answers-vary",), rank=901, check=check, needs=Needs.SURVEY)
