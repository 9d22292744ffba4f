"""The two secrets of the Slack app, read when they are needed and kept for five minutes, so that a rotation needs no
deploy.

`GivenSecrets` for one machine, `ParameterSecrets` for AWS Systems Manager (SecureString). Never logged, never in a
message.
"""

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

KEPT_S = 300.0


class SecretsMissing(Exception):  # noqa: N818
    """The parameters could not be read; the names are in the message, the values are not."""


class Secrets(Protocol):
    """May raise `SecretsMissing`."""

    def signing_secret(self) -> str:
        """What Slack signs its requests with."""

    def bot_token(self, *, anew: bool = False) -> str:
        """``xoxb-…``. ``anew``: not what is remembered."""


@dataclass(frozen=True, slots=True)
class GivenSecrets:
    """Known from the start."""

    signing: str = field(repr=False)
    token: str = field(repr=False)

    def signing_secret(self) -> str:
        return self.signing

    def bot_token(self, *, anew: bool = False) -> str:  # noqa: ARG002 - it does not change
        return self.token


class ParameterSecrets:
    """Each parameter by itself, so that a function needs access only to what it uses, and again after five minutes.

    A failing refresh keeps what is known.
    """

    def __init__(self, client: "SSMClient", signing_name: str, token_name: str) -> None:
        self._client = client
        self._signing_name, self._token_name = signing_name, token_name
        self._known: dict[str, tuple[str, float]] = {}

    def signing_secret(self) -> str:
        return self.value(self._signing_name)

    def bot_token(self, *, anew: bool = False) -> str:
        return self.value(self._token_name, anew=anew)

    def value(self, name: str, *, anew: bool = False) -> str:
        """Of any parameter that the function may read. Raises `SecretsMissing`."""
        value, read_at = self._known.get(name, ("", float("-inf")))
        if anew or time.monotonic() - read_at > KEPT_S:
            value = self._read(name)
        return value

    def _read(self, name: str) -> str:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - not for one machine

        try:
            value = self._client.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
        except (BotoCoreError, ClientError) as error:
            if name in self._known:
                return self._known[name][0]
            raise SecretsMissing(f"cannot read the parameter {name}: {type(error).__name__}") from error
        self._known[name] = (value, time.monotonic())
        return value
