"""What is to be checked. A target is parsed once, at the edge; everything inside carries the type."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address

IPAddress = IPv4Address | IPv6Address


class Starttls(StrEnum):
    """Protocols that begin in clear and upgrade on the same port (RFC 2595, 3207, 4217, 4511, 4642, 5804, 6120;
    MS-RDPBCGR).
    """

    SMTP = "smtp"
    SUBMISSION = "submission"
    LMTP = "lmtp"
    IMAP = "imap"
    POP3 = "pop3"
    FTP = "ftp"
    LDAP = "ldap"
    XMPP = "xmpp"
    XMPP_SERVER = "xmpp-server"
    POSTGRES = "postgres"
    MYSQL = "mysql"
    SIEVE = "sieve"
    NNTP = "nntp"
    RDP = "rdp"


@dataclass(frozen=True, slots=True)
class Target:
    """A TLS endpoint.

    ``host``: A-label in lower case without trailing dot, or the text of an IP address.
    ``server_name``: what is sent as SNI and what the certificate is held against; None for a bare IP address
    (RFC 6066 §3 allows no literals in SNI: the address itself is then the reference identity).
    ``pinned``: connect to this address and resolve nothing.
    """

    host: str
    port: int = 443
    server_name: str | None = None
    starttls: Starttls | None = None
    pinned: IPAddress | None = None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"
