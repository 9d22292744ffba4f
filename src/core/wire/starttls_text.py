"""STARTTLS of the protocols made of lines, and of XMPP: one script each.

Law: read greeting, ask for capabilities where the protocol has them, ask for TLS only when it is offered (or when the
server is too old to say), report the server's own words when it is not.
"""

import re
from collections.abc import Generator
from typing import Final

from core.wire.starttls_talk import NotOffered, ProtocolError, Ready, Refused, Script, Talk, shown

_DIGIT: Final = b"0123456789"
_REPLY: Final = re.compile(rb"(\d{3})([ -]|$)")


def _reply(talk: Talk) -> Generator[None, None, tuple[int, bytes]]:
    """A reply of SMTP or FTP: its code and all its lines (RFC 5321 section 4.2.1, RFC 959 section 4.2)."""
    lines: list[bytes] = []
    code = b""
    while True:
        line = yield from talk.line(b"" if lines else _DIGIT)
        found = _REPLY.match(line)
        if not found and not lines:
            raise ProtocolError("a line without a reply code")
        lines.append(line)
        if found and not code:
            code = found[1]
        if found and found[1] == code and found[2] != b"-":
            return int(code), b"\n".join(lines)


def smtp(talk: Talk) -> Script:
    """RFC 3207."""
    return (yield from _mail(talk, b"EHLO"))


def lmtp(talk: Talk) -> Script:
    """RFC 2033: LHLO instead of EHLO."""
    return (yield from _mail(talk, b"LHLO"))


def _mail(talk: Talk, hello: bytes) -> Script:
    code, text = yield from _reply(talk)
    if code != 220:
        return Refused(shown(text))
    talk.send(hello + b" " + talk.client_name + b"\r\n")
    code, text = yield from _reply(talk)
    if 400 <= code < 500:
        return Refused(shown(text))
    if code != 250 or not re.search(rb"^250[ -]STARTTLS\b", text, re.MULTILINE | re.IGNORECASE):
        return NotOffered(shown(text))
    talk.send(b"STARTTLS\r\n")
    code, text = yield from _reply(talk)
    return Ready() if code == 220 else Refused(shown(text))


def ftp(talk: Talk) -> Script:
    """RFC 4217."""
    code, text = yield from _reply(talk)
    while code == 120:  # ready in some minutes, RFC 959 section 5.4
        code, text = yield from _reply(talk)
    if code != 220:
        return Refused(shown(text))
    talk.send(b"AUTH TLS\r\n")
    code, text = yield from _reply(talk)
    match code:
        case 234:
            return Ready()
        case 500 | 501 | 502 | 503 | 504 | 530:  # unknown command, or "log in first": no TLS here
            return NotOffered(shown(text))
        case _:
            return Refused(shown(text))


def imap(talk: Talk) -> Script:
    """RFC 9051 sections 6.1.1 and 6.2.1."""
    greeting = yield from talk.line(b"*")
    if greeting.upper().startswith(b"* BYE"):
        return Refused(shown(greeting))
    if greeting.upper().startswith(b"* PREAUTH"):
        return NotOffered(shown(greeting))
    if not greeting.upper().startswith(b"* OK"):
        raise ProtocolError("no IMAP greeting")
    talk.send(b"a1 CAPABILITY\r\n")
    lines, _ = yield from _imap_answer(talk, b"a1 ")
    capabilities = b"\n".join(lines)
    if not re.search(rb"\bSTARTTLS\b", capabilities, re.IGNORECASE):
        return NotOffered(shown(capabilities))
    talk.send(b"a2 STARTTLS\r\n")
    _, last = yield from _imap_answer(talk, b"a2 ")
    return Ready() if last.upper().startswith(b"A2 OK") else Refused(shown(last))


def _imap_answer(talk: Talk, tag: bytes) -> Generator[None, None, tuple[list[bytes], bytes]]:
    """The untagged lines of an answer and its tagged one."""
    lines: list[bytes] = []
    while True:
        line = yield from talk.line()
        if line.lower().startswith(tag):
            return lines, line
        lines.append(line)


