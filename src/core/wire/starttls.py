"""The plain-text dialogue before TLS on a STARTTLS port, without a socket.

Law: `open()` and `receive()` return bytes to send and a state; the caller does the I/O and the waiting. Nothing is
sent that the protocol does not allow at that place, no credentials ever. At most 16 KiB are read; bytes that came
after the server's go-ahead are not swallowed but handed out as `leftover` (they were injected, or TLS began early).
The scripts themselves are in `core.wire.starttls_text` and `core.wire.starttls_binary`, one function a protocol.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from core.model.target import Starttls
from core.wire import starttls_binary, starttls_text
from core.wire.starttls_talk import (
    LIMIT,
    AlreadyTls,
    NotOffered,
    ProtocolError,
    Ready,
    Refused,
    Script,
    State,
    Talk,
    Talking,
    Unexpected,
)

__all__ = [
    "LIMIT",
    "AlreadyTls",
    "NotOffered",
    "Ready",
    "Refused",
    "StarttlsDialogue",
    "State",
    "Step",
    "Talking",
    "Unexpected",
]


@dataclass(frozen=True, slots=True)
class Step:
    """What to send now (perhaps nothing), and where the dialogue stands after it."""

    send: bytes
    state: State


class StarttlsDialogue:
    """One dialogue. `server_name`: for whom XMPP asks; `client_name`: how SMTP and LMTP clients introduce themselves.

    >>> dialogue = StarttlsDialogue(Starttls.POSTGRES)
    >>> dialogue.open().hex()
    '0000000804d2162f'
    >>> dialogue.receive(b"S").state
    Ready()
    """

    def __init__(self, protocol: Starttls, server_name: str = "localhost", client_name: str = "localhost") -> None:
        self._talk = Talk(server_name=_harmless(server_name), client_name=_harmless(client_name))
        self._script: Script = _SCRIPTS[protocol](self._talk)
        self._state: State = Talking()

    @property
    def state(self) -> State:
        """Where the dialogue stands."""
        return self._state

    @property
    def leftover(self) -> bytes:
        """Bytes that came after the go-ahead, and so belong to TLS, if they are honest."""
        return self._talk.unread if isinstance(self._state, Ready) else b""

    @property
    def received(self) -> bytes:
        """Everything the server said in the clear, at most `LIMIT` bytes."""
        return self._talk.received

    def open(self) -> bytes:
        """What to send before anything is received: nothing where the server greets first. Call it once."""
        return self._advance().send

    def receive(self, data: bytes) -> Step:
        """Take bytes of the server. Once the state is not `Talking`, further bytes change nothing but `leftover`."""
        overflow = self._talk.put(data)
        if not isinstance(self._state, Talking):
            return Step(b"", self._state)
        match self._talk.looks_like_tls:
            case True:
                return self._end(AlreadyTls(self._talk.received))
            case None:
                return Step(b"", self._state)
            case False:
                pass
        step = self._advance()
        if overflow and isinstance(step.state, Talking):
            return self._end(Unexpected(self._talk.received, f"more than {LIMIT} bytes and no answer"))
        return step

    def _advance(self) -> Step:
        try:
            next(self._script)
        except StopIteration as end:
            return self._end(end.value)
        except ProtocolError as wrong:
            return self._end(Unexpected(self._talk.received, wrong.why))
        return Step(self._talk.take_outgoing(), self._state)

    def _end(self, state: State) -> Step:
        self._state = state
        self._script.close()
        return Step(self._talk.take_outgoing(), state)


def _harmless(name: str) -> str:
    """A host name as it may stand in a command line or an XML attribute: nothing that could end either."""
    return "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter in "-._:[]"))


_SCRIPTS: Final[dict[Starttls, Callable[[Talk], Script]]] = {
    Starttls.SMTP: starttls_text.smtp,
    Starttls.SUBMISSION: starttls_text.smtp,
    Starttls.LMTP: starttls_text.lmtp,
    Starttls.IMAP: starttls_text.imap,
    Starttls.POP3: starttls_text.pop3,
    Starttls.FTP: starttls_text.ftp,
    Starttls.SIEVE: starttls_text.sieve,
    Starttls.NNTP: starttls_text.nntp,
    Starttls.XMPP: starttls_text.xmpp_client,
    Starttls.XMPP_SERVER: starttls_text.xmpp_server,
    Starttls.LDAP: starttls_binary.ldap,
    Starttls.POSTGRES: starttls_binary.postgres,
    Starttls.MYSQL: starttls_binary.mysql,
    Starttls.RDP: starttls_binary.rdp,
}
