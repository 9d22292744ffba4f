"""`legacy-protocol-enabled`: TLS 1.0 or TLS 1.1 is accepted besides newer versions.

## What we saw
Asked for each version by itself, the server accepted TLS 1.0 or TLS 1.1, and TLS 1.2 or 1.3 as well.

## What it means
Current clients choose the newest version and are not concerned. The old ones are retired since 2021: they rest on MD5
and SHA-1, know no AEAD ciphers, and keep old clients alive. Audits (PCI DSS, SSL Labs: grade B) count them as a fault.
On ports with STARTTLS, where old peers would else use no encryption at all, this is advice.

## Who is affected
Nobody is locked out. Only clients that know nothing newer use these versions.

## How to fix it
Allow TLS 1.2 and TLS 1.3 only. See in the log first whether anything still comes with the old versions.

## How to check the fix
`openssl s_client -connect HOST:PORT -tls1_1 -cipher DEFAULT:@SECLEVEL=0` is refused.

## References
- RFC 8996 (Deprecating TLS 1.0 and TLS 1.1): https://www.rfc-editor.org/rfc/rfc8996
- RFC 9325 section 3.1.1 (TLS versions): https://www.rfc-editor.org/rfc/rfc9325#section-3.1.1
- RFC 7435 (Opportunistic Security): https://www.rfc-editor.org/rfc/rfc7435
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.prose import prose
from core.model.server_map import Tri
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.wire.registry import version_name
from core.words import proofs, remedy_survey
from core.words.mapped import (
    TLS1_0,
    TLS1_1,
    TLS1_2,
    Hits,
    Surveyed,
    judge_maps,
    listed,
    milder,
    newest,
    risk,
    undecided,
    version_lines,
)
from core.words.references import rfc

_OLD = (TLS1_1, TLS1_0)
_OPTION = {TLS1_0: "-tls1", TLS1_1: "-tls1_1"}


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> tuple[int, ...] | Undetermined | NotApplicable | None:
    best = newest(case.map)
    if best is None or best < TLS1_2:
        return undecided(case.map, TLS1_2) or NotApplicable("nothing newer than TLS 1.1 is accepted")
    accepted = tuple(v for v in _OLD if case.map.supports(v) is Tri.YES)
    return accepted or undecided(case.map, *_OLD)


def _finding(hits: Hits[tuple[int, ...]]) -> Finding:
    evidence = hits.evidence
    names = listed([version_name(v) for v in hits.first])
    severity = risk(evidence)
    return Finding(
        code="legacy-protocol-enabled",
        severity=severity,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(severity, f"it still accepts {names}"),
        evidence=hits.lines(lambda case, old: version_lines(case, among=old)),
        means=prose(
            "Current clients choose a newer version and are not concerned. TLS 1.0 and 1.1 were retired in 2021: they "
            f"rest on SHA-1 and MD5 and have no AEAD ciphers.{milder(evidence)}"
        ),
        fix=remedy_survey.no_old_protocols(evidence),
        verify=proofs.s_client(evidence.target, _OPTION[hits.first[0]], "-cipher", "DEFAULT:@SECLEVEL=0"),
        references=(rfc(8996, "", "Deprecating TLS 1.0 and TLS 1.1"), rfc(9325, "3.1.1", "TLS versions")),
    )


RULE = Rule(codes=("legacy-protocol-enabled",), rank=910, check=check, needs=Needs.SURVEY)
