"""The composition root of what both sides share: adapters meet ports here and nowhere else. Loads no TLS library.

What the worker alone needs is in `handlers.checking`. Clients are made once a process, with timeouts that fit a
function.
"""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from adapters.clock import SystemClock
from adapters.secrets import GivenSecrets, ParameterSecrets, Secrets
from core.conversation import Desk
from core.model.watch import Team
from core.ports import Clock
from core.slack_ports import Files, Messenger, Queue, Store
from handlers.settings import Aws, Embedded, Settings, read_settings
from handlers.speaking import speaking, tokens_of

_LOG = logging.getLogger("tlscheck")
CONNECT_S, READ_S, ATTEMPTS = 1.0, 1.5, 2


@dataclass(frozen=True, slots=True)
class Services:
    """What both sides work with. Whatever speaks to Slack is for one team, with that team's token."""

    store: Store
    queue: Queue
    messenger: Callable[[Team], Messenger]
    files: Callable[[Team], Files]
    secrets: Secrets
    clock: Clock

    def desk(self, team: Team) -> Desk:
        return Desk(
            store=self.store, queue=self.queue, messenger=self.messenger(team), files=self.files(team),
            clock=self.clock, report=_LOG.warning,
        )  # fmt: skip


@cache
def settings() -> Settings:
    return read_settings(os.environ)


def services(chosen: Settings) -> Services:
    clock = SystemClock()
    match chosen.place:
        case Embedded(path, signing, token):
            from adapters.sqlite_queue import SqliteQueue  # noqa: PLC0415 - not needed in the cloud
            from adapters.sqlite_store import SqliteStore  # noqa: PLC0415

            secrets: Secrets = GivenSecrets(signing, token)
            store: Store = SqliteStore(path, clock)
            queue: Queue = SqliteQueue(path, clock)
        case Aws(table, queue_url, signing, token):
            from adapters.dynamodb_store import DynamoDbStore  # noqa: PLC0415 - botocore is half of a cold start
            from adapters.sqs_queue import SqsQueue  # noqa: PLC0415

            secrets = ParameterSecrets(client("ssm"), signing, token)
            store = DynamoDbStore(client("dynamodb"), table, clock)
            queue = SqsQueue(client("sqs"), queue_url)
    return Services(store, queue, *speaking(tokens_of(chosen, secrets), chosen.slack_api), secrets, clock)


@cache
def client(name: Any) -> Any:
    """Of an AWS service, one a process: making one is most of a cold start."""
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    retries = {"total_max_attempts": ATTEMPTS, "mode": "standard"}
    return boto3.client(
        name,
        config=Config(connect_timeout=CONNECT_S, read_timeout=READ_S, retries=retries),  # type: ignore[arg-type]
    )
