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

    def bot_token(self) -> str:
        """``xoxb-…``"""


@dataclass(frozen=True, slots=True)
class GivenSecrets:
    """Known from the start."""

    signing: str = field(repr=False)
    token: str = field(repr=False)

    def signing_secret(self) -> str:
        return self.signing

    def bot_token(self) -> str:
        return self.token


class ParameterSecrets:
    """Both parameters with one call, again after five minutes. A failing refresh keeps what is known."""

    def __init__(self, client: "SSMClient", signing_name: str, token_name: str) -> None:
        self._client = client
        self._names = (signing_name, token_name)
        self._known: dict[str, str] = {}
        self._read_at = float("-inf")

    def signing_secret(self) -> str:
        return self._value(self._names[0])

    def bot_token(self) -> str:
        return self._value(self._names[1])

    def _value(self, name: str) -> str:
        if time.monotonic() - self._read_at > KEPT_S:
            self._read()
        return self._known[name]

    def _read(self) -> None:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - seconds of cold start

        names = sorted({name for name in self._names if name})
        try:
            answer = self._client.get_parameters(Names=names, WithDecryption=True)
        except (BotoCoreError, ClientError) as error:
            if self._known:
                return
            raise SecretsMissing(f"cannot read {', '.join(names)}: {type(error).__name__}") from error
        found = {p["Name"]: p["Value"] for p in answer["Parameters"]}
        if missing := [name for name in names if name not in found]:
            raise SecretsMissing(f"no such parameter: {', '.join(missing)}")
        self._known, self._read_at = found, time.monotonic()
