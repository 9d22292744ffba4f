"""Maps of servers: one of a modern server to change by hand, and of every shape for properties."""

from hypothesis import strategies as st

from core.model.report import MappedAddresses
from core.model.server_map import DhParameters, Features, Preference, ServerMap, Tri, VersionMap

TLS13_SUITES = (0x1301, 0x1302, 0x1303)
TLS12_SUITES = (0xC02B, 0xC02F, 0xC02C, 0xC030)
REFUSED = (0x0302, 0x0301, 0x0300, 0x0002)


def version(number: int, *suites: int, preference: Preference = Preference.CLIENT) -> VersionMap:
    """A version that is spoken with these suites, all asked."""
    return VersionMap(
        version=number, supported=Tri.YES, because="ServerHello", suites=suites, preference=preference, complete=True
    )


def refused(number: int) -> VersionMap:
    return VersionMap(version=number, supported=Tri.NO, because="alert 70", complete=True)


def undecided(number: int, because: str = "silence, twice") -> VersionMap:
    return VersionMap(version=number, supported=Tri.UNKNOWN, because=because)


MODERN = ServerMap(
    versions=(version(0x0304, *TLS13_SUITES), version(0x0303, *TLS12_SUITES), *map(refused, REFUSED)),
    groups=(0x11EC, 0x001D, 0x0017),
    groups_complete=True,
    group_preference=Preference.CLIENT,
    signature_schemes=(0x0403,),
    signatures_complete=True,
    features=Features(
        alpn=("h2", "http/1.1"),
        tickets=Tri.YES,
        psk=Tri.YES,
        compression=Tri.NO,
        secure_renegotiation=Tri.YES,
        extended_master_secret=Tri.YES,
    ),
    client_cert_asked=Tri.NO,
    connections=30,
)

tri = st.sampled_from(Tri)
_numbers = st.lists(st.integers(0, 0xFFFF), max_size=5).map(tuple)
_versions = st.builds(
    VersionMap,
    version=st.sampled_from((0x0002, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304)),
    supported=tri,
    because=st.text(max_size=30),
    suites=_numbers,
    preference=st.sampled_from(Preference),
    complete=st.booleans(),
)
_features = st.builds(
    Features,
    alpn=st.none() | st.lists(st.text(max_size=10), max_size=3).map(tuple),
    session_ids=tri,
    tickets=tri,
    psk=tri,
    early_data=st.none() | st.integers(0, 2**32),
    compression=tri,
    secure_renegotiation=tri,
    extended_master_secret=tri,
    encrypt_then_mac=tri,
    fallback_scsv=tri,
    ecdh_reused=tri,
    downgrade_signal=tri,
)
_dh = st.builds(DhParameters, bits=st.integers(1, 16384), name=st.none() | st.just("ffdhe2048"), reused=tri)
server_maps = st.builds(
    ServerMap,
    versions=st.lists(_versions, max_size=6, unique_by=lambda v: v.version).map(tuple),
    groups=_numbers,
    groups_complete=st.booleans(),
    signature_schemes=_numbers,
    signatures_complete=st.booleans(),
    dh=st.none() | _dh,
    features=_features,
    other_chains=st.lists(st.just((b"der",)), max_size=2).map(tuple),
    client_cert_asked=tri,
    client_cert_authorities=st.lists(st.text(max_size=20), max_size=3).map(tuple),
    limited=st.none() | st.text(max_size=30),
)
mapped = st.builds(MappedAddresses, st.lists(st.text(max_size=10), min_size=1, max_size=3).map(tuple), server_maps)
