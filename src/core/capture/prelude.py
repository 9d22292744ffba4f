"""Plain text before TLS, or instead of it: STARTTLS dialogues, a proxy's CONNECT, HTTP on a TLS port.

Law: reads the words that both sides said in clear, bounded by the flow; tells a refusal from an ordinary plain-text
session, which is nobody's failure. Dialects: RFC 3207, 2595, 4217, 4511 section 4.14, 4642, 5804, 6120; PostgreSQL
protocol section 54.2.11 (SSLRequest); MySQL protocol, SSLRequest; MS-RDPBCGR 2.2.1.1; RFC 9110 section 9.3.6 (CONNECT).
"""

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import dropwhile, takewhile
from typing import Final

from core.capture.flow import Flow
from core.wire.first_bytes import PlainHttp, recognise
from core.wire.octets import printable

_SSL_REQUEST: Final = bytes.fromhex("0000000804d2162f")
_LDAP_STARTTLS: Final = b"1.3.6.1.4.1.1466.20037"
_HTTP: Final = re.compile(rb"(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|TRACE) [^\r\n]{0,4000} HTTP/1\.[01]")
_CONNECT: Final = re.compile(rb"(?i)CONNECT ([^ \r\n]{1,255}) HTTP/1\.[01]")
_STATUS: Final = re.compile(rb"HTTP/1\.[01] (\d{3})")
_ASKS: Final = re.compile(rb"(?i)(?:^|\n)(?:[A-Za-z0-9.]{1,40} )?(?:STARTTLS|STLS|AUTH (?:TLS|SSL)(?:-[CP])?)\r?\n")
_XMPP_ASKS: Final = re.compile(rb"(?i)<(?:\w+:)?starttls\b")
_SAYS_NO: Final = re.compile(
    rb"(?i)(?:[45]\d\d[ -]|[A-Za-z0-9.]{1,40} (?:NO|BAD)\b|-ERR\b|NO\b|BYE\b|<(?:\w+:)?failure|<stream:error)",
    re.IGNORECASE,
)
_CAPABILITIES: Final = re.compile(
    rb"(?i)(?:^|\n)(?:[A-Za-z0-9.]{1,40} )?(?:EHLO|LHLO|CAPABILITY|CAPA|CAPABILITIES|FEAT)\b"
)
_OFFERS: Final = re.compile(rb"(?i)STARTTLS|STLS|AUTH TLS|TLS\b")
_GOES_ON: Final = re.compile(
    rb"(?i)(?:^|\n)(?:[A-Za-z0-9.]{1,40} )?(?:MAIL FROM|LOGIN|AUTHENTICATE|USER|PASS|AUTH (?!TLS|SSL)|SELECT|RCPT)\b",
    re.IGNORECASE,
)
_DEMANDS_TLS: Final = re.compile(rb"(?i)(?:530|550|523|454) [^\r\n]{0,200}(?:STARTTLS|TLS|encrypt)")
_TLS_PORTS: Final = frozenset(
    {443, 465, 563, 636, 853, 989, 990, 992, 993, 994, 995, 4433, 4443, 5061, 5671, 6443, 8443, 8883, 9443}
)
CLIENT_SSL: Final = 0x0800
_MYSQL_SSL_REQUEST: Final = b"\x20\0\0\x01"  # 32 bytes, the second packet
_RDP_REQUEST: Final = re.compile(rb"\x03\0..[^\0]\xe0.*\x01.\x08\0[^\0]\0\0\0\Z", re.DOTALL)
_RDP_REFUSED: Final = re.compile(rb"\x03\0.{5}.{4}(?:\x03|\x02.\x08\0\0\0\0\0)", re.DOTALL)


