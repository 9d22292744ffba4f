"""Ready-made ClientHellos: what a probe says when it wants to learn one thing.

Law: pure functions of a server name and 32 random bytes. No offer carries key material: those with TLS 1.3 send an
empty key_share, so the server names version, suite and group in clear (HelloRetryRequest) and signs nothing. At most
64 suites a hello: some servers do not look past the 64th. `server_name` None sends no SNI.
"""

import hashlib
from dataclasses import replace
from typing import Final

from core.wire.codes import EMPTY_RENEGOTIATION_INFO_SCSV, Version
from core.wire.hello import ClientHello

LARGE_HELLO: Final = 1790  # bytes; a hello with an X25519MLKEM768 share (1216 bytes) is about that long
X25519MLKEM768: Final = 0x11EC

_TLS13_SUITES: Final = (0x1301, 0x1302, 0x1303)
# ECDHE with AEAD, then what browsers keep for old servers: ECDHE-RSA-CBC, static RSA with GCM and CBC.
_TLS12_SUITES: Final = (
    *(0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8),
    *(0xC013, 0xC014, 0x009C, 0x009D, 0x002F, 0x0035),
)
_CLASSICAL_GROUPS: Final = (0x001D, 0x0017, 0x0018, 0x0019)
_SIGNATURES: Final = (0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0603, 0x0807)

# One of everything that a modern offer leaves out, strong before weak: a server that prefers its own order shows its
# best, one that follows the client is not talked down further than it must be. 64 numbers with the SCSV.
_LEGACY_SUITES: Final = (
    *(0xC02F, 0xC02B, 0xC030, 0xC02C, 0x009E, 0x009F, 0x00A2, 0xCCAA, 0x009C, 0x009D),  # AEAD: ECDHE, DHE, static RSA
    *(0xC027, 0xC023, 0xC028, 0xC024, 0xC013, 0xC009, 0xC014, 0xC00A),  # ECDHE CBC
    *(0x0067, 0x006B, 0x0033, 0x0039, 0x0032, 0x0038, 0x0045, 0x0088, 0x009A),  # DHE CBC: AES, DSS, Camellia, SEED
    *(0xC004, 0xC00E),  # static ECDH
    *(0x003C, 0x003D, 0x002F, 0x0035, 0x0041, 0x0084, 0x0096, 0x0007),  # static RSA CBC: AES, Camellia, SEED, IDEA
    *(0xC012, 0xC008, 0x0016, 0x0013, 0x000A),  # 3DES
    *(0xC011, 0xC007, 0x0005, 0x0004),  # RC4
    *(0x0015, 0x0012, 0x0009),  # single DES
    *(0x00A6, 0x0034, 0x001B, 0x0018, 0xC018),  # anonymous
    *(0x0014, 0x0011, 0x0008, 0x0006, 0x0003, 0x0062, 0x0064),  # export
    *(0x003B, 0x0002),  # no encryption
)
_LEGACY_GROUPS: Final = (0x001D, 0x0017, 0x0018, 0x0019, 0x0016, 0x0015, 0x0013, 0x0009, 0x000D)
_LEGACY_SIGNATURES: Final = (*_SIGNATURES, 0x0402, 0x0203, 0x0201, 0x0202, 0x0101)


def modern(server_name: str | None, random: bytes) -> ClientHello:
    """What browsers offer: TLS 1.2 and 1.3, the post-quantum hybrid first."""
    return ClientHello(
        random=random,
        session_id=hashlib.sha256(b"session" + random).digest(),  # middlebox compatibility, RFC 8446 appendix D.4
        ciphers=(*_TLS13_SUITES, *_TLS12_SUITES),
        versions=(Version.TLS1_3, Version.TLS1_2),
        groups=(X25519MLKEM768, *_CLASSICAL_GROUPS),
        key_shares=(),
        signature_algorithms=_SIGNATURES,
        server_name=server_name,
        alpn=("h2", "http/1.1"),
        session_ticket=True,
        extended_master_secret=True,
        status_request=True,
        signed_certificate_timestamps=True,
        renegotiation_info=True,
    )


def classical_small(server_name: str | None, random: bytes) -> ClientHello:
    """The same offer before post-quantum groups, in well under 517 bytes: one segment, one record."""
    return replace(modern(server_name, random), groups=_CLASSICAL_GROUPS)


def large(server_name: str | None, random: bytes) -> ClientHello:
    """The modern offer at the size of a post-quantum one: longer than any Ethernet segment. Padded (RFC 7685)."""
    return replace(modern(server_name, random), padding=LARGE_HELLO)


def tls12_only(server_name: str | None, random: bytes) -> ClientHello:
    """TLS 1.2 as its own clients spoke it: no TLS 1.3 extension at all."""
    return replace(
        modern(server_name, random),
        session_id=b"",
        ciphers=_TLS12_SUITES,
        versions=(),
        groups=_CLASSICAL_GROUPS,
        key_shares=None,
    )


def legacy(server_name: str | None, random: bytes) -> ClientHello:
    """SSL 3.0 to TLS 1.2 with every family of suites that was ever common, the broken ones last."""
    return ClientHello(
        random=random,
        ciphers=(*_LEGACY_SUITES, EMPTY_RENEGOTIATION_INFO_SCSV),
        groups=_LEGACY_GROUPS,
        signature_algorithms=_LEGACY_SIGNATURES,
        server_name=server_name,
        session_ticket=True,
    )
