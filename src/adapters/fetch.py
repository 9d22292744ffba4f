"""The `CertificateFetcher` port: AIA caIssuers over http(s) (RFC 5280 §4.2.2.1), as if every URL were hostile.

Law: how a URL is fetched is `adapters.courier`'s matter; here bytes, time and certificates are bounded, and parsed.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from adapters.courier import BROUGHT_NOTHING, Courier, why_failed
from adapters.http_get import UnfitError
from core.model.observation import Fetched
from core.ports import AddressPolicy, Clock, Resolver

MAX_BYTES: Final = 64 * 1024
MAX_URLS: Final = 4
MAX_CERTIFICATES: Final = 16
_SECONDS: Final = 2.0


class HttpFetcher:
    """Fetches a few URLs side by side; every failure is a sentence in `Fetched.failure`."""

    def __init__(self, policy: AddressPolicy, resolver: Resolver, clock: Clock) -> None:
        self._courier, self._clock = Courier(policy, resolver), clock

    async def fetch(self, urls: Sequence[str], deadline: float) -> tuple[Fetched, ...]:
        different = tuple(dict.fromkeys(urls))
        tried = await asyncio.gather(*(self._fetch(url, deadline) for url in different[:MAX_URLS]))
        left = (Fetched(url, failure=f"not tried: more than {MAX_URLS} URLs") for url in different[MAX_URLS:])
        return (*tried, *left)

    async def _fetch(self, url: str, deadline: float) -> Fetched:
        seconds = min(_SECONDS, deadline - self._clock.monotonic())
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                body = await self._courier.bring(url, MAX_BYTES)
            return Fetched(url, parse_certificates(body))
        except TimeoutError:
            return Fetched(url, failure=f"no complete answer within {max(0.0, seconds):.1f} s")
        except BROUGHT_NOTHING as error:
            return Fetched(url, failure=why_failed(error))


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
