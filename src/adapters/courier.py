"""Fetches one URL that a stranger's certificate named, as if it were hostile; shared by all that fetch such URLs.

Law: scheme, port and address are vetted at every hop, and the vetted address is the one connected to. Bytes and
redirects are bounded here, time by the caller. What is fetched is not trusted, only parsed: that is why an https
server's own certificate does not matter; unless ``trust`` is given, and then nothing but https is fetched.
"""

import asyncio
import ssl
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from adapters.http_get import CONNECT_S, Location, Response, UnfitError, get, locate, post
from core.address_policy import AllowAll, literal
from core.model.resolution import NoAddress, NxDomain, Resolved, ResolverSilent, ServFail
from core.model.target import IPAddress
from core.ports import AddressPolicy, Resolver

MAX_REDIRECTS: Final = 3
_RESOLVER_S: Final = 2.0
_PORTS: Final = frozenset({80, 443})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Payload:
    """What a POST carries."""

    body: bytes
    content_type: str


class Courier:
    """Policy and resolver of every fetch. An operator who allows all addresses allows all ports."""

    def __init__(
        self,
        policy: AddressPolicy,
        resolver: Resolver,
        *,
        connect_s: float = CONNECT_S,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._policy, self._resolver, self._connect_s, self._trust = policy, resolver, connect_s, trust
        self._any_port = isinstance(policy, AllowAll)

    async def bring(self, url: str, limit: int, payload: Payload | None = None) -> bytes:
        """The body behind ``url``, at most ``limit`` bytes. Raises `UnfitError`, OSError, IncompleteReadError."""
        return _body(await self.answer(url, limit, payload))

    async def answer(self, url: str, limit: int, payload: Payload | None = None) -> Response:
        """As `bring`, with whatever status; only that of 200 has a body."""
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._ask(url, limit, payload)
            if response.status not in _REDIRECTS:
                return response
            url = _next(url, response)
        raise UnfitError(f"more than {MAX_REDIRECTS} redirects")

    async def _ask(self, url: str, limit: int, payload: Payload | None) -> Response:
        location = locate(url)
        self._vet_port(location)
        if self._trust is not None and location.scheme != "https":
            raise UnfitError("only https: is fetched here")
        address = await self._address(location.host)
        if payload is None:
            return await get(location, address, limit, connect_s=self._connect_s, trust=self._trust)
        return await post(location, address, limit, payload.body, payload.content_type, connect_s=self._connect_s)

    def _vet_port(self, location: Location) -> None:
        if not self._any_port and location.port not in _PORTS:
            raise UnfitError(f"port {location.port} is not contacted, only 80 and 443")

    async def _address(self, host: str) -> IPAddress:
        """The first address of ``host`` that the policy allows."""
        spelled = literal(host)
        addresses = (spelled,) if spelled is not None else await self._resolve(host)
        refusals: list[str] = []
        for address in addresses:
            refusal = self._policy.refuses(address)
            if refusal is None:
                return address
            refusals.append(refusal)
        raise UnfitError(f"not contacted: {refusals[0]}" if refusals else f"{host} has no address")

    async def _resolve(self, host: str) -> tuple[IPAddress, ...]:
        match await self._resolver.resolve(host, _RESOLVER_S):
            case Resolved(addresses=addresses):
                return addresses
            case NxDomain():
                raise UnfitError(f"the name {host} does not exist")
            case NoAddress():
                raise UnfitError(f"the name {host} has no address")
            case ServFail(rcode=rcode):
                raise UnfitError(f"the name {host} cannot be resolved ({rcode})")
            case ResolverSilent():
                raise UnfitError(f"no resolver answered for {host}")
            case _:
                raise UnfitError(f"the name {host} was not resolved")


def why_failed(error: BaseException) -> str:
    """A clause for what `Courier.bring` raises."""
    return error.why if isinstance(error, UnfitError) else f"the connection failed: {_reason(error)}"


BROUGHT_NOTHING: Final = (UnfitError, OSError, asyncio.IncompleteReadError)


def _next(url: str, response: Response) -> str:
    try:
        return urljoin(url, response.location)
    except ValueError:
        raise UnfitError("it redirects to something that is no URL") from None


def _body(response: Response) -> bytes:
    if response.status != 200:
        raise UnfitError(f"HTTP status {response.status}")
    return response.body


def _reason(error: BaseException) -> str:
    match error:
        case ssl.SSLError(reason=str(reason)):
            return reason.lower().replace("_", " ")
        case OSError(strerror=str(words)):
            return words
        case _:
            return "it ended too early"
