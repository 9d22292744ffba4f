"""`cbc-only`: no cipher suite with authenticated encryption (AEAD) is accepted.

## What we saw
Of all suites that we know, the server accepts CBC suites only, in TLS 1.2; TLS 1.3, where every suite is AEAD, is
missing.

## What it means
Clients connect. CBC suites check the MAC after the padding, which gave a decade of padding oracles (Lucky 13, POODLE
for TLS); HTTP/2 prohibits them, and clients begin to drop them.

## Who is affected
Clients that offer AEAD suites only: Chrome, Firefox and Safari with ECDSA certificates in part, hardened libraries,
anything that insists on HTTP/2.

## How to fix it
Allow ECDHE suites with AES-GCM and ChaCha20-Poly1305, and TLS 1.3.

## How to check the fix
`openssl s_client -connect HOST:PORT -tls1_2 -cipher ECDHE+AESGCM` completes.

## References
- RFC 9325 section 4.2 (Cipher Suites for TLS 1.2): https://www.rfc-editor.org/rfc/rfc9325#section-4.2
- RFC 9113 section 9.2.2 (TLS 1.2 Cipher Suites): https://www.rfc-editor.org/rfc/rfc9113#section-9.2.2
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import prose
from core.model.server_map import Tri
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.words import proofs, remedy_survey
from core.words.mapped import TLS1_2, Hits, Surveyed, judge_maps, suites_open, tls_suites, version_lines
from core.words.references import rfc


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> bool | Undetermined | NotApplicable | None:
    suites = tls_suites(case.map)
    if any(s.aead for s in suites):
        return None
    if open_ := suites_open(case.map):
        return open_
    if case.map.supports(TLS1_2) is not Tri.YES:
        return NotApplicable("TLS 1.2 is not accepted")
    if any(s.aead is None for s in suites):
        return Undetermined("the server accepts a suite that we do not know")
    return True if any(not s.weaknesses for s in suites) else NotApplicable("only broken suites are accepted")


def _finding(hits: Hits[bool]) -> Finding:
    target = hits.evidence.target
    return Finding(
        code="cbc-only",
        severity=Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(
            Severity.AT_RISK, "it accepts no cipher suite with authenticated encryption, only CBC ones"
        ),
        evidence=hits.lines(lambda case, _: version_lines(case)),
        means=prose(
            "Clients connect today. CBC suites gave a decade of padding oracles, HTTP/2 prohibits them, and clients "
            "begin to drop them."
        ),
        fix=(*remedy_survey.ciphers(hits.evidence), *remedy_survey.protocols(hits.evidence)[:1]),
        verify=proofs.s_client(target, "-tls1_2", "-cipher", "ECDHE+AESGCM"),
        references=(rfc(9325, "4.2", "Cipher suites for TLS 1.2"), rfc(9113, "9.2.2", "TLS 1.2 cipher suites")),
    )


RULE = Rule(codes=("cbc-only",), rank=913, check=check, needs=Needs.SURVEY)
