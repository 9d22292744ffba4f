"""What DNS and plain HTTP say around a server: CAA, DNSSEC, TLSA, HTTPS records, redirect. Values only, as told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Posture:
    """Lookups around one target."""
