"""STARTTLS, proxies and plain text: a refusal is told, an ordinary session is not."""

import pytest

from core.model.capture import Conversation, Outcome, Point
from tests.core.capture.packets import RST, Connection
from tests.core.capture.talks import TLS12, capture_of, client_context, handshake, only

CLASSIC = handshake(client_context(TLS12))
Line = tuple[int, bytes]
CLASSIC_HELLO = (0, CLASSIC.flights[0].data)

GREETING = [(1, b"220 mx.example ESMTP\r\n"), (0, b"EHLO a\r\n")]
SMTP = [*GREETING, (1, b"250-mx.example\r\n250 STARTTLS\r\n"), (0, b"STARTTLS\r\n")]
IMAP = [(1, b"* OK IMAP4rev1 ready\r\n"), (0, b"a1 STARTTLS\r\n")]
POP3 = [(1, b"+OK POP3 ready\r\n"), (0, b"STLS\r\n")]
FTP = [(1, b"220 FTP server ready\r\n"), (0, b"AUTH TLS\r\n")]
POSTGRES = [(0, bytes.fromhex("0000000804d2162f"))]
LDAP = [(0, bytes.fromhex("301d02010177188016") + b"1.3.6.1.4.1.1466.20037")]
XMPP = [
    (0, b"<?xml version='1.0'?><stream:stream xmlns='jabber:client'>"),
    (1, b"<?xml version='1.0'?><stream:stream><stream:features><starttls/></stream:features>"),
    (0, b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
]
NNTP = [(1, b"200 news.example ready\r\n"), (0, b"STARTTLS\r\n")]
SIEVE = [(1, b'"IMPLEMENTATION" "x"\r\n"STARTTLS"\r\nOK\r\n'), (0, b"STARTTLS\r\n")]
MYSQL = [
    (1, b"\x4a\0\0\0\x0a8.0.36\0" + bytes(12) + b"\0\xff\xff" + bytes(30)),
    (0, b"\x20\0\0\x01\x85\xae\xff\x19" + bytes(28)),
]
RDP = [(0, bytes.fromhex("0300001306e00000000000010008000b000000"))]
REFUSALS = [
    pytest.param(25, [*SMTP, (1, b"454 4.7.0 TLS not available\r\n")], "smtp", id="smtp"),
    pytest.param(143, [*IMAP, (1, b"a1 NO STARTTLS failed\r\n")], "imap", id="imap NO"),
    pytest.param(143, [*IMAP, (1, b"a1 BAD unknown command\r\n")], "imap", id="imap BAD"),
    pytest.param(110, [*POP3, (1, b"-ERR no TLS\r\n")], "pop3", id="pop3"),
    pytest.param(21, [*FTP, (1, b"534 no policy\r\n")], "ftp", id="ftp"),
    pytest.param(5432, [*POSTGRES, (1, b"N")], "postgres", id="postgres"),
    pytest.param(389, [*LDAP, (1, bytes.fromhex("300c02010178070a013404000400"))], "ldap", id="ldap"),
    pytest.param(5222, [*XMPP, (1, b"<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")], "xmpp", id="xmpp"),
    pytest.param(119, [*NNTP, (1, b"580 can not initiate TLS\r\n")], "nntp", id="nntp"),
    pytest.param(3306, [*MYSQL, (1, b"\x11\0\0\x02\xff\x15\x04#28000denied")], "mysql", id="mysql"),
    pytest.param(3389, [*RDP, (1, bytes.fromhex("0300001306d000001234000300080002000000"))], "rdp", id="rdp"),
    pytest.param(3389, [*RDP, (1, bytes.fromhex("0300001306d000001234000200080000000000"))], "rdp", id="rdp plain"),
    pytest.param(4190, [*SIEVE, (1, b'NO "TLS is not available"\r\n')], "sieve", id="sieve"),
]
ACCEPTANCES = [
    pytest.param(587, [*SMTP, (1, b"220 go ahead\r\n")], "smtp", id="smtp"),
    pytest.param(143, [*IMAP, (1, b"a1 OK begin TLS\r\n")], "imap", id="imap"),
    pytest.param(110, [*POP3, (1, b"+OK begin TLS\r\n")], "pop3", id="pop3"),
    pytest.param(21, [*FTP, (1, b"234 proceed\r\n")], "ftp", id="ftp"),
    pytest.param(5432, [*POSTGRES, (1, b"S")], "postgres", id="postgres"),
    pytest.param(389, [*LDAP, (1, bytes.fromhex("300c02010178070a010004000400"))], "ldap", id="ldap"),
    pytest.param(3306, MYSQL, "mysql", id="mysql"),
    pytest.param(3389, [*RDP, (1, bytes.fromhex("0300001306d000001234000200080001000000"))], "rdp", id="rdp"),
    pytest.param(5222, [*XMPP, (1, b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")], "xmpp", id="xmpp"),
]


def talk(port: int, lines: list[Line]) -> Connection:
    connection = Connection(ports=(40000, port)).open()
    for side, data in lines:
        connection.say(side, data)
    return connection


def with_tls(connection: Connection) -> Connection:
    for flight in CLASSIC.flights:
        connection.say(flight.side, flight.data)
    return connection


def judged(connection: Connection) -> Conversation:
    return only(capture_of(connection))


@pytest.mark.parametrize(("port", "lines", "protocol"), REFUSALS)
def test_the_upgrade_is_declined(port: int, lines: list[Line], protocol: str) -> None:
    seen = judged(talk(port, lines).end(0).end(1))
    assert (seen.failed_at, seen.causes[0].code, seen.starttls) == (Point.STARTTLS, "starttls-refused", protocol)


@pytest.mark.parametrize(("port", "lines", "protocol"), ACCEPTANCES)
def test_tls_after_the_upgrade_is_read_like_any_other(port: int, lines: list[Line], protocol: str) -> None:
    seen = judged(with_tls(talk(port, lines)).end(0).end(1))
    assert (seen.outcome, seen.sni, seen.starttls, seen.causes) == (Outcome.COMPLETED, "a.test", protocol, ())


@pytest.mark.parametrize(("port", "lines", "protocol"), ACCEPTANCES)
def test_a_failure_after_the_upgrade_is_no_failure_of_the_upgrade(port: int, lines: list[Line], protocol: str) -> None:
    seen = judged(talk(port, lines).say(0, CLASSIC.flights[0].data).end(1, RST))
    assert (seen.failed_at, seen.causes[0].code) == (Point.SERVER_HELLO, "reset-after-hello")
    assert seen.starttls == protocol


WITHOUT = [*GREETING, (1, b"250-mx.example\r\n250 SIZE 1000\r\n")]


def test_a_client_that_leaves_when_no_tls_is_offered() -> None:
    seen = judged(talk(25, [*WITHOUT, (0, b"QUIT\r\n"), (1, b"221 bye\r\n")]).end(0))
    assert (seen.failed_at, seen.causes[0].code) == (Point.STARTTLS, "starttls-not-offered")


def test_a_session_without_tls_that_goes_on_is_nobodys_failure() -> None:
    assert capture_of(talk(25, WITHOUT)).conversations == ()


def test_mail_in_plain_text_is_nobodys_failure() -> None:
    session = [*WITHOUT, (0, b"MAIL FROM:<a@b.example>\r\n"), (1, b"250 ok\r\n"), (0, b"QUIT\r\n")]
    assert capture_of(talk(25, session).end(0)).conversations == ()


def test_a_server_that_demands_tls_first() -> None:
    session = [*WITHOUT, (0, b"MAIL FROM:<a@b.example>\r\n"), (1, b"530 5.7.0 Must issue a STARTTLS command first\r\n")]
    assert judged(talk(587, session).end(0)).causes[0].code == "tls-required"


CONNECT = (0, b"CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n")


@pytest.mark.parametrize("status", [b"407 Proxy Authentication Required", b"403 Forbidden", b"502 Bad Gateway"])
def test_a_proxy_that_declines(status: bytes) -> None:
    seen = judged(talk(3128, [CONNECT, (1, b"HTTP/1.1 " + status + b"\r\n\r\n")]).end(1).end(0))
    assert (seen.failed_at, seen.causes[0].code) == (Point.PROXY_CONNECT, "proxy-refused")
    assert seen.advice is not None
    assert seen.advice.check is None


def test_a_proxy_that_closes_without_a_word() -> None:
    assert judged(talk(3128, [CONNECT]).end(1).end(0)).causes[0].code == "proxy-refused"


def mysql_greeting(capabilities: int) -> bytes:
    body = b"\x0a8.4.0\0" + bytes(4) + b"saltsalt" + b"\0" + capabilities.to_bytes(2, "little") + b"\xff" + bytes(29)
    return len(body).to_bytes(3, "little") + b"\0" + body


@pytest.mark.parametrize(("capabilities", "told"), [(0xF7FF, True), (0xFFFF, False)])
def test_a_mysql_server_without_tls_and_a_client_that_leaves(capabilities: int, told: bool) -> None:
    seen = capture_of(talk(3306, [(1, mysql_greeting(capabilities))]).end(0)).conversations
    assert [c.causes[0].code for c in seen] == (["starttls-not-offered"] if told else [])


def test_tls_through_a_proxy() -> None:
    seen = judged(with_tls(talk(3128, [CONNECT, (1, b"HTTP/1.1 200 Connection established\r\n\r\n")])).end(0).end(1))
    assert (seen.outcome, seen.starttls) == (Outcome.COMPLETED, "http")


GET = (0, b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")


def test_plain_http_to_a_port_that_says_it_wants_tls() -> None:
    words = b"HTTP/1.1 400 Bad Request\r\n\r\n<html>The plain HTTP request was sent to HTTPS port</html>"
    seen = judged(talk(8443, [GET, (1, words)]).end(1).end(0))
    assert (seen.failed_at, seen.causes[0].code) == (Point.CLIENT_HELLO, "not-tls-http")


def test_plain_http_answered_by_an_alert() -> None:
    seen = judged(talk(8443, [GET, (1, bytes([21, 3, 1, 0, 2, 2, 70]))]).end(1).end(0))
    assert (seen.failed_at, seen.causes[0].code) == (Point.CLIENT_HELLO, "not-tls-http")


@pytest.mark.parametrize(("port", "told"), [(443, True), (80, False)])
def test_plain_http_that_is_closed_without_a_word(port: int, told: bool) -> None:
    assert bool(capture_of(talk(port, [GET]).end(1).end(0)).conversations) is told


@pytest.mark.parametrize("port", [80, 443, 8443])
def test_plain_http_that_is_answered_is_nobodys_failure(port: int) -> None:
    assert capture_of(talk(port, [GET, (1, b"HTTP/1.1 200 OK\r\n\r\nhello")]).end(1).end(0)).conversations == ()


@pytest.mark.parametrize(
    ("answer", "first", "others"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "not-tls-http", ["wrong-port-or-protocol"]),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "not-tls-banner", ["wrong-port-or-protocol"]),
        (b"220 mx.example ESMTP\r\n", "not-tls-banner", ["starttls-needed", "wrong-port-or-protocol"]),
        (b"\x00\x01\x02\x03", "not-tls", ["wrong-port-or-protocol"]),
    ],
)
def test_other_protocols_in_answer_to_a_hello(answer: bytes, first: str, others: list[str]) -> None:
    seen = judged(talk(25, [(0, CLASSIC.flights[0].data), (1, answer)]).end(1).end(0))
    assert (seen.failed_at, [c.code for c in seen.causes]) == (Point.SERVER_HELLO, [first, *others])


def test_a_greeting_before_the_hello_is_the_same_mistake() -> None:
    lines = [(1, b"220 mx.example ESMTP\r\n"), (0, CLASSIC.flights[0].data), (1, b"500 unrecognized\r\n")]
    assert judged(talk(587, lines).end(1)).causes[0].code == "not-tls-banner"


# --- no answer, or another than TLS ---


@pytest.mark.parametrize("lines", [SMTP, IMAP, POSTGRES], ids=["smtp", "imap", "postgres"])
def test_a_server_that_closes_instead_of_an_answer_refuses(lines: list[Line]) -> None:
    seen = only(capture_of(talk(25, lines).end(1).end(0)))
    assert (seen.failed_at, seen.causes[0].code) == (Point.STARTTLS, "starttls-refused")
    assert "“" not in seen.causes[0].because


@pytest.mark.parametrize(
    ("lines", "point", "code"),
    [
        pytest.param(POSTGRES, Point.STARTTLS, "stalled-mid-handshake", id="starttls"),
        pytest.param([CONNECT], Point.PROXY_CONNECT, "stalled-mid-handshake", id="proxy"),
    ],
)
def test_a_request_for_tls_that_is_never_answered(lines: list[Line], point: Point, code: str) -> None:
    seen = only(capture_of(talk(5432, lines).wait(2).end(0).end(1)))
    assert (seen.failed_at, seen.causes[0].code) == (point, code)
    assert capture_of(talk(5432, lines).wait(0.5).end(0).end(1)).conversations == ()


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        pytest.param([*SMTP, (1, b"220 go\r\n"), CLASSIC_HELLO, (1, b"500 what?\r\n")], "not-tls", id="smtp"),
        pytest.param(
            [CONNECT, (1, b"HTTP/1.1 200 OK\r\n\r\n"), CLASSIC_HELLO, (1, b"HTTP/1.0 400 Bad\r\n\r\n")],
            "not-tls-http",
            id="proxy",
        ),
    ],
)
def test_plain_text_in_answer_to_the_hello_after_a_yes(lines: list[Line], code: str) -> None:
    seen = only(capture_of(talk(25, lines).end(1).end(0)))
    assert (seen.failed_at, seen.causes[0].code) == (Point.SERVER_HELLO, code)


def test_only_the_servers_next_words_are_its_answer() -> None:
    """A client that goes on in plain text (sslmode=prefer) is answered too."""
    lines = [*POSTGRES, (1, b"N"), (0, b"\0\0\0\x09\0\x03\0\0\0"), (1, b"R\0\0\0\x08\0\0\0\0")]
    seen = only(capture_of(talk(5432, lines).end(0).end(1)))
    assert seen.causes[0].because.endswith("“N”")
