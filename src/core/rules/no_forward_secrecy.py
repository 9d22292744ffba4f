"""`no-forward-secrecy`: no cipher suite with an ephemeral key exchange is accepted.

## What we saw
Of all suites that we know, the server accepts only those with RSA (or another static) key exchange. TLS 1.3, where
every exchange is ephemeral, is missing.

## What it means
Browsers still connect. Whoever records the traffic and gets the server's private key later, by theft, by court or from
an old disk, can read all of it. RSA key exchange also gave Bleichenbacher's attack and its many returns (ROBOT).

## Who is affected
Go programs since Go 1.22 and Java since 24 fail: they offer no RSA key exchange any more. Browsers connect today.

## How to fix it
Allow ECDHE suites, and TLS 1.3.

## How to check the fix
`openssl s_client -connect HOST:PORT -tls1_2 -cipher ECDHE` completes.

## References
- RFC 9325 section 4.1 (General Guidelines): https://www.rfc-editor.org/rfc/rfc9325#section-4.1
- Go 1.22 release notes, crypto/tls: https://go.dev/doc/go1.22
- JDK-8245545 (Disable TLS_RSA cipher suites): https://bugs.openjdk.org/browse/JDK-8245545
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import prose
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.words import proofs, remedy_survey
from core.words.impact import hello_rejected
from core.words.mapped import Hits, Surveyed, judge_maps, suites_open, tls_suites, version_lines
from core.words.references import page, rfc

_FAILING = frozenset({"Go", "Java"})


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> bool | Undetermined | NotApplicable | None:
    suites = tls_suites(case.map)
    if any(s.forward_secret for s in suites):
        return None
    if open_ := suites_open(case.map):
        return open_
    if any(s.forward_secret is None for s in suites):
        return Undetermined("the server accepts a suite that we do not know")
    if not suites:
        return NotApplicable("no cipher suite is accepted")
    return True if any(not s.weaknesses for s in suites) else NotApplicable("only broken suites are accepted")


def _finding(hits: Hits[bool]) -> Finding:
    target = hits.evidence.target
    return Finding(
        code="no-forward-secrecy",
        severity=Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(
            Severity.AT_RISK, "no key exchange is forward secret, and Go and new Java cannot connect"
        ),
        evidence=hits.lines(lambda case, _: version_lines(case)),
        means=prose(
            "Browsers still connect. Whoever records the traffic and gets the private key later can read all of it; Go "
            "since 1.22 and Java since 24 offer no such key exchange any more."
        ),
        impact=tuple(i for i in hello_rejected(target) if i.client in _FAILING),
        fix=(*remedy_survey.ciphers(hits.evidence), *remedy_survey.protocols(hits.evidence)[:1]),
        verify=proofs.s_client(target, "-tls1_2", "-cipher", "ECDHE"),
        references=(
            rfc(9325, "4.1", "General guidelines"),
            page("Go 1.22 release notes", "https://go.dev/doc/go1.22"),
            page("JDK-8245545: Disable TLS_RSA cipher suites", "https://bugs.openjdk.org/browse/JDK-8245545"),
        ),
    )


RULE = Rule(codes=("no-forward-secrecy",), rank=912, check=check, needs=Needs.SURVEY)
