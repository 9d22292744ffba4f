"""One non-blocking TCP socket on asyncio: connect to an address, read, write; every way to fail is a value.

Law: connects to addresses, never to names. Reads at most one chunk at a time, so memory is bounded by the caller.
FIN and RST are told apart. The socket is closed whatever happens, cancellation included.
"""

import asyncio
import errno
import os
import socket
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from core.model.observation import Refused, Unreachable
from core.model.target import IPAddress

CHUNK: Final = 16384
_FAMILIES: Final = {4: socket.AF_INET, 6: socket.AF_INET6}
# Connecting a UDP socket sends nothing: it only asks the kernel for a route and a source address (RFC 5737, RFC 3849).
_ELSEWHERE: Final = {4: "192.0.2.1", 6: "2001:db8::1"}
_LOOPBACK: Final = {4: "127.0.0.1", 6: "::1"}


@dataclass(frozen=True, slots=True)
class Data:
    received: bytes


@dataclass(frozen=True, slots=True)
class Fin:
    pass


@dataclass(frozen=True, slots=True)
class Rst:
    pass


@dataclass(frozen=True, slots=True)
class Silence:
    pass


Read = Data | Fin | Rst | Silence


class WireSocket:
    """An async context manager around one connection attempt."""

    def __init__(self, address: IPAddress, port: int, max_segment: int | None = None) -> None:
        """``max_segment``: bytes of payload that a TCP segment may carry, both ways; None: whatever the path has."""
        self._address, self._port, self._max_segment = address, port, max_segment
        self._loop = asyncio.get_running_loop()
        self._socket: socket.socket | None = None
        self._reset = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._socket is not None:
            self._socket.close()

    async def connect(self, timeout: float) -> Refused | Unreachable | Silence | None:
        """Connect within ``timeout`` seconds; None when the connection stands."""
        try:
            self._socket = socket.socket(_FAMILIES[self._address.version], socket.SOCK_STREAM)
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._max_segment is not None:
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, self._max_segment)
            async with asyncio.timeout(timeout):
                await self._loop.sock_connect(self._socket, (str(self._address), self._port))
        except ConnectionRefusedError:
            return Refused()
        except TimeoutError:  # ours, and ETIMEDOUT of the kernel
            return Silence()
        except ConnectionResetError:  # it stood, and was reset before we could look
            self._reset = True
        except OSError as error:
            return self._unreachable(error)
        return None

    def _unreachable(self, error: OSError) -> Unreachable:
        number = error.errno or 0
        name = errno.errorcode.get(number, str(number))
        return Unreachable(name, os.strerror(number), local=not has_route(self._address))

    async def send(self, data: bytes, timeout: float) -> None:
        """Send; a peer that does not take it, or resets, shows in the next `receive`."""
        if not data or self._socket is None:
            return
        try:
            async with asyncio.timeout(timeout):
                await self._loop.sock_sendall(self._socket, data)
        except TimeoutError:
            return
        except OSError:
            self._reset = True

    async def receive(self, timeout: float) -> Read:
        """The next bytes within ``timeout`` seconds. What the peer sent before it reset is still read first."""
        assert self._socket is not None
        try:
            async with asyncio.timeout(timeout):
                data = await self._loop.sock_recv(self._socket, CHUNK)
        except TimeoutError:
            return Silence()
        except OSError:
            return Rst()
        if data:
            return Data(data)
        return Rst() if self._reset else Fin()


def has_route(address: IPAddress) -> bool:
    """Whether this machine could send to addresses of this kind at all: to itself, or elsewhere in that family."""
    version = address.version
    probe = (_LOOPBACK if address.is_loopback else _ELSEWHERE)[version]
    try:
        with socket.socket(_FAMILIES[version], socket.SOCK_DGRAM) as udp:
            udp.connect((probe, 9))
    except OSError:
        return False
    return True
