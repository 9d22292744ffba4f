"""ECHConfigLists (RFC 9849 section 4)."""

from hypothesis import given
from hypothesis import strategies as st

from core.posture.ech import EchConfig, NoEchList, parse
from core.wire.octets import uint, vector


def config(name: bytes, version: int = 0xFE0D) -> bytes:
    suites = uint(1, 2) + uint(1, 2)
    body = b"\x07" + uint(0x0020, 2) + vector(2, bytes(32)) + vector(2, suites) + b"\x00" + vector(1, name) + vector(2)
    return uint(version, 2) + vector(2, body)


def test_the_public_name_is_read() -> None:
    listed = vector(2, config(b"public.example"))
    assert parse(listed) == (EchConfig(0xFE0D, "public.example", 0x0020),)


def test_a_version_that_we_do_not_know_is_passed_over() -> None:
    listed = vector(2, uint(0xFE0C, 2) + vector(2, b"??"), config(b"b.example"))
    assert parse(listed) == (EchConfig(0xFE0C, None), EchConfig(0xFE0D, "b.example", 0x0020))


def test_a_public_name_of_odd_bytes_is_escaped() -> None:
    assert parse(vector(2, config(b"a\n\xff"))) == (EchConfig(0xFE0D, "a\\n\\xff", 0x0020),)


def test_cut_off_and_empty_lists_are_none() -> None:
    whole = vector(2, config(b"public.example"))
    assert all(isinstance(parse(whole[:size]), NoEchList) for size in range(len(whole)))
    assert isinstance(parse(whole + b"x"), NoEchList)
    assert parse(vector(2)) == NoEchList("it is empty")


@given(st.binary(max_size=80))
def test_any_bytes_give_an_answer(data: bytes) -> None:
    assert isinstance(parse(data), tuple | NoEchList)
