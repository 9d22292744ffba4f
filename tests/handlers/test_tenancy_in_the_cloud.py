"""Many workspaces as they are in the cloud: settings, parameters, KMS and DynamoDB (moto), Slack over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from moto import mock_aws

from adapters.secrets import SecretsMissing
from core.codec import encode
from core.model.watch import Team
from core.render.slack_talk import plainly
from core.slack_ports import Delivered, Never, NotNow, Reason
from core.table import Put
from core.watching import keys
from handlers import oauth, wiring
from handlers.oauth_request import BACK, INSTALL
from handlers.settings import Settings, read_settings
from handlers.tenancy import Tenancy, tenancy, with_tenants
from handlers.watch_settings import WatchSettings
from handlers.watching import watching
from local.workspace import Workspace
from local.workspace.model import Team as ItsTeam
from local.workspace.oauth import Directory, serve_all
from tests.contract.engines import create_table
from tests.handlers.rig import Clock

ACME = Team("T0ACME")
HOST = "abc.execute-api.eu-central-1.amazonaws.com"


@dataclass(frozen=True)
class Cloud:
    chosen: Settings
    slack: Directory

    @property
    def acme(self) -> Workspace:
        return self.slack.workspaces[0]

    @property
    def tenancy(self) -> Tenancy:
        return tenancy(self.chosen)


def visit(path: str, **more: Any) -> dict[str, Any]:
    return {"rawPath": path, "requestContext": {"domainName": HOST, "http": {"method": "GET"}}, **more}


def install(cloud: Cloud) -> dict[str, Any]:
    """As a browser does it."""
    begun = oauth.answer(cloud.tenancy, visit(INSTALL))
    link = cloud.slack.approve(begun["headers"]["location"], cloud.acme)
    query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    cookie = begun["headers"]["set-cookie"].partition(";")[0]
    return oauth.answer(cloud.tenancy, visit(BACK, queryStringParameters=query, cookies=[cookie]))


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "local")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    slack = Directory(Workspace(team=ItsTeam(id=ACME.id, domain="acme", name="Acme")), clock=Clock().unix)
    with mock_aws(), serve_all(slack) as serving:
        ssm = boto3.client("ssm")
        ssm.put_parameter(Name="/client", Value=slack.client_secret, Type="SecureString")
        key = boto3.client("kms").create_key()["KeyMetadata"]["Arn"]
        chosen = read_settings({
            "TLSCHECK_TABLE": create_table(boto3.client("dynamodb")), "TLSCHECK_QUEUE_URL": "https://queue.example/",
            "TLSCHECK_SIGNING_SECRET_PARAMETER": "/signing", "TLSCHECK_BOT_TOKEN_PARAMETER": "/none",
            "TLSCHECK_CLIENT_ID": slack.client_id, "TLSCHECK_CLIENT_SECRET_PARAMETER": "/client",
            "TLSCHECK_TOKEN_KEY": key, "SLACK_API_BASE": serving.api_url,
        })  # fmt: skip
        yield Cloud(chosen, slack)
    forget = getattr(wiring.client, "cache_clear", None)
    if forget is not None:
        forget()  # moto's clients end with it


def test_who_installed_it_is_spoken_to_with_their_token(cloud: Cloud) -> None:
    assert install(cloud)["statusCode"] == 200
    services = wiring.services(cloud.chosen)
    assert isinstance(services.messenger(ACME).post("C0OPS", plainly("Hello"), 5), Delivered)
    assert [message.text for message in cloud.acme.visible("C0OPS")] == ["Hello"]


def test_who_did_not_is_not(cloud: Cloud) -> None:
    install(cloud)
    stranger = wiring.services(cloud.chosen).messenger(Team("T0GLOBEX"))
    assert stranger.post("C0OPS", plainly("Hello"), 5) == Never(Reason.OTHER, "not_authed")
    assert cloud.acme.visible("C0OPS") == []


def test_the_table_holds_the_seal_and_not_the_token(cloud: Cloud) -> None:
    install(cloud)
    record = cloud.tenancy.registry.desk.table.get(keys.installation(ACME))
    assert record is not None
    [token] = cloud.slack.tokens
    assert token not in repr(record.body)
    assert cloud.tenancy.tokens.bot_token(ACME) == token


def test_a_seal_that_is_copied_to_another_team_opens_nothing(cloud: Cloud) -> None:
    """Who can write to the table, and nothing else, cannot borrow a token: KMS asks whose it is."""
    install(cloud)
    table, globex = cloud.tenancy.registry.desk.table, Team("T0GLOBEX")
    stolen = table.get(keys.installation(ACME))
    assert stolen is not None
    table.write([Put(key=keys.installation(globex), body={**stolen.body, "team": encode(globex)}, expected=0)])
    with pytest.raises(SecretsMissing, match="kms: InvalidCiphertextException"):
        cloud.tenancy.tokens.bot_token(Team("T0GLOBEX"))
    sent = wiring.services(cloud.chosen).messenger(Team("T0GLOBEX")).post("C0OPS", plainly("Hello"), 5)
    assert isinstance(sent, NotNow)
    assert cloud.acme.visible("C0OPS") == []


def test_both_sides_of_a_process_share_what_is_opened(cloud: Cloud) -> None:
    assert cloud.tenancy is tenancy(cloud.chosen)
    means = with_tenants(watching(cloud.chosen, WatchSettings()), cloud.tenancy)
    assert means.registry is cloud.tenancy.registry


def test_the_heart_beats_without_any_team_s_token(cloud: Cloud) -> None:
    means = with_tenants(watching(cloud.chosen, WatchSettings()), cloud.tenancy)
    assert means.alive(5) == Delivered()


def test_a_client_secret_that_is_not_there_is_a_page(cloud: Cloud) -> None:
    boto3.client("ssm").delete_parameter(Name="/client")
    assert oauth.answer(cloud.tenancy, visit(INSTALL))["statusCode"] == 503
