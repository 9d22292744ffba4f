"""Slack's v0 request signature over the raw body (docs.slack.dev, verifying requests from Slack). Total: bad input is
not signed.

The window is closed on both sides: a request from the future is as suspicious as an old one.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime

WINDOW_S = 300
_TIMESTAMP = re.compile(r"\d{1,12}", re.ASCII)


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """``headers``: names in any case. ``now``: aware. An empty secret signs nothing."""
    named = {name.lower(): value for name, value in headers.items()}
    timestamp = named.get("x-slack-request-timestamp", "")
    signature = named.get("x-slack-signature", "")
    if not secret or not _TIMESTAMP.fullmatch(timestamp) or abs(now.timestamp() - int(timestamp)) > WINDOW_S:
        return False
    expected = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={expected}".encode(), signature.encode("utf-8", "replace"))
