"""What Lambda's event source mapping does, on one machine: receive, call the handler with an SQS event, delete what
succeeded.

Honours ``batchItemFailures``; when the handler raises, nothing is deleted and everything comes again.
"""

import hashlib
import logging
from collections.abc import Callable
from typing import Any, Protocol

from adapters.sqlite_queue import Received
from core.slack_ports import Unavailable

Handler = Callable[[dict[str, Any], Any], Any]
_LOG = logging.getLogger("tlscheck.poller")
_ARN = "arn:aws:sqs:local:000000000000:errands"


class Source(Protocol):
    """The receiving end of a queue."""

    def receive(self, most: int = 1, *, dead: bool = False) -> tuple[Received, ...]:
        """Hidden until their visibility timeout."""

    def delete(self, receipt: str) -> None:
        """Done."""


class Poller:
    """``context``: makes a fresh Lambda context for every call. ``dead``: reads the dead letters instead."""

    def __init__(
        self, source: Source, handler: Handler, context: Callable[[], Any], *, batch: int = 1, dead: bool = False
    ) -> None:
        self._source, self._handler, self._context = source, handler, context
        self._batch, self._dead = batch, dead

    def poll(self) -> int:
        """Handle what is due now; how many messages were received. Raises `Unavailable`: of the queue itself."""
        messages = self._source.receive(self._batch, dead=self._dead)
        if messages:
            for receipt in self._succeeded(messages):
                self._source.delete(receipt)
        return len(messages)

    def _succeeded(self, messages: tuple[Received, ...]) -> list[str]:
        try:
            answer = self._handler({"Records": [record(m) for m in messages]}, self._context()) or {}
        except Unavailable as error:
            _LOG.warning("%s; %d messages will come again", error, len(messages))
            return []
        except Exception:  # noqa: BLE001 - as Lambda does: the batch failed
            _LOG.exception("the handler raised; %d messages will come again", len(messages))
            return []
        failed = {item["itemIdentifier"] for item in answer.get("batchItemFailures", ())}
        return [m.receipt for m in messages if str(m.id) not in failed]


def record(message: Received) -> dict[str, Any]:
    """A message as Lambda hands it to a function (docs.aws.amazon.com, Using Lambda with Amazon SQS)."""
    return {
        "messageId": str(message.id),
        "receiptHandle": message.receipt,
        "body": message.body,
        "attributes": {
            "ApproximateReceiveCount": str(message.receives),
            "SentTimestamp": "0",
            "SenderId": "local",
            "ApproximateFirstReceiveTimestamp": "0",
        },
        "messageAttributes": {},
        "md5OfBody": hashlib.md5(message.body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": _ARN,
        "awsRegion": "local",
    }
