"""Which addresses are refused and why: a table, near-misses at the borders of each range, and wrappers by property."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.address_policy import AllowAll, PublicOnly

METADATA = "a cloud metadata service"

REFUSED = [
    ("169.254.169.254", METADATA),
    ("100.100.100.200", METADATA),
    ("168.63.129.16", METADATA),
    ("fd00:ec2::254", METADATA),
    ("0.0.0.0", "an unspecified address"),
    ("::", "an unspecified address"),
    ("0.1.2.3", "an address of 'this network' (RFC 791)"),
    ("127.0.0.1", "an address of this host"),
    ("127.255.255.255", "an address of this host"),
    ("::1", "an address of this host"),
    ("10.0.0.0", "a private address (RFC 1918)"),
    ("10.255.255.255", "a private address (RFC 1918)"),
    ("172.16.0.0", "a private address (RFC 1918)"),
    ("172.31.255.255", "a private address (RFC 1918)"),
    ("192.168.255.255", "a private address (RFC 1918)"),
    ("169.254.0.1", "a link-local address"),
    ("fe80::1", "a link-local address"),
    ("febf::1", "a link-local address"),
    ("100.64.0.0", "a carrier-grade NAT address (RFC 6598)"),
    ("100.127.255.255", "a carrier-grade NAT address (RFC 6598)"),
    ("224.0.0.1", "a multicast address"),
    ("239.255.255.255", "a multicast address"),
    ("ff02::1", "a multicast address"),
    ("192.0.2.1", "a documentation address"),
    ("198.51.100.1", "a documentation address"),
    ("203.0.113.255", "a documentation address"),
    ("2001:db8::1", "a documentation address"),
    ("3fff::1", "a documentation address"),
    ("198.18.0.0", "a benchmarking address"),
    ("198.19.255.255", "a benchmarking address"),
    ("2001:2::1", "a benchmarking address"),
    ("192.0.0.8", "an address for protocol assignments (RFC 6890)"),
    ("192.88.99.1", "a retired 6to4 relay address"),
    ("240.0.0.1", "a reserved address"),
    ("100::1", "a reserved address"),
    ("255.255.255.255", "the limited broadcast address"),
    ("fc00::1", "a unique local address (RFC 4193)"),
    ("fdff::1", "a unique local address (RFC 4193)"),
    ("fec0::1", "a site-local address"),
    ("::8.8.8.8", "an IPv4-compatible address"),
    ("64:ff9b:1::8.8.8.8", "an address for local translation (RFC 8215)"),
    ("4000::1", "not a public address"),
]

ALLOWED = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.1",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4001::200e",
    "64:ff9b::8.8.8.8",
    "2002:0808:0808::1",
]


@pytest.mark.parametrize(("address", "because"), REFUSED)
def test_refused_with_its_reason(address: str, because: str) -> None:
    spelled = ip_address(address)
    assert PublicOnly().refuses(spelled) == f"{spelled} is {because}"


@pytest.mark.parametrize("address", ALLOWED)
def test_public_addresses_just_outside_the_ranges_are_allowed(address: str) -> None:
    assert PublicOnly().refuses(ip_address(address)) is None


@pytest.mark.parametrize(
    "address",
    [
        "::ffff:127.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::127.0.0.1",
        "2002:7f00:1::",
        "2001:0:7f00:1::f7f7:f7f7",  # a Teredo server
        "2001:0:808:808:0:0:80ff:fffe",  # a Teredo client, inverted
    ],
)
def test_an_address_that_carries_a_refused_one_is_refused(address: str) -> None:
    refusal = PublicOnly().refuses(ip_address(address))
    assert refusal is not None
    assert "127.0.0.1 is an address of this host" in refusal


def _wrappers(inner: IPv4Address) -> list[IPv6Address]:
    number = int(inner)
    return [
        IPv6Address(0xFFFF_0000_0000 + number),
        IPv6Address((0x64_FF9B << 96) + number),
        IPv6Address((0x2002 << 112) + (number << 80)),
        IPv6Address((0x2001_0000 << 96) + (0x08080808 << 64) + (number ^ 0xFFFFFFFF)),
    ]


@given(st.ip_addresses(v=4))
def test_a_wrapper_is_refused_exactly_when_what_it_carries_is(inner: IPv4Address) -> None:
    refused = PublicOnly().refuses(inner) is not None
    for wrapper in _wrappers(inner):
        assert (PublicOnly().refuses(wrapper) is not None) is refused


@given(st.ip_addresses())
def test_nothing_that_the_standard_library_calls_private_is_allowed(address: IPv4Address | IPv6Address) -> None:
    if PublicOnly().refuses(address) is None and not any(
        address in ip_network(n) for n in ("64:ff9b::/96", "2002::/16")
    ):
        assert address.is_global


def test_a_scoped_address_is_refused() -> None:
    assert PublicOnly(["::/0"]).refuses(IPv6Address("fe80::1%eth0")) == (
        "an address with a scope is only known on one link"
    )


def test_the_operators_networks_win() -> None:
    policy = PublicOnly(["10.1.0.0/16", "fd00::/8"])
    assert policy.refuses(ip_address("10.1.255.255")) is None
    assert policy.refuses(ip_address("fd12::1")) is None
    assert policy.refuses(ip_address("10.2.0.0")) is not None


def test_the_operators_networks_do_not_open_wrappers() -> None:
    assert PublicOnly(["10.1.0.0/16"]).refuses(ip_address("::ffff:10.1.0.1")) is not None


def test_a_bad_network_is_an_error_at_once() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0\.1/8"):
        PublicOnly(["10.0.0.1/8"])


@given(st.ip_addresses())
def test_allow_all_allows_all(address: IPv4Address | IPv6Address) -> None:
    assert AllowAll().refuses(address) is None
