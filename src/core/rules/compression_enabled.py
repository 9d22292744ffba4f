"""`compression-enabled`: the server compresses inside TLS.

## What we saw
A hello that offers DEFLATE was answered with it as the chosen compression method.

## What it means
Compression makes the length of a message depend on its secrets: an attacker who can make a browser send requests and
sees their length reads cookies (CRIME). TLS 1.3 has no compression; it is not to be mixed up with that of HTTP.

## Who is affected
Clients that offer TLS compression. Current ones do not.

## How to fix it
Switch TLS compression off, or update the TLS library.

## How to check the fix
`openssl s_client -connect HOST:PORT -tls1_2 -comp` prints "Compression: NONE".

## References
- RFC 9325 section 3.3 (Compression): https://www.rfc-editor.org/rfc/rfc9325#section-3.3
- CVE-2012-4929 (CRIME): https://nvd.nist.gov/vuln/detail/CVE-2012-4929
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import prose
from core.model.server_map import Tri
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.words import proofs, remedy_survey
from core.words.mapped import Hits, Surveyed, before_tls13, feature, judge_maps
from core.words.references import page, rfc


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> bool | Undetermined | NotApplicable | None:
    spoken = before_tls13(case.map)
    if not isinstance(spoken, tuple):
        return spoken
    return feature(case.map.features.compression, Tri.YES, case)


def _finding(hits: Hits[bool]) -> Finding:
    return Finding(
        code="compression-enabled",
        severity=Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(Severity.AT_RISK, "it compresses inside TLS"),
        evidence=hits.lines(lambda *_: (prose("Offered DEFLATE and no compression → the server chose DEFLATE"),)),
        means=prose(
            "Compression makes the length of a message depend on its secrets, and so gives cookies away to whoever "
            "sees the length (CRIME). Current clients do not offer it."
        ),
        fix=remedy_survey.compression(hits.evidence),
        verify=proofs.s_client(hits.evidence.target, "-tls1_2", "-comp"),
        references=(
            rfc(9325, "3.3", "Compression"),
            page("CVE-2012-4929 (CRIME)", "https://nvd.nist.gov/vuln/detail/CVE-2012-4929"),
        ),
    )


RULE = Rule(codes=("compression-enabled",), rank=914, check=check, needs=Needs.SURVEY)
