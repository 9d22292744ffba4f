"""Hellos that servers must bear: each is right TLS, and differs from the plain one in its one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.observation import Profile
from core.wire import profiles
from core.wire.codes import is_grease
from core.wire.hello import ClientHello
from core.wire.hello_reader import decode_client_hello
from core.wire.strains import SEGMENT, segment_size, strain

RANDOM = bytes(range(32))
NAME = "a.test"
SMALL = profiles.classical_small(NAME, RANDOM)
STRAINS = [
    p for p in Profile if p.name.startswith(("STRAINED", "GREASE", "UNKNOWN", "LONG", "SPLIT", "BARE", "PLUS", "SIZE"))
]


def read(profile: Profile) -> tuple[ClientHello, list[bytes]]:
    """The hello, and the records that carry it."""
    data, records = strain(profile, NAME, RANDOM), []
    while data:
        size = 5 + int.from_bytes(data[3:5])
        records.append(data[:size])
        data = data[size:]
    return decode(b"".join(record[5:] for record in records)), records


def decode(message: bytes) -> ClientHello:
    made = decode_client_hello(b"\x16\x03\x01" + len(message).to_bytes(2) + message)
    assert isinstance(made, ClientHello)
    return made


@pytest.mark.parametrize("profile", STRAINS, ids=lambda p: p.name)
def test_every_strain_is_a_readable_hello_for_the_name(profile: Profile) -> None:
    hello, _ = read(profile)
    assert hello.server_name == NAME
    assert set(SMALL.ciphers[3:]) <= set(hello.ciphers)


def test_grease_is_in_every_list() -> None:
    hello, _ = read(Profile.GREASE)
    assert is_grease(hello.ciphers[0]) or hello.grease


def test_the_long_list_has_150_suites_the_usual_ones_first() -> None:
    hello, _ = read(Profile.LONG_LIST)
    assert (len(hello.ciphers), hello.ciphers[: len(SMALL.ciphers)]) == (150, SMALL.ciphers)
    assert len(set(hello.ciphers)) == 150


def test_the_unknown_extension_is_unassigned() -> None:
    hello, _ = read(Profile.UNKNOWN_EXTENSION)
    assert hello.more == ((0xF5A1, b"tlscheck"),)


def test_records_hold_128_bytes_each() -> None:
    _, records = read(Profile.SPLIT_RECORDS)
    assert len(records) == 2
    assert {len(record) for record in records[:-1]} == {5 + 128}


@pytest.mark.parametrize(
    ("profile", "size"), [(Profile.SIZE_600, 600), (Profile.SIZE_1000, 1000), (Profile.SIZE_1400, 1400)]
)
def test_sizes_are_exact(profile: Profile, size: int) -> None:
    _, (record,) = read(profile)
    assert len(record) == 5 + size


@pytest.mark.parametrize("profile", [Profile.STRAINED, Profile.SPLIT_SEGMENTS])
def test_what_is_to_be_split_fills_three_segments(profile: Profile) -> None:
    assert segment_size(profile) == SEGMENT
    assert len(strain(profile, NAME, RANDOM)) > 2 * SEGMENT


def test_other_probes_leave_the_segments_alone() -> None:
    assert {segment_size(p) for p in (Profile.FULL, Profile.GREASE, Profile.SURVEY, Profile.BARE)} == {None}


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        (Profile.PLUS_ALPN, "alpn"),
        (Profile.PLUS_TICKET, "session_ticket"),
        (Profile.PLUS_MASTER_SECRET, "extended_master_secret"),
        (Profile.PLUS_STATUS, "status_request"),
        (Profile.PLUS_SCT, "signed_certificate_timestamps"),
    ],
)
def test_plus_differs_from_bare_in_one_extension(profile: Profile, field: str) -> None:
    bare, plus = read(Profile.BARE)[0], read(profile)[0]
    names = ("alpn", "session_ticket", "extended_master_secret", "status_request", "signed_certificate_timestamps")
    assert [n for n in names if getattr(bare, n) != getattr(plus, n)] == [field]


@given(st.sampled_from(STRAINS), st.binary(min_size=32, max_size=32), st.none() | st.just("b.test"))
def test_any_random_gives_whole_records(profile: Profile, random: bytes, name: str | None) -> None:
    data = strain(profile, name, random)
    while data:
        size = 5 + int.from_bytes(data[3:5])
        assert data[0] == 22
        assert len(data) >= size
        data = data[size:]
