"""The instruments of a check, put together: which resolver, which policy, which roots. No judgement."""

from functools import lru_cache
from pathlib import Path

from adapters.clock import SystemClock
from adapters.concurrency import TaskGroupTogether
from adapters.courier import Courier
from adapters.dns.resolver import ServerResolver, SystemResolver
from adapters.fetch import HttpFetcher
from adapters.network import AT_ONCE, AsyncioNetwork
from adapters.posture import NetworkPosture
from adapters.roots import load_trust_stores
from adapters.status import HttpStatuses
from adapters.status_files import StatusFiles
from core.address_policy import AllowAll, PublicOnly
from core.model.trust import TrustStores
from core.workflows import Instruments


def build_instruments(
    *,
    ca_pem: bytes | None = None,
    dns_server: tuple[str, int] | None = None,
    public_only: bool = True,
    allowed_networks: tuple[str, ...] = (),
    at_once: int = AT_ONCE,
    status_folder: Path | None = None,
) -> Instruments:
    """Instruments for real networks.

    ``ca_pem``: roots of the user besides the public ones. ``dns_server``: asked for everything, instead of the system.
    ``at_once``: connections to one address side by side.
    ``public_only``: refuse private and special addresses except ``allowed_networks`` (CIDR).
    ``status_folder``: where copies of CRLs and OCSP answers are kept; None keeps none.
    """
    policy = PublicOnly(allowed_networks) if public_only else AllowAll()
    resolver = ServerResolver(*dns_server) if dns_server else SystemResolver()
    clock = SystemClock()
    return Instruments(
        resolver=resolver,
        network=AsyncioNetwork(policy, clock, at_once=at_once),
        fetcher=HttpFetcher(policy, resolver, clock),
        statuses=HttpStatuses(Courier(policy, resolver), clock, StatusFiles(status_folder) if status_folder else None),
        posture=NetworkPosture(resolver.servers, policy, clock, any_name=dns_server is not None),
        together=TaskGroupTogether(),
        policy=policy,
        clock=clock,
        stores=_stores(ca_pem),
    )


@lru_cache(maxsize=4)
def _stores(ca_pem: bytes | None) -> TrustStores:
    return load_trust_stores(ca_pem)
