"""The environment, read once into one frozen value. Everything that is missing or wrong is named at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

from handlers.many_settings import Given, read_many

SLACK_API = "https://slack.com/api/"


class SettingsWrong(Exception):  # noqa: N818
    """All that must be set or mended, a line each."""


@dataclass(frozen=True, slots=True)
class Aws:
    """Table, queue and secrets in the cloud; endpoints and region as boto3 reads them (``AWS_ENDPOINT_URL_…``)."""

    table: str
    queue_url: str
    signing_parameter: str
    token_parameter: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """Everything in one SQLite file on this machine; secrets straight from the environment."""

    path: Path
    signing_secret: str
    bot_token: str


@dataclass(frozen=True, slots=True)
class Settings:
    """``allowed_networks``: CIDR ranges that may be checked although they are not public. ``many``: None for one."""

    place: Aws | Embedded
    slack_api: str = SLACK_API
    allowed_networks: tuple[str, ...] = ()
    many: "Given | None" = None


_AWS = {
    "TLSCHECK_TABLE": "the DynamoDB table",
    "TLSCHECK_QUEUE_URL": "the SQS queue",
    "TLSCHECK_SIGNING_SECRET_PARAMETER": "the SSM parameter that holds Slack's signing secret",
    "TLSCHECK_BOT_TOKEN_PARAMETER": "the SSM parameter that holds the bot token",
}
_EMBEDDED = {
    "TLSCHECK_SQLITE": "the database file",
    "TLSCHECK_SIGNING_SECRET": "Slack's signing secret",
    "TLSCHECK_BOT_TOKEN": "the bot token",
}


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Embedded when TLSCHECK_SQLITE is set, else AWS. Raises `SettingsWrong`."""
    wanted = _EMBEDDED if environment.get("TLSCHECK_SQLITE") else _AWS
    wrong = [f"{name} is not set: {what}" for name, what in wanted.items() if not environment.get(name)]
    allowed = tuple(filter(None, map(str.strip, environment.get("TLSCHECK_ALLOWED_NETWORKS", "").split(","))))
    wrong += [f"TLSCHECK_ALLOWED_NETWORKS: {part!r} is no network" for part in allowed if not _is_network(part)]
    api = environment.get("SLACK_API_BASE") or SLACK_API
    if not api.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        wrong.append("SLACK_API_BASE must be https, or plain http on this machine")
    many, missing = read_many(environment) if wanted is _AWS else (None, ())
    if wrong or missing:
        raise SettingsWrong("\n".join([*wrong, *missing]))
    values = [environment[name] for name in wanted]
    place = Embedded(Path(values[0]), *values[1:]) if wanted is _EMBEDDED else Aws(*values)
    return Settings(place, f"{api.rstrip('/')}/", allowed, many)


def _is_network(text: str) -> bool:
    try:
        return bool(ip_network(text))
    except ValueError:
        return False
