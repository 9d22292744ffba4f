"""One question to DNS servers, asked until it is answered or time is up; every kind of answer is a value.

Law: nothing that a server sends raises out of here. UDP first, TCP when the answer is truncated (RFC 7766). An answer
that cannot be read is asked for again, and told as such when nothing better comes.
"""

import asyncio
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import cycle
from typing import Final

import dns.asyncquery
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from core.model.target import IPAddress

A: Final = dns.rdatatype.A
AAAA: Final = dns.rdatatype.AAAA
_TRIES: Final = (1.0, 1.5, 2.0)  # seconds to wait for the first answers; then as long as there is time
_MAX_ALIASES: Final = 12
UNREADABLE: Final = (dns.exception.DNSException, EOFError, ValueError, IndexError, struct.error)


@dataclass(frozen=True, slots=True)
class Server:
    """A DNS server by its address."""

    address: str
    port: int = 53

    def __str__(self) -> str:
        return f"[{self.address}]:{self.port}" if ":" in self.address else f"{self.address}:{self.port}"


@dataclass(frozen=True, slots=True)
class Found:
    addresses: tuple[IPAddress, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoSuchName:
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoData:
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """``rcode``: as DNS names it, or what was wrong with the answer. ``server``: who said so."""

    rcode: str
    server: str
    dnssec_suspected: bool = False


@dataclass(frozen=True, slots=True)
class Unheard:
    """Nobody answered."""


Answer = Found | NoSuchName | NoData | Failed | Unheard


def now() -> float:
    """The event loop's clock, in seconds; deadlines here are moments on it."""
    return asyncio.get_running_loop().time()


async def ask(servers: Sequence[Server], host: str, kind: dns.rdatatype.RdataType, deadline: float) -> Answer:
    """The addresses of ``host`` of one kind (`A` or `AAAA`), CNAMEs followed at the same servers."""
    try:
        name = dns.name.from_text(host)
    except UNREADABLE:
        return NoSuchName()  # no such name can be in the DNS
    aliases: list[str] = []
    while len(aliases) <= _MAX_ALIASES:
        server, response = await exchange(servers, name, kind, deadline)
        if isinstance(response, str):
            return Failed(response, str(server))
        if response is None:
            return Unheard()
        tail, more, found = walk(response, name, kind)
        aliases += more
        if found is not None:
            return Found(tuple(ip_address(item.to_text()) for item in found), tuple(aliases))
        match response.rcode():
            case dns.rcode.NXDOMAIN:
                return NoSuchName(tuple(aliases))
            case dns.rcode.NOERROR if tail == name:
                return NoData(tuple(aliases))
            case dns.rcode.NOERROR:
                name = tail  # a server that does not follow its own CNAME
            case rcode:
                suspected = rcode == dns.rcode.SERVFAIL and await answered_unchecked(server, name, kind, deadline)
                return Failed(dns.rcode.to_text(rcode), str(server), suspected)
    return Failed("CNAME loop", str(server))


def walk(
    response: dns.message.Message, name: dns.name.Name, kind: dns.rdatatype.RdataType
) -> tuple[dns.name.Name, list[str], dns.rrset.RRset | None]:
    """Follow the CNAMEs inside one answer: where they end, their names, the records there."""
    aliases: list[str] = []
    for _ in range(_MAX_ALIASES + 1):
        found = response.get_rrset(response.answer, name, dns.rdataclass.IN, kind)
        if found is not None:
            return name, aliases, found
        alias = response.get_rrset(response.answer, name, dns.rdataclass.IN, dns.rdatatype.CNAME)
        if alias is None:
            break
        name = next(iter(alias)).target
        aliases.append(name.to_text(omit_final_dot=True))
    return name, aliases, None


async def exchange(
    servers: Sequence[Server],
    name: dns.name.Name,
    kind: dns.rdatatype.RdataType,
    deadline: float,
    flags: int = 0,
    *,
    signatures: bool = False,
) -> tuple[Server, dns.message.Message | str | None]:
    """The first readable answer; else what was wrong with the last one; None if there was none.

    ``flags``: header bits besides RD (`dns.flags`). ``signatures``: ask for DNSSEC records too (the DO bit).
    """
    problem: str | None = None
    server = servers[0]
    for attempt, server in enumerate(cycle(servers)):
        left = deadline - now()
        if left <= 0.01:
            break
        patience = min(left, _TRIES[attempt] if attempt < len(_TRIES) else left)
        query = dns.message.make_query(name, kind, use_edns=0, payload=1232, want_dnssec=signatures)
        query.flags |= flags
        try:
            response, _ = await dns.asyncquery.udp_with_fallback(
                query, server.address, timeout=patience, port=server.port, ignore_unexpected=True
            )
        except (dns.exception.Timeout, OSError):
            await asyncio.sleep(0)
            continue
        except UNREADABLE as error:
            problem = f"unreadable answer ({type(error).__name__})"
            if attempt >= len(_TRIES) - 1:
                break
            continue
        return server, response
    return server, problem


async def answered_unchecked(
    server: Server, name: dns.name.Name, kind: dns.rdatatype.RdataType, deadline: float
) -> bool:
    """The same question with Checking Disabled (RFC 4035 §3.2.2) is answered: then validation is what failed."""
    limit = min(deadline, now() + 1.5)
    _, response = await exchange((server,), name, kind, limit, dns.flags.CD)
    return isinstance(response, dns.message.Message) and response.rcode() == dns.rcode.NOERROR
