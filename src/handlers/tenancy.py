"""The composition root of many workspaces: installations in the table, tokens under a key, Slack's OAuth.

Only loaded where an app's client id is set; with one workspace nothing of it exists.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial

from adapters.clock import SystemClock
from adapters.installations import StoredTokens
from adapters.secrets import ParameterSecrets
from adapters.slack_messenger import sent
from adapters.slack_oauth import SlackRegistrar
from adapters.slack_web import ask
from core.install_ports import Cipher, Registry
from core.slack_ports import Sent
from core.watch_ports import Desk
from handlers.many_settings import Many
from handlers.settings import Aws, Settings, SettingsWrong
from handlers.watching import Watching
from handlers.wiring import client

_LOG = logging.getLogger("tlscheck")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenancy:
    """``secret``: reads the app's client secret, may raise `SecretsMissing`. ``api`` ends with a slash."""

    client_id: str
    secret: Callable[[], str]
    registry: Registry
    tokens: StoredTokens
    api: str

    def alive(self, timeout: float) -> Sent:
        """Whether Slack answers, whoever's token may be bad."""
        return sent(ask(self.api, None, "api.test", timeout, {}))


def assemble(client_id: str, secret: Callable[[], str], cipher: Cipher, desk: Desk, api: str) -> Tenancy:
    registry = Registry(desk=desk, cipher=cipher, registrar=SlackRegistrar(client_id, secret, api), pause=time.sleep)
    tokens = StoredTokens(desk.table, cipher, desk.clock)
    return Tenancy(client_id=client_id, secret=secret, registry=registry, tokens=tokens, api=api)


def with_tenants(means: Watching, found: Tenancy) -> Watching:
    """Watching that tends teams; its heart beats with no team's token."""
    return replace(means, registry=found.registry, heart=found.alive)


@cache
def tenancy(chosen: Settings) -> Tenancy:
    """One a process: what is opened is kept there. On one machine it is given."""
    match chosen.place, chosen.many:
        case _, Tenancy() as given:
            return given
        case Aws(table=name), Many() as many:
            from adapters.dynamodb_table import DynamoDbTable  # noqa: PLC0415 - botocore is half of a cold start
            from adapters.kms_cipher import KmsCipher  # noqa: PLC0415 - likewise

            clock = SystemClock()
            desk = Desk(table=DynamoDbTable(client("dynamodb"), name, clock), clock=clock, report=_LOG.warning)
            parameters = ParameterSecrets(client("ssm"), "", "")
            secret = partial(parameters.value, many.secret_parameter)
            return assemble(many.client_id, secret, KmsCipher(client("kms"), many.key), desk, chosen.slack_api)
        case _:
            raise SettingsWrong("TLSCHECK_CLIENT_ID is not set: the app's client id")
