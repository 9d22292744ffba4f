"""`no-tls13`: TLS 1.3 is missing.

## What we saw
A hello that offers TLS 1.3 alone is refused; TLS 1.2 is accepted.

## What it means
Current clients still offer TLS 1.2. TLS 1.3 needs one round trip less, encrypts the certificate, has no old ciphers to
get wrong, and is the only version with post-quantum key exchange. Since May 2025 SSL Labs gives no
better than A- without it.

## Who is affected
Nobody fails.

## How to fix it
Enable TLS 1.3; software that does not know it (OpenSSL before 1.1.1, Windows Server before 2022) has to be updated.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME -tls1_3` completes.

## References
- RFC 8446 (TLS 1.3): https://www.rfc-editor.org/rfc/rfc8446
- RFC 9325 section 3.1.1 (TLS versions): https://www.rfc-editor.org/rfc/rfc9325#section-3.1.1
- SSL Server Rating Guide: https://github.com/ssllabs/research/wiki/SSL-Server-Rating-Guide
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import prose
from core.model.server_map import Tri
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.words import proofs, remedy_survey
from core.words.mapped import TLS1_2, TLS1_3, Hits, Surveyed, judge_maps, undecided
from core.words.references import TLS13, rfc


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> bool | Undetermined | NotApplicable | None:
    if case.map.supports(TLS1_3) is Tri.YES:
        return None
    if case.map.supports(TLS1_2) is not Tri.YES:
        return undecided(case.map, TLS1_3, TLS1_2) or NotApplicable("TLS 1.2 is not accepted either")
    return undecided(case.map, TLS1_3) or True


def _finding(hits: Hits[bool]) -> Finding:
    return Finding(
        code="no-tls13",
        severity=Severity.ADVICE,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(Severity.ADVICE, "TLS 1.3 is missing"),
        evidence=hits.lines(lambda *_: ()),
        means=prose(
            "Current clients still offer TLS 1.2, so this shuts none out. TLS 1.3 saves a round trip, hides the "
            "certificate from onlookers and is the only version with post-quantum key exchange."
        ),
        fix=(
            *remedy_survey.protocols(hits.evidence),
            prose("Software that has no TLS 1.3 (OpenSSL before 1.1.1, Windows Server before 2022) needs an update"),
        ),
        verify=proofs.s_client(hits.evidence.target, "-tls1_3"),
        references=(TLS13, rfc(9325, "3.1.1", "TLS versions")),
    )


RULE = Rule(codes=("no-tls13",), rank=950, check=check, needs=Needs.SURVEY, advisory=True)
