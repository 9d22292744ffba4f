"""What we say after the handshake, only to learn whether the server stays: TLS 1.3 tells a refused client after our
Finished, and a load balancer may kill a session that it has just set up.

On ports that may speak HTTP it is one HEAD request, after STARTTLS a polite goodbye in that protocol, elsewhere
nothing: we listen for a greeting. Nothing here changes state at the server.
"""

from typing import Final, Protocol

from core.model.observation import HttpAnswer, Probe
from core.model.target import Starttls
from core.wire import http2, http_answer

_ANSWER_MS: Final = 2000
_GREETING_MS: Final = 1000
_GREETING_LIMIT: Final = 512
_ALPN: Final = (b"h2", b"http/1.1")

# Ports of RFC 8314 and the IANA registry whose TLS carries something else than HTTP.
NOT_HTTP: Final = frozenset({465, 563, 636, 853, 989, 990, 992, 993, 995, 3269, 5061, 5223, 5671, 6697, 8883})

_GOODBYE: Final = {
    Starttls.SMTP: b"QUIT\r\n",
    Starttls.SUBMISSION: b"QUIT\r\n",
    Starttls.LMTP: b"QUIT\r\n",
    Starttls.FTP: b"QUIT\r\n",
    Starttls.NNTP: b"QUIT\r\n",
    Starttls.POP3: b"QUIT\r\n",
    Starttls.IMAP: b"a9 LOGOUT\r\n",
    Starttls.SIEVE: b"LOGOUT\r\n",
}


class Application(Protocol):
    """``patience_ms``: how long an answer is worth waiting for. ``limit``: bytes that are read of it at most."""

    alpn: tuple[bytes, ...]
    patience_ms: int
    limit: int

    def opening(self, chosen_alpn: str | None) -> bytes:
        """What to say first, in clear."""

    def is_complete(self, answer: bytes) -> bool:
        """Enough was heard."""

    def http(self, answer: bytes) -> HttpAnswer | None:
        """The answer as HTTP, if it is."""

    def greeting(self, answer: bytes) -> str | None:
        """The answer as a line of text, if it is not HTTP."""


class WebServer:
    """HTTP in the version that ALPN chose; HTTP/1.1 if it chose none (RFC 9110 §3.3, RFC 7301)."""

    alpn: tuple[bytes, ...] = _ALPN
    patience_ms = _ANSWER_MS
    limit = http_answer.LIMIT

    def __init__(self, authority: str) -> None:
        self._authority = authority
        self._http = http_answer

    def opening(self, chosen_alpn: str | None) -> bytes:
        self._http = http2 if chosen_alpn == "h2" else http_answer
        return self._http.request(self._authority)

    def is_complete(self, answer: bytes) -> bool:
        return self._http.is_complete(answer)

    def http(self, answer: bytes) -> HttpAnswer | None:
        return self._http.parse_answer(answer)

    def greeting(self, answer: bytes) -> str | None:
        return None if self._http is http2 or self.http(answer) else _line(answer)


class Listener:
    """Says ``goodbye`` (maybe nothing) and listens for one line."""

    alpn: tuple[bytes, ...] = ()
    patience_ms = _GREETING_MS
    limit = _GREETING_LIMIT

    def __init__(self, goodbye: bytes = b"") -> None:
        self._goodbye = goodbye

    def opening(self, chosen_alpn: str | None) -> bytes:  # noqa: ARG002 - none was offered
        return self._goodbye

    def is_complete(self, answer: bytes) -> bool:
        return bool(answer)

    def http(self, answer: bytes) -> HttpAnswer | None:
        return http_answer.parse_answer(answer)

    def greeting(self, answer: bytes) -> str | None:
        return None if self.http(answer) else _line(answer)


def application_for(probe: Probe) -> Application:
    """What this endpoint is likely to speak inside TLS."""
    if probe.starttls is not None:
        return Listener(_GOODBYE.get(probe.starttls, b""))
    if probe.port in NOT_HTTP:
        return Listener()
    host = probe.server_name or (f"[{probe.address}]" if probe.address.version == 6 else str(probe.address))
    return WebServer(host if probe.port == 443 else f"{host}:{probe.port}")


def _line(answer: bytes) -> str | None:
    text = answer.decode("utf-8", "replace").strip()
    return http_answer.printable(text.splitlines()[0]) if text else None
