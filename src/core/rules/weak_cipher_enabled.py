"""`weak-cipher-enabled`: broken cipher suites are accepted among others.

## What we saw
Asked for them, the server accepted suites with RC4, 3DES, DES, RC2, IDEA, an export-grade key or an MD5 MAC. It accepts
sound ones too.

## What it means
Current clients offer none of these, or (3DES, Safari) as their last choice. Old clients, or an attacker who can weaken
the offer of a client that still knows them, get a connection that can be read: RC4 leaks its plain text, ciphers with
64-bit blocks leak cookies after some hours of traffic (Sweet32), export keys are broken in minutes (FREAK).
On ports with STARTTLS, where old peers would else use no encryption at all, this is advice.

## Who is affected
Nobody is locked out. At risk are clients that still offer such a suite.

## How to fix it
Take them out of the cipher list: ECDHE with AES-GCM and ChaCha20-Poly1305 is all that clients need.

## How to check the fix
`tlscheck check HOST:PORT` lists the suites that are accepted.

## References
- RFC 9325 section 4.1 (General Guidelines): https://www.rfc-editor.org/rfc/rfc9325#section-4.1
- RFC 7465 (Prohibiting RC4): https://www.rfc-editor.org/rfc/rfc7465
- CVE-2016-2183 (Sweet32): https://nvd.nist.gov/vuln/detail/CVE-2016-2183
- CVE-2015-0204 (FREAK): https://nvd.nist.gov/vuln/detail/CVE-2015-0204
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.prose import prose
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.wire.registry import CipherSuite
from core.words import proofs, remedy_survey
from core.words.mapped import (
    Hits,
    Surveyed,
    accepting,
    exposed,
    judge_maps,
    listed,
    milder,
    risk,
    tls_suites,
    version_lines,
)
from core.words.references import page, rfc

Suites = tuple[CipherSuite, ...]


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _weak(suite: CipherSuite) -> bool:
    return bool(suite.weaknesses) and not exposed(suite)


def _look(case: Surveyed) -> Suites | Undetermined | NotApplicable | None:
    suites = tls_suites(case.map)
    if suites and all(s.weaknesses for s in suites):
        return NotApplicable("no other suite is accepted")
    return accepting(case, _weak)


def _finding(hits: Hits[Suites]) -> Finding:
    evidence, severity = hits.evidence, risk(hits.evidence)
    kinds = listed([str(kind) for kind in dict.fromkeys(k for suite in hits.first for k in suite.weaknesses)])
    return Finding(
        code="weak-cipher-enabled",
        severity=severity,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(severity, f"it accepts broken cipher suites besides sound ones ({kinds})"),
        evidence=hits.lines(lambda case, _: version_lines(case, _weak)),
        means=prose(
            "Current clients offer none of these, or (3DES, Safari) as their last choice. Old ones, or those whose "
            f"offer an attacker can weaken, get a connection that can be read.{milder(evidence)}"
        ),
        fix=remedy_survey.ciphers(evidence),
        verify=proofs.recheck(evidence.target),
        references=(
            rfc(9325, "4.1", "General guidelines"),
            rfc(7465, "", "Prohibiting RC4"),
            page("CVE-2016-2183 (Sweet32)", "https://nvd.nist.gov/vuln/detail/CVE-2016-2183"),
        ),
    )


RULE = Rule(codes=("weak-cipher-enabled",), rank=911, check=check, needs=Needs.SURVEY)
