"""`starttls-not-offered`, `starttls-refused`: the upgrade to TLS is not on offer, or is offered and then declined.

## What we saw
We spoke the port's plain-text protocol and asked for TLS. The server does not list STARTTLS, never greeted in this
protocol, answered our greeting in TLS (`starttls-not-offered`), or lists it and says no (`starttls-refused`).

## What it means
No certificate is configured for this service, TLS is switched off, or something on the way removes the offer from the
dialogue. A server that stays silent or answers in TLS expects TLS from the first byte.

## Who is affected
Clients that insist on TLS cannot deliver or log in; those that do not insist send mail and passwords in clear.

## How to fix it
Configure certificate and key in the mail, directory or database server and switch TLS on. On a port with implicit TLS
leave STARTTLS out.

## How to check the fix
`openssl s_client -connect HOST:PORT -starttls PROTOCOL` completes a handshake.

## References
- RFC 3207 section 4 (SMTP STARTTLS): https://www.rfc-editor.org/rfc/rfc3207#section-4
- RFC 9051 section 6.2.1 (IMAP STARTTLS): https://www.rfc-editor.org/rfc/rfc9051#section-6.2.1
- RFC 8314 (implicit TLS ports): https://www.rfc-editor.org/rfc/rfc8314
"""

from dataclasses import replace

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding, Impact
from core.model.observation import Stage, StarttlsFailed
from core.model.prose import Code, Prose, prose
from core.model.target import Starttls
from core.model.verdict import NotApplicable, Rule, Verdict
from core.words import proofs
from core.words.references import rfc
from core.words.signs import Sign
from core.words.wire import gravity, headline, lines, wire_check

_SIGNS = (Sign.STARTTLS_NOT_OFFERED, Sign.STARTTLS_REFUSED)
_SWITCH_ON = {
    Starttls.IMAP: prose("Dovecot: ", Code("ssl = yes"), ", ", Code("ssl_cert"), " and ", Code("ssl_key")),
    Starttls.POSTGRES: prose(
        "PostgreSQL: ", Code("ssl = on"), ", ", Code("ssl_cert_file"), " and ", Code("ssl_key_file")
    ),
    Starttls.MYSQL: prose("MySQL: ", Code("ssl_cert"), " and ", Code("ssl_key"), " in the [mysqld] section"),
    Starttls.LDAP: prose("OpenLDAP: ", Code("olcTLSCertificateFile"), " and ", Code("olcTLSCertificateKeyFile")),
    Starttls.FTP: prose("vsftpd: ", Code("ssl_enable=YES"), " and ", Code("rsa_cert_file")),
}
_POSTFIX = prose(
    "Postfix: ",
    Code("smtpd_tls_security_level = may"),
    ", ",
    Code("smtpd_tls_chain_files"),
    "; Exim: ",
    Code("tls_advertise_hosts = *"),
    " and ",
    Code("tls_certificate"),
)


def check(evidence: Evidence) -> Verdict:
    if evidence.target.starttls is None:
        return NotApplicable("the port is checked without STARTTLS")
    return wire_check(evidence, _SIGNS, _finding, stages=(Stage.STARTTLS,))


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    protocol = target.starttls
    assert protocol is not None
    said = isinstance(hit[0].outcome, StarttlsFailed)
    refused = isinstance(hit[0].outcome, StarttlsFailed) and hit[0].outcome.offered
    because = _because(protocol, said=said, refused=refused)
    return Finding(
        code="starttls-refused" if refused else "starttls-not-offered",
        severity=gravity(hit),
        blame=Blame.SERVER,
        confidence=Confidence.STATED if said else Confidence.INFERRED,
        headline=headline(evidence, hit, because),
        evidence=lines(evidence, hit),
        means=_means(protocol, said=said),
        impact=_impact(protocol),
        fix=(
            *(() if said else (prose("Check the port as TLS from the first byte: ", Code(_without(evidence))),)),
            _SWITCH_ON.get(protocol, _POSTFIX),
            prose("Restart the service, and see in its log that certificate and key were loaded"),
            prose("If the server's own configuration offers it: a firewall's mail inspection may remove it on the way"),
        ),
        verify=proofs.s_client(target),
        references=(
            rfc(3207, "4", "The STARTTLS command"),
            rfc(9051, "6.2.1", "STARTTLS in IMAP"),
            rfc(8314, "", "Implicit TLS and STARTTLS ports"),
        ),
        accounts_for_failure=True,
    )


def _because(protocol: Starttls, *, said: bool, refused: bool) -> str:
    if refused:
        return f"the {protocol.value} server offers STARTTLS and then declines it"
    if said:
        return f"the {protocol.value} server does not offer STARTTLS"
    return f"the port does not talk {protocol.value} in plain text, so STARTTLS cannot be asked for"


def _means(protocol: Starttls, *, said: bool) -> Prose:
    if said:
        return prose(
            "No certificate is configured for this service, TLS is switched off or fails to load, or something on the "
            "way removes the offer."
        )
    return prose(
        f"A {protocol.value} server greets or answers in plain text; this one does not. Usually the port expects "
        "TLS from the first byte (implicit TLS), or another service has it."
    )


def _without(evidence: Evidence) -> str:
    return proofs.recheck(replace(evidence.target, starttls=None))


def _impact(protocol: Starttls) -> tuple[Impact, ...]:
    match protocol:
        case Starttls.POSTGRES:
            return (Impact("psql", "server does not support SSL, but SSL was required"),)
        case Starttls.MYSQL:
            return (Impact("mysql", "ERROR 2026 (HY000): SSL is required, but the server does not support it"),)
        case Starttls.SMTP | Starttls.SUBMISSION | Starttls.LMTP:
            words = "smtplib.SMTPNotSupportedError: STARTTLS extension not supported by server."
            return (Impact("curl", "curl: (64) Requested SSL level failed"), Impact("Python", words))
        case _:
            return (Impact("curl", "curl: (64) Requested SSL level failed"),)


RULE = Rule(codes=("starttls-not-offered", "starttls-refused"), rank=404, check=check)
