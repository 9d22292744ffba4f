"""`weak-cipher-only`: the server has broken cipher suites only.

## What we saw
Every hello with the ciphers of current clients fails. The one that also offers RC4, 3DES, DES, export and NULL suites
is answered, with one of those; or every suite was asked for by itself, in every version, and none but these is
accepted. Where all of them lack authentication or encryption, `anon-cipher` and `null-cipher` say so.

## What it means
The server's cipher list is from another time, or was "hardened" by mistake into leaving only what nobody else
accepts. These ciphers can be read by an attacker and were removed from all current clients.

## Who is affected
All current clients: they have nothing in common with this server.

## How to fix it
Allow ECDHE suites with AES-GCM or ChaCha20-Poly1305, and remove the broken ones.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME -tls1_2` completes with an ECDHE suite.

## References
- RFC 9325 section 4 (Recommendations: Cipher Suites): https://www.rfc-editor.org/rfc/rfc9325#section-4
- RFC 7465 (Prohibiting RC4): https://www.rfc-editor.org/rfc/rfc7465
- CVE-2016-2183 (Sweet32): https://nvd.nist.gov/vuln/detail/CVE-2016-2183
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.observation import Negotiated
from core.model.prose import prose
from core.model.verdict import PASSED, NotApplicable, Rule, Undetermined, Verdict, found
from core.wire.registry import CipherSuite, cipher
from core.words import impact, proofs, remedy_survey
from core.words.mapped import exposed, nothing_but, tls_suites
from core.words.observed import at
from core.words.offers import legacy_cipher, legacy_only, refused_hellos
from core.words.references import page, rfc
from core.words.signs import no_connection
from core.words.wire import lines


def check(evidence: Evidence) -> Verdict:
    unasked = no_connection(evidence)
    if unasked:
        return unasked
    refused = refused_hellos(evidence)
    hit = tuple(e for e in evidence.judged if _nothing_else(e) or (e in refused and _weak(e)))
    said_here = tuple(e for e in hit if not _exposed(e))
    if said_here:
        return found(_finding(evidence, said_here))
    if hit:
        return NotApplicable("what it accepts lacks authentication or encryption: see anon-cipher, null-cipher")
    chosen = [_chosen(e) for e in evidence.judged]
    unmapped = [_chosen(e) for e in evidence.judged if not (e.map and any(v.complete for v in e.map.supported))]
    doubtful = next((suite for suite in unmapped if suite and suite.weaknesses), None)
    if doubtful:
        return Undetermined(f"the server chose {doubtful} although better ones were offered; its others were not tried")
    return PASSED if any(chosen) else NotApplicable("no ServerHello named a cipher suite")


def _nothing_else(endpoint: Endpoint) -> bool:
    """The map has every suite of every version, and all are broken."""
    return endpoint.map is not None and nothing_but(endpoint.map, lambda suite: bool(suite.weaknesses))


def _exposed(endpoint: Endpoint) -> bool:
    """All lack authentication or encryption, which has codes of its own."""
    return endpoint.map is not None and nothing_but(endpoint.map, exposed)


def _weak(endpoint: Endpoint) -> CipherSuite | None:
    if endpoint.map and _nothing_else(endpoint):
        return tls_suites(endpoint.map)[0]
    code = legacy_cipher(endpoint) if legacy_only(endpoint) else None
    suite = cipher(code) if code is not None else None
    return suite if suite and suite.weaknesses else None


def _chosen(endpoint: Endpoint) -> CipherSuite | None:
    outcome = endpoint.completed
    if not isinstance(outcome, Negotiated) or outcome.flight.cipher is None:
        return None
    return cipher(outcome.flight.cipher)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target, suite = evidence.target, _weak(hit[0])
    assert suite is not None
    why = ", ".join(suite.weaknesses)
    return Finding(
        code="weak-cipher-only",
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(f"{target} is broken{at(evidence, hit)}: it has broken cipher suites only ({why})"),
        evidence=lines(evidence, hit),
        means=prose(
            f"Hellos with the ciphers of current clients fail: the server takes {suite} and its like. Such ciphers can "
            "be read by an attacker and were removed from all current clients."
        ),
        impact=impact.hello_rejected(target),
        fix=remedy_survey.ciphers(evidence),
        verify=proofs.s_client(target, "-tls1_2"),
        references=(
            rfc(9325, "4", "Cipher suites"),
            rfc(7465, "", "Prohibiting RC4"),
            page("CVE-2016-2183 (Sweet32)", "https://nvd.nist.gov/vuln/detail/CVE-2016-2183"),
        ),
        explains=frozenset({"alert-handshake-failure", "alert-insufficient-security", "no-shared-cipher"}),
        accounts_for_failure=any(not e.works for e in hit),
    )


RULE = Rule(codes=("weak-cipher-only",), rank=502, check=check)
