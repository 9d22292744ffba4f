"""`ServerResolver` asks one DNS server for everything; `SystemResolver` resolves as every program on this machine does.

Law: never raises for what DNS can say; ends within the timeout. The system's own resolver knows the hosts file but
cannot say why it fails; the same question put to its name servers tells NXDOMAIN, NODATA, SERVFAIL and silence apart.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Final

import dns.exception
import dns.resolver

from adapters.dns.neighbours import candidates
from adapters.dns.question import AAAA, A, Answer, Failed, Found, NoData, NoSuchName, Server, Unheard, ask, now
from core.model.resolution import NoAddress, NxDomain, Resolution, Resolved, ResolverSilent, ServFail
from core.model.target import IPAddress

_SECOND_ANSWER: Final = 1.5  # seconds that the other family's answer may come later
_NEIGHBOURS: Final = 1.0
_ALIASES: Final = 0.15  # seconds that CNAMEs are worth once the addresses are known
_SECOND_OPINION: Final = 2.0


class ServerResolver:
    """Asks the server at ``address`` (an IP literal) and nobody else, not even the hosts file."""

    def __init__(self, address: str, port: int = 53) -> None:
        self.servers: tuple[Server, ...] = (Server(str(ip_address(address)), port),)

    async def resolve(self, host: str, timeout: float) -> Resolution:
        return await _lookup(self.servers, host, timeout)


class SystemResolver:
    """getaddrinfo for the addresses, the system's name servers for the reasons."""

    def __init__(self) -> None:
        self.servers = _system_servers()

    async def resolve(self, host: str, timeout: float) -> Resolution:
        started = now()
        direct = asyncio.create_task(_lookup(self.servers, host, timeout))
        try:
            system = await _getaddrinfo(host, timeout)
            left = timeout - (now() - started)
            match system:
                case Found():
                    opinion = await _within(direct, min(left, _ALIASES))
                    aliases = opinion.aliases if isinstance(opinion, Resolved) else ()
                    return Resolved(system.addresses, aliases, _ms(started))
                case Unheard():
                    opinion = await _within(direct, left)
                case _:
                    opinion = await _within(direct, min(left, _SECOND_OPINION))
        finally:
            direct.cancel()
        if opinion is None or (isinstance(opinion, ResolverSilent) and not isinstance(system, Unheard)):
            return _resolution(host, (system,), self.servers, _ms(started))
        return opinion


def _system_servers() -> tuple[Server, ...]:
    try:
        configured = dns.resolver.Resolver()
    except (dns.exception.DNSException, OSError):
        return ()
    return tuple(Server(str(server), configured.port) for server in configured.nameservers)


async def _within(task: asyncio.Task[Resolution], seconds: float) -> Resolution | None:
    done, _ = await asyncio.wait((task,), timeout=max(0.0, seconds))
    return task.result() if done else None


async def _getaddrinfo(host: str, timeout: float) -> Answer:
    """In a thread of its own that nobody waits for: the call cannot be cancelled and may take half a minute."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Answer] = loop.create_future()

    def deliver(result: Answer) -> None:
        if not answer.done():
            answer.set_result(result)

    def work() -> None:
        result = _call_getaddrinfo(host)
        with contextlib.suppress(RuntimeError):  # the loop may have closed long ago
            loop.call_soon_threadsafe(deliver, result)

    threading.Thread(target=work, name=f"getaddrinfo {host}", daemon=True).start()
    try:
        return await asyncio.wait_for(answer, timeout)
    except TimeoutError:
        return Unheard()


def _call_getaddrinfo(host: str) -> Answer:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        match error.errno:
            case socket.EAI_NONAME:
                return NoSuchName()
            case socket.EAI_NODATA:
                return NoData()
            case socket.EAI_AGAIN:
                return Unheard()
            case _:
                return Failed(str(error.strerror), "the system")
    except (OSError, UnicodeError) as error:
        return Failed(str(error), "the system")
    addresses = dict.fromkeys(ip_address(entry[4][0]) for entry in found)
    return Found(_v4_first(tuple(addresses)), ())


def _v4_first(addresses: Sequence[IPAddress]) -> tuple[IPAddress, ...]:
    return tuple(sorted(addresses, key=lambda address: address.version))


async def _lookup(servers: Sequence[Server], host: str, timeout: float) -> Resolution:
    """A and AAAA side by side, then similar names if there is no address."""
    started = now()
    deadline = started + timeout
    if not servers:
        return ResolverSilent(host, (), 0.0)
    answers = await _both(servers, host, deadline)
    resolution = _resolution(host, answers, servers, _ms(started))
    if isinstance(resolution, (NxDomain, NoAddress)):
        near = await _existing(servers, candidates(host), min(deadline, now() + _NEIGHBOURS))
        return replace(resolution, neighbours=near)
    return resolution


async def _both(servers: Sequence[Server], host: str, deadline: float) -> tuple[Answer, ...]:
    tasks = [asyncio.create_task(ask(servers, host, kind, deadline)) for kind in (A, AAAA)]
    try:
        done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if waiting and any(isinstance(task.result(), Found) for task in done):
            await asyncio.wait(waiting, timeout=_SECOND_ANSWER)
        elif waiting:
            await asyncio.wait(waiting)
        return tuple(task.result() if task.done() else Unheard() for task in tasks)
    finally:
        for task in tasks:
            task.cancel()


async def _existing(servers: Sequence[Server], names: Sequence[str], deadline: float) -> tuple[str, ...]:
    answers = await asyncio.gather(*(ask(servers, name, A, deadline) for name in names))
    return tuple(name for name, answer in zip(names, answers, strict=True) if isinstance(answer, Found))


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The answers by kind."""

    found: tuple[Found, ...]
    nowhere: tuple[NoSuchName, ...]
    empty: tuple[NoData, ...]
    failed: tuple[Failed, ...]


def _sort(answers: Sequence[Answer]) -> _Sorted:
    return _Sorted(
        tuple(a for a in answers if isinstance(a, Found)),
        tuple(a for a in answers if isinstance(a, NoSuchName)),
        tuple(a for a in answers if isinstance(a, NoData)),
        tuple(a for a in answers if isinstance(a, Failed)),
    )


def _resolution(host: str, answers: Sequence[Answer], servers: Sequence[Server], ms: float) -> Resolution:
    """What the answers to A and AAAA mean together. An error beside an empty answer is not "no address"."""
    sort = _sort(answers)
    if sort.found:
        addresses = tuple(address for answer in sort.found for address in answer.addresses)
        return Resolved(_v4_first(addresses), sort.found[0].aliases, ms)
    if sort.nowhere:
        return NxDomain(host, sort.nowhere[0].aliases, (), ms)
    if sort.failed:
        worst = sort.failed[0]
        return ServFail(host, worst.rcode, worst.server, any(f.dnssec_suspected for f in sort.failed), ms)
    if len(sort.empty) == len(answers):
        return NoAddress(host, sort.empty[0].aliases, (), ms)
    return ResolverSilent(host, tuple(str(server) for server in servers), ms)


def _ms(started: float) -> float:
    return (now() - started) * 1000
