"""`sslv3-enabled`: SSL 3.0 is accepted besides newer versions.

## What we saw
Asked for SSL 3.0 by itself, the server answered with a ServerHello of SSL 3.0. It accepts newer versions as well.

## What it means
SSL 3.0 is broken by design: its padding is not protected, so that an attacker on the path who makes a browser repeat a
request can read cookies byte by byte (POODLE). It was prohibited in 2015.

## Who is affected
Nobody is locked out. Clients that still fall back to SSL 3.0 can be attacked; current ones do not know it.

## How to fix it
Switch SSL 3.0 off: allow TLS 1.2 and TLS 1.3 only.

## How to check the fix
`tlscheck check HOST:PORT` says that SSL 3.0 is refused (OpenSSL as distributed cannot ask for it).

## References
- RFC 7568 (Deprecating SSL 3.0): https://www.rfc-editor.org/rfc/rfc7568
- CVE-2014-3566 (POODLE): https://nvd.nist.gov/vuln/detail/CVE-2014-3566
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import prose
from core.model.server_map import Tri
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.words import proofs, remedy_survey
from core.words.mapped import SSL3, Hits, Surveyed, judge_maps, newest, undecided, version_lines
from core.words.references import page, rfc


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> bool | Undetermined | NotApplicable | None:
    if case.map.supports(SSL3) is not Tri.YES:
        return undecided(case.map, SSL3)
    return True if (newest(case.map) or 0) > SSL3 else NotApplicable("nothing newer than SSL 3.0 is accepted")


def _finding(hits: Hits[bool]) -> Finding:
    target = hits.evidence.target
    return Finding(
        code="sslv3-enabled",
        severity=Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(Severity.AT_RISK, "it still accepts SSL 3.0"),
        evidence=hits.lines(lambda case, _: version_lines(case, among=(SSL3,))),
        means=prose(
            "SSL 3.0 is broken by design: an attacker on the path can read cookies byte by byte (POODLE). Current "
            "clients do not know it; only those that fall back to it can be attacked."
        ),
        fix=remedy_survey.no_old_protocols(hits.evidence),
        verify=proofs.recheck(target),
        references=(
            rfc(7568, "", "Deprecating SSL 3.0"),
            page("CVE-2014-3566 (POODLE)", "https://nvd.nist.gov/vuln/detail/CVE-2014-3566"),
        ),
    )


RULE = Rule(codes=("sslv3-enabled",), rank=906, check=check, needs=Needs.SURVEY)
