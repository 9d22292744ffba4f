"""What people paste → `Target`. Total: every text gives a target or a `TargetError` with a sentence and an example."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

import idna

from core.model.target import IPAddress, Starttls, Target


class TargetError(ValueError):
    """``sentence`` says what is wrong with the input; ``example`` is one that works."""

    def __init__(self, sentence: str, example: str = "example.com:443") -> None:
        super().__init__(sentence, example)
        self.sentence = sentence
        self.example = example

    def __str__(self) -> str:
        return f"{self.sentence} Try: {self.example}"


_TLS_SCHEMES = {
    "https": 443, "http": 443, "wss": 443, "ws": 443, "smtps": 465, "submissions": 465, "imaps": 993, "pop3s": 995,
    "ftps": 990, "ldaps": 636, "nntps": 563, "mqtts": 8883, "amqps": 5671, "rediss": 6379, "sips": 5061, "ircs": 6697,
    "xmpps": 5223, "grpcs": 443, "h2": 443, "tls": 443, "ssl": 443, "tcp": 443,
}  # fmt: skip

_STARTTLS_SCHEMES = {
    "smtp": (25, Starttls.SMTP), "submission": (587, Starttls.SUBMISSION), "lmtp": (24, Starttls.LMTP),
    "imap": (143, Starttls.IMAP), "pop3": (110, Starttls.POP3), "pop": (110, Starttls.POP3),
    "ftp": (21, Starttls.FTP), "ldap": (389, Starttls.LDAP), "xmpp": (5222, Starttls.XMPP),
    "xmpp-server": (5269, Starttls.XMPP_SERVER), "postgres": (5432, Starttls.POSTGRES),
    "postgresql": (5432, Starttls.POSTGRES), "mysql": (3306, Starttls.MYSQL), "mariadb": (3306, Starttls.MYSQL),
    "sieve": (4190, Starttls.SIEVE), "nntp": (119, Starttls.NNTP), "rdp": (3389, Starttls.RDP),
}  # fmt: skip

_STARTTLS_PORTS = dict(_STARTTLS_SCHEMES.values())

_WRAPPING = "\"'`“”‘’«»„()"  # what chat programs and mail put round a name
_SLACK_LINK = re.compile(r"^<([^<>|]+)(?:\|[^<>]*)?>$")
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_LABEL = re.compile(r"^(?!-)[a-z0-9_-]{1,63}(?<!-)$")


def parse_target(text: str, starttls: Starttls | None = None) -> Target:
    """Parse ``https://Example.com/x``, ``example.com:8443``, ``[::1]:443``, ``smtp://mx:25``, ``bücher.example`` …

    ``starttls`` overrides what scheme or port suggest. Raises `TargetError`.
    """
    bare = _unwrap(text)
    if not bare:
        raise TargetError("There is no host in this.")
    scheme, rest = _split_scheme(bare)
    host_text, port_text = _split_port(_authority(rest))
    port, inferred = _port_and_starttls(scheme, port_text)
    address = _address(host_text)
    host = str(address) if address else host_a_label(host_text)
    return Target(
        host=host,
        port=port,
        server_name=None if address else host,
        starttls=starttls or inferred,
    )


def host_a_label(text: str) -> str:
    """A host name as its A-label (RFC 5890), lower case, no trailing dot. Raises `TargetError`."""
    name = text.strip().rstrip(".。．｡").lower()  # the dots of UTS #46
    shown = text[:80]
    if not name:
        raise TargetError("There is no host in this.")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise TargetError(f"“{shown}” cannot be written as an internationalised host name (IDNA).") from None
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.match(label) for label in labels):
        raise TargetError(f"“{shown}” is not a host name: letters, digits and hyphens between dots, up to 253 in all.")
    if labels[-1].isdigit() or re.fullmatch(r"0x[0-9a-f]*", labels[-1]):
        raise TargetError(f"“{shown}” looks like an IP address and is none.", "203.0.113.7:443")
    return name


def _unwrap(text: str) -> str:
    bare = text.strip().strip("\u200b\u2060\ufeff").rstrip(",;!?").strip(_WRAPPING).strip()
    if link := _SLACK_LINK.match(bare):
        bare = link.group(1)
    return bare.strip(_WRAPPING).rstrip(",;!?").strip()


def _split_scheme(text: str) -> tuple[str | None, str]:
    if match := _SCHEME.match(text):
        scheme = match.group(1).lower()
        if scheme not in _TLS_SCHEMES and scheme not in _STARTTLS_SCHEMES:
            raise TargetError(
                f"I do not know the scheme “{scheme}://”.", "https://example.com or smtp://mx.example.com"
            )
        return scheme, text[match.end() :]
    return None, text.removeprefix("mailto:").removeprefix("//")


def _authority(text: str) -> str:
    authority = re.split(r"[/?#\\]", text, maxsplit=1)[0]
    return authority.rpartition("@")[2].strip()


def _split_port(authority: str) -> tuple[str, str | None]:
    if authority.startswith("["):
        host, bracket, rest = authority[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise TargetError(f"The brackets in “{authority[:80]}” do not close as they should.", "[2001:db8::1]:443")
        return host, rest[1:] or None
    if authority.count(":") > 1:
        return authority, None  # a bare IPv6 address
    host, _, port = authority.partition(":")
    return host, port or None


def _port_and_starttls(scheme: str | None, port_text: str | None) -> tuple[int, Starttls | None]:
    default, starttls = _STARTTLS_SCHEMES.get(scheme or "", (_TLS_SCHEMES.get(scheme or "", 443), None))
    if port_text is None:
        return default, starttls
    if not (port_text.isascii() and port_text.isdigit()) or not 1 <= int(port_text[:9]) <= 65535:
        raise TargetError(f"“{port_text[:20]}” is not a port: it is a number from 1 to 65535.", "example.com:8443")
    port = int(port_text)
    return port, starttls or (_STARTTLS_PORTS.get(port) if scheme in (None, "tcp") else None)


def _address(text: str) -> IPAddress | None:
    try:
        address = ip_address(text)
    except ValueError:
        if ":" in text:
            raise TargetError(
                f"“{text[:80]}” is neither a host name nor an IPv6 address.", "[2001:db8::1]:443"
            ) from None
        return None
    if isinstance(address, IPv6Address) and address.scope_id:
        raise TargetError("An IPv6 address with a zone is known to one machine only.", "[2001:db8::1]:443")
    return IPv4Address(address) if isinstance(address, IPv4Address) else address
