"""What watching reads from the environment besides `handlers.settings`: two queues in the cloud, and the canaries."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.model.target import Target
from core.model.target_text import TargetError, parse_target
from handlers.settings import SettingsWrong

_QUEUES = {
    "TLSCHECK_SWEEP_QUEUE_URL": "the SQS queue of checks",
    "TLSCHECK_TELLING_QUEUE_URL": "the SQS queue of what is to be told",
}


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """``canaries``: servers that always answer; when they do not, we are cut off ourselves. None: all is believed.
    ``heartbeat_url``: called after every heartbeat, for an alarm outside of this account.
    """

    sweep_url: str = ""
    telling_url: str = ""
    canaries: tuple[Target, ...] = ()
    heartbeat_url: str = field(default="", repr=False)


def read_watch_settings(environment: Mapping[str, str]) -> WatchSettings:
    """The queues are not needed with SQLite. Raises `SettingsWrong`."""
    wanted = {} if environment.get("TLSCHECK_SQLITE") else _QUEUES
    wrong = [f"{name} is not set: {what}" for name, what in wanted.items() if not environment.get(name)]
    named = [part.strip() for part in environment.get("TLSCHECK_CANARIES", "").split(",") if part.strip()]
    canaries = []
    for name in named:
        try:
            canaries.append(parse_target(name))
        except TargetError as error:
            wrong.append(f"TLSCHECK_CANARIES: {name!r}: {error}")
    outside = environment.get("TLSCHECK_HEARTBEAT_URL", "")
    if outside and not outside.startswith(("https://", "http://127.0.0.1:")):
        wrong.append("TLSCHECK_HEARTBEAT_URL must be https")
    if wrong:
        raise SettingsWrong("\n".join(wrong))
    urls = [environment.get(name, "") for name in _QUEUES]
    return WatchSettings(urls[0], urls[1], tuple(canaries), outside)
