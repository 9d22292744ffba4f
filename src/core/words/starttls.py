"""What is said about STARTTLS wherever a port turns out to speak a protocol that has it."""

from core.model.prose import Prose, prose
from core.model.target import Starttls

_IMPLICIT = {
    Starttls.SMTP: 465,
    Starttls.SUBMISSION: 465,
    Starttls.IMAP: 993,
    Starttls.POP3: 995,
    Starttls.FTP: 990,
    Starttls.LDAP: 636,
    Starttls.XMPP: 5223,
    Starttls.XMPP_SERVER: 5270,
    Starttls.NNTP: 563,
}  # IANA; RFC 8314 section 7


def implicit_port(protocol: Starttls) -> tuple[Prose, ...]:
    """The step to the port with TLS from the first byte; none where the protocol has no such port."""
    port = _IMPLICIT.get(protocol)
    return (prose(f"Or use the port with TLS from the first byte, {port}, if the server offers it"),) if port else ()
