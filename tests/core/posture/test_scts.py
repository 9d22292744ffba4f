"""Embedded timestamps, and Mozilla's schedule for old roots."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.certificates.der import RawExtension, with_extensions
from core.posture.root_lifecycle import removal
from core.posture.scts import Sct, embedded, logs, needed
from core.wire.octets import uint, vector
from tests.support.pki import Authority

OID = bytes.fromhex("2b06010401d679020402")
LEAF = Authority.root().intermediate().issue(scts=3)


def with_list(value: bytes) -> bytes:
    return with_extensions(LEAF.der, [RawExtension(OID, critical=False, value=value)])


def test_the_timestamps_of_a_certificate() -> None:
    found = embedded(LEAF.der)
    assert found is not None
    assert [sct.log for sct in found] == [bytes([number]).hex() * 32 for number in range(3)]
    assert logs(found) == 3


def test_when_a_log_took_it_in() -> None:
    sct = b"\x00" + bytes(32) + uint(1_780_000_000_123, 8) + bytes(4)
    listed = vector(2, vector(2, sct), vector(2, sct))
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=1_780_000_000_123)
    found = embedded(with_list(b"\x04" + bytes([len(listed)]) + listed))
    assert found == (Sct("00" * 32, at), Sct("00" * 32, at))
    assert logs(found) == 1


def test_a_time_beyond_reason_is_no_time() -> None:
    listed = vector(2, vector(2, b"\x00" + bytes(32) + b"\xff" * 8))
    assert embedded(with_list(b"\x04" + bytes([len(listed)]) + listed)) == (Sct("00" * 32, None),)


def test_none_and_unreadable_are_told_apart() -> None:
    assert embedded(Authority.root().issue().der) == ()
    assert embedded(with_list(b"\x30\x00")) is None
    assert embedded(with_list(b"\x04\x04\x00\x09ab")) is None
    assert embedded(b"no certificate") is None


@given(st.binary(max_size=120))
def test_any_list_gives_an_answer(value: bytes) -> None:
    found = embedded(with_list(value))
    assert found is None or isinstance(found, tuple)


@pytest.mark.parametrize(("days", "count"), [(1, 2), (180, 2), (181, 3), (398, 3)])
def test_how_many_logs_a_lifetime_asks_for(days: int, count: int) -> None:
    assert needed(timedelta(days=days)) == count
    assert needed(timedelta(days=180, seconds=1)) == 3


@pytest.mark.parametrize(
    ("made", "day"),
    [
        (date(1999, 1, 1), date(2025, 4, 15)),
        (date(2005, 12, 31), date(2025, 4, 15)),
        (date(2006, 1, 1), date(2026, 4, 15)),
        (date(2008, 1, 1), date(2027, 4, 15)),
        (date(2009, 12, 31), date(2027, 4, 15)),
        (date(2010, 1, 1), date(2028, 4, 15)),
        (date(2012, 1, 1), date(2029, 4, 15)),
        (date(2014, 4, 14), date(2029, 4, 15)),
        (date(2014, 4, 15), date(2029, 4, 15)),
        (date(2015, 6, 4), date(2030, 6, 4)),
        (date(2016, 2, 29), date(2031, 2, 28)),
    ],
)
def test_mozillas_schedule(made: date, day: date) -> None:
    assert removal(made) == day