def pop3(talk: Talk) -> Script:
    """RFC 2595 section 4, RFC 2449 section 5."""
    greeting = yield from talk.line(b"+-")
    if not greeting.startswith(b"+OK"):
        return Refused(shown(greeting))
    talk.send(b"CAPA\r\n")
    answer = yield from talk.line(b"+-")
    if answer.startswith(b"+OK"):  # a server without CAPA may know STLS all the same
        capabilities = yield from _until_dot(talk)
        if not re.search(rb"^STLS\b", capabilities, re.MULTILINE | re.IGNORECASE):
            return NotOffered(shown(capabilities))
    talk.send(b"STLS\r\n")
    last = yield from talk.line(b"+-")
    if last.startswith(b"+OK"):
        return Ready()
    return Refused(shown(last)) if answer.startswith(b"+OK") else NotOffered(shown(last))


def _until_dot(talk: Talk) -> Generator[None, None, bytes]:
    """The lines before one with a single dot."""
    lines: list[bytes] = []
    while (line := (yield from talk.line())) != b".":
        lines.append(line)
    return b"\n".join(lines)


def nntp(talk: Talk) -> Script:
    """RFC 4642, RFC 3977 section 5.2."""
    greeting = yield from talk.line(_DIGIT)
    if not greeting.startswith((b"200", b"201")):
        return Refused(shown(greeting))
    talk.send(b"CAPABILITIES\r\n")
    answer = yield from talk.line(_DIGIT)
    if answer.startswith(b"101"):
        capabilities = yield from _until_dot(talk)
        if not re.search(rb"^STARTTLS\b", capabilities, re.MULTILINE | re.IGNORECASE):
            return NotOffered(shown(capabilities))
    talk.send(b"STARTTLS\r\n")
    last = yield from talk.line(_DIGIT)
    if last.startswith(b"382"):
        return Ready()
    return NotOffered(shown(last)) if last.startswith((b"500", b"501", b"502")) else Refused(shown(last))


def sieve(talk: Talk) -> Script:
    """RFC 5804 section 2.2: the capabilities are the greeting."""
    capabilities, last = yield from _sieve_answer(talk, b'"OoNnBb')
    if not last.upper().startswith(b"OK"):
        return Refused(shown(last))
    if not re.search(rb'^"STARTTLS"', capabilities, re.MULTILINE | re.IGNORECASE):
        return NotOffered(shown(capabilities))
    talk.send(b"STARTTLS\r\n")
    _, last = yield from _sieve_answer(talk, b'"OoNnBb')
    return Ready() if last.upper().startswith(b"OK") else Refused(shown(last))


def _sieve_answer(talk: Talk, begins: bytes) -> Generator[None, None, tuple[bytes, bytes]]:
    """The lines before OK, NO or BYE, and that one."""
    lines: list[bytes] = []
    while True:
        line = yield from talk.line(b"" if lines else begins)
        if re.match(rb"(?:OK|NO|BYE)\b", line, re.IGNORECASE):
            return b"\n".join(lines), line
        lines.append(line)


def xmpp_client(talk: Talk) -> Script:
    """RFC 6120 section 5, client to server."""
    return (yield from _xmpp(talk, b"jabber:client"))


def xmpp_server(talk: Talk) -> Script:
    """RFC 6120 section 5, server to server."""
    return (yield from _xmpp(talk, b"jabber:server"))


def _xmpp(talk: Talk, namespace: bytes) -> Script:
    """Reads tag by tag and parses no XML: entity declarations and deep nesting have nothing to bite on."""
    talk.send(
        b"<?xml version='1.0'?><stream:stream to='" + talk.server_name + b"' xmlns='" + namespace + b"' "
        b"xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
    )
    first = yield from talk.until(b">", begins=b"< \t\r\n")
    if not first.lstrip().startswith((b"<?xml", b"<stream:stream")):
        raise ProtocolError("no XML stream")
    features, over = yield from _xml_until(talk, b"stream:features")
    if over:
        return Refused(shown(features))
    if b"<starttls" not in features:
        return NotOffered(shown(features))
    talk.send(b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
    answer, over = yield from _xml_until(talk, b"proceed")
    return Refused(shown(answer)) if over else Ready()


def _xml_until(talk: Talk, name: bytes) -> Generator[None, None, tuple[bytes, bool]]:
    """The text up to the end of the element `name`; True with it when failure, error or the stream's end came first."""
    read = bytearray()
    while True:
        tag = yield from talk.until(b">")
        read += tag
        for end in (name, b"failure", b"stream:error", b"stream:stream"):
            if tag.endswith(b"</" + end + b">") or (b"<" + end in tag and tag.endswith(b"/>")):
                return bytes(read), end != name
