"""What servers of fourteen protocols say, what we answer, and how it ends."""

from dataclasses import dataclass

from core.model.target import Starttls
from core.wire.starttls import (
    NotOffered,
    Ready,
    Refused,
    State,
)

FEATURES = (
    b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' id='1' version='1.0'>"
    b"<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>"
)
MYSQL_CAPABILITIES = 0xFFFF


def mysql_greeting(capabilities: int = MYSQL_CAPABILITIES, version: bytes = b"8.0.35") -> bytes:
    tail = bytes(4) + b"saltsalt\0" + capabilities.to_bytes(2, "little") + b"\xff\x02\x00\xff\xdf\x15" + bytes(10)
    packet = b"\x0a" + version + b"\0" + tail
    return len(packet).to_bytes(3, "little") + b"\0" + packet


def ldap_response(code: int, text: bytes = b"") -> bytes:
    result = b"\x0a\x01" + bytes([code]) + b"\x04\x00" + b"\x04" + bytes([len(text)]) + text
    operation = b"\x78" + bytes([len(result)]) + result
    return b"0" + bytes([3 + len(operation)]) + b"\x02\x01\x01" + operation


@dataclass(frozen=True)
class Play:
    """What the server says, and what we say before each of its lines; then the end."""

    protocol: Starttls
    opening: bytes
    exchange: tuple[tuple[bytes, bytes], ...]  # the server's bytes, our answer to them
    state: State


SSL_REQUEST = b"\x20\0\0\x01\x00\x8a\x08\x00\x00\x00\x00\x01\xff" + bytes(23)
XMPP_OPEN = (
    b"<?xml version='1.0'?><stream:stream to='example.com' xmlns='jabber:client' "
    b"xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
)
XMPP_ASK = b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
LDAP_ASK = b"0\x1d\x02\x01\x01w\x18\x80\x161.3.6.1.4.1.1466.20037"
EHLO = (b"220-one\r\n220 mx ESMTP\r\n", b"EHLO me.test\r\n")
S, P = Starttls, Play
RDP_USER_AUTH = "TLS with user authentication required by the server"
RDP_OLD = "the server negotiates nothing: its RDP security only"
RDP_ASK = bytes.fromhex("030000130ee000000000000100080003000000")


def rdp_confirm(kind: int, number: int) -> bytes:
    """MS-RDPBCGR 2.2.1.2: connection confirm with a negotiation response (2) or failure (3)."""
    return bytes.fromhex("030000130ed000001234") + b"\0" + bytes([kind]) + b"\0\x08\0" + number.to_bytes(4, "little")


