"""A survey's `Offer` -> the bytes of one hello, SSL 2.0 to TLS 1.3.

Law: pure; no key material (TLS 1.3 gets an empty key_share and answers with a HelloRetryRequest in clear). Hellos
whose length some load balancers cannot bear are padded (RFC 7685). SSL 2.0: draft-hickman-netscape-ssl-00 section 2.5.
"""

import hashlib
from dataclasses import replace
from typing import Final

from core.model.offer import Offer
from core.wire.codes import EMPTY_RENEGOTIATION_INFO_SCSV, FALLBACK_SCSV, ExtensionType, Version
from core.wire.hello import ClientHello
from core.wire.octets import uint

_BAD_LENGTHS: Final = range(256, 512)  # of the handshake message: RFC 7685 section 1
_CLIENT_HELLO_SSL2: Final = 1


def write_offer(offer: Offer, server_name: str | None, random: bytes) -> bytes:
    """The records of the hello; ``random``: 32 bytes."""
    if offer.version == Version.SSL2:
        return _ssl2(offer, random)
    hello = _hello(offer, server_name, random)
    encoded = hello.encode()
    if offer.version > Version.SSL3 and len(encoded) - 5 in _BAD_LENGTHS:
        return replace(hello, padding=_BAD_LENGTHS.stop).encode()
    return encoded


def _ssl2(offer: Offer, random: bytes) -> bytes:
    kinds = b"".join(uint(kind, 3) for kind in offer.ciphers)
    body = (
        uint(_CLIENT_HELLO_SSL2, 1)
        + uint(Version.SSL2, 2)
        + uint(len(kinds), 2)
        + uint(0, 2)  # no session id
        + uint(16, 2)  # the challenge
        + kinds
        + random[:16]
    )
    return uint(0x8000 | len(body), 2) + body


def _hello(offer: Offer, server_name: str | None, random: bytes) -> ClientHello:
    if offer.version == Version.SSL3:  # knows no extensions
        scsv = (EMPTY_RENEGOTIATION_INFO_SCSV,) if offer.renegotiation_info else ()
        return ClientHello(
            random=random,
            legacy_version=Version.SSL3,
            record_version=Version.SSL3,
            ciphers=(*offer.ciphers, *scsv),
            compressions=offer.compressions,
        )
    modern = offer.version >= Version.TLS1_3
    return ClientHello(
        random=random,
        legacy_version=min(offer.version, Version.TLS1_2),
        session_id=offer.session_id or (hashlib.sha256(b"session" + random).digest() if modern else b""),
        ciphers=(*offer.ciphers, FALLBACK_SCSV) if offer.fallback_scsv else offer.ciphers,
        compressions=offer.compressions,
        versions=_versions(offer) if modern else (),
        groups=offer.groups,
        key_shares=() if modern else None,
        signature_algorithms=offer.signature_algorithms if offer.version >= Version.TLS1_2 else (),
        server_name=server_name,
        alpn=offer.alpn,
        session_ticket=offer.ticket == b"",
        extended_master_secret=offer.extended_master_secret,
        renegotiation_info=offer.renegotiation_info,
        more=tuple(_more(offer)),
    )


def _versions(offer: Offer) -> tuple[int, ...]:
    return tuple(range(offer.version, (offer.floor or Version.TLS1_2) - 1, -1))


def _more(offer: Offer) -> list[tuple[int, bytes]]:
    more: list[tuple[int, bytes]] = []
    if offer.encrypt_then_mac:
        more.append((ExtensionType.ENCRYPT_THEN_MAC, b""))
    if offer.ticket:
        more.append((ExtensionType.SESSION_TICKET, offer.ticket))
    return more
