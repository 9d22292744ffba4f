"""`no-shared-signature-algorithm`: the server signs its handshake with nothing that current clients accept.

## What we saw
Asked with every signature algorithm that we know, the server signed with some; none of them is in the offer of the
clients that are named, and every cipher suite that they share needs a signature. The certificate's kind of key is one
that they know.

## What it means
The server, or the device that holds its key (smart card, HSM, old CSP), can sign with SHA-1 or MD5 only, or its list of
signature algorithms was narrowed too far. Clients drop SHA-1 in handshakes: RFC 9155.

## Who is affected
The clients that are named. Others still accept these signatures: where no browser is among the named, it is a risk.

## How to fix it
Let the server sign with SHA-256: remove its own list of signature algorithms, update the TLS library, or the driver of
the device that holds the key.

## How to check the fix
`openssl s_client -connect HOST:PORT -sigalgs ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256` completes.

## References
- RFC 9155 (Deprecating MD5 and SHA-1 Signature Hashes in TLS 1.2): https://www.rfc-editor.org/rfc/rfc9155
- RFC 8446 section 4.2.3 (Signature Algorithms): https://www.rfc-editor.org/rfc/rfc8446#section-4.2.3
"""

from core.model.certificate import KeyKind
from core.model.client import Refusal
from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.prose import Code, Prose, prose
from core.model.server_map import Tri
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.wire.registry import signature_scheme
from core.words import proofs
from core.words.current_clients import Clients, everyone, names, refusing, severity, shown_by, some, without_signature
from core.words.mapped import (
    NEGOTIATION,
    TLS1_2,
    TLS1_3,
    Hits,
    Surveyed,
    judge_maps,
    newest,
    shortened,
    suites_open,
    unasked,
)
from core.words.references import rfc

_CURVES = frozenset({"secp256r1", "secp384r1"})


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> Clients | Undetermined | NotApplicable | None:
    if (newest(case.map) or 0) < TLS1_2:
        return suites_open(case.map) or NotApplicable("no version of current clients is accepted")
    clients = refusing(case, Refusal.NO_SIGNATURE)
    if not (clients or without_signature(case)):
        return None
    if not _usual_key(case):
        return NotApplicable("the certificate's kind of key decides the signature")
    if clients or (case.map.signature_schemes and case.map.signatures_complete):
        return clients or None
    if case.map.supports(TLS1_3) is Tri.YES:
        return None  # which knows no old hashes: with a usual key every scheme of it is in every offer
    return unasked(case) or Undetermined(case.map.limited or "not every signature algorithm could be asked")


def _usual_key(case: Surveyed) -> bool:
    served = case.endpoint.presentation
    key = served.leaf.key if served and served.leaf else None
    return key is None or key.kind is KeyKind.RSA or (key.kind is KeyKind.EC and key.curve in _CURVES)


def _finding(hits: Hits[Clients]) -> Finding:
    evidence, clients = hits.evidence, everyone(hits)
    grave = severity(evidence, clients)
    return Finding(
        code="no-shared-signature-algorithm",
        severity=grave,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(
            grave,
            f"it signs its handshake with {_schemes(hits.maps[0].signature_schemes)} only, which "
            f"is nothing that {some(clients)} would accept",
        ),
        evidence=hits.lines(_both_sides),
        means=prose(
            "The key exchange has to be signed by the certificate's key, in a way that both sides accept, and there is "
            "none. The server, or the device that holds its key, is limited to old hashes."
        ),
        impact=shown_by(clients, hits.endpoints[0], evidence.target),
        fix=(
            prose("Remove the server's own list of signature algorithms, if it has one: nginx ",
                  Code("ssl_conf_command SignatureAlgorithms"), ", Apache ",
                  Code("SSLOpenSSLConfCmd SignatureAlgorithms"), ", HAProxy ", Code("sigalgs")),
            prose("Update the TLS library, or the driver of the device (HSM, smart card) that holds the key"),
        ),
        verify=proofs.s_client(evidence.target, "-sigalgs", "ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256"),
        references=(rfc(9155, "", "Deprecating MD5 and SHA-1"), rfc(8446, "4.2.3", "Signature algorithms")),
        explains=NEGOTIATION,
        accounts_for_failure=any(not e.works for e in hits.endpoints),
    )  # fmt: skip


def _schemes(codes: tuple[int, ...] | list[int]) -> str:
    return shortened([str(signature_scheme(code)) for code in codes])


def _both_sides(case: Surveyed, clients: Clients) -> tuple[Prose, ...]:
    theirs = tuple(dict.fromkeys(code for client in clients for code in client.hello.signatures))
    return (
        prose(f"Signatures that the server makes: {_schemes(case.map.signature_schemes)}"),
        prose(f"Accepted by {names(clients)}: {_schemes(theirs)}"),
    )


RULE = Rule(codes=("no-shared-signature-algorithm",), rank=506, check=check, needs=Needs.SURVEY)
