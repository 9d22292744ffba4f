"""One small HTTP/1.1 GET to a given address. No redirects, no cookies, no names resolved: the caller decides that.

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


async def get(location: Location, address: IPAddress, limit: int) -> Response:
    """GET from ``address``; the body of status 200 is read, at most ``limit`` bytes.

    Raises `UnfitError`, OSError, IncompleteReadError.
    """
    context = _any_certificate() if location.scheme == "https" else None
    reader, writer = await asyncio.open_connection(
        str(address), location.port, limit=_HEAD_LIMIT, ssl=context, server_hostname=location.host if context else None
    )
    try:
        lines = (
            f"GET {location.path} HTTP/1.1",
            f"Host: {location.authority}",
            "User-Agent: tlscheck",
            "Accept: application/pkix-cert, application/pkcs7-mime, */*",
            "Accept-Encoding: identity",
            "Connection: close",
        )
        writer.write("\r\n".join((*lines, "", "")).encode("ascii"))
        return await _read(reader, limit)
    finally:
        writer.transport.abort()


def _any_certificate() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def _read(reader: asyncio.StreamReader, limit: int) -> Response:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError:
        raise UnfitError("the header of the answer is too long") from None
    except asyncio.IncompleteReadError as short:
        raise UnfitError("the answer is not HTTP" if short.partial else "the server closed without an answer") from None
    status = _STATUS.match(head)
    if status is None:
        raise UnfitError("the answer is not HTTP")
    fields = _fields(head)
    if status[1] != b"200":
        return Response(int(status[1]), fields.get("location", ""), b"")
    if "chunked" in fields.get("transfer-encoding", "").lower():
        body = await _chunked(reader, limit)
    else:
        body = await _plain(reader, fields.get("content-length", ""), limit)
    return Response(200, "", body)


def _fields(head: bytes) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in head.decode("latin-1").split("\r\n")[1:]:
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    return fields


async def _plain(reader: asyncio.StreamReader, length: str, limit: int) -> bytes:
    if _LENGTH.fullmatch(length):
        if int(length) > limit:
            raise UnfitError(f"the answer is larger than {limit} bytes")
        return await reader.readexactly(int(length))
    body = b""
    while part := await reader.read(8192):
        body += part
        if len(body) > limit:
            raise UnfitError(f"the answer is larger than {limit} bytes")
    return body


async def _chunked(reader: asyncio.StreamReader, limit: int) -> bytes:
    body = b""
    while True:
        try:
            line = (await reader.readuntil(b"\n")).split(b";")[0].strip()
        except asyncio.LimitOverrunError:
            raise UnfitError("a chunk of the answer has no size") from None
        if not _CHUNK_SIZE.fullmatch(line):
            raise UnfitError("a chunk of the answer has no size")
        size = int(line, 16)
        if size == 0:
            return body
        if len(body) + size > limit:
            raise UnfitError(f"the answer is larger than {limit} bytes")
        body += await reader.readexactly(size)
        await reader.readexactly(2)
