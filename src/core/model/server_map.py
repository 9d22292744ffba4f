"""The map of one server address: what it accepts, beyond what one handshake shows. Values only.

Every fact is three-valued: what could not be found out is UNKNOWN, never NO. Derived by `core.survey` from the
attempts of the survey and from the handshakes.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Tri(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Preference(StrEnum):
    """Who chooses among what both sides can do."""

    SERVER = "server"
    CLIENT = "client"
    CHACHA_BY_CLIENT = "server, but ChaCha20-Poly1305 when the client prefers it"
    SINGLE = "there is no choice"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionMap:
    """One protocol version. ``version``: wire number, 0x0002 to 0x0304. ``because``: what decided ``supported``.

    ``suites``: accepted ones, wire numbers (three-byte kinds for SSL 2.0), in the server's order where the preference
    is the server's, else as they were found. ``complete``: every suite we know was asked; False when time, a limit or
    silence cut the list short.
    """

    version: int
    supported: Tri
    because: str
    suites: tuple[int, ...] = ()
    preference: Preference = Preference.UNKNOWN
    complete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DhParameters:
    """The finite-field group of a TLS ≤ 1.2 DHE exchange. ``name``: of a published prime, None for an own one.

    ``common``: a prime that many servers share outside the standards (precomputation pays, weakdh.org). ``reused``: the
    same public value came in two connections.
    """

    bits: int
    name: str | None = None
    common: bool = False
    reused: Tri = Tri.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What the server can do beside suites. ``alpn``: accepted names, best first, None when not asked.

    ``early_data``: bytes of 0-RTT data that a ticket allows, 0 none, None unknown. ``compression``: it chose DEFLATE.
    ``session_ids``, ``tickets``: resumption in TLS ≤ 1.2; ``psk``: in TLS 1.3.
    ``downgrade_signal``: an offer of TLS 1.2 alone got the sentinel of RFC 8446 section 4.1.3.
    """

    alpn: tuple[str, ...] | None = None
    session_ids: Tri = Tri.UNKNOWN
    tickets: Tri = Tri.UNKNOWN
    psk: Tri = Tri.UNKNOWN
    early_data: int | None = None
    compression: Tri = Tri.UNKNOWN
    secure_renegotiation: Tri = Tri.UNKNOWN
    extended_master_secret: Tri = Tri.UNKNOWN
    encrypt_then_mac: Tri = Tri.UNKNOWN
    fallback_scsv: Tri = Tri.UNKNOWN
    ecdh_reused: Tri = Tri.UNKNOWN
    downgrade_signal: Tri = Tri.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerMap:
    """``versions``: every version asked, newest first. ``groups``: accepted key-exchange groups, wire numbers, best
    first as far as seen; ``groups_complete`` as in `VersionMap`. ``signature_schemes``: those the server signed with
    (TLS 1.2 ServerKeyExchange, TLS 1.3 CertificateVerify). ``other_chains``: DER chains served to other offers (the
    second certificate of a dual RSA and ECDSA server), beside that of the full handshake. ``connections``: made for
    this map. ``limited``: why the server is believed to have limited us, in words; facts that hang on it are UNKNOWN.
    ``inconsistent``: how it contradicted itself, in words (several machines behind one address); no list is complete
    then.
    """

    versions: tuple[VersionMap, ...]
    groups: tuple[int, ...] = ()
    groups_complete: bool = False
    group_preference: Preference = Preference.UNKNOWN
    signature_schemes: tuple[int, ...] = ()
    signatures_complete: bool = False
    dh: DhParameters | None = None
    features: Features = field(default_factory=Features)
    other_chains: tuple[tuple[bytes, ...], ...] = ()
    client_cert_asked: Tri = Tri.UNKNOWN
    client_cert_authorities: tuple[str, ...] = ()
    connections: int = 0
    limited: str | None = None
    inconsistent: str | None = None

    def version(self, number: int) -> VersionMap | None:
        return next((v for v in self.versions if v.version == number), None)

    def supports(self, number: int) -> Tri:
        """Whether a version is spoken; UNKNOWN when it was not asked."""
        found = self.version(number)
        return found.supported if found else Tri.UNKNOWN

    @property
    def supported(self) -> tuple[VersionMap, ...]:
        return tuple(v for v in self.versions if v.supported is Tri.YES)

    @property
    def suites(self) -> frozenset[int]:
        """Every suite accepted in any TLS or SSL 3.0 version."""
        return frozenset(s for v in self.supported if v.version > 2 for s in v.suites)

    @property
    def brief(self) -> bool:
        """Asked for its versions only: one of many addresses, to be compared with those that are mapped in full."""
        listed = self.groups_complete or any(v.complete for v in self.supported)
        return not (listed or self.limited or self.inconsistent)

    @property
    def complete(self) -> bool:
        """Versions are all decided and every list was asked to its end."""
        decided = all(v.supported is not Tri.UNKNOWN for v in self.versions)
        return decided and all(v.complete for v in self.supported) and self.groups_complete
