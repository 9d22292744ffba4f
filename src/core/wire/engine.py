"""OpenSSL as a value machine: bytes in, bytes out, everything it saw readable at any time, failure included.

Law: this is the most tolerant client that still asks for a certificate and for encryption, as every client does (TLS
1.0 to 1.3, security level 0, servers without RFC 5746). It verifies nothing: `core.examine` judges certificates. It
never raises for what a peer does; the words of OpenSSL's own error stack are kept verbatim in ``failure``.
"""

from dataclasses import dataclass
from typing import Final

from OpenSSL import SSL, crypto

from core.wire import sessions
from core.wire.http_answer import printable

_LEGACY_SERVER_CONNECT: Final = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT: talk to servers without RFC 5746
_CIPHERS: Final = b"ALL:COMPLEMENTOFDEFAULT:!aNULL:!eNULL:!PSK:!SRP:@SECLEVEL=0"
_READ_ALERT: Final = 0x4004  # SSL_CB_READ_ALERT
_CHUNK: Final = 65536
_NAMES: Final = 100
_NAME: Final = 200
_FINISHED_SENT: Final = b"SSLv3/TLS write finished"
_HELLO_DONE: Final = b"SSLv3/TLS read server done"
_CERTIFICATE_ASKED: Final = b"SSLv3/TLS read server certificate request"


@dataclass(frozen=True, slots=True)
class EngineError:
    """OpenSSL's error stack, oldest first: (library, reason) pairs in its own words."""

    stack: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return "; ".join(f"{library}: {reason}" if library else reason for library, reason in self.stack) or "no words"


