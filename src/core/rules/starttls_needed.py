"""`starttls-needed`: the port begins in plain text and wants STARTTLS before TLS.

## What we saw
A greeting or reply of SMTP, IMAP, POP3, FTP, LDAP, XMPP, PostgreSQL, MySQL, ManageSieve or NNTP, in answer to our
ClientHello or, where that was met with silence or a close, to a plain-text control. These protocols upgrade to TLS on
the same port on request: we asked in its own words, and TLS came.

## What it means
Client and server wait for different things: the client speaks TLS at once, the server expects its own protocol first.
The server is usually right; the client needs its STARTTLS setting, or the port for implicit TLS.

## Who is affected
Clients that are set to "SSL/TLS" where "STARTTLS" belongs.

## How to fix it
Choose STARTTLS in the client, or the port with implicit TLS: 465 for submission, 993 IMAP, 995 POP3, 990 FTP, 636 LDAP,
5223 XMPP.

## How to check the fix
`openssl s_client -connect HOST:PORT -starttls PROTOCOL` completes a handshake.

## References
- RFC 8314 (Cleartext Considered Obsolete: implicit TLS ports): https://www.rfc-editor.org/rfc/rfc8314
- RFC 3207 (SMTP), RFC 2595 (IMAP, POP3), RFC 4217 (FTP), RFC 4511 (LDAP): https://www.rfc-editor.org/rfc/rfc3207
"""

from dataclasses import replace

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.prose import Code, Prose, prose
from core.model.target import Starttls
from core.model.verdict import Rule, Verdict
from core.words import impact, proofs
from core.words.references import rfc
from core.words.signs import Sign
from core.words.speech import speech_of
from core.words.starttls import implicit_port
from core.words.wire import gravity, headline, lines, wire_check


def check(evidence: Evidence) -> Verdict:
    return wire_check(evidence, (Sign.STARTTLS_NEEDED,), _finding)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    speech = speech_of(hit[0])
    assert speech is not None
    assert speech.starttls is not None
    protocol = speech.starttls
    return Finding(
        code="starttls-needed",
        severity=gravity(hit),
        blame=Blame.CLIENT,
        confidence=Confidence.MEASURED,
        headline=headline(
            evidence, hit, f"port {target.port} speaks {speech.what} in plain text and wants STARTTLS before TLS"
        ),
        evidence=lines(evidence, hit),
        means=prose(
            f"The server expects {speech.what} first and upgrades to TLS on request; a client that begins with TLS "
            "is not understood. The server is usually right and the client's setting is not."
        ),
        impact=impact.not_tls(target),
        fix=_fix(protocol),
        verify=proofs.s_client(replace(target, starttls=protocol)),
        references=(rfc(8314, "", "Implicit TLS and STARTTLS ports"), rfc(3207, "", "SMTP STARTTLS")),
        explains=frozenset({"not-tls", "not-tls-banner", "closed-after-hello", "silent-after-hello"}),
        accounts_for_failure=True,
    )


def _fix(protocol: Starttls) -> tuple[Prose, ...]:
    return (
        prose("In the client choose STARTTLS instead of SSL/TLS for this port"),
        *implicit_port(protocol),
        prose("To check this port here: ", Code(f"--starttls {protocol.value}")),
    )


RULE = Rule(codes=("starttls-needed",), rank=401, check=check)
