"""`malformed-cert`: a certificate that cannot be read.

## What we saw
What was sent as a certificate is no DER structure of a certificate: our reader or our TLS library gave up on it. The
evidence has the place.

## What it means
The file on the server is damaged, is something else than a certificate (a key, a request, a PKCS#7 bundle, HTML), or
was made by faulty software.

## Who is affected
Every client. With a broken intermediate only those that need it.

## How to fix it
Look at the file with `openssl x509 -in FILE -noout -text`; install the certificate again as the CA delivered it, in
PEM.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME -showcerts` prints certificates that `openssl x509` can read.

## References
- RFC 5280 section 4.1 (Basic Certificate Fields): https://www.rfc-editor.org/rfc/rfc5280#section-4.1
- X.690 (DER): https://www.itu.int/rec/T-REC-X.690
"""

from core.model.certificate import UnreadableCertificate
from core.model.evidence import Endpoint, Evidence, Presentation
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.observation import PeerFault
from core.model.prose import Code, Prose, prose, quote
from core.model.verdict import NotApplicable, Rule, Verdict, found
from core.words import impact, proofs
from core.words.references import page, rfc
from core.words.signs import Sign, no_connection, with_sign
from core.words.wire import lines


def check(evidence: Evidence) -> Verdict:
    unasked = no_connection(evidence)
    if unasked:
        return unasked
    refused = with_sign(evidence, Sign.MALFORMED_CERT)
    unreadable = tuple(p for p in evidence.presentations if _unreadable(p))
    if refused or unreadable:
        return found(_finding(evidence, refused, unreadable))
    return found() if evidence.presentations else NotApplicable("no certificate was seen")


def _unreadable(presentation: Presentation) -> tuple[tuple[int, UnreadableCertificate], ...]:
    """Place in the chain (0 = leaf) and what is wrong."""
    pairs = enumerate(presentation.certificates)
    return tuple((n, c) for n, c in pairs if isinstance(c, UnreadableCertificate))


def _finding(evidence: Evidence, refused: tuple[Endpoint, ...], unreadable: tuple[Presentation, ...]) -> Finding:
    target = evidence.target
    fatal = bool(refused) or any(p.leaf is None for p in unreadable)
    which = "its certificate" if fatal else "an intermediate certificate that it sends"
    places = tuple(_place(p, n, c) for p in unreadable for n, c in _unreadable(p))
    words = tuple(_words(e) for e in refused)
    return Finding(
        code="malformed-cert",
        severity=Severity.BROKEN if fatal else Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(f"{target} {'is broken' if fatal else 'is at risk'}: {which} cannot be read"),
        evidence=(*lines(evidence, refused), *words, *places),
        means=prose(
            "The file on the server is damaged, is something else than a certificate, or was made by faulty software. "
            "Nothing that it says can be trusted or shown."
        ),
        impact=impact.unparsable_certificate(target) if fatal else (),
        fix=(
            prose("On the server look at the file: ", Code("openssl x509 -in fullchain.pem -noout -text")),
            prose("Install the certificate and its intermediates again as the CA delivered them, in PEM, and reload"),
        ),
        verify=proofs.s_client(target, "-showcerts"),
        references=(
            rfc(5280, "4.1", "Basic Certificate Fields"),
            page("ITU-T X.690 (DER)", "https://www.itu.int/rec/T-REC-X.690"),
        ),
        explains=frozenset({"malformed-handshake"}),
        accounts_for_failure=fatal,
    )


def _place(presentation: Presentation, number: int, broken: UnreadableCertificate) -> Prose:
    where = f", at byte {broken.offset}" if broken.offset is not None else ""
    name = "the server's own" if number == 0 else f"number {number + 1} of {len(presentation.certificates)}"
    return prose(f"Certificate {name} ({broken.size} bytes): ", quote(broken.reason), where)


def _words(endpoint: Endpoint) -> Prose:
    detail = endpoint.outcome.detail if isinstance(endpoint.outcome, PeerFault) else ""
    return prose(f"Our TLS library's words at {endpoint.address}: ", quote(detail))


RULE = Rule(codes=("malformed-cert",), rank=505, check=check)
