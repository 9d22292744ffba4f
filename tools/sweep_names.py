"""The odd servers of a sweep and its DNS, one program: `python -m tools.sweep_names`.

DNS computes the address of a name from its number. The slow server holds back the first answer and then carries bytes
to nginx; the silent one reads and never says anything.
"""

import asyncio
import struct
from contextlib import suppress
from typing import Final

NAMESERVER: Final = "127.0.0.53"
SLOW_PORT: Final = 446
SILENT_PORT: Final = 445
SLOW_S: Final = 0.6
_ZONE: Final = "sweep.test"
_FOUND, _NO_SUCH_NAME = 0x8580, 0x8583


def name_of(number: int) -> str:
    return f"h{number:05}.{_ZONE}"


def address_of(number: int) -> bytes:
    """Four neighbours share a /24."""
    network = number // 4
    return bytes((127, 64 + network // 250, network % 250, 10 + number % 4))


def answer(query: bytes) -> bytes | None:
    """To one question, without EDNS; None: this is no query."""
    try:
        labels, at = [], 12
        while size := query[at]:
            labels.append(query[at + 1 : at + 1 + size].decode("ascii").lower())
            at += 1 + size
        (kind,) = struct.unpack_from("!H", query, at + 1)
    except (IndexError, UnicodeDecodeError, struct.error):
        return None
    host, *zone = labels
    known = ".".join(zone) == _ZONE and host[:1] == "h" and host[1:].isdigit()
    record = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04" + address_of(int(host[1:])) if known else b""
    given = record if kind == 1 else b""
    flags = _FOUND if known else _NO_SUCH_NAME
    return query[:2] + struct.pack("!HHHHH", flags, 1, bool(given), 0, 0) + query[12 : at + 5] + given


class _Names(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        said = answer(data)
        if said is not None:
            self._transport.sendto(said, addr)  # type: ignore[attr-defined]


async def _names(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Over TCP."""
    with suppress(OSError, asyncio.IncompleteReadError):
        while said := answer(await reader.readexactly(int.from_bytes(await reader.readexactly(2)))):
            writer.write(len(said).to_bytes(2) + said)
            await writer.drain()
    writer.close()


async def _silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while await reader.read(65536):
            pass
    writer.close()


async def _slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        first = await reader.read(65536)
        await asyncio.sleep(SLOW_S)  # this is what a slow server is
        back, forth = await asyncio.open_connection("127.0.0.1", 443)
        forth.write(first)
        await asyncio.gather(_carry(reader, forth), _carry(back, writer))


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


async def main() -> None:
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(_Names, (NAMESERVER, 53))
    served = ((_names, NAMESERVER, 53), (_slow, "0.0.0.0", SLOW_PORT), (_silent, "0.0.0.0", SILENT_PORT))
    servers = [await asyncio.start_server(serve, host, port, backlog=1024) for serve, host, port in served]
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main())
