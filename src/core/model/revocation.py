"""What CRLs, OCSP responders and staples say of a certificate. Values only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFetched:
    """One CRL or OCSP answer as fetched, or why there is none."""
