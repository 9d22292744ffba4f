"""What many workspaces need of the environment besides `handlers.settings`; all of it, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from handlers.tenancy import Tenancy

Given: TypeAlias = "Many | Tenancy"  # the cloud's, to be assembled; or on one machine, ready

_NAMES = {
    "TLSCHECK_CLIENT_ID": "the app's client id",
    "TLSCHECK_CLIENT_SECRET_PARAMETER": "the SSM parameter that holds the app's client secret",
    "TLSCHECK_TOKEN_KEY": "the KMS key of the workspaces' tokens",
}


@dataclass(frozen=True, slots=True)
class Many:
    """Workspaces install the app by OAuth. ``key``: the KMS key of their tokens."""

    client_id: str
    secret_parameter: str
    key: str


def read_many(environment: Mapping[str, str]) -> tuple[Many | None, Sequence[str]]:
    """None without a client id: one workspace. And a line for each thing that is missing."""
    if not environment.get("TLSCHECK_CLIENT_ID"):
        return None, ()
    wrong = [f"{name} is not set: {what}" for name, what in _NAMES.items() if not environment.get(name)]
    return (None if wrong else Many(*(environment[name] for name in _NAMES))), wrong
