"""`no-shared-cipher`: the server accepts no cipher suite that current browsers offer.

## What we saw
Asked for every suite that we know, the server accepted some; of those for the newest version that it speaks, none is in
the offer of the clients that are named. TLS 1.2 beside TLS 1.3 does not help: the version is settled before the suite.
There are sound ones among what is accepted: if all were broken, `weak-cipher-only` would say so.

## What it means
The cipher list was narrowed too far, to an algorithm (ARIA, Camellia, CCM) or a key exchange (DHE, static ECDH, PSK)
that clients no longer or never offered. Often the certificate's key does not fit the list: ECDSA suites alone, with an
RSA certificate, leave next to nothing.

## Who is affected
The clients that are named. Others share a suite and connect: where no browser is among the named ones, it is a risk.

## How to fix it
Allow the ECDHE suites with AES-GCM and ChaCha20-Poly1305, for the kind of key that the certificate has; enable TLS 1.3.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME -cipher ECDHE+AESGCM` completes.

## References
- RFC 9325 section 4.2 (Cipher Suites for TLS 1.2): https://www.rfc-editor.org/rfc/rfc9325#section-4.2
- RFC 5246 section 7.4.1.2 (Client Hello, cipher suites): https://www.rfc-editor.org/rfc/rfc5246#section-7.4.1.2
- TLSRef Server Side TLS: https://docs.tlsref.org/
"""

from core.model.client import Refusal
from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.prose import Prose, prose
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.wire.registry import cipher
from core.words import proofs, remedy_survey
from core.words.current_clients import (
    Clients,
    everyone,
    names,
    offered,
    refusing,
    severity,
    shown_by,
    some,
    undecided_for,
)
from core.words.mapped import (
    NEGOTIATION,
    TLS1_2,
    Hits,
    Surveyed,
    judge_maps,
    newest,
    nothing_but,
    shortened,
    suites_open,
    version_lines,
)
from core.words.references import rfc


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> Clients | Undetermined | NotApplicable | None:
    if (newest(case.map) or 0) < TLS1_2:
        return suites_open(case.map) or NotApplicable("no version of current clients is accepted")
    clients = refusing(case, Refusal.NO_CIPHER)
    if not clients:
        return suites_open(case.map) if undecided_for(case) else None
    if nothing_but(case.map, lambda suite: bool(suite.weaknesses)):
        return NotApplicable("the suites that it accepts are broken: see weak-cipher-only, anon-cipher, null-cipher")
    return clients


def _finding(hits: Hits[Clients]) -> Finding:
    evidence, clients = hits.evidence, everyone(hits)
    grave = severity(evidence, clients)
    return Finding(
        code="no-shared-cipher",
        severity=grave,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(grave, f"it has no cipher suite in common with {some(clients)}"),
        evidence=hits.lines(_both_sides),
        means=prose(
            "Both sides speak the same version and have no cipher suite in common, so the handshake ends at the first "
            "message. The server's cipher list was narrowed too far, or does not fit its certificate's kind of key."
        ),
        impact=shown_by(clients, hits.endpoints[0], evidence.target),
        fix=(*remedy_survey.ciphers(evidence), *remedy_survey.protocols(evidence)[:1]),
        verify=proofs.s_client(evidence.target, "-cipher", "ECDHE+AESGCM"),
        references=(rfc(9325, "4.2", "Cipher suites for TLS 1.2"), rfc(5246, "7.4.1.2", "Client Hello")),
        explains=NEGOTIATION,
        accounts_for_failure=any(not e.works for e in hits.endpoints),
    )


def _both_sides(case: Surveyed, clients: Clients) -> tuple[Prose, ...]:
    version = newest(case.map) or TLS1_2
    theirs = [str(cipher(code)) for code in offered(clients, version)]
    return (
        *version_lines(case, among=(version,)),
        prose(f"None of these is offered by {names(clients)}, which have {shortened(theirs)}"),
    )


RULE = Rule(codes=("no-shared-cipher",), rank=504, check=check, needs=Needs.SURVEY)
