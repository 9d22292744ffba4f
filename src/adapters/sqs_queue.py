"""The `Queue` port on SQS (standard queue: at least once, in no order)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from adapters.errands import errand_text
from core.model.job import Errand
from core.slack_ports import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsQueue:
    """``client``: with its own short timeouts and few retries."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def send(self, errand: Errand) -> None:
        body, delay = errand_text(errand), errand.delay_s
        _call(lambda: self._client.send_message(QueueUrl=self._url, MessageBody=body, DelaySeconds=delay))

    def postpone(self, receipt: str, seconds: int) -> None:
        bounded = max(0, min(seconds, 43_200))
        _call(
            lambda: self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=bounded
            )
        )


def _call(call: Callable[[], object]) -> None:
    try:
        call()
    except ClientError as error:
        raise Unavailable(f"sqs: {error.response.get('Error', {}).get('Code', '')}") from error
    except BotoCoreError as error:
        raise Unavailable(f"sqs: {type(error).__name__}") from error
