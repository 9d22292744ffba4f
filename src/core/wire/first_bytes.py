"""What is it, if it is not TLS? Names the protocol behind the first bytes of a stream.

Law: never raises; looks at 4096 bytes at most; shows foreign bytes only through `printable`. A greeting that two
protocols share is called by its neutral name unless the port settles it: no guess is sold as knowledge.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from core.model.target import Starttls
from core.wire.messages import Alert
from core.wire.octets import printable
from core.wire.records import RecordHeader, read_header

MAX_LOOK: Final = 4096
_EXCERPT: Final = 120


class Protocol(StrEnum):
    """Protocols that introduce themselves, or answer a ClientHello in their own language."""

    HTTP = "http"
    HTTP2 = "http2"
    SSH = "ssh"
    SMTP = "smtp"
    LMTP = "lmtp"
    FTP = "ftp"
    SMTP_OR_FTP = "smtp-or-ftp"
    IMAP = "imap"
    POP3 = "pop3"
    NNTP = "nntp"
    SIEVE = "sieve"
    MYSQL = "mysql"
    POSTGRES = "postgres"
    REDIS = "redis"
    MONGODB = "mongodb"
    MEMCACHED = "memcached"
    XMPP = "xmpp"
    LDAP = "ldap"
    RDP = "rdp"
    VNC = "vnc"
    AMQP = "amqp"
    TELNET = "telnet"
    IRC = "irc"
    RTSP = "rtsp"
    SIP = "sip"
    RSYNC = "rsync"
    PROXY_SOCKS = "socks"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainHttp:
    """HTTP/1.x without TLS. `status` None: only a body came. `expects_https`: its text says that TLS belongs here."""

    status: int | None
    server: str | None
    expects_https: bool
    excerpt: str
    protocol: Protocol = Protocol.HTTP
    starttls: Starttls | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """Another protocol. `says`: its words about itself, escaped; `starttls`: how to ask this protocol for TLS."""

    protocol: Protocol
    excerpt: str
    says: str | None = None
    starttls: Starttls | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecognised:
    """Nothing we know. `text`: all of it is printable ASCII and white space."""

    text: bool
    excerpt: str
    protocol: None = None
    starttls: None = None


NotTlsKind: TypeAlias = PlainHttp | Banner | Unrecognised


@dataclass(frozen=True, slots=True)
class _Signature:
    """A protocol, how its first bytes look, and its words about itself (group 1 of the pattern)."""

    protocol: Protocol
    pattern: re.Pattern[bytes]
    starttls: Starttls | None = None


def _sign(protocol: Protocol, pattern: bytes, starttls: Starttls | None = None) -> _Signature:
    return _Signature(protocol, re.compile(pattern, re.DOTALL), starttls)


# The first match wins: what is certain stands before what is likely. Every quantifier is bounded or anchored to a line.
_SIGNATURES: Final = (
    _sign(Protocol.SSH, rb"(?:[^\r\n]{0,255}\r?\n){0,20}SSH-[12]\.\d{1,2}-([^\r\n]{0,200})"),  # RFC 4253 section 4.2
    _sign(Protocol.SSH, rb"(?:Invalid SSH identification string|Exceeded MaxStartups)"),  # OpenSSH to a ClientHello
    _sign(Protocol.VNC, rb"RFB (\d{3}\.\d{3})\n"),  # RFC 6143 section 7.1.1
    _sign(Protocol.AMQP, rb"AMQP[\x00-\x03]"),
    _sign(Protocol.RTSP, rb"RTSP/1\.[01] \d{3}"),
    _sign(Protocol.SIP, rb"SIP/2\.0 \d{3}"),
    _sign(Protocol.RSYNC, rb"@RSYNCD: ([\d.]{1,10})"),
    _sign(Protocol.SIEVE, rb'"(?i:IMPLEMENTATION)" "([^"\r\n]{0,200})"', Starttls.SIEVE),  # RFC 5804 section 1.7
    _sign(Protocol.IMAP, rb"\* (?:OK|PREAUTH|BYE)\b([^\r\n]{0,200})", Starttls.IMAP),  # RFC 9051 section 7.1
    _sign(Protocol.POP3, rb"\+OK\b([^\r\n]{0,200})", Starttls.POP3),  # RFC 1939 section 4
    _sign(Protocol.REDIS, rb"-(?:ERR|NOAUTH|DENIED|MISCONF|LOADING|NOPERM)\b([^\r\n]{0,200})"),
    _sign(
        Protocol.MEMCACHED, rb"(?:ERROR|CLIENT_ERROR [^\r\n]{0,200}|SERVER_ERROR [^\r\n]{0,200})\r\n|\x81[\x00-\x2f]"
    ),
    _sign(
        Protocol.XMPP, rb"\s{0,8}(?:<\?xml[^>]{0,200}>\s{0,8})?<stream:(?:stream|error)\b", Starttls.XMPP
    ),  # RFC 6120
    _sign(Protocol.MYSQL, rb"...\x00\x0a([\x20-\x7e]{1,100})\x00", Starttls.MYSQL),  # protocol 10 handshake
    _sign(Protocol.MYSQL, rb"..\x00\x00\xff[\x00-\xff]{2}([^\x00]{0,200})", Starttls.MYSQL),  # error instead of it
    _sign(Protocol.POSTGRES, rb"E(?:\x00\x00[\x00-\xff]{2}[SVCM][\x20-\x7e]|(?:FATAL|ERROR): )", Starttls.POSTGRES),
    _sign(
        Protocol.MONGODB, rb"[\x00-\xff]{3}\x00[\x00-\xff]{8}(?:\x01\x00\x00\x00|\xdd\x07\x00\x00)"
    ),  # OP_REPLY, OP_MSG
    _sign(Protocol.LDAP, rb"0(?:[\x00-\x7f]|\x81.|\x82..|\x84....)\x02[\x01-\x04].{1,4}[\x61\x65\x78]", Starttls.LDAP),
    _sign(Protocol.RDP, rb"\x03\x00[\x00-\x0f].[\x00-\xff][\xd0\xe0]"),  # TPKT with an X.224 confirm, RFC 1006
    _sign(Protocol.HTTP2, rb"\x00\x00[\x00-\xff]\x04\x00\x00\x00\x00\x00"),  # a SETTINGS frame, RFC 9113 section 3.4
    _sign(Protocol.TELNET, rb"\xff[\xfb-\xfe][\x00-\xff]"),  # RFC 854: IAC WILL, WON'T, DO, DON'T
    _sign(Protocol.PROXY_SOCKS, rb"\x05[\x00\x02\xff]\Z|\x00[\x5a-\x5d]"),
    _sign(Protocol.IRC, rb"(?::[^ \r\n]{1,100} )?(?:NOTICE|ERROR :|PING :)[^\r\n]{0,300}\r?\n"),
)

_HTTP: Final = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})")
_HTML: Final = re.compile(rb"\s{0,40}<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_SERVER: Final = re.compile(rb"\r?\n[Ss][Ee][Rr][Vv][Ee][Rr]:[ \t]*([^\r\n]{1,200})")
# nginx; Apache httpd; Go net/http; Envoy and others: what they say to plain HTTP on a TLS port.
_WANTS_HTTPS: Final = (
    b"plain HTTP request was sent to HTTPS port",
    b"speaking plain HTTP to an SSL-enabled server port",
    b"Client sent an HTTP request to an HTTPS server",
    b"sent to an HTTPS port",
)
_MONGODB_HTTP: Final = b"trying to access MongoDB over HTTP"
_REPLY: Final = re.compile(rb"(\d{3})(?:[ -]([^\r\n]{0,300}))?(?:\r?\n|\Z)")
_SMTP_WORDS: Final = re.compile(
    rb"\b(?:E?SMTP|Postfix|Exim|Sendmail|qmail|Haraka|MailEnable|Exchange|mail service|mx\d*\.|mail\d*\.|smtp\d*\.|"
    rb"5\.5\.[12]|4\.\d\.\d)",
    re.IGNORECASE,
)
_FTP_WORDS: Final = re.compile(
    rb"\b(?:[A-Z]?FTPd?|ProFTPD|vsFTPd|FileZilla|Pure-FTPd|Serv-U|AUTH (?:TLS|SSL))\b", re.IGNORECASE
)
_NNTP_WORDS: Final = re.compile(rb"\b(?:NNTP|NNRP|INN|InterNetNews|news|posting)\b", re.IGNORECASE)
_MAIL_PORTS: Final = {25: Starttls.SMTP, 2525: Starttls.SMTP, 465: Starttls.SMTP, 587: Starttls.SUBMISSION}


def recognise(first: bytes, port: int | None = None) -> NotTlsKind:
    """Name what a server said instead of TLS. `port` settles greetings that two protocols share."""
    look = first[:MAX_LOOK]
    readers: tuple[Callable[[bytes], NotTlsKind | None], ...] = (
        _http,
        lambda data: _reply_code(data, port),
        _by_signature,
    )
    for read in readers:
        if kind := read(look):
            return kind
    text = all(byte in b"\t\r\n" or 0x20 <= byte <= 0x7E for byte in look)
    return Unrecognised(text=text, excerpt=_excerpt(look))


def tls_alert_or_record(first: bytes) -> Alert | RecordHeader | None:
    """The alert, or else the record header, that these bytes begin with; None when they begin no TLS record."""
    header = read_header(first)
    if header is None or header.problem():
        return None
    if first[0] == 21 and header.length == 2 and len(first) >= 7:
        return Alert(first[5], first[6])
    return header


def _excerpt(data: bytes) -> str:
    return printable(data.rstrip(b"\r\n"), _EXCERPT)


def _words(data: bytes | None) -> str | None:
    text = printable(data.strip(b" -\t"), _EXCERPT) if data else ""
    return text or None


def _http(data: bytes) -> PlainHttp | Banner | None:
    status = _HTTP.match(data)
    if _MONGODB_HTTP in data:
        return Banner(protocol=Protocol.MONGODB, excerpt=_excerpt(data))
    if not status and not _HTML.match(data):
        return None
    head = data.split(b"\r\n\r\n", 1)[0]
    server = _SERVER.search(head)
    return PlainHttp(
        status=int(status[1]) if status else None,
        server=_words(server[1]) if server else None,
        expects_https=any(words in data for words in _WANTS_HTTPS),
        excerpt=_excerpt(data),
    )


def _reply_code(data: bytes, port: int | None) -> Banner | None:
    """SMTP, FTP and NNTP share three digits and a text (RFC 5321 4.2, RFC 959 4.2, RFC 3977 3.2)."""
    reply = _REPLY.match(data)
    if not reply:
        return None
    protocol = _which_reply(int(reply[1]), data, port)
    if protocol is None:
        return None
    starttls = {
        Protocol.SMTP: _MAIL_PORTS.get(port or 25, Starttls.SMTP),
        Protocol.LMTP: Starttls.LMTP,
        Protocol.FTP: Starttls.FTP,
        Protocol.NNTP: Starttls.NNTP,
    }.get(protocol)
    return Banner(protocol=protocol, says=_words(reply[2]), starttls=starttls, excerpt=_excerpt(data))


def _which_reply(code: int, data: bytes, port: int | None) -> Protocol | None:
    if code in (200, 201) and (port in (119, 433) or _NNTP_WORDS.search(data)):
        return Protocol.NNTP
    if code not in (220, 421, 500, 501, 502, 503, 530, 554):
        return None
    if re.search(rb"\bLMTP\b", data):
        return Protocol.LMTP
    if port in _MAIL_PORTS:
        return Protocol.SMTP
    if port == 21 or _FTP_WORDS.search(data):
        return Protocol.FTP
    return Protocol.SMTP if _SMTP_WORDS.search(data) else Protocol.SMTP_OR_FTP


def _by_signature(data: bytes) -> Banner | None:
    for signature in _SIGNATURES:
        if found := signature.pattern.match(data):
            return Banner(
                protocol=signature.protocol,
                says=_words(found[1]) if found.re.groups else None,
                starttls=signature.starttls,
                excerpt=_excerpt(data),
            )
    return None
