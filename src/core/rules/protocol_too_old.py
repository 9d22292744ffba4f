"""`protocol-too-old`: the server speaks nothing newer than TLS 1.1.

## What we saw
Offered everything up to TLS 1.3, the server chose TLS 1.1, TLS 1.0 or SSL; or it failed on every modern hello and
answered only one with old protocols, in an old version.

## What it means
A server picks the highest version that both sides know: this one knows no TLS 1.2. TLS 1.0 and 1.1 were retired in
2021, SSL 3.0 in 2015; browsers and current libraries refuse them.

## Who is affected
All current browsers, curl and OpenSSL as distributions ship them, Java, Go, Python and Node by default.

## How to fix it
Enable TLS 1.2 and TLS 1.3. If the software is too old for that, update it, or put a current TLS proxy before it.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME -tls1_2` completes.

## References
- RFC 8996 (Deprecating TLS 1.0 and TLS 1.1): https://www.rfc-editor.org/rfc/rfc8996
- RFC 7568 (Deprecating SSL 3.0): https://www.rfc-editor.org/rfc/rfc7568
- RFC 9325 section 3.1.1 (TLS versions): https://www.rfc-editor.org/rfc/rfc9325#section-3.1.1
"""

from core.model.evidence import Endpoint, Evidence, flight_of
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import prose
from core.model.server_map import Tri
from core.model.verdict import PASSED, NotApplicable, Rule, Verdict, found
from core.wire.registry import version_name
from core.words import impact, proofs, remedy_survey
from core.words.mapped import TLS1_2, TLS1_3, newest
from core.words.observed import at
from core.words.offers import TLS1_1, legacy_only, legacy_version
from core.words.references import rfc
from core.words.signs import no_connection
from core.words.wire import lines


def check(evidence: Evidence) -> Verdict:
    unasked = no_connection(evidence)
    if unasked:
        return unasked
    hit = tuple(e for e in evidence.judged if _version(e) is not None)
    if hit:
        return found(_finding(evidence, hit))
    return PASSED if evidence.handshake_seen else NotApplicable("no ServerHello named a version")


def _version(endpoint: Endpoint) -> int | None:
    """The old version that is the best this endpoint has; None when it has a newer one or told none."""
    chosen = [v for a in endpoint.attempts if (v := flight_of(a.outcome).version) is not None]
    if chosen:
        return max(chosen) if max(chosen) <= TLS1_1 else None
    answer = legacy_version(endpoint) if legacy_only(endpoint) else _mapped(endpoint)
    return answer if answer is not None and answer <= TLS1_1 else None


def _mapped(endpoint: Endpoint) -> int | None:
    """The best version of the survey, which found that the current ones are refused."""
    if endpoint.map is None or any(endpoint.map.supports(v) is not Tri.NO for v in (TLS1_2, TLS1_3)):
        return None
    return newest(endpoint.map)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    name = version_name(_version(hit[0]) or 0)
    return Finding(
        code="protocol-too-old",
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(
            f"{target} is broken{at(evidence, hit)} for current clients: it speaks nothing newer than {name}"
        ),
        evidence=lines(evidence, hit),
        means=prose(
            f"A server picks the highest version that both sides know, and this one picks {name}. TLS 1.0 and 1.1 were "
            "retired in 2021; browsers and current libraries refuse them."
        ),
        impact=impact.old_protocol(target, name),
        fix=remedy_survey.protocols(evidence),
        verify=proofs.s_client(target, "-tls1_2"),
        references=(
            rfc(8996, "", "Deprecating TLS 1.0 and TLS 1.1"),
            rfc(7568, "", "Deprecating SSL 3.0"),
            rfc(9325, "3.1.1", "TLS versions"),
        ),
        explains=frozenset({"alert-protocol-version", "alert-handshake-failure", "no-shared-protocol"}),
        accounts_for_failure=True,
    )


RULE = Rule(codes=("protocol-too-old",), rank=501, check=check)
