"""The `Cipher` port by AWS KMS. The team is the encryption context: KMS itself refuses to open what belongs to another,
and its log names the team of every use (docs.aws.amazon.com/kms, "Encryption context").
"""

import base64
from typing import Any, Final, Protocol

from core.install_ports import Unsealable
from core.model.watch import Team
from core.slack_ports import Unavailable

_NOT_OURS: Final = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})
_NONE: Final = "-"  # no id of Slack's


class KmsClient(Protocol):
    """boto3's, as far as it is used."""

    def encrypt(self, *, KeyId: str, Plaintext: bytes, EncryptionContext: dict[str, str]) -> Any: ...  # noqa: N803

    def decrypt(self, *, KeyId: str, CiphertextBlob: bytes, EncryptionContext: dict[str, str]) -> Any: ...  # noqa: N803


class KmsCipher:
    """``client``: with its own short timeouts and few retries. ``key``: id or ARN of a symmetric key."""

    def __init__(self, client: KmsClient, key: str) -> None:
        self._client, self._key = client, key

    def seal(self, text: str, team: Team) -> str:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - not for one machine

        try:
            answer = self._client.encrypt(KeyId=self._key, Plaintext=text.encode(), EncryptionContext=context(team))
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"kms: {_code(error)}") from None
        return base64.b64encode(answer["CiphertextBlob"]).decode()

    def open(self, sealed: str, team: Team) -> str:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - likewise

        try:
            answer = self._client.decrypt(KeyId=self._key, CiphertextBlob=_raw(sealed), EncryptionContext=context(team))
        except (BotoCoreError, ClientError) as error:
            code = _code(error)
            raise (Unsealable if code in _NOT_OURS else Unavailable)(f"kms: {code}") from None
        return str(answer["Plaintext"], "utf-8")


def _raw(sealed: str) -> bytes:
    try:
        return base64.b64decode(sealed, validate=True)
    except ValueError:
        raise Unsealable("not base64") from None


def context(team: Team) -> dict[str, str]:
    """What a seal is tied to."""
    return {"team": team.id or _NONE, "enterprise": team.enterprise or _NONE}


def _code(error: Exception) -> str:
    response = getattr(error, "response", {})
    return str(response.get("Error", {}).get("Code", "") or type(error).__name__)
