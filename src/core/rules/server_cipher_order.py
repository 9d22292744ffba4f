"""`server-cipher-order`: the client's order decides between suites of different quality.

## What we saw
The same suites were offered in two orders, and the server took the client's first each time. Among those it accepts
are better and worse ones: forward secret or not, authenticated encryption or CBC, sound or broken.

## What it means
Current clients put the best first, so they get it. A client with an old or odd order gets something worse than both
sides could do. Where all suites are equally good, the client's order is right: it knows whether its processor has AES.

## Who is affected
Old clients, and programs with an own cipher list.

## How to fix it
Take the worse suites out of the list; or let the server's order decide.

## How to check the fix
`tlscheck check HOST:PORT` says who decides.

## References
- RFC 9325 section 4.2.1 (Implementation Details): https://www.rfc-editor.org/rfc/rfc9325#section-4.2.1
- TLSRef Server Side TLS: https://docs.tlsref.org/
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Prose, prose
from core.model.server_map import Preference, VersionMap
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.wire.registry import CipherSuite, version_name
from core.words import proofs, remedy_survey
from core.words.mapped import Hits, Surveyed, before_tls13, judge_maps, suites_of
from core.words.references import rfc

Versions = tuple[VersionMap, ...]


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> Versions | Undetermined | NotApplicable | None:
    versions = before_tls13(case.map)
    if not isinstance(versions, tuple):
        return versions
    uneven = [v for v in versions if len({_quality(s) for s in suites_of(v)}) > 1]
    if left := tuple(v for v in uneven if v.preference is Preference.CLIENT):
        return left
    return Undetermined(case.why_open) if any(v.preference is Preference.UNKNOWN for v in uneven) else None


def _quality(suite: CipherSuite) -> int:
    """3 forward secret with authenticated encryption, 2 forward secret, 1 neither, 0 broken."""
    if suite.weaknesses:
        return 0
    if not suite.forward_secret:
        return 1
    return 3 if suite.aead else 2


def _finding(hits: Hits[Versions]) -> Finding:
    return Finding(
        code="server-cipher-order",
        severity=Severity.ADVICE,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(
            Severity.ADVICE, "the client's order decides between cipher suites of different quality"
        ),
        evidence=hits.lines(_best_and_worst),
        means=prose(
            "Current clients put the best suite first and get it. One with an old or odd order gets something worse "
            "than both sides could do."
        ),
        fix=(*remedy_survey.ciphers(hits.evidence), *remedy_survey.order(hits.evidence)[:1]),
        verify=proofs.recheck(hits.evidence.target),
        references=(rfc(9325, "4.2.1", "Implementation details"),),
    )


def _best_and_worst(_: Surveyed, versions: Versions) -> tuple[Prose, ...]:
    lines = []
    for version in versions:
        best, *_rest, worst = sorted(suites_of(version), key=_quality, reverse=True)
        lines.append(prose(f"{version_name(version.version)} accepts {best}, and {worst} from who asks for it first"))
    return tuple(lines)


RULE = Rule(codes=("server-cipher-order",), rank=954, check=check, needs=Needs.SURVEY, advisory=True)
