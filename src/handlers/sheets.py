"""The composition root of lists of watches: files in and out of the table of watching, for the worker."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from adapters.slack_names import SlackNames
from adapters.slack_upload import SlackUploads
from core.model.job import Job
from core.model.watch import Place, Team
from core.ports import AddressPolicy
from core.slack_ports import Messenger
from core.table import Table
from core.upload_ports import Uploads
from core.watch_ports import Desk
from core.watching.exporting import Exporter
from core.watching.importing import Importer
from handlers.settings import Aws, Embedded, Settings
from handlers.speaking import tokens_of
from handlers.wiring import Services, client

_LOG = logging.getLogger("tlscheck")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """``policy``: the addresses that may be watched."""

    desk: Desk
    policy: AddressPolicy
    messenger: Callable[[Team], Messenger]
    uploads: Uploads

    def importer(self, job: Job) -> Importer:
        messenger = self.messenger(job.workspace)
        return Importer(desk=self.desk, policy=self.policy, messenger=messenger, place=_place(job), by=job.user)

    def exporter(self, job: Job) -> Exporter:
        messenger = self.messenger(job.workspace)
        return Exporter(desk=self.desk, messenger=messenger, uploads=self.uploads, place=_place(job), by=job.user)


def make_sheets(chosen: Settings, services: Services, policy: AddressPolicy) -> Sheets:
    match chosen.place:
        case Embedded(path):
            from adapters.sqlite_table import SqliteTable  # noqa: PLC0415 - not needed in the cloud

            table: Table = SqliteTable(path, services.clock)
        case Aws(name):
            from adapters.dynamodb_table import DynamoDbTable  # noqa: PLC0415 - botocore is half of a cold start

            table = DynamoDbTable(client("dynamodb"), name, services.clock)
    tokens, api = tokens_of(chosen, services.secrets), chosen.slack_api
    names = SlackNames(tokens, services.clock, api)
    desk = Desk(table=table, clock=services.clock, report=_LOG.warning, names=names)
    uploads = SlackUploads(tokens, api)
    return Sheets(desk=desk, policy=policy, messenger=services.messenger, uploads=uploads)


def _place(job: Job) -> Place:
    return Place(job.workspace, job.channel)
