"""Encrypted ClientHello configurations in an HTTPS record (RFC 9849 section 4): versions and public names.

Law: as `core.wire.octets`; bytes that are no list of configurations are told as such.
"""

from dataclasses import dataclass
from typing import Final

from core.wire.octets import Cursor, WireError, printable

ECH: Final = 0xFE0D
_MOST: Final = 16


@dataclass(frozen=True, slots=True)
class EchConfig:
    """One configuration. ``public_name``: what an observer sees as SNI; None in a version that we cannot read."""

    version: int
    public_name: str | None
    kem: int | None = None


@dataclass(frozen=True, slots=True)
class NoEchList:
    because: str


def parse(data: bytes) -> tuple[EchConfig, ...] | NoEchList:
    """The configurations of an ECHConfigList, at most 16."""
    cursor = Cursor(data, "ECHConfigList")
    found: list[EchConfig] = []
    try:
        listing = cursor.nested(2)
        cursor.end()
        while listing.left and len(found) < _MOST:
            version = listing.uint(2)
            found.append(_config(version, listing.nested(2)))
    except WireError as error:
        return NoEchList(str(error))
    return tuple(found) if found else NoEchList("it is empty")


def _config(version: int, body: Cursor) -> EchConfig:
    if version != ECH:
        return EchConfig(version, None)
    body.uint(1)  # config_id
    kem = body.uint(2)
    body.vector(2)  # public_key
    body.vector(2)  # cipher_suites
    body.uint(1)  # maximum_name_length
    name = body.vector(1)
    body.vector(2)  # extensions
    return EchConfig(version, printable(name, 255), kem)
