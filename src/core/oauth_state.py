"""The ``state`` of an OAuth request: who comes back with it is who was sent away (RFC 6749 §10.12).

It is signed and carries its time, so that visitors leave nothing behind; that it was used is written down when it is
(`core.watching.keys.used_state`). The browser keeps the same words in a cookie: a link that somebody else was given is
good for nobody.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

LIVES: Final = timedelta(minutes=10)
_STATE: Final = re.compile(r"([A-Za-z0-9_-]{22,64})\.([0-9]{1,12})\.([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class State:
    """``nonce``: never the same twice."""

    nonce: str
    until: datetime


def issue(secret: str, nonce: str, now: datetime) -> str:
    """``nonce``: at least 128 bits of chance, base64url."""
    until = int((now + LIVES).timestamp())
    return f"{nonce}.{until}.{_signature(secret, nonce, until)}"


def read(secret: str, state: str, cookie: str, now: datetime) -> State | None:
    """None: not ours, too old, or another browser's."""
    found = _STATE.fullmatch(state)
    if not secret or found is None or not hmac.compare_digest(state.encode(), cookie.encode("utf-8", "replace")):
        return None
    nonce, until, signature = found[1], int(found[2]), found[3]
    if not hmac.compare_digest(_signature(secret, nonce, until), signature) or now.timestamp() >= until:
        return None
    return State(nonce, datetime.fromtimestamp(until, UTC))


def _signature(secret: str, nonce: str, until: int) -> str:
    return hmac.new(secret.encode(), f"tlscheck oauth state {nonce}.{until}".encode(), hashlib.sha256).hexdigest()
