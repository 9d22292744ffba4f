"""Server maps to order, in names: every list asked to its end, every version decided, healthy by default.

server(tls12("ECDHE-RSA-AES128-GCM-SHA256"))          # TLS 1.2 alone
server(tls13(), tls12(), dh=DhParameters(bits=1024))
"""

from collections.abc import Sequence
from dataclasses import replace

from core.model.server_map import DhParameters, Features, Preference, ServerMap, Tri, VersionMap
from core.wire.registry import Version, cipher_by_iana_name, cipher_by_openssl_name, group_by_name
from tests.support.maps import refused, undecided, version

SUITES_13 = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")
ECDSA_12 = ("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305")
RSA_12 = ("ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-CHACHA20-POLY1305")
GROUPS = ("X25519MLKEM768", "x25519", "secp256r1", "secp384r1")
SAFE = Features(secure_renegotiation=Tri.YES, compression=Tri.NO, fallback_scsv=Tri.YES)
ASKED = (Version.TLS1_3, Version.TLS1_2, Version.TLS1_1, Version.TLS1_0, Version.SSL3, Version.SSL2)


def codes(names: Sequence[str]) -> tuple[int, ...]:
    """Suites by OpenSSL's or IANA's names."""
    found = [cipher_by_openssl_name(name) or cipher_by_iana_name(name) for name in names]
    return tuple(suite.code for suite in found if suite)


def group_codes(names: Sequence[str]) -> tuple[int, ...]:
    found = [group_by_name(name) for name in names]
    return tuple(known.code for known in found if known)


def spoken(number: int, *suites: str, preference: Preference = Preference.SERVER, complete: bool = True) -> VersionMap:
    return replace(version(number, *codes(suites), preference=preference), complete=complete)


def tls13(*suites: str, preference: Preference = Preference.SERVER) -> VersionMap:
    return spoken(Version.TLS1_3, *(suites or SUITES_13), preference=preference)


def tls12(*suites: str, preference: Preference = Preference.SERVER) -> VersionMap:
    return spoken(Version.TLS1_2, *(suites or ECDSA_12), preference=preference)


def server(
    *versions: VersionMap,
    groups: Sequence[str] = GROUPS,
    groups_complete: bool = True,
    group_preference: Preference = Preference.SERVER,
    features: Features = SAFE,
    dh: DhParameters | None = None,
    unknown: Sequence[int] = (),
    limited: str | None = None,
    other_chains: tuple[tuple[bytes, ...], ...] = (),
    client_cert_asked: Tri = Tri.NO,
) -> ServerMap:
    """These versions (default: TLS 1.3 and 1.2), the others refused but for ``unknown``."""
    given = {v.version: v for v in versions or (tls13(), tls12())}
    rest: dict[int, VersionMap] = {
        int(v): undecided(v) if v in unknown else refused(v) for v in ASKED if v not in given
    }
    return ServerMap(
        versions=tuple(sorted([*rest.values(), *given.values()], key=lambda v: -v.version)),
        groups=group_codes(groups),
        groups_complete=groups_complete,
        group_preference=group_preference,
        features=features,
        dh=dh,
        limited=limited,
        other_chains=other_chains,
        client_cert_asked=client_cert_asked,
    )
