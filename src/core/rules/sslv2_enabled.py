"""`sslv2-enabled`: SSL 2.0 is accepted.

## What we saw
A CLIENT-HELLO of SSL 2.0 was answered with a SERVER-HELLO of SSL 2.0.

## What it means
SSL 2.0 cannot protect anything: handshakes can be rewritten unseen. Worse, a server that answers it can be used to
decrypt recorded TLS connections of *every* server with the same RSA key, mail servers included (DROWN).

## Who is affected
Nobody is locked out. At risk are all connections to servers that share this key.

## How to fix it
Switch SSL 2.0 off; update the TLS library (OpenSSL dropped it in 1.1.0). Where it was on, replace the RSA key.

## How to check the fix
`tlscheck check HOST:PORT` says that SSL 2.0 is refused (no current library can ask for it).

## References
- RFC 6176 (Prohibiting SSL 2.0): https://www.rfc-editor.org/rfc/rfc6176
- CVE-2016-0800 (DROWN): https://nvd.nist.gov/vuln/detail/CVE-2016-0800
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import prose
from core.model.server_map import Tri
from core.model.verdict import Needs, Rule, Undetermined, Verdict
from core.words import proofs, remedy_survey
from core.words.mapped import SSL2, Hits, Surveyed, judge_maps, undecided, version_lines
from core.words.references import page, rfc


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> bool | Undetermined | None:
    return True if case.map.supports(SSL2) is Tri.YES else undecided(case.map, SSL2)


def _finding(hits: Hits[bool]) -> Finding:
    return Finding(
        code="sslv2-enabled",
        severity=Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(Severity.AT_RISK, "it still answers SSL 2.0"),
        evidence=hits.lines(lambda case, _: version_lines(case, among=(SSL2,))),
        means=prose(
            "No current client speaks SSL 2.0, but an attacker can use it to decrypt recorded TLS connections of every "
            "server that has the same RSA key (DROWN)."
        ),
        fix=(
            *remedy_survey.no_old_protocols(hits.evidence),
            prose("Update the TLS library: OpenSSL knows no SSL 2.0 since 1.1.0"),
            prose("Replace the RSA key here and wherever else it is in use"),
        ),
        verify=proofs.recheck(hits.evidence.target),
        references=(
            rfc(6176, "", "Prohibiting SSL 2.0"),
            page("CVE-2016-0800 (DROWN)", "https://nvd.nist.gov/vuln/detail/CVE-2016-0800"),
        ),
    )


RULE = Rule(codes=("sslv2-enabled",), rank=905, check=check, needs=Needs.SURVEY)
