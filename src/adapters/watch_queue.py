"""The `WatchQueue` port on two SQS queues, and on two SQLite ones: one for checks, one for all that is told."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from adapters.sqlite_queue import SqliteQueue
from adapters.watch_errands import LONGEST_DELAY_S, Pulse, sort
from core.slack_ports import Unavailable
from core.watch_ports import WatchErrand

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_ENTRIES, _BYTES = 10, 200_000  # of one SendMessageBatch; SQS took 262,144 bytes for many years


class DelayingQueue(Protocol):
    """`core.watch_ports.WatchQueue`, and a little more for the functions around it. May raise `Unavailable`."""

    def send(self, errands: Sequence[WatchErrand | Pulse], delay_s: int = 0) -> None:
        """All durable when this returns; when it raises, some may be. ``delay_s``: 0 to 900, more is 900."""


class SqsWatchQueue:
    """``client``: with its own short timeouts and few retries."""

    def __init__(self, client: "SQSClient", sweeps_url: str, tellings_url: str) -> None:
        self._client, self._sweeps, self._tellings = client, sweeps_url, tellings_url

    def send(self, errands: Sequence[WatchErrand | Pulse], delay_s: int = 0) -> None:
        letters = sort(errands)
        for url, bodies in ((self._sweeps, letters.sweeps), (self._tellings, letters.tellings)):
            for some in _batches(bodies):
                self._send(url, some, _bounded(delay_s))

    def _send(self, url: str, bodies: Sequence[str], delay_s: int) -> None:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - not for one machine

        try:
            answer = self._client.send_message_batch(
                QueueUrl=url,
                Entries=[{"Id": str(n), "MessageBody": b, "DelaySeconds": delay_s} for n, b in enumerate(bodies)],
            )
        except ClientError as error:
            raise Unavailable(f"sqs: {error.response.get('Error', {}).get('Code', '')}") from error
        except BotoCoreError as error:
            raise Unavailable(f"sqs: {type(error).__name__}") from error
        if failed := answer.get("Failed"):
            raise Unavailable(f"sqs: {len(failed)} of {len(bodies)} not taken: {failed[0].get('Code', '')}")


class SqliteWatchQueue:
    def __init__(self, sweeps: SqliteQueue, tellings: SqliteQueue) -> None:
        self._sweeps, self._tellings = sweeps, tellings

    def send(self, errands: Sequence[WatchErrand | Pulse], delay_s: int = 0) -> None:
        letters = sort(errands)
        for queue, bodies in ((self._sweeps, letters.sweeps), (self._tellings, letters.tellings)):
            if bodies:
                queue.put(bodies, _bounded(delay_s))


def _bounded(delay_s: int) -> int:
    return max(0, min(delay_s, LONGEST_DELAY_S))


def _batches(bodies: Sequence[str]) -> Iterator[list[str]]:
    """As few calls as the limits of one allow."""
    batch: list[str] = []
    size = 0
    for body in bodies:
        length = len(body.encode())
        if batch and (len(batch) == _ENTRIES or size + length > _BYTES):
            yield batch
            batch, size = [], 0
        batch.append(body)
        size += length
    if batch:
        yield batch
