"""Which addresses may be contacted. Pure; asked after resolution, for every address and every redirect.

Law: public unicast only. An address that carries another one inside (IPv4-mapped, NAT64, 6to4, Teredo) is refused when
the inner one would be. An operator may allow networks: that wins, and is judged on the address as written, never on one
inside it. Ranges: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from core.model.target import IPAddress

IPNetwork = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class _Refusal:
    network: IPNetwork
    because: str


def _refuse(because: str, *networks: str) -> tuple[_Refusal, ...]:
    return tuple(_Refusal(ip_network(network), because) for network in networks)


# In order: the most specific reason first.
_REFUSALS: Final = (
    *_refuse("a cloud metadata service", "169.254.169.254/32", "169.254.170.2/32", "169.254.170.23/32"),
    *_refuse("a cloud metadata service", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32"),
    *_refuse("a cloud metadata service", "fd00:ec2::254/128", "fd00:ec2::23/128"),
    *_refuse("the limited broadcast address", "255.255.255.255/32"),
    *_refuse("an unspecified address", "0.0.0.0/32", "::/128"),
    *_refuse("an address of this host", "127.0.0.0/8", "::1/128"),
    *_refuse("an address of 'this network' (RFC 791)", "0.0.0.0/8"),
    *_refuse("a private address (RFC 1918)", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
    *_refuse("a link-local address", "169.254.0.0/16", "fe80::/10"),
    *_refuse("a carrier-grade NAT address (RFC 6598)", "100.64.0.0/10"),
    *_refuse("a multicast address", "224.0.0.0/4", "ff00::/8"),
    *_refuse("a documentation address", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"),
    *_refuse("a documentation address", "2001:db8::/32", "3fff::/20"),
    *_refuse("a benchmarking address", "198.18.0.0/15", "2001:2::/48"),
    *_refuse("an address for protocol assignments (RFC 6890)", "192.0.0.0/24", "2001::/23"),
    *_refuse("a retired 6to4 relay address", "192.88.99.0/24"),
    *_refuse("a reserved address", "240.0.0.0/4", "100::/64", "100:0:0:1::/64", "5f00::/16"),
    *_refuse("a unique local address (RFC 4193)", "fc00::/7"),
    *_refuse("a site-local address", "fec0::/10"),
    *_refuse("an IPv4-compatible address", "::/96"),
    *_refuse("an address for local translation (RFC 8215)", "64:ff9b:1::/48"),
)  # fmt: skip

_LAST_32: Final = 0xFFFFFFFF


def _last_four_bytes(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) & _LAST_32)


def _after_prefix(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) >> 80 & _LAST_32)  # RFC 3056 §2: bits 16 to 47


def _teredo_client(address: IPv6Address) -> IPv4Address:
    return IPv4Address(~int(address) & _LAST_32)  # RFC 4380 §4: stored with all bits inverted


def _teredo_server(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) >> 64 & _LAST_32)


@dataclass(frozen=True, slots=True)
class _Carrier:
    """A network whose addresses carry an IPv4 address."""

    network: IPv6Network
    name: str
    inner: tuple[Callable[[IPv6Address], IPv4Address], ...]


_CARRIERS: Final = (
    _Carrier(IPv6Network("::ffff:0:0/96"), "an IPv4-mapped address", (_last_four_bytes,)),
    _Carrier(IPv6Network("::ffff:0:0:0/96"), "an IPv4-translated address", (_last_four_bytes,)),
    _Carrier(IPv6Network("64:ff9b::/96"), "a NAT64 address", (_last_four_bytes,)),
    _Carrier(IPv6Network("2002::/16"), "a 6to4 address", (_after_prefix,)),
    _Carrier(IPv6Network("2001::/32"), "a Teredo address", (_teredo_client, _teredo_server)),
)


class AllowAll:
    """For a person on their own machine: the CLI without ``--public-only``."""

    def refuses(self, address: IPAddress) -> str | None:  # noqa: ARG002 - the port's shape
        return None


class PublicOnly:
    """Public unicast addresses and ``allowed_networks`` (CIDR notation). Raises ValueError for a bad network."""

    def __init__(self, allowed_networks: Iterable[str] = ()) -> None:
        self._allowed = tuple(ip_network(network) for network in allowed_networks)

    def refuses(self, address: IPAddress) -> str | None:
        if isinstance(address, IPv6Address) and address.scope_id is not None:
            return "an address with a scope is only known on one link"
        if any(address in network for network in self._allowed):
            return None
        return _because(address)


def _because(address: IPAddress) -> str | None:
    if isinstance(address, IPv6Address):
        for carrier in _CARRIERS:
            if address in carrier.network:
                return _carried(address, carrier)
    for refusal in _REFUSALS:
        if address in refusal.network:
            return f"{address} is {refusal.because}"
    return None if _unicast(address) else f"{address} is not a public address"


def _carried(address: IPv6Address, carrier: _Carrier) -> str | None:
    """Why the address inside is refused. The outer form itself is only a wrapper."""
    for inner in (find(address) for find in carrier.inner):
        because = _because(inner)
        if because is not None:
            return f"{address} is {carrier.name}, and inside {because}"
    return None


def _unicast(address: IPAddress) -> bool:
    """Global unicast as assigned by IANA: all of IPv4 that is left, 2000::/3 of IPv6 (RFC 4291 §2.4)."""
    return isinstance(address, IPv4Address) or address in _GLOBAL_UNICAST


_GLOBAL_UNICAST: Final = ip_network("2000::/3")


def literal(text: str) -> IPAddress | None:
    """The address that ``text`` spells, None if it is a name."""
    try:
        return ip_address(text.strip("[]"))
    except ValueError:
        return None