READY = [
    P(S.SMTP, b"", (EHLO, (b"250-mx\r\n250-STARTTLS\r\n250 HELP\r\n", b"STARTTLS\r\n"), (b"220 go\r\n", b"")), Ready()),
    P(S.SUBMISSION, b"", (EHLO, (b"250 starttls\r\n", b"STARTTLS\r\n"), (b"220 go\r\n", b"")), Ready()),
    P(
        S.LMTP,
        b"",
        ((b"220 x\r\n", b"LHLO me.test\r\n"), (b"250 STARTTLS\r\n", b"STARTTLS\r\n"), (b"220 go\n", b"")),
        Ready(),
    ),
    P(
        S.IMAP,
        b"",
        (
            (b"* OK hi\r\n", b"a1 CAPABILITY\r\n"),
            (b"* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK\r\n", b"a2 STARTTLS\r\n"),
            (b"a2 OK go\r\n", b""),
        ),
        Ready(),
    ),
    P(
        S.POP3,
        b"",
        ((b"+OK hi\r\n", b"CAPA\r\n"), (b"+OK\r\nUSER\r\nSTLS\r\n.\r\n", b"STLS\r\n"), (b"+OK go\r\n", b"")),
        Ready(),
    ),
    P(S.POP3, b"", ((b"+OK hi\r\n", b"CAPA\r\n"), (b"-ERR what\r\n", b"STLS\r\n"), (b"+OK go\r\n", b"")), Ready()),
    P(S.FTP, b"", ((b"220-hi\r\n there\r\n220 ready\r\n", b"AUTH TLS\r\n"), (b"234 go\r\n", b"")), Ready()),
    P(S.LDAP, LDAP_ASK, ((ldap_response(0), b""),), Ready()),
    P(S.XMPP, XMPP_OPEN, ((FEATURES, XMPP_ASK), (b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", b"")), Ready()),
    P(
        S.XMPP_SERVER,
        XMPP_OPEN.replace(b"client", b"server"),
        ((FEATURES, XMPP_ASK), (b"<proceed></proceed>", b"")),
        Ready(),
    ),
    P(S.POSTGRES, b"\0\0\0\x08\x04\xd2\x16\x2f", ((b"S", b""),), Ready()),
    P(S.MYSQL, b"", ((mysql_greeting(), SSL_REQUEST),), Ready()),
    P(
        S.SIEVE,
        b"",
        ((b'"IMPLEMENTATION" "x"\r\n"STARTTLS"\r\nOK "hi"\r\n', b"STARTTLS\r\n"), (b"OK\r\n", b"")),
        Ready(),
    ),
    P(
        S.NNTP,
        b"",
        (
            (b"200 hi\r\n", b"CAPABILITIES\r\n"),
            (b"101 list\r\nVERSION 2\r\nSTARTTLS\r\n.\r\n", b"STARTTLS\r\n"),
            (b"382 go\r\n", b""),
        ),
        Ready(),
    ),
    P(S.RDP, RDP_ASK, ((rdp_confirm(2, 1), b""),), Ready()),
    P(S.RDP, RDP_ASK, ((rdp_confirm(2, 2), b""),), Ready()),
]
NOT_READY = [
    P(
        S.SMTP,
        b"",
        (EHLO, (b"250-mx\r\n250-XSTARTTLS\r\n250 HELP\r\n", b"")),
        NotOffered("250-mx\\n250-XSTARTTLS\\n250 HELP"),
    ),
    P(S.SMTP, b"", (EHLO, (b"502 what\r\n", b"")), NotOffered("502 what")),
    P(S.SMTP, b"", (EHLO, (b"421 busy\r\n", b"")), Refused("421 busy")),
    P(
        S.SMTP,
        b"",
        (EHLO, (b"250 STARTTLS\r\n", b"STARTTLS\r\n"), (b"454 TLS not available\r\n", b"")),
        Refused("454 TLS not available"),
    ),
    P(S.SMTP, b"", ((b"554 go away\r\n", b""),), Refused("554 go away")),
    P(
        S.IMAP,
        b"",
        ((b"* OK hi\r\n", b"a1 CAPABILITY\r\n"), (b"* CAPABILITY IMAP4rev1\r\na1 OK\r\n", b"")),
        NotOffered("* CAPABILITY IMAP4rev1"),
    ),
    P(S.IMAP, b"", ((b"* PREAUTH hi\r\n", b""),), NotOffered("* PREAUTH hi")),
    P(S.IMAP, b"", ((b"* BYE busy\r\n", b""),), Refused("* BYE busy")),
    P(S.POP3, b"", ((b"+OK hi\r\n", b"CAPA\r\n"), (b"+OK\r\nUSER\r\n.\r\n", b"")), NotOffered("USER")),
    P(
        S.POP3,
        b"",
        ((b"+OK hi\r\n", b"CAPA\r\n"), (b"-ERR\r\n", b"STLS\r\n"), (b"-ERR no\r\n", b"")),
        NotOffered("-ERR no"),
    ),
    P(S.FTP, b"", ((b"220 hi\r\n", b"AUTH TLS\r\n"), (b"530 log in first\r\n", b"")), NotOffered("530 log in first")),
    P(S.FTP, b"", ((b"220 hi\r\n", b"AUTH TLS\r\n"), (b"431 not now\r\n", b"")), Refused("431 not now")),
    P(S.LDAP, LDAP_ASK, ((ldap_response(2, b"unsupported"), b""),), NotOffered("result 2 protocolError: unsupported")),
    P(S.LDAP, LDAP_ASK, ((ldap_response(52, b"no cert"), b""),), Refused("result 52 unavailable: no cert")),
    P(S.XMPP, XMPP_OPEN, ((b"<stream:stream><stream:features/>", b""),), NotOffered("<stream:features/>")),
    P(
        S.XMPP,
        XMPP_OPEN,
        ((b"<stream:stream><stream:error><host-unknown/></stream:error>", b""),),
        Refused("<stream:error><host-unknown/></stream:error>"),
    ),
    P(S.XMPP, XMPP_OPEN, ((FEATURES, XMPP_ASK), (b"<failure xmlns='x'/>", b"")), Refused("<failure xmlns='x'/>")),
    P(S.POSTGRES, b"\0\0\0\x08\x04\xd2\x16\x2f", ((b"N", b""),), NotOffered("the server answers N to SSLRequest")),
    P(
        S.POSTGRES,
        b"\0\0\0\x08\x04\xd2\x16\x2f",
        ((b"E\0\0\0\x16SFATAL\0Mtoo many\0\0", b""),),
        Refused("FATAL too many"),
    ),
    P(S.POSTGRES, b"\0\0\0\x08\x04\xd2\x16\x2f", ((b"EFATAL:  old\n\0", b""),), Refused("FATAL:  old")),
    P(S.MYSQL, b"", ((mysql_greeting(0xF7FF), b""),), NotOffered("MySQL 8.0.35 without the SSL capability")),
    P(S.MYSQL, b"", ((b"\x0f\0\0\0\xff\x6a\x04Host blocked", b""),), Refused("Host blocked")),
    P(S.SIEVE, b"", ((b'"IMPLEMENTATION" "x"\r\nOK\r\n', b""),), NotOffered('"IMPLEMENTATION" "x"')),
    P(
        S.NNTP,
        b"",
        ((b"200 hi\r\n", b"CAPABILITIES\r\n"), (b"101 list\r\nVERSION 2\r\n.\r\n", b"")),
        NotOffered("VERSION 2"),
    ),
    P(
        S.NNTP,
        b"",
        ((b"200 hi\r\n", b"CAPABILITIES\r\n"), (b"500 what\r\n", b"STARTTLS\r\n"), (b"500 what\r\n", b"")),
        NotOffered("500 what"),
    ),
    P(S.NNTP, b"", ((b"400 closed\r\n", b""),), Refused("400 closed")),
    P(S.RDP, RDP_ASK, ((rdp_confirm(2, 0), b""),), NotOffered("the server chooses protocol 0, not TLS")),
    P(S.RDP, RDP_ASK, ((rdp_confirm(3, 2), b""),), NotOffered("failure 2: TLS not allowed by the server")),
    P(S.RDP, RDP_ASK, ((rdp_confirm(3, 6), b""),), Refused(f"failure 6: {RDP_USER_AUTH}")),
    P(S.RDP, RDP_ASK, ((bytes.fromhex("0300000b06d00000123400"), b""),), NotOffered(RDP_OLD)),
]
FIRST_WORDS = {
    S.SMTP: b"220 x\r\n",
    S.IMAP: b"* OK\r\n",
    S.XMPP: FEATURES,
    S.POSTGRES: b"N",
    S.MYSQL: mysql_greeting(),
}
