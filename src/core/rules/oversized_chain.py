"""`oversized-chain`: the certificate message is larger than clients accept.

## What we saw
The server's certificates exceed our limit of 256 KiB, or a client's: Java refuses messages over 32,768 bytes and chains
of more than ten certificates, OpenSSL and Chrome certificate lists over 102,400 bytes.

## What it means
A whole bundle of CAs is sent instead of the chain, one file was appended to again and again, or a certificate carries
thousands of names. Besides, every handshake costs further round trips.

## Who is affected
Clients whose limit is exceeded: Java first, then OpenSSL with all that is built on it, and browsers.

## How to fix it
Send the leaf and the intermediates that lead to the root, and nothing else: two or three certificates, about 4 KB.
Split certificates with thousands of names.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME -showcerts` lists two or three certificates.

## References
- RFC 8446 section 4.4.2 (Certificate): https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2
- SSL_CTX_set_max_cert_list: https://docs.openssl.org/3.0/man3/SSL_CTX_set_max_cert_list/
- JDK property jdk.tls.maxHandshakeMessageSize: https://docs.oracle.com/en/java/javase/21/security/
"""

from core.model.evidence import Endpoint, Evidence, Presentation
from core.model.finding import Blame, Confidence, Finding, Impact, Severity
from core.model.prose import Code, Prose, prose
from core.model.verdict import NotApplicable, Rule, Verdict, found
from core.words import impact, proofs, remedy
from core.words.references import page, rfc
from core.words.signs import Sign, flight_in, no_connection, with_sign
from core.words.wire import lines

JAVA_BYTES, JAVA_COUNT, OPENSSL_BYTES = 32_768, 10, 102_400


def check(evidence: Evidence) -> Verdict:
    unasked = no_connection(evidence)
    if unasked:
        return unasked
    cut_off = with_sign(evidence, Sign.TOO_LARGE)
    large = tuple(p for p in evidence.presentations if _is_large(p))
    if cut_off or large:
        return found(_finding(evidence, cut_off, large))
    return found() if evidence.presentations else NotApplicable("no certificate was seen")


def _size(presentation: Presentation) -> int:
    """Bytes of the certificate list in TLS 1.3 (RFC 8446 section 4.4.2): three of length, two of extensions each."""
    sizes = (c.size if not hasattr(c, "der") else len(c.der) for c in presentation.certificates)
    return sum(size + 5 for size in sizes)


def _is_large(presentation: Presentation) -> bool:
    return _size(presentation) > JAVA_BYTES or len(presentation.certificates) > JAVA_COUNT


def _finding(evidence: Evidence, cut_off: tuple[Endpoint, ...], large: tuple[Presentation, ...]) -> Finding:
    target = evidence.target
    fatal = bool(cut_off) or any(_size(p) > OPENSSL_BYTES for p in large)
    return Finding(
        code="oversized-chain",
        severity=Severity.BROKEN if fatal else Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(
            f"{target} {'is broken' if fatal else 'is at risk'}: it sends {_what(large)} than clients accept"
        ),
        evidence=(*lines(evidence, cut_off), *map(_cut_off, cut_off), *map(_count, large)),
        means=prose(
            "A whole bundle of CAs is sent instead of the chain, one file was appended to again and again, or a "
            "certificate carries thousands of names."
        ),
        impact=impact.too_large(target) if fatal else (_java(),),
        fix=(
            prose("Count what the file holds: ", Code("grep -c BEGIN fullchain.pem")),
            prose("Send the server's certificate and the intermediates up to the root, nothing else: two or three"),
            prose("Split a certificate with thousands of names into several, chosen by SNI"),
            *remedy.reload(evidence.software),
        ),
        verify=proofs.s_client(target, "-showcerts"),
        references=(
            rfc(8446, "4.4.2", "Certificate"),
            page("SSL_CTX_set_max_cert_list", "https://docs.openssl.org/3.0/man3/SSL_CTX_set_max_cert_list/"),
        ),
        explains=frozenset({"chain-unrelated", "chain-duplicate", "root-sent"}),
        accounts_for_failure=fatal,
    )


def _what(large: tuple[Presentation, ...]) -> str:
    if any(len(p.certificates) > JAVA_COUNT for p in large):
        return "more certificates"
    return "more bytes of certificates"


def _cut_off(endpoint: Endpoint) -> Prose:
    came = flight_in(endpoint.attempts[0]).bytes_received
    return prose(f"{endpoint.address} had sent {came} bytes of its first flight when we stopped reading")


def _count(presentation: Presentation) -> Prose:
    where = ", ".join(map(str, presentation.addresses))
    return prose(
        f"{where} sends {len(presentation.certificates)} certificates, {_size(presentation)} bytes; limits: Java "
        f"{JAVA_COUNT} certificates and {JAVA_BYTES} bytes, OpenSSL and Chrome {OPENSSL_BYTES} bytes"
    )


def _java() -> Impact:
    words = (
        "javax.net.ssl.SSLProtocolException: The size of the handshake message exceeds the maximum allowed size (32768)"
    )
    return Impact("Java", words)


RULE = Rule(codes=("oversized-chain",), rank=504, check=check)
