"""What a plain client sees of a server, in one line: Python's own `ssl` on memory BIOs, and the records in clear.

This is the lab's own eye, to check the lab; it shares nothing with the product.

    ok · ok, then eof|reset|error REASON · verify CODE · alert NUMBER · error REASON · not tls FIRST BYTES ·
    flood · eof · reset · silent · stalled · refused · no route · no answer
"""

import errno
import socket
import ssl
from contextlib import suppress
from pathlib import Path

from tests.lab.net import family

_ENOUGH = 2_000_000
_PLAIN = {
    "smtp": (b"EHLO look.test\r\n", b"STARTTLS\r\n"),
    "imap": (b"a1 STARTTLS\r\n",),
    "pop3": (b"STLS\r\n",),
    "postgres": (b"\x00\x00\x00\x08\x04\xd2\x16\x2f",),
    "rdp": (b"\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00",),
}
_GO = {
    "smtp": b"220",
    "imap": b"a1 OK",
    "pop3": b"+OK",
    "postgres": b"S",
    "rdp": b"\x03\x00\x00\x13\x0e\xd0\x00\x00\x12\x34\x00\x02",
}


def look(address: str, port: int, host: str, ca_file: Path, *, starttls: str = "", patience: float = 0.5) -> str:
    """Connect, shake hands with verification, ask for a page; never raises for what the other side does."""
    with socket.socket(family(address)) as sock:
        sock.settimeout(patience)
        try:
            sock.connect((address, port))
        except TimeoutError:
            return "no answer"
        except ConnectionRefusedError:
            return "refused"
        except ConnectionResetError:
            return "reset"
        except OSError as error:
            return "no route" if error.errno == errno.ENETUNREACH else f"connect: {error}"
        if starttls and (refusal := _ask_for_tls(sock, starttls)):
            return refusal
        return _Eye(sock, host, ca_file).see(page=not starttls)


def _ask_for_tls(sock: socket.socket, protocol: str) -> str:
    """Empty when TLS may begin; else what the server said."""
    reply = b"" if protocol in ("postgres", "rdp") else sock.recv(4096)
    for command in _PLAIN[protocol]:
        sock.sendall(command)
        reply = sock.recv(4096)
    return "" if reply.startswith(_GO[protocol]) else f"plain {reply.decode('latin-1').strip()}"


class _Eye:
    """One TLS client in memory, that remembers the records it was fed."""

    def __init__(self, sock: socket.socket, host: str, ca_file: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(ca_file)
        context.set_ciphers("DEFAULT:@SECLEVEL=2")
        self._sock = sock
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_hostname=host)
        self._seen = b""

    def see(self, *, page: bool) -> str:
        if (trouble := self._until_done(handshake=True)) is not None:
            return trouble
        if not page:
            return "ok"
        self._tls.write(b"GET / HTTP/1.0\r\n\r\n")
        trouble = self._until_done(handshake=False)
        return "ok" if trouble is None else f"ok, then {trouble}"

    def _until_done(self, *, handshake: bool) -> str | None:
        """None when the step is done, else what came between."""
        while True:
            try:
                if not handshake and not self._tls.read(64):
                    return "eof"
                if handshake:
                    self._tls.do_handshake()
            except ssl.SSLWantReadError:
                if (trouble := self._exchange()) is not None:
                    return trouble
            except ssl.SSLCertVerificationError as error:
                return f"verify {error.verify_code}"
            except ssl.SSLZeroReturnError:
                return "closed politely"
            except ssl.SSLError as error:
                return self._explain(error)
            else:
                with suppress(OSError):  # a peer that has left is seen by the next read
                    self._sock.sendall(self._out.read())
                return None

    def _exchange(self) -> str | None:
        try:
            self._sock.sendall(self._out.read())
            data = self._sock.recv(65536)
        except TimeoutError:
            return "stalled" if self._seen else "silent"
        except (ConnectionResetError, BrokenPipeError):
            return "reset"
        if not data:
            return "eof"
        self._seen += data
        if len(self._seen) > _ENOUGH:
            return "flood"
        self._in.write(data)
        return None

    def _explain(self, error: ssl.SSLError) -> str:
        if self._seen[:1] not in {b"\x15", b"\x16"} or self._seen[1:2] != b"\x03":
            return f"not tls {self._seen[:12]!r}"
        records = self._seen
        while len(records) >= 5:
            size = int.from_bytes(records[3:5])
            if records[0] == 21 and size == 2 and records[5] == 2:
                return f"alert {records[6]}"
            records = records[5 + size :]
        return f"error {error.reason}"
