"""Ports that speak something else than TLS, or want STARTTLS first (RFC 2595, RFC 3207, PostgreSQL SSLRequest)."""

import socket
from collections.abc import Callable
from datetime import timedelta

from tests.lab.aia import response
from tests.lab.bench import Bench, Running
from tests.lab.fault import fault
from tests.lab.net import Handler, hold, read_exactly, read_line
from tests.lab.tls import App, context, greet, terminate

_BAD_REQUEST = response(b"Bad Request\n", status="400 Bad Request", more="Server: lab\r\n")
_OK = response(b"Hello\n", more="Server: lab\r\n")
_REDIRECT = response(b"", status="301 Moved Permanently", more="Location: https://not-tls-http.lab.test/\r\n")


# --- HTTP ------------------------------------------------------------------------------------------------------------


def _http(on_request: bytes, on_garbage: bytes) -> Handler:
    """An HTTP server; what is no request gets `on_garbage` (nothing: it hangs up without a word)."""

    def handler(sock: socket.socket) -> None:
        first = sock.recv(4096)
        sock.sendall(on_request if first.startswith((b"GET ", b"HEAD ", b"OPTIONS ")) else on_garbage)

    return handler


@fault("not-tls-http", "Plain HTTP: 400 to a ClientHello", "not-tls-http")
def plain_http(bench: Bench, host: str) -> Running:
    return bench.serve(host, _http(_OK, _BAD_REQUEST))


@fault("not-tls-http-redirect", "Plain HTTP that redirects everything to https", "not-tls-http")
def http_redirect(bench: Bench, host: str) -> Running:
    return bench.serve(host, _http(_REDIRECT, _REDIRECT))


@fault("not-tls-http-html", "Plain HTTP whose error page has no status line (HTTP/0.9 style)", "not-tls-http")
def http_html(bench: Bench, host: str) -> Running:
    return bench.serve(host, _http(_OK, b"<!DOCTYPE HTML><html><head><title>Error response</title></head></html>\n"))


@fault(
    "not-tls-http-shy",
    "Plain HTTP that hangs up on a ClientHello without a word, and answers a GET",
    "not-tls-http",
    notes="only a plaintext probe tells it from closed-after-hello",
)
def http_shy(bench: Bench, host: str) -> Running:
    return bench.serve(host, _http(_OK, b""))


@fault("not-tls-http-hostile", "Plain HTTP whose Server header and body carry markup and escapes", "not-tls-http")
def http_hostile(bench: Bench, host: str) -> Running:
    evil = response(
        b"<!channel> <!here> \x1b[31m*bold* `code`", status="400 <!channel>", more="Server: <!everyone>\r\n"
    )
    return bench.serve(host, _http(evil, evil))


# --- other protocols -------------------------------------------------------------------------------------------------


def _banner(line: bytes) -> Handler:
    """A server that speaks first."""

    def handler(sock: socket.socket) -> None:
        sock.sendall(line)
        hold(sock)

    return handler


_MYSQL = (
    b"\x0a8.0.39\x00\x2a\x00\x00\x00abcdefgh\x00\xff\xf7\xff\x02\x00\xff\xdf\x15"
    + bytes(10)
    + b"ijklmnopqrst\x00caching_sha2_password\x00"
)
_BANNERS = {
    "ssh": b"SSH-2.0-OpenSSH_9.9p1 Debian-3\r\n",
    "vnc": b"RFB 003.008\n",
    "mysql": len(_MYSQL).to_bytes(3, "little") + b"\x00" + _MYSQL,
    "ftp": b"220 (vsFTPd 3.0.5)\r\n",
    "pop3": b"+OK POP3 ready <1896.697170952@lab.test>\r\n",
    "imap": b"* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE] ready.\r\n",
    "nntp": b"200 news.lab.test InterNetNews ready (posting ok)\r\n",
}


def _enter_banner(name: str, line: bytes) -> None:
    @fault(f"banner-{name}", f"{name.upper()} greets on the port, and says nothing more", "not-tls-banner")
    def start(bench: Bench, host: str) -> Running:
        return bench.serve(host, _banner(line))


for _name, _line in _BANNERS.items():
    _enter_banner(_name, _line)


