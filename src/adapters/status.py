"""The `StatusSource` port: CRLs and OCSP answers over http(s), bounded, with copies that save a download.

Law: how a URL is fetched is `adapters.courier`'s matter. A copy younger than six hours stands for a fetch; an older one
that is still current only when the fetch fails or has no time, so that a revocation is seen long before nextUpdate.
Only an answer that its issuer signed is kept: nobody on the way can leave a bad one behind.
"""

import asyncio
import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from adapters.courier import BROUGHT_NOTHING, Courier, Payload, why_failed
from adapters.http_get import NoConnectionError, UnfitError
from adapters.status_files import Copy, StatusFiles
from core.certificates.revocation import worth_keeping
from core.model.revocation import Source, StatusFetched, StatusRequest
from core.ports import Clock

MAX_CRL: Final = 10 * 1024 * 1024
MAX_OCSP: Final = 64 * 1024
FRESH: Final = timedelta(hours=6)
_SMALL_GET: Final = 255  # RFC 5019 section 5: a shorter question is put by GET, which caches answer
_AT_ONCE: Final = 4


class HttpStatuses:
    """``files`` None: no copies are kept."""

    def __init__(self, courier: Courier, clock: Clock, files: StatusFiles | None = None) -> None:
        self._courier, self._clock, self._files = courier, clock, files

    async def fetch(self, requests: Sequence[StatusRequest], deadline: float) -> tuple[StatusFetched, ...]:
        """In the order of the requests; one download for those that ask the same of the same place."""
        different = {_key(request): request for request in reversed(requests)}
        turns = asyncio.Semaphore(_AT_ONCE)
        came = await asyncio.gather(*(self._one(request, deadline, turns) for request in different.values()))
        found = dict(zip(different, came, strict=True))
        return tuple(replace(found[_key(request)], request=request) for request in requests)

    async def _one(self, request: StatusRequest, deadline: float, turns: asyncio.Semaphore) -> StatusFetched:
        copy = await self._current_copy(request)
        if copy and self._clock.now() - copy.fetched_at < FRESH:
            return StatusFetched(request=request, body=copy.body, kept=True)
        fetched = await self._download(request, deadline, turns)
        if fetched.body is not None:
            await self._keep(request, fetched.body)
        elif copy:
            return StatusFetched(request=request, body=copy.body, kept=True)
        return fetched

    async def _current_copy(self, request: StatusRequest) -> Copy | None:
        """One that is current, and of this request's issuer: a CA may change its key and keep the address."""
        copy = await asyncio.to_thread(self._files.find, request) if self._files else None
        now = self._clock.now()
        if copy is None or now > copy.until:
            return None
        return copy if await asyncio.to_thread(worth_keeping, request, copy.body, now) else None

    async def _keep(self, request: StatusRequest, body: bytes) -> None:
        if self._files is None:
            return
        now = self._clock.now()
        until = await asyncio.to_thread(worth_keeping, request, body, now)
        if until is not None:
            await asyncio.to_thread(self._files.keep, request, Copy(body, now, until))

    async def _download(self, request: StatusRequest, deadline: float, turns: asyncio.Semaphore) -> StatusFetched:
        seconds = max(0.0, deadline - self._clock.monotonic())
        try:
            async with asyncio.timeout(seconds), turns:
                body = await (self._crl(request) if request.source is Source.CRL else self._ocsp(request))
            return StatusFetched(request=request, body=body)
        except TimeoutError:
            return StatusFetched(request=request, failure=f"no complete answer within {seconds:.1f} s", pending=True)
        except BROUGHT_NOTHING as error:
            return StatusFetched(request=request, failure=why_failed(error))

    async def _crl(self, request: StatusRequest) -> bytes:
        return await self._courier.bring(request.url, MAX_CRL)

    async def _ocsp(self, request: StatusRequest) -> bytes:
        """By GET where the question is small enough; by POST where it is not, or where GET is not understood."""
        short = f"{request.url.rstrip('/')}/{quote(base64.b64encode(request.body), safe='')}"
        if len(short) <= _SMALL_GET:
            try:
                return await self._courier.bring(short, MAX_OCSP)
            except NoConnectionError:
                raise
            except UnfitError:
                pass  # an HTTP status: some responders know POST only
        return await self._courier.bring(request.url, MAX_OCSP, Payload(request.body, "application/ocsp-request"))


def _key(request: StatusRequest) -> tuple[Source, str, bytes]:
    return request.source, request.url, request.body
