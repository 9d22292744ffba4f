"""What the current clients offer, as far as it decides whether a server has anything in common with them.

Law: the defaults of releases of 2025 and 2026, as wire numbers; a person's own settings are not in here. Sources:
BoringSSL and Chromium net/socket/ssl_client_socket_impl.cc; NSS sslenum.c and Firefox's security.ssl3 preferences;
Apple's TLS in Safari 18 (like Chrome's, with P-521 and SHA-1 in TLS 1.2); OpenSSL 3.5 ssl/t1_lib.c and the DEFAULT
cipher list at security level 2; JDK 24 SunJSSE with jdk.tls.disabledAlgorithms; Go 1.24 crypto/tls/defaults.go.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.model.evidence import Evidence
from core.model.finding import Impact
from core.model.server_map import ServerMap
from core.wire.registry import CipherSuite, cipher
from core.words.impact import NAMES
from core.words.mapped import TLS1_2, TLS1_3

_TLS13 = frozenset({0x1301, 0x1302, 0x1303})
_ECDHE_AEAD = frozenset({0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8})
_ECDHE_RSA_CBC = frozenset({0xC013, 0xC014})
_ECDHE_CBC = _ECDHE_RSA_CBC | {0xC009, 0xC00A}
_ECDHE_CBC_SHA2 = frozenset({0xC023, 0xC024, 0xC027, 0xC028})
_RSA = frozenset({0x009C, 0x009D, 0x002F, 0x0035})
_RSA_SHA2 = frozenset({0x003C, 0x003D})
_DHE = frozenset({0x009E, 0x009F, 0x0067, 0x006B, 0x0033, 0x0039})
_DHE_CHACHA = frozenset({0xCCAA})
_DHE_DSS = frozenset({0x00A2, 0x00A3, 0x0040, 0x006A, 0x0032, 0x0038})

_NIST = frozenset({0x0017, 0x0018})
_P521 = frozenset({0x0019})
_X25519 = frozenset({0x001D})
_X448 = frozenset({0x001E})
_HYBRID = frozenset({0x11EC})
_FFDHE = frozenset({0x0100, 0x0101})
_MODERN_GROUPS = _HYBRID | _X25519 | _NIST

_CHROME_SIGNATURES = frozenset({0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601})
_SHA1 = frozenset({0x0201, 0x0203})
_P521_SHA512 = frozenset({0x0603})
_EDDSA = frozenset({0x0807, 0x0808})
_PSS_KEYS = frozenset({0x0809, 0x080A, 0x080B})


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One family. ``keys``: the names under which `core.words.impact.impacts` knows those that share the library."""

    name: str
    keys: tuple[str, ...]
    suites: frozenset[int]
    groups: frozenset[int]
    signatures: frozenset[int]
    browser: bool = False


CLIENTS = (
    Client(
        name="Chrome",
        keys=("chrome",),
        suites=_TLS13 | _ECDHE_AEAD | _ECDHE_RSA_CBC | _RSA,
        groups=_MODERN_GROUPS,
        signatures=_CHROME_SIGNATURES,
        browser=True,
    ),
    Client(
        name="Firefox",
        keys=("firefox",),
        suites=_TLS13 | _ECDHE_AEAD | _ECDHE_CBC | _RSA,
        groups=_MODERN_GROUPS | _P521 | _FFDHE,
        signatures=_CHROME_SIGNATURES | _P521_SHA512 | _SHA1,
        browser=True,
    ),
    Client(
        name="Safari",
        keys=("safari",),
        suites=_TLS13 | _ECDHE_AEAD | _ECDHE_CBC | _RSA,
        groups=_MODERN_GROUPS | _P521,
        signatures=_CHROME_SIGNATURES | {0x0203, 0x0201},
        browser=True,
    ),
    Client(
        name="OpenSSL (curl, Python, Node)",
        keys=("curl", "openssl", "python", "node"),
        suites=_TLS13 | _ECDHE_AEAD | _ECDHE_CBC | _ECDHE_CBC_SHA2 | _DHE | _DHE_CHACHA | _RSA | _RSA_SHA2,
        groups=_MODERN_GROUPS | _P521 | _X448 | _FFDHE,
        signatures=_CHROME_SIGNATURES | _P521_SHA512 | _EDDSA | _PSS_KEYS,
    ),
    Client(
        name="Java",
        keys=("java",),
        suites=_TLS13 | _ECDHE_AEAD | _ECDHE_CBC | _ECDHE_CBC_SHA2 | _DHE | _DHE_CHACHA | _DHE_DSS,
        groups=_X25519 | _NIST | _P521 | _X448 | _FFDHE,
        signatures=_CHROME_SIGNATURES | _P521_SHA512 | _EDDSA | _PSS_KEYS,
    ),
    Client(
        name="Go",
        keys=("go",),
        suites=_TLS13 | _ECDHE_AEAD | _ECDHE_CBC,
        groups=_MODERN_GROUPS | _P521,
        signatures=_CHROME_SIGNATURES | _P521_SHA512 | {0x0807},
    ),
)