class Fate(Enum):
    """What became of the plain text."""

    ORDINARY = auto()  # plain text that asks for no TLS
    UPGRADED = auto()  # TLS follows, or may follow
    REFUSED = auto()
    NOT_OFFERED = auto()
    TLS_DEMANDED = auto()
    HUNG_UP = auto()  # the server closed instead of an answer
    UNANSWERED = auto()  # the client asked for TLS and waited in vain
    PROXY_REFUSED = auto()
    PROXY_SILENT = auto()
    PLAIN_AFTER_YES = auto()  # the server agreed to TLS, and answered the ClientHello in plain text
    HTTP_AFTER_YES = auto()
    PLAIN_TO_TLS = auto()  # the client spoke plain text to a port that wants TLS
    BANNER = auto()  # the server spoke another protocol to a ClientHello


@dataclass(frozen=True, slots=True)
class Prelude:
    """``protocol``: what was spoken, None when nothing was or nobody knows. ``reply``: the server's words, escaped."""

    fate: Fate = Fate.ORDINARY
    protocol: str | None = None
    reply: str = ""
    starttls: bool = False  # the protocol has a way to upgrade
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a connection went on. ``left``: the client ended it without more to say, ``waited``: after a silence."""

    server_speaks_tls: bool
    closed_by_server: bool
    left: bool
    waited: bool


def read_prelude(flow: Flow, client: int, manner: Manner) -> Prelude:
    """`client`: which side of the flow it is."""
    found = _read(flow, client, manner)
    if found.fate is not Fate.UPGRADED or manner.server_speaks_tls or not flow.dialogue.events:
        return found
    hello = flow.dialogue.events[0].frame
    after = b"".join(data for side, data, _, frame in flow.talk if side != client and frame > hello)
    if not after:
        return found
    http = isinstance(recognise(after, flow.halves[1 - client].port), PlainHttp)
    fate = Fate.HTTP_AFTER_YES if http else Fate.PLAIN_AFTER_YES
    return replace(found, fate=fate, reply=printable(after.split(b"\r\n")[0], 200))


def _read(flow: Flow, client: int, manner: Manner) -> Prelude:
    said = b"".join(data for side, data, _, _ in flow.talk if side == client)
    answers = [(data, frame) for side, data, _, frame in flow.talk if side != client]
    answer = b"".join(data for data, _ in answers)
    if not said and not answer:
        return Prelude()
    port = flow.halves[1 - client].port
    connect = _CONNECT.match(said)
    if connect:
        return _proxy(answer, manner)
    asked = _asked(said)
    if asked:
        return _upgrade(flow, client, asked, answer, manner)
    if _HTTP.match(said):
        return _http(answer, port, server_speaks_tls=manner.server_speaks_tls, closed=manner.closed_by_server)
    if not said and flow.opened and flow.halves[client].side is not None:
        return _foreign(answer, port)
    return _session(said, answer, port, left=manner.left)


def _asked(said: bytes) -> str | None:
    """By which dialect the client asked for TLS."""
    if said[:8] == _SSL_REQUEST:
        return "postgres"
    if _LDAP_STARTTLS in said and said[:1] == b"0":
        return "ldap"
    if said[:4] == _MYSQL_SSL_REQUEST and len(said) >= 6 and int.from_bytes(said[4:6], "little") & CLIENT_SSL:
        return "mysql"
    if _RDP_REQUEST.match(said):
        return "rdp"
    if _XMPP_ASKS.search(said):
        return "xmpp"
    return "lines" if _ASKS.search(said) else None


def _upgrade(flow: Flow, client: int, asked: str, answer: bytes, manner: Manner) -> Prelude:
    """The server's answer to the request for TLS is what it said next."""
    port = flow.halves[1 - client].port
    protocol = asked if asked != "lines" else _protocol(answer, port)
    request = next(
        (n for n, (side, data, _, _) in enumerate(flow.talk) if side == client and _asked(data) is not None),
        len(flow.talk),
    )
    later = dropwhile(lambda piece: piece[0] == client, flow.talk[request + 1 :])
    reply = b"".join(piece[1] for piece in takewhile(lambda piece: piece[0] != client, later))
    shown = printable(reply.strip(), 200)
    if flow.halves[1 - client].side is not None or (not reply and flow.halves[client].side is not None):
        return Prelude(Fate.UPGRADED, protocol, shown, starttls=True)
    if not reply and flow.opened:
        fate = Fate.HUNG_UP if manner.closed_by_server else Fate.UNANSWERED if manner.waited else Fate.UPGRADED
        return Prelude(fate, protocol, starttls=True)
    match asked:
        case "postgres":
            refused = reply[:1] in (b"N", b"E")
        case "ldap":
            refused = bool(reply) and b"\x0a\x01\x00" not in reply[:64]
        case "mysql":
            refused = reply[4:5] == b"\xff"
        case "rdp":
            refused = _RDP_REFUSED.match(reply) is not None
        case _:
            refused = bool(_SAYS_NO.match(reply.lstrip()))
    return Prelude(Fate.REFUSED if refused else Fate.UPGRADED, protocol, shown, starttls=True)


