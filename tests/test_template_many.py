"""What template.yaml makes for many workspaces, and that it makes none of it for one."""

from typing import Any

import pytest

from core.model.watch import Place, Team
from core.watching import keys
from handlers.oauth_request import BACK, INSTALL
from handlers.settings import read_settings
from tests.test_template import OF_MANY, properties, statements, template

__all__ = ["template"]  # the fixture


def roles(template: dict[str, Any], policy: str) -> list[str]:
    return [role["Ref"] for role in properties(template, policy)["Roles"]]


def granted(template: dict[str, Any], policy: str) -> list[tuple[str, Any]]:
    document = properties(template, policy)["PolicyDocument"]["Statement"]
    return [(statement["Action"], statement["Resource"]) for statement in document]


def test_one_workspace_has_and_pays_nothing_of_it(template: dict[str, Any]) -> None:
    of_many = [name for name, made in template["Resources"].items() if made.get("Condition") == "ManyWorkspaces"]
    assert sorted(of_many) == sorted(OF_MANY)
    assert template["Parameters"]["ClientId"]["Default"] == ""
    for name, made in template["Resources"].items():
        named = [each for each in OF_MANY if f"'{each}" in str(made)]
        assert named == [] or name in OF_MANY, name


def test_the_environment_says_which_of_the_two_it_is(template: dict[str, Any]) -> None:
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    base = dict.fromkeys(variables, "x") | {"TLSCHECK_ALLOWED_NETWORKS": ""}
    assert read_settings(base | {"TLSCHECK_CLIENT_ID": "", "TLSCHECK_TOKEN_KEY": ""}).many is None
    assert read_settings(base).many is not None
    assert variables["TLSCHECK_TOKEN_KEY"]["If"][0] == "ManyWorkspaces"


def test_only_who_speaks_to_slack_opens_tokens(template: dict[str, Any]) -> None:
    assert roles(template, "OpenTokens") == ["SlackRole", "WorkerRole", "UndertakerRole", "DeliveryRole"]
    assert granted(template, "OpenTokens")[0] == ("kms:Decrypt", {"GetAtt": "TokenKey.Arn"})


def test_only_who_installs_and_renews_seals_them_and_reads_the_client_secret(template: dict[str, Any]) -> None:
    assert roles(template, "SealTokens") == ["InstallRole", "DeliveryRole"]
    assert [action for action, _ in granted(template, "SealTokens")] == [
        "kms:Encrypt",
        "ssm:GetParameter",
        "kms:Decrypt",
    ]
    others = [made for name, made in template["Resources"].items() if name != "SealTokens"]
    assert "parameter${ClientSecretParameter}" not in str(others)


def test_the_key_turns_stays_and_is_used_for_teams_by_these_roles_alone(template: dict[str, Any]) -> None:
    key = template["Resources"]["TokenKey"]
    assert (key["DeletionPolicy"], key["Properties"]["EnableKeyRotation"]) == ("Retain", True)
    keeper, opening, sealing = key["Properties"]["KeyPolicy"]["Statement"]
    assert not {"kms:*", "kms:Decrypt", "kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"} & set(keeper["Action"])
    for statement, policy in ((opening, "OpenTokens"), (sealing, "SealTokens")):
        allowed = [
            role["GetAtt"].removesuffix(".Arn") for role in statement["Condition"]["ArnEquals"]["aws:PrincipalArn"]
        ]
        assert allowed == roles(template, policy)
        assert statement["Condition"]["Null"] == {
            "kms:EncryptionContext:team": "false",
            "kms:EncryptionContext:enterprise": "false",
        }
    assert (opening["Action"], sealing["Action"]) == ("kms:Decrypt", "kms:Encrypt")


def test_the_routes_are_those_that_are_answered(template: dict[str, Any]) -> None:
    events = properties(template, "InstallFunction")["Events"].values()
    assert [(event["Properties"]["Method"], event["Properties"]["Path"]) for event in events] == [
        ("GET", INSTALL),
        ("GET", BACK),
    ]
    assert template["Outputs"]["InstallUrl"]["Value"]["Sub"].endswith(INSTALL)
    assert template["Outputs"]["RedirectUrl"]["Value"]["Sub"].endswith(BACK)


@pytest.mark.parametrize(
    "key", [keys.installation(Team("T1", "E1")), keys.chore(Team("T1")), keys.used_state("n")], ids=str
)
def test_who_installs_reaches_installations(template: dict[str, Any], key: Any) -> None:
    assert key.part.startswith(tuple(leading(template)))


def test_who_installs_reaches_nothing_that_is_watched(template: dict[str, Any]) -> None:
    place = Place(Team("T1"), "C1")
    for part in (*keys.everything(place), keys.state("a.example:443").part):
        assert not part.startswith(tuple(leading(template)))


def leading(template: dict[str, Any]) -> list[str]:
    [reading] = [s for s in statements(template, "Install") if "dynamodb:UpdateItem" in s["Action"]]
    assert reading["Condition"]["Null"] == {"dynamodb:LeadingKeys": "false"}
    return [
        pattern.removesuffix("*") for pattern in reading["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    ]
