"""Where watching keeps its things: in the cloud, or in one file on this machine."""

from typing import NamedTuple

from adapters.secrets import GivenSecrets, ParameterSecrets, Secrets
from adapters.watch_queue import DelayingQueue, SqliteWatchQueue, SqsWatchQueue
from core.ports import Clock
from core.table import Table
from handlers.settings import Aws, Embedded, Settings
from handlers.watch_settings import WatchSettings
from handlers.wiring import client

VISIBILITY_S = 120.0  # of a letter on one machine


class Places(NamedTuple):
    secrets: Secrets
    table: Table
    queue: DelayingQueue


def places(chosen: Settings, queues: WatchSettings, clock: Clock) -> Places:
    match chosen.place:
        case Embedded(path, signing, token):
            from adapters.sqlite_queue import SqliteQueue  # noqa: PLC0415 - not needed in the cloud
            from adapters.sqlite_table import SqliteTable  # noqa: PLC0415

            sweeps = SqliteQueue(path, clock, visibility_s=VISIBILITY_S, name="sweep")
            tellings = SqliteQueue(path, clock, visibility_s=VISIBILITY_S, name="telling")
            table = SqliteTable(path, clock)
            return Places(GivenSecrets(signing, token), table, SqliteWatchQueue(sweeps, tellings))
        case Aws(name, _, signing, token):
            from adapters.dynamodb_table import DynamoDbTable  # noqa: PLC0415 - botocore is half of a cold start

            return Places(
                ParameterSecrets(client("ssm"), signing, token),
                DynamoDbTable(client("dynamodb"), name, clock),
                SqsWatchQueue(client("sqs"), queues.sweep_url, queues.telling_url),
            )
