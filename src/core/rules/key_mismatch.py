"""`key-mismatch`: the server's signature does not fit the key in its certificate.

## What we saw
The server sent its certificate and signed the handshake, and the signature (CertificateVerify in TLS 1.3,
ServerKeyExchange in TLS 1.2) does not verify with the certificate's public key.

## What it means
The server holds another private key than the one its certificate was issued for: certificate and key were renewed
apart, a node kept the old file, or a key store returns the wrong entry.

## Who is affected
Every client: without a fitting signature the server has not proven who it is.

## How to fix it
Deploy certificate and key of the same issuance together, and restart so that no process keeps the old pair.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME` completes; on the server the public keys of certificate and key
file are equal.

## References
- RFC 8446 section 4.4.3 (Certificate Verify): https://www.rfc-editor.org/rfc/rfc8446#section-4.4.3
- RFC 5246 section 7.4.3 (Server Key Exchange): https://www.rfc-editor.org/rfc/rfc5246#section-7.4.3
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.prose import prose
from core.model.verdict import Rule, Verdict
from core.words import impact, proofs, remedy
from core.words.references import rfc
from core.words.signs import Sign
from core.words.wire import gravity, headline, lines, wire_check


def check(evidence: Evidence) -> Verdict:
    return wire_check(evidence, (Sign.KEY_MISMATCH,), _finding)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    return Finding(
        code="key-mismatch",
        severity=gravity(hit),
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=headline(evidence, hit, "its private key does not belong to its certificate"),
        evidence=lines(evidence, hit),
        means=prose(
            "The server signs the handshake with another key than its certificate was issued for: certificate and key "
            "were renewed apart, or a node kept the old file."
        ),
        impact=impact.bad_signature(target),
        fix=remedy.key_and_certificate(evidence.software),
        verify=proofs.s_client(target),
        references=(rfc(8446, "4.4.3", "Certificate Verify"), rfc(5246, "7.4.3", "Server Key Exchange Message")),
        explains=frozenset({"private-key-problem", "alert-decrypt-error"}),
        accounts_for_failure=True,
    )


RULE = Rule(codes=("key-mismatch",), rank=510, check=check)
