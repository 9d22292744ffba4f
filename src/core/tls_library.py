"""Which TLS library a server uses, by the habits that the survey saw. A reading of signs, never a certainty.

Law: only what was measured with real servers is claimed, and only on facts that are known: one UNKNOWN among those
that a habit needs, and nothing is said. Measured: OpenSSL 3.0 and 4.0 (nginx, HAProxy, stunnel, s_server), GnuTLS 3.7
(gnutls-serv), Java 17 (SSLServerSocket).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.model.server_map import ServerMap, Tri

_TLS13: Final = 0x0304
_AES_128_CCM: Final = 0x1304  # TLS_AES_128_CCM_SHA256
_X448: Final = 0x001E
_FFDHE2048: Final = 0x0100


class TlsLibrary(StrEnum):
    OPENSSL = "OpenSSL"
    GNUTLS = "GnuTLS"
    JAVA = "Java (JSSE)"


@dataclass(frozen=True, slots=True)
class Habit:
    """``because``: the signs, as a clause."""

    library: TlsLibrary
    because: str


def library_of(server: ServerMap) -> Habit | None:
    """The library whose habits these are; None when none of those that we know fits."""
    features = server.features
    etm, fallback = features.encrypt_then_mac, features.fallback_scsv
    if etm is Tri.YES and fallback is Tri.YES:
        modern = server.version(_TLS13)
        if modern is not None and _AES_128_CCM in modern.suites:
            return Habit(TlsLibrary.GNUTLS, "encrypt-then-MAC, and AES-CCM in TLS 1.3")
        return Habit(TlsLibrary.OPENSSL, "encrypt-then-MAC and fallback signalling, no AES-CCM in TLS 1.3")
    old_groups = {_X448, _FFDHE2048} <= set(server.groups)
    if etm is Tri.NO and fallback is Tri.NO and features.extended_master_secret is Tri.YES and old_groups:
        return Habit(TlsLibrary.JAVA, "x448 and ffdhe groups, neither encrypt-then-MAC nor fallback signalling")
    return None
