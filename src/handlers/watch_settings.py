"""What watching reads from the environment besides `handlers.settings`: two queues in the cloud, and the canaries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from core.model.target import Target
from core.model.target_text import TargetError, parse_target
from handlers.settings import SettingsWrong

HERE: Final = "the machine that runs tlscheck"
_QUEUES = {
    "TLSCHECK_SWEEP_QUEUE_URL": "the SQS queue of checks",
    "TLSCHECK_TELLING_QUEUE_URL": "the SQS queue of what is to be told",
}


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """``canaries``: servers that always answer; when they do not, we are cut off ourselves. None: all is believed.
    ``canary_broken``: a server that must be found broken, the proof that breakage is still seen; None: no proof.
    ``heartbeat_url``: called after every heartbeat, for an alarm outside of this account. ``tried_from``: where checks
    are made, in words; '' when it is not known.
    """

    sweep_url: str = ""
    telling_url: str = ""
    canaries: tuple[Target, ...] = ()
    canary_broken: Target | None = None
    heartbeat_url: str = field(default="", repr=False)
    tried_from: str = HERE


def read_watch_settings(environment: Mapping[str, str]) -> WatchSettings:
    """The queues are not needed with SQLite. Raises `SettingsWrong`."""
    wanted = {} if environment.get("TLSCHECK_SQLITE") else _QUEUES
    wrong = [f"{name} is not set: {what}" for name, what in wanted.items() if not environment.get(name)]
    canaries = _targets(environment, "TLSCHECK_CANARIES", wrong)
    broken = _targets(environment, "TLSCHECK_CANARY_BROKEN", wrong)
    if len(broken) > 1:
        wrong.append("TLSCHECK_CANARY_BROKEN must be one server")
    outside = environment.get("TLSCHECK_HEARTBEAT_URL", "")
    if outside and not outside.startswith(("https://", "http://127.0.0.1:")):
        wrong.append("TLSCHECK_HEARTBEAT_URL must be https")
    if wrong:
        raise SettingsWrong("\n".join(wrong))
    urls = [environment.get(name, "") for name in _QUEUES]
    region = environment.get("AWS_REGION", "")
    tried_from = HERE if environment.get("TLSCHECK_SQLITE") else f"AWS {region}" if region else ""
    return WatchSettings(urls[0], urls[1], canaries, broken[0] if broken else None, outside, tried_from)


def _targets(environment: Mapping[str, str], name: str, wrong: list[str]) -> tuple[Target, ...]:
    """With commas between them; what is none is added to ``wrong``."""
    found = []
    for part in filter(None, map(str.strip, environment.get(name, "").split(","))):
        try:
            found.append(parse_target(part))
        except TargetError as error:
            wrong.append(f"{name}: {part!r}: {error}")
    return tuple(found)
