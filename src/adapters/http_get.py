"""One small HTTP/1.1 request to a given address. No redirects, no cookies, no names resolved: the caller decides that.

Law: the header section and the body are bounded, chunked bodies too; nothing of the URL reaches the request that could
end a line (RFC 9112 §2.2, §7.1).
"""

import asyncio
import re
import ssl
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from core.model.target import IPAddress

CONNECT_S: Final = 2.0
_HEAD_LIMIT: Final = 16 * 1024
_STATUS: Final = re.compile(rb"HTTP/1\.[01] ([1-9][0-9]{2})(?: [^\r\n]*)?\r?\n")
_URL_CHARACTERS: Final = re.compile(r"[!-~]{1,2048}")  # visible ASCII
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_LENGTH: Final = re.compile(r"[0-9]{1,10}")
_CHUNK_SIZE: Final = re.compile(rb"[0-9A-Fa-f]{1,8}")


class UnfitError(Exception):
    """We do not go on; ``why`` says it in a sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NoConnectionError(UnfitError):
    """Nobody takes the connection: asking in another way is of no use."""


@dataclass(frozen=True, slots=True)
class Location:
    """A URL taken apart. ``authority`` is the Host header."""

    scheme: str
    host: str
    port: int
    authority: str
    path: str


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    location: str
    body: bytes
    retry_after: str = ""


def locate(url: str) -> Location:
    """Take a URL apart. Raises `UnfitError` for everything that we do not fetch."""
    if not _URL_CHARACTERS.fullmatch(url):
        raise UnfitError("the URL has characters that no URL may have, or is too long")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise UnfitError("the URL cannot be read") from None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise UnfitError(f"{scheme or 'no scheme'}: is not fetched, only http: and https:")
    if not host or parts.username is not None:
        raise UnfitError("the URL has no host, or a user name")
    default = _DEFAULT_PORTS[scheme]
    shown = f"[{host}]" if ":" in host else host
    authority = shown if port in (None, default) else f"{shown}:{port}"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Location(scheme, host, default if port is None else port, authority, path)


async def get(
    location: Location,
    address: IPAddress,
    limit: int,
    *,
    connect_s: float = CONNECT_S,
    trust: ssl.SSLContext | None = None,
) -> Response:
    """GET from ``address``; the body of status 200 is read, at most ``limit`` bytes. ``trust``: how an https server has
    to prove who it is; None: it need not.

    Raises `UnfitError`, OSError, IncompleteReadError.
    """
    reader, writer = await _request("GET", location, address, connect_s=connect_s, trust=trust)
    try:
        return await _answer(reader, limit)
    finally:
        writer.transport.abort()


async def head(location: Location, address: IPAddress) -> Response:
    """HEAD from ``address``: status and Location, never a body. Raises as `get`."""
    reader, writer = await _request("HEAD", location, address)
    try:
        status, fields = await _head(reader)
        return Response(status, fields.get("location", ""), b"")
    finally:
        writer.transport.abort()


async def post(
    location: Location,
    address: IPAddress,
    limit: int,
    body: bytes,
    content_type: str,
    *,
    connect_s: float = CONNECT_S,
) -> Response:
    """POST to ``address``; else as `get`."""
    reader, writer = await _request("POST", location, address, body, content_type, connect_s=connect_s)
    try:
        return await _answer(reader, limit)
    finally:
        writer.transport.abort()


async def _answer(reader: asyncio.StreamReader, limit: int) -> Response:
    status, fields = await _head(reader)
    if status != 200:
        return Response(status, fields.get("location", ""), b"", fields.get("retry-after", ""))
    return Response(200, "", await _body(reader, fields, limit), fields.get("retry-after", ""))


async def _request(
    method: str,
    location: Location,
    address: IPAddress,
    body: bytes = b"",
    content_type: str = "",
    *,
    connect_s: float = CONNECT_S,
    trust: ssl.SSLContext | None = None,
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await _connect(location, address, connect_s, trust)
    lines = (
        f"{method} {location.path} HTTP/1.1",
        f"Host: {location.authority}",
        "User-Agent: tlscheck",
        "Accept: application/pkix-cert, application/pkcs7-mime, */*",
        "Accept-Encoding: identity",
        "Connection: close",
        *((f"Content-Type: {content_type}", f"Content-Length: {len(body)}") if content_type else ()),
    )
    writer.write("\r\n".join((*lines, "", "")).encode("ascii") + body)
    return reader, writer


async def _connect(
    location: Location, address: IPAddress, seconds: float, trust: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    context = (trust or _any_certificate()) if location.scheme == "https" else None
    name = location.host if context else None
    opening = asyncio.open_connection(str(address), location.port, limit=_HEAD_LIMIT, ssl=context, server_hostname=name)
    try:
        return await asyncio.wait_for(opening, seconds)
    except TimeoutError:
        raise NoConnectionError(f"no connection within {seconds:.1f} s") from None


def _any_certificate() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    try:
        start = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError:
        raise UnfitError("the header of the answer is too long") from None
    except asyncio.IncompleteReadError as short:
        raise UnfitError("the answer is not HTTP" if short.partial else "the server closed without an answer") from None
    status = _STATUS.match(start)
    if status is None:
        raise UnfitError("the answer is not HTTP")
    return int(status[1]), _fields(start)


async def _body(reader: asyncio.StreamReader, fields: dict[str, str], limit: int) -> bytes:
    if "chunked" in fields.get("transfer-encoding", "").lower():
        return await _chunked(reader, limit)
    return await _plain(reader, fields.get("content-length", ""), limit)


def _fields(start: bytes) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in start.decode("latin-1").split("\r\n")[1:]:
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    return fields


async def _plain(reader: asyncio.StreamReader, length: str, limit: int) -> bytes:
    if _LENGTH.fullmatch(length):
        if int(length) > limit:
            raise UnfitError(f"the answer is larger than {limit} bytes")
        return await reader.readexactly(int(length))
    body = bytearray()
    while part := await reader.read(65536):
        body += part
        if len(body) > limit:
            raise UnfitError(f"the answer is larger than {limit} bytes")
    return bytes(body)


async def _chunked(reader: asyncio.StreamReader, limit: int) -> bytes:
    body = bytearray()
    while True:
        try:
            line = (await reader.readuntil(b"\n")).split(b";")[0].strip()
        except asyncio.LimitOverrunError:
            raise UnfitError("a chunk of the answer has no size") from None
        if not _CHUNK_SIZE.fullmatch(line):
            raise UnfitError("a chunk of the answer has no size")
        size = int(line, 16)
        if size == 0:
            return bytes(body)
        if len(body) + size > limit:
            raise UnfitError(f"the answer is larger than {limit} bytes")
        body += await reader.readexactly(size)
        await reader.readexactly(2)