@fault("banner-redis", "Redis: an error in answer to what is no command", "not-tls-banner", instead=(("not-tls",),))
def redis(bench: Bench, host: str) -> Running:
    def handler(sock: socket.socket) -> None:
        sock.recv(4096)
        sock.sendall(b"-ERR Protocol error: expected '$', got ' '\r\n")

    return bench.serve(host, handler)


@fault("banner-hostile", "An SSH banner with escapes, markup and 3000 characters", "not-tls-banner")
def hostile_banner(bench: Bench, host: str) -> Running:
    return bench.serve(host, _banner(b"SSH-2.0-\x1b[2J<!channel>`\xe2\x80\xae" + b"x" * 3000 + b"\r\n"))


# --- STARTTLS --------------------------------------------------------------------------------------------------------

Secure = Callable[[socket.socket], None]


def smtp(secure: Secure | None, *, offered: bool = True) -> Handler:
    """An SMTP server; without `secure` it refuses STARTTLS."""

    def handler(sock: socket.socket) -> None:
        sock.sendall(b"220 mx.lab.test ESMTP lab\r\n")
        while True:
            verb = read_line(sock).upper()[:8].split(b" ")[0]
            match verb:
                case b"EHLO":
                    sock.sendall(b"250-mx.lab.test\r\n" + (b"250-STARTTLS\r\n" if offered else b"") + b"250 HELP\r\n")
                case b"STARTTLS" if offered and secure:
                    sock.sendall(b"220 2.0.0 Ready to start TLS\r\n")
                    return secure(sock)
                case b"STARTTLS" if offered:
                    sock.sendall(b"454 4.7.0 TLS not available due to temporary reason\r\n")
                case b"QUIT":
                    sock.sendall(b"221 bye\r\n")
                    return None
                case b"HELO" | b"NOOP":
                    sock.sendall(b"250 ok\r\n")
                case _:
                    sock.sendall(b"502 5.5.2 command not recognised\r\n")

    return handler


def imap(secure: Secure | None, *, offered: bool = True) -> Handler:
    """An IMAP server; without `secure` it refuses STARTTLS."""

    def handler(sock: socket.socket) -> None:
        capability = b"CAPABILITY IMAP4rev1" + (b" STARTTLS LOGINDISABLED" if offered else b"")
        sock.sendall(b"* OK [" + capability + b"] ready\r\n")
        while True:
            tag, _, command = read_line(sock).partition(b" ")
            match command.upper():
                case b"STARTTLS" if offered and secure:
                    sock.sendall(tag + b" OK Begin TLS negotiation now\r\n")
                    return secure(sock)
                case b"CAPABILITY":
                    sock.sendall(b"* " + capability + b"\r\n" + tag + b" OK done\r\n")
                case b"LOGOUT":
                    sock.sendall(b"* BYE\r\n" + tag + b" OK bye\r\n")
                    return None
                case b"STARTTLS":
                    sock.sendall(tag + b" NO TLS is not available\r\n")
                case _:
                    sock.sendall(tag + b" BAD Unknown command\r\n")

    return handler


def pop3(secure: Secure | None) -> Handler:
    """A POP3 server; without `secure` it knows no STLS."""

    def handler(sock: socket.socket) -> None:
        sock.sendall(b"+OK ready\r\n")
        while True:
            match read_line(sock).upper():
                case b"CAPA":
                    sock.sendall(b"+OK\r\nUSER\r\n" + (b"STLS\r\n" if secure else b"") + b".\r\n")
                case b"STLS" if secure:
                    sock.sendall(b"+OK Begin TLS\r\n")
                    return secure(sock)
                case b"QUIT":
                    sock.sendall(b"+OK bye\r\n")
                    return None
                case _:
                    sock.sendall(b"-ERR unknown command\r\n")

    return handler


def postgres(secure: Secure | None) -> Handler:
    """PostgreSQL's answer to SSLRequest: S and TLS, or N."""

    def handler(sock: socket.socket) -> None:
        if read_exactly(sock, 8) != b"\x00\x00\x00\x08\x04\xd2\x16\x2f":
            return
        sock.sendall(b"S" if secure else b"N")
        (secure or hold)(sock)

    return handler


_MAIL = greet(b"")  # after STARTTLS the client speaks first
_SMTP, _IMAP, _POP3, _POSTGRES = (("--starttls", name) for name in ("smtp", "imap", "pop3", "postgres"))


def _right(bench: Bench, host: str, app: App = _MAIL) -> Handler:
    return terminate(context(bench.pki.leaf(host)), app)


