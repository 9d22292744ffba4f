"""`not-tls-banner`: another protocol than TLS greets on this port.

## What we saw
The banner or reply of a protocol that we know: SSH, VNC, Redis, AMQP, MongoDB, memcached, Telnet, RDP and others, in
answer to our ClientHello or to a plain-text control. Also mail, FTP, LDAP, XMPP and database servers whose STARTTLS
dialogue we tried and which did not come to TLS.

## What it means
The port belongs to another service, or that service's own TLS listener is elsewhere or switched off.

## Who is affected
Every TLS client: the first bytes cannot be read as a TLS record.

## How to fix it
Use the right port; or switch on TLS in that service, where it has it (`tls-port` in Redis, `net.tls` in MongoDB, the
5671 listener in RabbitMQ). Where STARTTLS is the protocol's way to TLS, configure it in the server. SSH has no TLS at
all.

## How to check the fix
`openssl s_client -connect HOST:PORT` shows a certificate.

## References
- RFC 8446 section 5.1 (record layer): https://www.rfc-editor.org/rfc/rfc8446#section-5.1
- IANA port numbers: https://www.iana.org/assignments/service-names-port-numbers
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.observation import Profile
from core.model.prose import Code, Prose, prose, quote
from core.model.verdict import Rule, Verdict
from core.words import impact, proofs
from core.words.references import page, rfc
from core.words.signs import Sign
from core.words.speech import Speech, speech_of
from core.words.starttls import implicit_port
from core.words.wire import gravity, headline, lines, wire_check

_OWN_TLS = {
    "redis": prose("Redis: switch on its TLS listener with ", Code("tls-port 6380"), ", certificate and key"),
    "mongodb": prose("MongoDB: set ", Code("net.tls.mode: requireTLS"), " and ", Code("net.tls.certificateKeyFile")),
    "amqp": prose("RabbitMQ: use the TLS listener, ", Code("listeners.ssl.default = 5671")),
    "memcached": prose("memcached: start it with ", Code("-Z"), " and a certificate"),
    "smtp-or-ftp": prose(
        "If this is SMTP or FTP, ask for STARTTLS: ", Code("--starttls smtp"), " or ", Code("--starttls ftp")
    ),
    "rdp": prose("RDP negotiates TLS inside its own protocol: test it with an RDP client"),
    "ssh": prose("SSH has its own encryption and no TLS: connect with ", Code("ssh")),
}


def check(evidence: Evidence) -> Verdict:
    return wire_check(evidence, (Sign.BANNER,), _finding)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    speech = speech_of(hit[0])
    assert speech is not None
    return Finding(
        code="not-tls-banner",
        severity=gravity(hit),
        blame=Blame.CLIENT,
        confidence=Confidence.MEASURED,
        headline=headline(evidence, hit, f"port {target.port} speaks {speech.what}, not TLS"),
        evidence=lines(evidence, hit, prose("The server's words: ", quote(speech.excerpt, 120)), *_tried(hit[0])),
        means=_means(speech),
        impact=impact.not_tls(target),
        fix=_fix(speech, target.port),
        verify=proofs.s_client(target),
        references=(
            rfc(8446, "5.1", "Record layer"),
            page("IANA port numbers", "https://www.iana.org/assignments/service-names-port-numbers"),
        ),
        explains=frozenset({"not-tls", "closed-after-hello", "silent-after-hello"}),
        accounts_for_failure=True,
    )


def _means(speech: Speech) -> Prose:
    if speech.starttls:
        return prose(
            f"This port speaks {speech.what} in plain text. STARTTLS is that protocol's way to TLS on the same port, "
            "and this server was not seen to take it; its TLS listener may be on another port, or switched off."
        )
    return prose(
        f"This port belongs to another service ({speech.what}), or that service's own TLS listener is elsewhere or "
        "switched off. TLS clients cannot read its first bytes."
    )


def _tried(endpoint: Endpoint) -> tuple[Prose, ...]:
    """What the upgrade showed; nothing where the protocol has none."""
    speech = speech_of(endpoint)
    if speech is None or speech.starttls is None:
        return ()
    if endpoint.control(Profile.UPGRADED) is None:
        return (prose(f"There was no time left to ask for STARTTLS in {speech.what}'s own words"),)
    return (prose(f"Asked for STARTTLS in {speech.what}'s own words, the server did not come to TLS"),)


def _fix(speech: Speech, port: int) -> tuple[Prose, ...]:
    own: tuple[Prose, ...] = (_OWN_TLS[speech.what],) if speech.what in _OWN_TLS else ()
    if speech.starttls:
        tell = prose(
            f"Give the {speech.what} server a certificate and switch STARTTLS on; to check it then: ",
            Code(f"--starttls {speech.starttls.value}"),
        )
        own = (tell, *implicit_port(speech.starttls))
    return (
        prose("Use the port on which TLS is served (HTTPS: 443)"),
        *own,
        prose(f"If TLS belongs on port {port}: find the process that has it, ", Code(f"ss -ltnp 'sport = :{port}'")),
    )


RULE = Rule(codes=("not-tls-banner",), rank=402, check=check)
