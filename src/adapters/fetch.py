"""The `CertificateFetcher` port: AIA caIssuers over http(s) (RFC 5280 §4.2.2.1), as if every URL were hostile.

Law: the URL comes from a stranger's certificate. Scheme, port and address are vetted at every hop, and the vetted
address is the one connected to. Bytes, redirects, time and certificates are bounded. What is fetched is not trusted,
only parsed: that is why an https server's own certificate does not matter here.
"""

import asyncio
import ssl
from collections.abc import Sequence
from typing import Final
from urllib.parse import urljoin

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from adapters.http_get import Location, Response, UnfitError, get, locate
from core.address_policy import AllowAll, literal
from core.model.observation import Fetched
from core.model.resolution import NoAddress, NxDomain, Resolved, ResolverSilent, ServFail
from core.model.target import IPAddress
from core.ports import AddressPolicy, Clock, Resolver

MAX_BYTES: Final = 64 * 1024
MAX_REDIRECTS: Final = 3
MAX_URLS: Final = 4
MAX_CERTIFICATES: Final = 16
_SECONDS: Final = 2.0
_PORTS: Final = frozenset({80, 443})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class HttpFetcher:
    """Fetches a few URLs side by side; every failure is a sentence in `Fetched.failure`."""

    def __init__(self, policy: AddressPolicy, resolver: Resolver, clock: Clock) -> None:
        self._policy, self._resolver, self._clock = policy, resolver, clock
        self._any_port = isinstance(policy, AllowAll)

    async def fetch(self, urls: Sequence[str], deadline: float) -> tuple[Fetched, ...]:
        different = tuple(dict.fromkeys(urls))
        tried = await asyncio.gather(*(self._fetch(url, deadline) for url in different[:MAX_URLS]))
        left = (Fetched(url, failure=f"not tried: more than {MAX_URLS} URLs") for url in different[MAX_URLS:])
        return (*tried, *left)

    async def _fetch(self, url: str, deadline: float) -> Fetched:
        seconds = min(_SECONDS, deadline - self._clock.monotonic())
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                body = await self._follow(url)
            return Fetched(url, parse_certificates(body))
        except TimeoutError:
            return Fetched(url, failure=f"no complete answer within {max(0.0, seconds):.1f} s")
        except UnfitError as unfit:
            return Fetched(url, failure=unfit.why)
        except (OSError, asyncio.IncompleteReadError) as error:
            return Fetched(url, failure=f"the connection failed: {_reason(error)}")

    async def _follow(self, url: str) -> bytes:
        for _ in range(MAX_REDIRECTS + 1):
            location = locate(url)
            self._vet_port(location)
            response = await get(location, await self._address(location.host), MAX_BYTES)
            if response.status not in _REDIRECTS:
                return _body(response)
            url = _next(url, response)
        raise UnfitError(f"more than {MAX_REDIRECTS} redirects")

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
        match await self._resolver.resolve(host, _SECONDS):
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


def parse_certificates(body: bytes) -> tuple[bytes, ...]:
    """The certificates in DER, PEM or PKCS #7 (certs-only) bytes, each as DER. Raises `UnfitError` for none."""
    for parse in (_der, _pem, _pkcs7_der, _pkcs7_pem):
        try:
            found = parse(body)
        except (ValueError, UnsupportedAlgorithm):
            continue
        if found:
            return tuple(certificate.public_bytes(Encoding.DER) for certificate in found[:MAX_CERTIFICATES])
    raise UnfitError("what came is no certificate in DER, PEM or PKCS #7")


def _der(body: bytes) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(body)]


def _pem(body: bytes) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(body)


def _pkcs7_der(body: bytes) -> list[x509.Certificate]:
    return pkcs7.load_der_pkcs7_certificates(body)


def _pkcs7_pem(body: bytes) -> list[x509.Certificate]:
    return pkcs7.load_pem_pkcs7_certificates(body)
