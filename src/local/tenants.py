"""Many workspaces on one machine: installations in the bot's own database file, sealed by a key in another file."""

import logging
from pathlib import Path

from adapters.key_cipher import KeyCipher, key_in
from adapters.sqlite_table import SqliteTable
from core.ports import Clock
from core.watch_ports import Desk
from handlers.tenancy import Tenancy, assemble

_LOG = logging.getLogger("tlscheck.local")


def tenants(
    database: Path, key_file: Path, *, client_id: str, client_secret: str, slack_api: str, clock: Clock
) -> Tenancy:
    """``key_file``: made when it is missing, for its owner alone. Raises `adapters.key_cipher.KeyUnfit`, OSError."""
    desk = Desk(table=SqliteTable(database, clock), clock=clock, report=_LOG.warning)
    return assemble(client_id, lambda: client_secret, KeyCipher(key_in(key_file)), desk, slack_api)
