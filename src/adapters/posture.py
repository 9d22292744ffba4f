"""The `PostureSource` port: DNS and plain HTTP around a target, side by side and bounded.

Law: no judgement, nothing raises for what a network can say; one lookup takes two seconds at most, all of them three.
Only names are looked up, and of those not the ones that no public DNS knows (RFC 6761), unless one DNS server was named
for everything. Plain HTTP is one HEAD, to the vetted address that the check itself uses.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Final, TypeVar

import dns.rdatatype

from adapters.dns.lookup import lookup
from adapters.dns.question import Server, now
from adapters.dns.records import read_caa, read_https, read_tlsa
from adapters.http_get import UnfitError, head, locate
from core.address_policy import literal
from core.model.posture import CaaAt, Dnssec, PlainAnswer, PlainClosed, PlainHttp, Posture, Unanswered
from core.model.target import IPAddress, Target
from core.ports import AddressPolicy, Clock

T = TypeVar("T")
_LOOKUP: Final = 2.0
_ALL: Final = 3.0
_PATIENT: Final = 1.0  # seconds of silence that mean more than that we are in a hurry
_WEB_PORT: Final = 443
_PLAIN_PORT: Final = 80
_MAX_CLIMB: Final = 10
_LOCATION: Final = 500
_LATE: Final = Unanswered("no answer within our time")
_NOT_PUBLIC: Final = (
    "test", "localhost", "invalid", "example", "local", "internal", "onion", "alt", "arpa", "lan", "corp", "home",
)  # fmt: skip


class NetworkPosture:
    """``servers``: whom to ask. ``any_name``: they know names that public DNS does not. ``plain_ports``: the port of
    plain HTTP for each port of HTTPS that has one.
    """

    def __init__(
        self,
        servers: Sequence[Server],
        policy: AddressPolicy,
        clock: Clock,
        *,
        any_name: bool = False,
        plain_ports: tuple[tuple[int, int], ...] = ((_WEB_PORT, _PLAIN_PORT),),
    ) -> None:
        self._servers, self._policy, self._clock = tuple(servers), policy, clock
        self._any_name, self._plain_ports = any_name, dict(plain_ports)

    async def look(self, target: Target, addresses: Sequence[IPAddress], deadline: float) -> Posture:
        seconds = max(0.0, min(_ALL, deadline - self._clock.monotonic()))
        until = now() + seconds
        skipped = self._skips(target.host)
        plain = self._plain_http(target, addresses, until)
        if skipped:
            return Posture(plain_http=await plain, skipped=skipped)
        one = min(until, now() + _LOOKUP)
        caa, tlsa, https, dnssec, answer = await asyncio.gather(
            asyncio.gather(*(self._caa(name, one) for name in climb(target.host))),
            _within(lookup(self._servers, _tlsa_name(target), dns.rdatatype.TLSA, read_tlsa, one), one),
            _within(lookup(self._servers, _https_name(target), dns.rdatatype.HTTPS, read_https, one), one),
            self._dnssec(target.host, until),
            plain,
        )
        web = target.starttls is None
        return Posture(caa=tuple(caa), tlsa=tlsa, https=https if web else None, dnssec=dnssec, plain_http=answer)

    def _skips(self, host: str) -> str | None:
        """Why no DNS is asked about this host, or None."""
        labels = host.split(".")
        if literal(host) is not None:
            return "the target is an address"
        if not self._servers:
            return "this machine names no DNS server"
        if self._any_name:
            return None
        if len(labels) < 2 or labels[-1] in _NOT_PUBLIC:
            return f"public DNS does not know names in {labels[-1]}"
        return None

    async def _caa(self, name: str, until: float) -> CaaAt:
        return CaaAt(name, await _within(lookup(self._servers, name, dns.rdatatype.CAA, read_caa, until), until))

    async def _dnssec(self, host: str, until: float) -> Dnssec | None:
        from adapters.dns.signatures import inspect  # noqa: PLC0415 - dns.dnssec is for full checks only

        found = await _within(inspect(self._servers, host, until, self._clock.now()), until)
        return Dnssec(zone=None) if isinstance(found, Unanswered) else found

    async def _plain_http(self, target: Target, addresses: Sequence[IPAddress], until: float) -> PlainAnswer | None:
        port = self._plain_ports.get(target.port)
        if port is None or target.starttls is not None or literal(target.host) is not None or not addresses:
            return None
        refusal = self._policy.refuses(addresses[0])
        if refusal:
            return Unanswered(refusal)
        host, started = target.server_name or target.host, now()
        try:
            async with asyncio.timeout_at(min(until, now() + _LOOKUP)):
                answer = await head(locate(f"http://{host}:{port}/"), addresses[0])
        except TimeoutError:
            return PlainClosed(f"no answer on port {port}") if until - started >= _PATIENT else _LATE
        except UnfitError as unfit:
            return PlainClosed(unfit.why)
        except (OSError, asyncio.IncompleteReadError) as error:
            return PlainClosed(getattr(error, "strerror", None) or "the connection failed")
        return PlainHttp(answer.status, answer.location[:_LOCATION])


def climb(host: str) -> tuple[str, ...]:
    """The host and every name above it, the top-level domain last, ten at most (RFC 8659 section 3)."""
    labels = host.split(".")
    return tuple(".".join(labels[start:]) for start in range(len(labels)))[:_MAX_CLIMB]


def _tlsa_name(target: Target) -> str:
    return f"_{target.port}._tcp.{target.host}"  # RFC 6698 section 3


def _https_name(target: Target) -> str:
    """RFC 9460 section 9.1: other ports have a prefix."""
    return target.host if target.port == _WEB_PORT else f"_{target.port}._https.{target.host}"


async def _within(work: Awaitable[T], until: float) -> T | Unanswered:
    try:
        async with asyncio.timeout_at(until):
            return await work
    except TimeoutError:
        return _LATE
