"""`null-cipher`: cipher suites without encryption are accepted.

## What we saw
A hello that offers suites with NULL in place of a cipher was answered with one of them.

## What it means
A connection with such a suite travels in clear text, and looks like TLS to both programs. It was made for tests.
Current clients do not offer it; a client that does, by mistake or by a too wide cipher list ("ALL"), is unprotected.

## Who is affected
Clients that offer NULL suites. Everybody else gets an encrypted connection; or, where the server accepts nothing else,
an alert.

## How to fix it
Take NULL out of the cipher list: `!eNULL` in OpenSSL's notation.

## How to check the fix
`openssl s_client -connect HOST:PORT -tls1_2 -cipher eNULL:@SECLEVEL=0` is refused.

## References
- RFC 9325 section 4.1 (General Guidelines): https://www.rfc-editor.org/rfc/rfc9325#section-4.1
- RFC 9150 (Integrity-only suites for TLS 1.3): https://www.rfc-editor.org/rfc/rfc9150
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import prose
from core.model.verdict import Needs, Rule, Undetermined, Verdict
from core.wire.registry import CipherSuite, Weakness
from core.words import proofs, remedy_survey
from core.words.impact import hello_rejected
from core.words.mapped import (
    ALONE,
    NEGOTIATION,
    Hits,
    Surveyed,
    accepting,
    exposed,
    judge_maps,
    nothing_but,
    shortened,
    version_lines,
)
from core.words.references import rfc

Suites = tuple[CipherSuite, ...]


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _null(suite: CipherSuite) -> bool:
    return Weakness.NULL in suite.weaknesses


def _look(case: Surveyed) -> Suites | Undetermined | None:
    return accepting(case, _null)


def _finding(hits: Hits[Suites]) -> Finding:
    target, only = hits.evidence.target, all(nothing_but(m, exposed) for m in hits.maps)
    named = shortened([str(suite) for suite in hits.first], 2)
    return Finding(
        code="null-cipher",
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(
            Severity.BROKEN,
            f"it accepts suites without encryption ({named}){ALONE if only else ''}",
        ),
        evidence=hits.lines(lambda case, _: version_lines(case, _null)),
        means=prose(
            "A connection with such a suite travels in clear text and looks like TLS to both programs. Current clients "
            "do not offer it; one that does, by too wide a cipher list, is unprotected without a warning."
        ),
        fix=remedy_survey.ciphers(hits.evidence),
        verify=proofs.s_client(target, "-tls1_2", "-cipher", "eNULL:@SECLEVEL=0"),
        impact=hello_rejected(target) if only else (),
        references=(rfc(9325, "4.1", "General guidelines"),),
        explains=NEGOTIATION if only else frozenset(),
        accounts_for_failure=only and any(not e.works for e in hits.endpoints),
    )


RULE = Rule(codes=("null-cipher",), rank=902, check=check, needs=Needs.SURVEY)
