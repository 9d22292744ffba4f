"""The instruments of a check, put together: which resolver, which policy, which roots. No judgement."""

from functools import lru_cache

from adapters.clock import SystemClock
from adapters.dns.resolver import ServerResolver, SystemResolver
from adapters.fetch import HttpFetcher
from adapters.network import AsyncioNetwork
from adapters.roots import load_trust_stores
from core.address_policy import AllowAll, PublicOnly
from core.model.trust import TrustStores
from core.workflows import Instruments


def build_instruments(
    *,
    ca_pem: bytes | None = None,
    dns_server: tuple[str, int] | None = None,
    public_only: bool = True,
    allowed_networks: tuple[str, ...] = (),
) -> Instruments:
    """Instruments for real networks.

    ``ca_pem``: roots of the user besides the public ones. ``dns_server``: asked for everything, instead of the system.
    ``public_only``: refuse private and special addresses except ``allowed_networks`` (CIDR).
    """
    policy = PublicOnly(allowed_networks) if public_only else AllowAll()
    resolver = ServerResolver(*dns_server) if dns_server else SystemResolver()
    clock = SystemClock()
    return Instruments(
        resolver=resolver,
        network=AsyncioNetwork(policy, clock),
        fetcher=HttpFetcher(policy, resolver, clock),
        policy=policy,
        clock=clock,
        stores=_stores(ca_pem),
    )


@lru_cache(maxsize=4)
def _stores(ca_pem: bytes | None) -> TrustStores:
    return load_trust_stores(ca_pem)
