"""template.yaml keeps what docs promise: time limits that fit each other, least privilege, nothing secret, alarms
that cover."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from core.answering import CHECK_S, DELIVERY_S, LEAST_S
from core.desk import WATCH_AFTER_S
from core.watching.canary import EVERY
from core.watching.ticking import CLAIM
from handlers.batch import SPARE_S
from handlers.settings import read_settings
from handlers.watch_settings import read_watch_settings
from tests.contract.engines import create_table

FUNCTIONS = ("Slack", "Worker", "Undertaker", "Scheduler", "Sweeper", "Delivery", "Install")
OF_MANY = (
    "InstallFunction", "InstallRole", "InstallLog", "InstallErrors", "InstallThrottled", "InstallSlow", "TokenKey",
    "OpenTokens", "SealTokens",
)  # fmt: skip


class Loader(yaml.SafeLoader):
    """CloudFormation's short forms, kept as (name, value)."""


def _short(loader: yaml.Loader, name: str, node: yaml.Node) -> Any:
    match node:
        case yaml.ScalarNode():
            return {name: loader.construct_scalar(node)}
        case yaml.SequenceNode():
            return {name: loader.construct_sequence(node, deep=True)}
        case yaml.MappingNode():
            return {name: loader.construct_mapping(node, deep=True)}
        case _:
            raise TypeError(type(node))


Loader.add_multi_constructor("!", _short)


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((Path(__file__).parent.parent / "template.yaml").read_text(), Loader)
    return loaded


def properties(template: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][name]["Properties"]
    return found


def statements(template: dict[str, Any], name: str) -> list[dict[str, Any]]:
    role = properties(template, f"{name}Role")
    return [s for policy in role["Policies"] for s in policy["PolicyDocument"]["Statement"]]


def actions(template: dict[str, Any], name: str) -> set[str]:
    listed = [s["Action"] for s in statements(template, name)]
    return {action for some in listed for action in (some if isinstance(some, list) else [some])}


@pytest.mark.parametrize(
    ("function", "queue"),
    [
        ("WorkerFunction", "ErrandQueue"),
        ("UndertakerFunction", "DeadLetterQueue"),
        ("SweeperFunction", "SweepQueue"),
        ("DeliveryFunction", "TellingQueue"),
    ],
)
def test_a_message_stays_hidden_six_times_as_long_as_its_function_may_run(
    template: dict[str, Any], function: str, queue: str
) -> None:
    assert properties(template, queue)["VisibilityTimeout"] >= 6 * properties(template, function)["Timeout"]


def test_the_worker_has_time_for_a_check_and_its_delivery(template: dict[str, Any]) -> None:
    assert properties(template, "WorkerFunction")["Timeout"] >= CHECK_S + DELIVERY_S + LEAST_S + SPARE_S


def test_the_watch_fits_into_what_sqs_can_delay() -> None:
    assert 0 < WATCH_AFTER_S <= 900


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_role_has_a_wildcard_resource_or_a_managed_policy(template: dict[str, Any], name: str) -> None:
    assert "ManagedPolicyArns" not in properties(template, f"{name}Role")
    for statement in statements(template, name):
        assert statement["Resource"] != "*"
        assert not any(action.endswith("*") for action in actions(template, name))


def test_each_role_can_do_what_its_function_does_and_no_more(template: dict[str, Any]) -> None:
    logs = {"logs:CreateLogStream", "logs:PutLogEvents"}
    secret = {"ssm:GetParameter", "kms:Decrypt"}
    table = {
        "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem",
        "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem",
    }  # fmt: skip
    assert actions(template, "Slack") == logs | secret | table | {"sqs:SendMessage"}
    assert actions(template, "Worker") == logs | secret | table | {
        "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes",
        "sqs:ChangeMessageVisibility",
    }  # fmt: skip
    assert actions(template, "Undertaker") == logs | secret | {
        "dynamodb:GetItem", "dynamodb:PutItem", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes",
    }  # fmt: skip
    receive = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
    assert actions(template, "Tick") == {"lambda:InvokeFunction"}
    assert actions(template, "Scheduler") == logs | table | {"sqs:SendMessage"}
    assert actions(template, "Sweeper") == logs | table | receive | {"sqs:SendMessage"}
    assert actions(template, "Delivery") == logs | secret | table | receive | {"sqs:SendMessage"}
    assert actions(template, "Install") == logs | {"dynamodb:GetItem", "dynamodb:UpdateItem"}


def test_the_slack_side_sends_to_every_queue_that_works_for_it(template: dict[str, Any]) -> None:
    [sending] = [s for s in statements(template, "Slack") if s["Action"] == "sqs:SendMessage"]
    queues = ("ErrandQueue", "SweepQueue", "TellingQueue")
    assert sending["Resource"] == [{"GetAtt": f"{queue}.Arn"} for queue in queues]


def test_only_ticks_ask_what_is_due_and_nobody_scans(template: dict[str, Any]) -> None:
    index = {"Sub": "${Table.Arn}/index/due"}
    asking = [name for name in FUNCTIONS if any(s["Resource"] == index for s in statements(template, name))]
    assert asking == ["Scheduler"]
    assert not any("dynamodb:Scan" in actions(template, name) for name in FUNCTIONS)


@pytest.mark.parametrize("name", ["Worker", "Undertaker", "Scheduler", "Sweeper", "Delivery"])
def test_the_signing_secret_is_for_the_slack_side_only(template: dict[str, Any], name: str) -> None:
    assert "SigningSecretParameter" not in str(statements(template, name))


