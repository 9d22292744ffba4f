"""Hellos that a server must bear: what RFCs allow and some servers, or boxes before them, stumble over.

Law: as `core.wire.profiles`: pure, no key material. Each adds one thing to a hello that is known to be borne, so the
thing alone is to blame when it fails; `Profile.STRAINED` adds all of them, so one answer clears them all.
"""

from dataclasses import replace
from typing import Final

from core.model.observation import Profile
from core.wire import profiles
from core.wire.hello import ClientHello
from core.wire.registry import ciphers

PIECE: Final = 128  # bytes of the hello in a record of its own
SEGMENT: Final = 536  # what every IPv4 host takes (RFC 9293 section 3.7.1); firewalls drop SYNs that announce < 500
_THREE_SEGMENTS: Final = 1200
_UNASSIGNED: Final = 0xF5A1  # no GREASE: servers could know those by their form
_MANY: Final = 150  # suites; old load balancers gave up past 64 or 128
_SIZES: Final = {Profile.SIZE_600: 600, Profile.SIZE_1000: 1000, Profile.SIZE_1400: 1400}


def segment_size(profile: Profile) -> int | None:
    """Bytes of payload to which TCP segments are to be clamped, both ways; None leaves them alone."""
    return SEGMENT if profile in (Profile.STRAINED, Profile.SPLIT_SEGMENTS, Profile.CLAMPED) else None


def strain(profile: Profile, name: str | None, random: bytes) -> bytes:
    """The records of the hello for one of these profiles."""
    small = profiles.classical_small(name, random)
    match profile:
        case Profile.STRAINED:
            return _long(replace(_with_unknown(small), grease=True, padding=_THREE_SEGMENTS)).encode(PIECE)
        case Profile.GREASE:
            return replace(small, grease=True).encode()
        case Profile.UNKNOWN_EXTENSION:
            return _with_unknown(small).encode()
        case Profile.LONG_LIST:
            return _long(small).encode()
        case Profile.SPLIT_RECORDS:
            return small.encode(PIECE)
        case Profile.SPLIT_SEGMENTS:
            return replace(small, padding=_THREE_SEGMENTS).encode()
        case Profile.SIZE_600 | Profile.SIZE_1000 | Profile.SIZE_1400:
            return replace(small, padding=_SIZES[profile]).encode()
        case _:
            return _bare(profile, name, random).encode()


def _with_unknown(hello: ClientHello) -> ClientHello:
    return replace(hello, more=(*hello.more, (_UNASSIGNED, b"tlscheck")))


def _long(hello: ClientHello) -> ClientHello:
    """The same suites first, then suites that nobody chooses, until there are many."""
    rest = (suite.code for suite in ciphers() if suite.code not in hello.ciphers and not suite.tls13)
    return replace(hello, ciphers=(*hello.ciphers, *rest)[:_MANY])


def _bare(profile: Profile, name: str | None, random: bytes) -> ClientHello:
    """TLS 1.2 with what key exchange needs, and at most one extension more."""
    plain = replace(
        profiles.tls12_only(name, random),
        alpn=(),
        session_ticket=False,
        extended_master_secret=False,
        status_request=False,
        signed_certificate_timestamps=False,
    )
    match profile:
        case Profile.PLUS_ALPN:
            return replace(plain, alpn=("http/1.1",))
        case Profile.PLUS_TICKET:
            return replace(plain, session_ticket=True)
        case Profile.PLUS_MASTER_SECRET:
            return replace(plain, extended_master_secret=True)
        case Profile.PLUS_STATUS:
            return replace(plain, status_request=True)
        case Profile.PLUS_SCT:
            return replace(plain, signed_certificate_timestamps=True)
        case _:
            return plain
