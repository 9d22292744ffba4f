"""What became of a name: the answers of DNS as values. Nothing here judges."""

from dataclasses import dataclass

from core.model.target import IPAddress


@dataclass(frozen=True, slots=True)
class Resolved:
    """Addresses of the name, A before AAAA as answered. ``canonical``: end of the CNAME chain, if there is one."""

    addresses: tuple[IPAddress, ...]
    aliases: tuple[str, ...] = ()
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class NxDomain:
    """RCODE 3. ``aliases``: the CNAMEs that led to the missing name; ``neighbours``: similar names that do resolve."""

    name: str
    aliases: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class NoAddress:
    """The name exists and has neither A nor AAAA (NODATA)."""

    name: str
    aliases: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class ServFail:
    """The resolver answered and could not resolve. ``dnssec_suspected``: the same question with CD=1 succeeds (RFC
    4035 §3.2.2).
    """

    name: str
    rcode: str
    resolver: str
    dnssec_suspected: bool = False
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class ResolverSilent:
    """No resolver answered within ``ms``."""

    name: str
    resolvers: tuple[str, ...]
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class NotResolved:
    """Nothing to resolve: the target is an address or pinned to one."""

    address: IPAddress


Resolution = Resolved | NxDomain | NoAddress | ServFail | ResolverSilent | NotResolved


@dataclass(frozen=True, slots=True)
class AddressRefused:
    """Our own policy forbids this address; nothing was sent to it."""

    address: IPAddress
    because: str