def test_the_environment_is_what_the_settings_ask_for_and_holds_no_secret(template: dict[str, Any]) -> None:
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    read_settings({name: "x" if name != "TLSCHECK_ALLOWED_NETWORKS" else "" for name in variables})
    read_watch_settings(dict.fromkeys(variables, "x"))
    assert variables["TLSCHECK_BOT_TOKEN_PARAMETER"] == {"Ref": "BotTokenParameter"}
    assert "TLSCHECK_BOT_TOKEN" not in variables


def test_the_table_is_protected_and_forgets_by_itself(template: dict[str, Any]) -> None:
    table = properties(template, "Table")
    assert template["Resources"]["Table"]["DeletionPolicy"] == "Retain"
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["DeletionProtectionEnabled"] is True
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}


def test_the_table_has_the_keys_and_the_index_of_its_adapters(template: dict[str, Any]) -> None:
    """The contract suites run on a table that `create_table` makes: the same as this one."""
    asked: dict[str, Any] = {}
    create_table(SimpleNamespace(create_table=lambda **arguments: asked.update(arguments)))
    table = properties(template, "Table")
    for name in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode"):
        assert table[name] == asked[name]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_watched_for_errors_throttles_and_slowness(template: dict[str, Any], name: str) -> None:
    alarms = [
        r["Properties"]
        for r in template["Resources"].values()
        if r["Type"] == "AWS::CloudWatch::Alarm"
        and {"Name": "FunctionName", "Value": {"Ref": f"{name}Function"}} in r["Properties"]["Dimensions"]
    ]
    assert {"Errors", "Throttles", "Duration"} <= {a["MetricName"] for a in alarms}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_log_ends(template: dict[str, Any], name: str) -> None:
    assert "RetentionInDays" in properties(template, f"{name}Log")
    assert properties(template, f"{name}Function")["LoggingConfig"] == {"LogGroup": {"Ref": f"{name}Log"}}


def test_partial_failures_are_reported(template: dict[str, Any]) -> None:
    sources = (
        ("WorkerFunction", "Errands"),
        ("UndertakerFunction", "DeadLetters"),
        ("SweeperFunction", "Sweeps"),
        ("DeliveryFunction", "Tellings"),
    )
    for function, event in sources:
        source = properties(template, function)["Events"][event]["Properties"]
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_runtime_and_processor_fit_the_wheels(template: dict[str, Any]) -> None:
    function = template["Globals"]["Function"]
    assert (function["Runtime"], function["Architectures"]) == ("python3.13", ["arm64"])


# --- watching


def alarm(template: dict[str, Any], metric: str) -> dict[str, Any]:
    [found] = [
        r["Properties"]
        for r in template["Resources"].values()
        if r["Type"] == "AWS::CloudWatch::Alarm" and r["Properties"]["MetricName"] == metric
    ]
    return dict(found)


def test_a_batch_of_checks_is_offered_again_before_its_targets_are(template: dict[str, Any]) -> None:
    assert properties(template, "SweepQueue")["VisibilityTimeout"] < CLAIM.total_seconds()


def test_ticks_come_every_minute_and_are_not_made_up_for(template: dict[str, Any]) -> None:
    tick = properties(template, "Tick")
    assert tick["ScheduleExpression"] == "rate(1 minute)"
    assert tick["Target"]["RetryPolicy"]["MaximumRetryAttempts"] == 0
    assert properties(template, "SchedulerFunction")["Timeout"] < 60


def test_breakage_that_goes_unseen_is_an_alarm_and_no_proof_is_none(template: dict[str, Any]) -> None:
    """Longer than two of the checks that it counts."""
    unseen = alarm(template, "BreakageSeen")
    assert (unseen["Statistic"], unseen["Threshold"], unseen["TreatMissingData"]) == ("Maximum", 1, "notBreaching")
    assert unseen["Period"] >= 2 * EVERY.total_seconds()
    assert unseen["Dimensions"] == [{"Name": "service", "Value": "sweeper"}]


def test_silence_is_an_alarm(template: dict[str, Any]) -> None:
    heartbeat = alarm(template, "Heartbeat")
    assert (heartbeat["TreatMissingData"], heartbeat["ComparisonOperator"]) == ("breaching", "LessThanThreshold")
    assert heartbeat["Dimensions"] == [{"Name": "service", "Value": "delivery"}]


@pytest.mark.parametrize("metric", ["TargetErrorCount", "InvocationDroppedCount"])
def test_a_scheduler_that_fails_is_an_alarm(template: dict[str, Any], metric: str) -> None:
    assert alarm(template, metric)["Dimensions"] == [{"Name": "ScheduleGroup", "Value": {"Ref": "Ticks"}}]
    assert properties(template, "Tick")["GroupName"] == {"Ref": "Ticks"}


@pytest.mark.parametrize("queue", ["SweepQueue", "TellingQueue", "WatchDeadLetterQueue"])
def test_every_queue_of_watching_is_watched_itself(template: dict[str, Any], queue: str) -> None:
    dimension = {"Name": "QueueName", "Value": {"GetAtt": f"{queue}.QueueName"}}
    alarms = [r for r in template["Resources"].values() if r["Type"] == "AWS::CloudWatch::Alarm"]
    assert any(dimension in r["Properties"]["Dimensions"] for r in alarms)
