"""What is known of the canary that must be found broken (`core.watching.canary`), for who has to tell of it."""

from dataclasses import dataclass
from datetime import datetime

from core.watch_ports import Desk
from core.watching import keys
from core.watching.shelf import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """``blind_since``: it was found fine then, and has not been found broken since."""

    target: str
    tried_at: datetime
    blind_since: datetime | None = None


def doubt(desk: Desk) -> str:
    """What a digest has to say about itself; '' for nothing."""
    held = read(desk.table, keys.proof(), Proof)
    since = held.value.blind_since if held else None
    if held is None or since is None:
        return ""
    return (
        f"tlscheck may not see what is broken: {held.value.target}, which is kept broken to prove that, has been found "
        f"fine since {since:%Y-%m-%d %H:%M} UTC"
    )