@dataclass(frozen=True, slots=True)
class Alert:
    level: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a special client does otherwise. ``version``: the only one. ``session``: DER, to be offered."""

    version: int | None = None
    tickets: bool = True
    signature_algorithms: tuple[str, ...] = ()
    session: bytes = b""


class Engine:
    """One client handshake. ``alpn`` in order of preference; ``server_name`` None sends no SNI."""

    def __init__(self, server_name: str | None, alpn: tuple[bytes, ...] = (), setup: Setup | None = None) -> None:
        self._setup = setup or Setup()
        self.alerts: list[Alert] = []
        self.staple: bytes | None = None
        self.done = False
        self.finished_sent = False
        self.certificate_asked = False
        self.peer_closed = False
        self._hello_done = False
        self.failure: EngineError | None = None
        self._connection = SSL.Connection(self._context(), None)
        self._connection.set_connect_state()
        if server_name is not None:
            self._connection.set_tlsext_host_name(server_name.encode("ascii"))
        if alpn:
            self._connection.set_alpn_protos(list(alpn))
        self._connection.request_ocsp()
        if self._setup.session:
            sessions.offer(self._connection, self._setup.session)

    def _context(self) -> SSL.Context:
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        context.set_min_proto_version(self._setup.version or SSL.TLS1_VERSION)
        context.set_max_proto_version(self._setup.version or 0)
        context.set_cipher_list(_CIPHERS)
        context.set_options(_LEGACY_SERVER_CONNECT | (0 if self._setup.tickets else SSL.OP_NO_TICKET))
        if self._setup.signature_algorithms:
            sessions.limit_signatures(context, self._setup.signature_algorithms)
        context.set_verify(SSL.VERIFY_NONE)
        context.set_info_callback(self._noticed)
        context.set_ocsp_client_callback(self._stapled)
        return context

    def _noticed(self, connection: SSL.Connection, where: int, value: int) -> None:
        if where == _READ_ALERT:
            self.alerts.append(Alert(value >> 8, value & 0xFF))
            return
        match connection.get_state_string():
            case state if state == _FINISHED_SENT:
                self.finished_sent = True
            case state if state == _HELLO_DONE:
                self._hello_done = True
            case state if state == _CERTIFICATE_ASKED:
                self.certificate_asked = True

    def _stapled(self, _connection: SSL.Connection, staple: bytes, _data: object) -> bool:
        self.staple = staple or None
        return True

    def start(self) -> bytes:
        """The ClientHello."""
        self._shake()
        return self._outgoing()

    def feed(self, data: bytes) -> bytes:
        """Take bytes of the peer and go on with the handshake as far as they reach; what to send, alerts included."""
        if self.failure is None:
            self._connection.bio_write(data)
            if not self.done:
                self._shake()
        return self._outgoing()

    def _shake(self) -> None:
        try:
            self._connection.do_handshake()
        except SSL.WantReadError:
            return
        except SSL.ZeroReturnError:
            self.peer_closed = True
        except SSL.Error as error:
            self.failure = _words(error)
        else:
            self.done = True

    def write(self, plain: bytes) -> bytes:
        """Encrypt; what to send."""
        if plain and self.failure is None:
            try:
                self._connection.send(plain)
            except SSL.Error as error:
                self.failure = _words(error)
        return self._outgoing()

    def read(self, limit: int) -> bytes:
        """Up to ``limit`` decrypted bytes, b"" if there are none yet (or the peer closed, or its bytes were bad)."""
        plain = b""
        while len(plain) < limit and self.failure is None and not self.peer_closed:
            try:
                plain += self._connection.recv(limit - len(plain))
            except SSL.WantReadError:
                break
            except SSL.ZeroReturnError:
                self.peer_closed = True
            except SSL.Error as error:
                self.failure = _words(error)
        return plain

    def close(self) -> bytes:
        """A close_notify where the protocol allows one; what to send."""
        if self.done and self.failure is None:
            try:
                self._connection.shutdown()
            except SSL.Error:
                return b""  # nobody waits for our farewell
        return self._outgoing()

    def _outgoing(self) -> bytes:
        parts = []
        while True:
            try:
                parts.append(self._connection.bio_read(_CHUNK))
            except SSL.WantReadError:
                return b"".join(parts)

    # --- what was seen so far ---

    @property
    def flight_complete(self) -> bool:
        """The server's first flight was read whole and accepted: all that it says before it needs our answer."""
        return self.done or self._hello_done

    @property
    def chain(self) -> tuple[bytes, ...]:
        """DER of the peer's certificates, leaf first; () if they never came or could not be parsed."""
        sent = self._connection.get_peer_cert_chain() or []
        return tuple(crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate) for certificate in sent)

    @property
    def authorities(self) -> tuple[str, ...]:
        """The first names of the client CAs the server accepts (RFC 8446 §4.2.4), as RFC 4514 text, printable."""
        if not self.certificate_asked:
            return ()
        try:
            names = self._connection.get_client_ca_list(as_cryptography=True)
        except ValueError:
            return ("(a name that cannot be read)",)
        return tuple(printable(name.rfc4514_string(), _NAME) for name in names[:_NAMES])

    @property
    def cipher_name(self) -> str | None:
        return self._connection.get_cipher_name()

    @property
    def group_name(self) -> str | None:
        return self._connection.get_group_name()

    @property
    def version(self) -> int:
        return self._connection.get_protocol_version()

    @property
    def session(self) -> bytes:
        """What may be resumed, as DER; b"" without a complete handshake. In TLS 1.3 worth something after a ticket."""
        return sessions.take(self._connection) if self.done and self.failure is None else b""

    @property
    def early_data(self) -> int | None:
        """Bytes of 0-RTT data that the last ticket allows; None before TLS 1.3."""
        return sessions.early_data(self._connection) if self.done and self.version == SSL.TLS1_3_VERSION else None

    @property
    def resumed(self) -> bool:
        """The offered session was taken."""
        return self.done and sessions.was_reused(self._connection)

    @property
    def alpn(self) -> str | None:
        chosen = self._connection.get_alpn_proto_negotiated()
        return chosen.decode("ascii", "backslashreplace") or None


def _words(error: SSL.Error) -> EngineError:
    if isinstance(error, SSL.SysCallError):
        return EngineError((("", str(error.args[-1])),))
    stack = error.args[0] if error.args else ()
    return EngineError(tuple((str(entry[0]), str(entry[2])) for entry in stack))
