"""What a sweep is measured by has to be right itself: the names resolve to one address each, some servers are odd."""

from collections import Counter

import dns.message
import dns.rcode
import pytest
from tools.sweep_fleet import Nature, nature_of
from tools.sweep_names import address_of, answer, name_of


def asked(name: str, kind: str) -> dns.message.Message:
    query = dns.message.make_query(name, kind, use_edns=True)
    said = answer(query.to_wire())
    assert said is not None
    reply = dns.message.from_wire(said)
    assert query.is_response(reply)
    return reply


def test_a_name_has_its_address_and_no_other() -> None:
    (found,) = asked(name_of(4321), "A").answer
    assert [str(each) for each in found] == [".".join(map(str, address_of(4321)))]
    assert asked(name_of(4321), "AAAA").answer == []


@pytest.mark.parametrize("name", ["x00001.sweep.test", "h00001.other.test", "sweep.test", "hx.sweep.test"])
def test_another_name_does_not_exist(name: str) -> None:
    assert asked(name, "A").rcode() == dns.rcode.NXDOMAIN


@pytest.mark.parametrize(
    "noise", [b"", b"\x00" * 11, b"\x00" * 12 + b"\x3f" + b"h" * 5, b"\x00" * 12 + b"\x02\xff\xff\x00"]
)
def test_what_is_no_query_has_no_answer(noise: bytes) -> None:
    assert answer(noise) is None


def test_thousands_of_names_have_thousands_of_addresses() -> None:
    addresses = [address_of(number) for number in range(20_000)]
    assert len(set(addresses)) == 20_000
    assert max(Counter(address[:3] for address in addresses).values()) == 4


def test_every_five_hundred_servers_have_some_of_each_kind() -> None:
    assert Counter(map(nature_of, range(500))) == Counter(map(nature_of, range(500, 1000)))
    assert set(map(nature_of, range(500))) == set(Nature)
