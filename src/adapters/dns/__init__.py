"""The `Resolver` port: as the system resolves, or by one DNS server that the person names."""

from adapters.dns.resolver import ServerResolver, SystemResolver

__all__ = ["ServerResolver", "SystemResolver"]