def _proxy(answer: bytes, manner: Manner) -> Prelude:
    status = _STATUS.match(answer)
    shown = printable(answer.split(b"\r\n")[0], 200)
    code = int(status[1]) if status else None
    if not answer and manner.waited:
        return Prelude(Fate.PROXY_SILENT, "http")
    refused = not 200 <= code < 300 if code is not None else manner.closed_by_server and not answer
    return Prelude(Fate.PROXY_REFUSED if refused else Fate.UPGRADED, "http", shown, status=code)


def _http(answer: bytes, port: int, *, server_speaks_tls: bool, closed: bool) -> Prelude:
    """Plain HTTP is an error only where the server says so: in words, by an alert, or by closing a TLS port at once."""
    kind = recognise(answer, port) if answer else None
    says = isinstance(kind, PlainHttp) and kind.expects_https
    silent = not answer and closed and port in _TLS_PORTS
    shown = printable(answer.split(b"\r\n")[0], 200)
    wrong = says or server_speaks_tls or silent
    return Prelude(Fate.PLAIN_TO_TLS if wrong else Fate.ORDINARY, "http", shown)


def _foreign(answer: bytes, port: int) -> Prelude:
    """The server speaks plain text, the client TLS."""
    kind = recognise(answer, port)
    protocol = kind.protocol.value if kind.protocol else None
    return Prelude(Fate.BANNER, protocol, kind.excerpt, starttls=kind.starttls is not None)


def _session(said: bytes, answer: bytes, port: int, *, left: bool) -> Prelude:
    protocol = _protocol(answer, port)
    if left and not said and _mysql_without_tls(answer):
        return Prelude(Fate.NOT_OFFERED, "mysql", "a greeting without CLIENT_SSL")
    if _DEMANDS_TLS.search(answer):
        demand = _DEMANDS_TLS.search(answer)
        return Prelude(Fate.TLS_DEMANDED, protocol, printable(demand[0] if demand else b"", 200))
    looked = _CAPABILITIES.search(said)
    if left and looked and answer and not _OFFERS.search(answer) and not _GOES_ON.search(said):
        return Prelude(Fate.NOT_OFFERED, protocol, printable(answer.strip(), 200))
    return Prelude(Fate.ORDINARY, protocol, printable(answer[:60], 60))


def _mysql_without_tls(greeting: bytes) -> bool:
    """A MySQL greeting (protocol 10) whose capabilities lack CLIENT_SSL: behind version, thread, salt and a filler."""
    version_end = greeting.find(b"\0", 5)
    flags = greeting[version_end + 14 : version_end + 16]
    if greeting[4:5] != b"\x0a" or version_end < 0 or len(flags) < 2:
        return False
    return not int.from_bytes(flags, "little") & CLIENT_SSL


def _protocol(answer: bytes, port: int) -> str | None:
    kind = recognise(answer, port) if answer else None
    return kind.protocol.value if kind is not None and kind.protocol else None


def is_tls_port(port: int) -> bool:
    """A port on which TLS is spoken from the first byte (IANA service names, and common alternates)."""
    return port in _TLS_PORTS
