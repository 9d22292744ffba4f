"""`no-shared-cipher`: the server accepts no cipher suite that current browsers offer.

## What we saw
Asked for every suite that we know, in TLS 1.2 and 1.3, the server accepted some; none of them is in the offer of the
clients that are named. The suites are sound in themselves: if they were broken, `weak-cipher-only` would say so.

## What it means
The cipher list was narrowed too far, to an algorithm (ARIA, Camellia, CCM) or a key exchange (DHE, static ECDH, PSK)
that clients no longer or never offered. Often the certificate's key does not fit the list: ECDSA suites alone, with an
RSA certificate, leave next to nothing.

## Who is affected
The clients that are named. Others may share a suite and connect.

## How to fix it
Allow the ECDHE suites with AES-GCM and ChaCha20-Poly1305, for the kind of key that the certificate has; enable TLS 1.3.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME -cipher ECDHE+AESGCM` completes.

## References
- RFC 9325 section 4.2 (Cipher Suites for TLS 1.2): https://www.rfc-editor.org/rfc/rfc9325#section-4.2
- RFC 5246 section 7.4.1.2 (Client Hello, cipher suites): https://www.rfc-editor.org/rfc/rfc5246#section-7.4.1.2
- TLSRef Server Side TLS: https://docs.tlsref.org/
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Prose, prose
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.wire.registry import cipher
from core.words import proofs, remedy_survey
from core.words.current_clients import Client, decisive, names, offered, shown_by, shut_out
from core.words.mapped import (
    TLS1_2,
    TLS1_3,
    Hits,
    Surveyed,
    judge_maps,
    listed,
    newest,
    shortened,
    suites_of,
    suites_open,
    version_lines,
)
from core.words.references import rfc

Clients = tuple[Client, ...]


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> Clients | Undetermined | NotApplicable | None:
    if (newest(case.map) or 0) < TLS1_2:
        return suites_open(case.map) or NotApplicable("no version of current clients is accepted")
    clients = shut_out(case.map)
    if not decisive(case.evidence, clients):
        return None
    if open_ := suites_open(case.map):
        return open_
    sound = any(not s.weaknesses for v in case.map.supported if v.version >= TLS1_2 for s in suites_of(v))
    return clients if sound else NotApplicable("the suites that it accepts are broken: see weak-cipher-only")


def _finding(hits: Hits[Clients]) -> Finding:
    evidence, clients = hits.evidence, hits.first
    who = listed(names(clients))
    return Finding(
        code="no-shared-cipher",
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(Severity.BROKEN, f"it has no cipher suite in common with {who}"),
        evidence=hits.lines(_both_sides),
        means=prose(
            "Both sides speak the same version and have no cipher suite in common, so the handshake ends at the first "
            "message. The server's cipher list was narrowed too far, or does not fit its certificate's kind of key."
        ),
        impact=shown_by(clients, hits.endpoints[0], evidence.target),
        fix=(*remedy_survey.ciphers(evidence), *remedy_survey.protocols(evidence)[:1]),
        verify=proofs.s_client(evidence.target, "-cipher", "ECDHE+AESGCM"),
        references=(rfc(9325, "4.2", "Cipher suites for TLS 1.2"), rfc(5246, "7.4.1.2", "Client Hello")),
        explains=frozenset({"alert-handshake-failure", "alert-insufficient-security", "alert-illegal-parameter"}),
        accounts_for_failure=any(not e.works for e in hits.endpoints),
    )


def _both_sides(case: Surveyed, clients: Clients) -> tuple[Prose, ...]:
    theirs = [str(cipher(code)) for code in offered(clients, case.map)]
    return (
        *version_lines(case, among=(TLS1_3, TLS1_2)),
        prose(f"None of these is offered by {listed(names(clients))}, which have {shortened(theirs)}"),
    )


RULE = Rule(codes=("no-shared-cipher",), rank=504, check=check, needs=Needs.SURVEY)