def shared_suites(client: Client, map_: ServerMap) -> tuple[CipherSuite, ...]:
    """What both sides can do in TLS 1.2 and 1.3, group and signature left aside."""
    codes = (c for v in map_.supported if v.version in (TLS1_2, TLS1_3) for c in v.suites)
    return tuple(cipher(c) for c in dict.fromkeys(codes) if c in client.suites)


def needs_group(suite: CipherSuite) -> bool:
    """Its key exchange takes a named group: TLS 1.3, or ECDHE."""
    return suite.tls13 or suite.key_exchange == "ECDHE"


def signs(suite: CipherSuite) -> bool:
    """The server signs something in its handshake, so a signature algorithm must be shared."""
    return suite.tls13 or suite.key_exchange in ("ECDHE", "DHE")


def offered(clients: Iterable[Client], map_: ServerMap) -> frozenset[int]:
    """Every suite that any of these clients offers in the versions that the server has."""
    tls13 = any(v.version == TLS1_3 for v in map_.supported)
    tls12 = any(v.version == TLS1_2 for v in map_.supported)
    codes = frozenset().union(*(c.suites for c in clients))
    return frozenset(c for c in codes if (c in _TLS13 and tls13) or (c not in _TLS13 and tls12))


def shut_out(map_: ServerMap) -> tuple[Client, ...]:
    """Those that share a version with the server and no suite."""
    return tuple(c for c in CLIENTS if not shared_suites(c, map_))


def without_group(map_: ServerMap) -> tuple[Client, ...]:
    """Those whose shared suites all take a group, and that share none."""
    return tuple(
        client
        for client in CLIENTS
        if (suites := shared_suites(client, map_))
        and all(map(needs_group, suites))
        and not client.groups & frozenset(map_.groups)
    )


def without_signature(map_: ServerMap) -> tuple[Client, ...]:
    """Those whose shared suites all take a signature, and that accept none of the server's kinds."""
    return tuple(
        client
        for client in CLIENTS
        if (suites := shared_suites(client, map_))
        and all(map(signs, suites))
        and not client.signatures & frozenset(map_.signature_schemes)
    )


def names(clients: Iterable[Client]) -> list[str]:
    return [client.name for client in clients]


def shown_by(clients: Iterable[Client], said: Iterable[Impact]) -> tuple[Impact, ...]:
    """Of what all clients show, the words of these."""
    hit = {NAMES[key] for client in clients for key in client.keys}
    return tuple(impact for impact in said if impact.client in hit)


def decisive(evidence: Evidence, clients: Sequence[Client]) -> bool:
    """Whether shutting these out breaks the service: a browser, or the most common library where no browser comes."""
    if evidence.target.starttls:
        return any("openssl" in client.keys for client in clients)
    return any(client.browser for client in clients)