def _expired(bench: Bench, host: str) -> Handler:
    return terminate(context(bench.pki.leaf(host, not_after=bench.now - timedelta(days=3))), _MAIL)


@fault("starttls-smtp", "SMTP with STARTTLS, all right", options=_SMTP)
def smtp_right(bench: Bench, host: str) -> Running:
    return bench.serve(host, smtp(_right(bench, host)))


@fault("starttls-imap", "IMAP with STARTTLS, all right", options=_IMAP)
def imap_right(bench: Bench, host: str) -> Running:
    return bench.serve(host, imap(_right(bench, host)))


@fault("starttls-pop3", "POP3 with STLS, all right", options=_POP3)
def pop3_right(bench: Bench, host: str) -> Running:
    return bench.serve(host, pop3(_right(bench, host)))


@fault("starttls-postgres", "PostgreSQL that answers S, all right", options=_POSTGRES)
def postgres_right(bench: Bench, host: str) -> Running:
    return bench.serve(host, postgres(_right(bench, host)))


@fault("starttls-smtp-not-offered", "SMTP without STARTTLS", "starttls-not-offered", options=_SMTP)
def smtp_not_offered(bench: Bench, host: str) -> Running:
    return bench.serve(host, smtp(None, offered=False))


@fault("starttls-imap-not-offered", "IMAP without STARTTLS", "starttls-not-offered", options=_IMAP)
def imap_not_offered(bench: Bench, host: str) -> Running:
    return bench.serve(host, imap(None, offered=False))


@fault("starttls-pop3-not-offered", "POP3 without STLS", "starttls-not-offered", options=_POP3)
def pop3_not_offered(bench: Bench, host: str) -> Running:
    return bench.serve(host, pop3(None))


@fault("starttls-postgres-not-offered", "PostgreSQL that answers N", "starttls-not-offered", options=_POSTGRES)
def postgres_not_offered(bench: Bench, host: str) -> Running:
    return bench.serve(host, postgres(None))


@fault("starttls-smtp-refused", "SMTP offers STARTTLS and answers it with 454", "starttls-refused", options=_SMTP)
def smtp_refused(bench: Bench, host: str) -> Running:
    return bench.serve(host, smtp(None))


@fault("starttls-imap-refused", "IMAP offers STARTTLS and answers it with NO", "starttls-refused", options=_IMAP)
def imap_refused(bench: Bench, host: str) -> Running:
    return bench.serve(host, imap(None))


@fault("starttls-smtp-expired", "SMTP with STARTTLS, the certificate has expired", "cert-expired", options=_SMTP)
def smtp_expired(bench: Bench, host: str) -> Running:
    return bench.serve(host, smtp(_expired(bench, host)))


@fault("starttls-postgres-expired", "PostgreSQL, the certificate has expired", "cert-expired", options=_POSTGRES)
def postgres_expired(bench: Bench, host: str) -> Running:
    return bench.serve(host, postgres(_expired(bench, host)))


@fault("starttls-forgotten", "An SMTP server that offers STARTTLS, asked without --starttls", "starttls-needed")
def starttls_forgotten(bench: Bench, host: str) -> Running:
    return bench.serve(host, smtp(_right(bench, host)))


@fault(
    "starttls-imap-forgotten",
    "An IMAP server that offers STARTTLS in its greeting, asked without --starttls",
    "starttls-needed",
)
def imap_forgotten(bench: Bench, host: str) -> Running:
    return bench.serve(host, imap(_right(bench, host)))


@fault("starttls-pop3-forgotten", "A POP3 server with STLS, asked without --starttls", "starttls-needed")
def pop3_forgotten(bench: Bench, host: str) -> Running:
    return bench.serve(host, pop3(_right(bench, host)))


@fault(
    "starttls-forgotten-not-offered",
    "An SMTP server without STARTTLS, asked for TLS at once",
    "not-tls-banner",
    notes="the same greeting as starttls-forgotten: only the dialogue tells them apart",
)
def smtp_plain_only(bench: Bench, host: str) -> Running:
    return bench.serve(host, smtp(None, offered=False))


@fault(
    "starttls-forgotten-refused",
    "An SMTP server that answers STARTTLS with 454, asked for TLS at once",
    "not-tls-banner",
)
def smtp_declines(bench: Bench, host: str) -> Running:
    return bench.serve(host, smtp(None))
