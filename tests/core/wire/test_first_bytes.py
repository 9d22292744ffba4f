"""What answers instead of TLS is named, its words are shown harmlessly, and nothing makes it slow."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.model.target import Starttls
from core.wire.first_bytes import (
    Banner,
    PlainHttp,
    Protocol,
    Unrecognised,
    recognise,
    tls_alert_or_record,
)
from core.wire.messages import Alert
from core.wire.records import RecordHeader

BANNERS = [
    (b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", Protocol.SSH, "OpenSSH_9.2p1 Debian-2", None),
    (b"Welcome to the jump host\r\nSSH-2.0-dropbear_2022.83\r\n", Protocol.SSH, "dropbear_2022.83", None),
    (b"Exceeded MaxStartups\r\n", Protocol.SSH, None, None),
    (b"220 mx.example.com ESMTP Postfix\r\n", Protocol.SMTP, "mx.example.com ESMTP Postfix", Starttls.SMTP),
    (b"220-mx.example.com\r\n220 ESMTP Exim 4.96\r\n", Protocol.SMTP, "mx.example.com", Starttls.SMTP),
    (
        b"502 5.5.2 Error: command not recognized\r\n",
        Protocol.SMTP,
        "5.5.2 Error: command not recognized",
        Starttls.SMTP,
    ),
    (b"220 mail.example.com LMTP ready\r\n", Protocol.LMTP, "mail.example.com LMTP ready", Starttls.LMTP),
    (b"220 (vsFTPd 3.0.5)\r\n", Protocol.FTP, "(vsFTPd 3.0.5)", Starttls.FTP),
    (b"220 ProFTPD Server ready.\r\n", Protocol.FTP, "ProFTPD Server ready.", Starttls.FTP),
    (b"220 ready\r\n", Protocol.SMTP_OR_FTP, "ready", None),
    (
        b"200 news.example InterNetNews NNRP server ready\r\n",
        Protocol.NNTP,
        "news.example InterNetNews NNRP server ready",
        Starttls.NNTP,
    ),
    (
        b"* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n",
        Protocol.IMAP,
        "[CAPABILITY IMAP4rev1] Dovecot ready.",
        Starttls.IMAP,
    ),
    (b"+OK POP3 ready\r\n", Protocol.POP3, "POP3 ready", Starttls.POP3),
    (b'"IMPLEMENTATION" "Dovecot Pigeonhole"\r\n', Protocol.SIEVE, "Dovecot Pigeonhole", Starttls.SIEVE),
    (b"\x4a\0\0\0\x0a8.0.35\0\x08\0\0\0", Protocol.MYSQL, "8.0.35", Starttls.MYSQL),
    (b"\x46\0\0\0\xff\x6a\x04Host is not allowed", Protocol.MYSQL, "Host is not allowed", Starttls.MYSQL),
    (b"EFATAL:  unsupported frontend protocol\0", Protocol.POSTGRES, None, Starttls.POSTGRES),
    (b"E\0\0\0\x8dSFATAL\0VFATAL\0", Protocol.POSTGRES, None, Starttls.POSTGRES),
    (b"-ERR unknown command\r\n", Protocol.REDIS, "unknown command", None),
    (b"-NOAUTH Authentication required.\r\n", Protocol.REDIS, "Authentication required.", None),
    (b"ERROR\r\n", Protocol.MEMCACHED, None, None),
    (b"<?xml version='1.0'?><stream:stream id='1'>", Protocol.XMPP, None, Starttls.XMPP),
    (b"0\x24\x02\x01\x00\x78\x1f\x0a\x01\x02\x04\x00", Protocol.LDAP, None, Starttls.LDAP),
    (b"\x03\x00\x00\x13\x0e\xd0\x00\x00\x124\x00", Protocol.RDP, None, None),
    (b"RFB 003.008\n", Protocol.VNC, "003.008", None),
    (b"AMQP\x00\x00\x09\x01", Protocol.AMQP, None, None),
    (b"\xff\xfd\x18\xff\xfd\x20", Protocol.TELNET, None, None),
    (b"\x00\x00\x12\x04\x00\x00\x00\x00\x00", Protocol.HTTP2, None, None),
    (b"RTSP/1.0 400 Bad Request\r\n", Protocol.RTSP, None, None),
    (b"SIP/2.0 400 Bad Request\r\n", Protocol.SIP, None, None),
    (b"@RSYNCD: 31.0\n", Protocol.RSYNC, "31.0", None),
    (b":irc.example NOTICE AUTH :*** Looking up\r\n", Protocol.IRC, None, None),
    (b"\x24\0\0\0\x01\0\0\0\xff\xff\xff\xff\xdd\x07\0\0", Protocol.MONGODB, None, None),
]


@pytest.mark.parametrize(("data", "protocol", "says", "starttls"), BANNERS)
def test_a_greeting_is_named_with_its_words(
    data: bytes, protocol: Protocol, says: str | None, starttls: Starttls | None
) -> None:
    kind = recognise(data)
    assert isinstance(kind, Banner)
    assert (kind.protocol, kind.says, kind.starttls) == (protocol, says, starttls)


@pytest.mark.parametrize(
    ("port", "protocol", "starttls"),
    [
        (21, Protocol.FTP, Starttls.FTP),
        (25, Protocol.SMTP, Starttls.SMTP),
        (587, Protocol.SMTP, Starttls.SUBMISSION),
        (443, Protocol.SMTP_OR_FTP, None),
        (None, Protocol.SMTP_OR_FTP, None),
    ],
)
def test_the_port_settles_a_shared_greeting(port: int | None, protocol: Protocol, starttls: Starttls | None) -> None:
    kind = recognise(b"220 ready\r\n", port)
    assert (kind.protocol, kind.starttls) == (protocol, starttls)


def test_the_words_win_over_the_port_of_ftp() -> None:
    assert recognise(b"220 mx ESMTP Postfix\r\n", 587).starttls is Starttls.SUBMISSION


def test_http_gives_its_status_and_server() -> None:
    kind = recognise(b"HTTP/1.1 301 Moved\r\nserver: nginx/1.22.1\r\nLocation: /\r\n\r\n<html>")
    assert isinstance(kind, PlainHttp)
    assert (kind.status, kind.server, kind.expects_https) == (301, "nginx/1.22.1", False)


@pytest.mark.parametrize(
    "body",
    [
        b"<center>The plain HTTP request was sent to HTTPS port</center>",
        b"Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />",
        b"Client sent an HTTP request to an HTTPS server.\n",
    ],
)
def test_http_that_expects_https_is_told_from_plain_http(body: bytes) -> None:
    kind = recognise(b"HTTP/1.1 400 Bad Request\r\n\r\n" + body)
    assert isinstance(kind, PlainHttp)
    assert kind.expects_https


def test_a_server_header_in_the_body_is_not_the_servers() -> None:
    kind = recognise(b"HTTP/1.1 200 OK\r\n\r\n\r\nServer: fake\r\n")
    assert isinstance(kind, PlainHttp)
    assert kind.server is None


def test_a_page_without_a_status_line_is_http_too() -> None:
    kind = recognise(b"<!DOCTYPE HTML PUBLIC>\n<html>")
    assert isinstance(kind, PlainHttp)
    assert kind.status is None


def test_mongodb_speaks_http_to_strangers() -> None:
    text = b"HTTP/1.0 200 OK\r\n\r\nIt looks like you are trying to access MongoDB over HTTP on the native driver port."
    assert recognise(text).protocol is Protocol.MONGODB


@pytest.mark.parametrize("data", [b"200 OK\r\n", b"2200 hello\r\n", b"+OKAY", b"* OKAY", b"SSH", b"hello", b"E\r\n"])
def test_near_misses_are_not_recognised(data: bytes) -> None:
    assert isinstance(recognise(data), Unrecognised)


@pytest.mark.parametrize(("data", "text"), [(b"hello\r\n", True), (b"\x00\x01", False), (b"caf\xc3\xa9", False)])
def test_unknown_text_is_told_from_unknown_binary(data: bytes, text: bool) -> None:
    kind = recognise(data)
    assert isinstance(kind, Unrecognised)
    assert kind.text is text


@given(st.binary(max_size=500), st.none() | st.integers(1, 65535))
@example(b"HTTP/1.1 200 <!channel> \x1b[31m\r\nServer: \x00<@U123>\r\n", None)
def test_no_bytes_raise_and_what_is_shown_is_harmless(data: bytes, port: int | None) -> None:
    kind = recognise(data, port)
    shown = [kind.excerpt, *([kind.says] if isinstance(kind, Banner) and kind.says else [])]
    assert all(len(text) <= 120 and text.isprintable() and text.removesuffix("…").isascii() for text in shown)


@pytest.mark.parametrize(
    "data",
    [
        b"\n" * 4096,
        b" " * 4096,
        b"a\n" * 2048,
        b"220 " + b"m" * 4092,
        b"220 " + b"mail" * 1024,
        b"HTTP/1.1 200\r\n" + b"\r\nserver:" * 450,
        b"<?xml" * 900,
        b":" + b"x " * 2048,
        b"\x00" * (1 << 20),
    ],
)
def test_hostile_text_costs_no_time(data: bytes) -> None:
    start = time.process_time()
    recognise(data)
    assert time.process_time() - start < 0.25  # measured: under 1 ms


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x15\x03\x01\x00\x02\x02\x46", Alert(2, 70)),
        (b"\x15\x03\x01\x00\x02", RecordHeader(21, 0x0301, 2)),
        (b"\x16\x03\x03\x00\x7a\x02", RecordHeader(22, 0x0303, 122)),
        (b"\x16\x03\x03", None),
        (b"HTTP/1.1", None),
        (b"", None),
    ],
)
def test_a_tls_beginning_is_told(data: bytes, expected: Alert | RecordHeader | None) -> None:
    assert tls_alert_or_record(data) == expected
