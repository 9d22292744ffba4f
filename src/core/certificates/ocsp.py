"""Stapled OCSP responses (RFC 6960), read for what they tell of time."""

from datetime import datetime

from cryptography.x509 import ocsp


def staple_this_update(staple: bytes) -> datetime | None:
    """``thisUpdate`` of a successful response, aware UTC; None when the bytes tell none."""
    try:
        return ocsp.load_der_ocsp_response(staple).this_update_utc
    except (ValueError, TypeError):
        return None
