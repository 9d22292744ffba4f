"""`anon-cipher`: cipher suites without authentication are accepted.

## What we saw
A hello that offers anonymous suites (DH_anon, ECDH_anon) was answered with one of them: no certificate is sent then.

## What it means
Nothing tells the client whom it talks to: anybody on the path can answer in the server's place. Current clients do not
offer such suites. Mail servers accept them on port 25 by default, where the sender would not look at the certificate
anyway; there it is a note.

## Who is affected
Clients that offer anonymous suites. Everybody else gets a certificate; or, where the server accepts nothing else, an
alert.

## How to fix it
Take them out of the cipher list: `!aNULL` in OpenSSL's notation.

## How to check the fix
`openssl s_client -connect HOST:PORT -tls1_2 -cipher aNULL:@SECLEVEL=0` is refused.

## References
- RFC 9325 section 4.1 (General Guidelines): https://www.rfc-editor.org/rfc/rfc9325#section-4.1
- RFC 5246 appendix F.1.1.1 (Anonymous Key Exchange): https://www.rfc-editor.org/rfc/rfc5246#appendix-F.1.1.1
- RFC 7435 (Opportunistic Security): https://www.rfc-editor.org/rfc/rfc7435
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
    relay,
    shortened,
    version_lines,
)
from core.words.references import rfc

Suites = tuple[CipherSuite, ...]
_BETWEEN_SERVERS = (
    " Between mail servers that is usual: a sender that offers these suites would not look at the certificate anyway."
)


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _anonymous(suite: CipherSuite) -> bool:
    return Weakness.ANONYMOUS in suite.weaknesses


def _look(case: Surveyed) -> Suites | Undetermined | None:
    return accepting(case, _anonymous)


def _finding(hits: Hits[Suites]) -> Finding:
    evidence = hits.evidence
    only = all(nothing_but(m, exposed) for m in hits.maps)
    usual = relay(evidence) and not only
    severity = Severity.NOTE if usual else Severity.BROKEN
    named = shortened([str(suite) for suite in hits.first], 2)
    return Finding(
        code="anon-cipher",
        severity=severity,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(
            severity,
            f"it accepts suites without authentication ({named}){ALONE if only else ''}",
        ),
        evidence=hits.lines(lambda case, _: version_lines(case, _anonymous)),
        means=prose(
            "With such a suite no certificate is sent, and anybody on the path can answer in the server's place. "
            "Current clients do not offer it; one that does is unprotected without a warning."
            f"{_BETWEEN_SERVERS if usual else ''}"
        ),
        fix=remedy_survey.ciphers(evidence),
        verify=proofs.s_client(evidence.target, "-tls1_2", "-cipher", "aNULL:@SECLEVEL=0"),
        impact=hello_rejected(evidence.target) if only else (),
        references=(rfc(9325, "4.1", "General guidelines"), rfc(7435, "", "Opportunistic Security")),
        explains=NEGOTIATION | {"null-cipher"} if only else frozenset(),
        accounts_for_failure=only and any(not e.works for e in hits.endpoints),
    )


RULE = Rule(codes=("anon-cipher",), rank=903, check=check, needs=Needs.SURVEY)
