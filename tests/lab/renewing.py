"""A TLS server whose certificate is replaced while it runs, and which goes away and comes back on its port."""

import socket
from datetime import timedelta

from tests.lab.bench import V4, Bench, Running
from tests.lab.clock import Leaping
from tests.lab.net import Server
from tests.lab.tls import context, terminate, web
from tests.support.pki import Authority


class Renewing:
    """``host`` is entered in the bench's DNS. The dates of its certificates, and its own, are by ``clock``."""

    def __init__(self, bench: Bench, host: str, clock: Leaping, life: timedelta, left: timedelta | None = None) -> None:
        self._bench, self._host, self._clock = bench, host, clock
        self._issuer = bench.pki.issuing
        self.renew(life, left)
        self._port = _reserved()
        bench.ends_with(self._port.close)
        self._server: Server | None = None
        self.come_back()
        self.running: Running = bench.named(host, self._port.getsockname()[1], (V4,), ())

    @property
    def target(self) -> str:
        return self.running.target

    def renew(self, life: timedelta, left: timedelta | None = None, issuer: Authority | None = None) -> None:
        """Serve another certificate from now on, of which so much is left (default: all); in whole seconds."""
        self._issuer = issuer or self._issuer
        end = self._clock.now().replace(microsecond=0) + (life if left is None else left)
        self.leaf = self._issuer.issue(dns=(self._host,), not_before=end - life, not_after=end)

    def leave(self) -> None:
        """Nobody listens: the kernel answers SYN with RST."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def come_back(self) -> None:
        if self._server is None:
            self._server = self._bench.server(self._port.dup(), self._serve)

    def _serve(self, sock: socket.socket) -> None:
        terminate(context(self.leaf), web(skew=self._clock.ahead))(sock)


def _reserved() -> socket.socket:
    """A port that stays ours while nobody listens: past `shutdown`, Linux keeps only what was asked for by number."""
    with socket.socket() as first:
        first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        first.bind((V4, 0))
        kept = socket.socket()
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(first.getsockname())
        return kept
