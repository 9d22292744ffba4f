"""From a signed slash command to the verdict in Slack with what `sam build` made, and nothing else on the path.

Lambda is the runtime interface emulator, SQS and SSM are moto's server, DynamoDB is moto's too, Slack is the fake
workspace, and the checked server is a real one on loopback whose certificate expired.
"""

import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import create_server, socket
from typing import Any
from urllib.request import Request, urlopen

import boto3
import pytest
from moto.server import ThreadedMotoServer

from local.workspace import Workspace, serve
from tests.contract.engines import create_table
from tests.e2e.runtime import Function, emulated, runtime_client, sam_build
from tests.support.pki import Authority

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
KEYS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_DEFAULT_REGION": "eu-central-1"}


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sam_build(tmp_path_factory.mktemp("build") / "package")


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of SQS, SSM and DynamoDB."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    urlopen(Request(f"{address}/moto-api/reset", method="POST")).close()  # moto's clouds are the process's, not ours
    try:
        yield address
    finally:
        server.stop()


@pytest.fixture
def expired_server(tmp_path: Path) -> Iterator[int]:
    """The port of a TLS server whose certificate ended three days ago."""
    now = datetime.now(UTC)
    leaf = Authority.root(at=now).intermediate().issue(
        dns=["shop.test"], not_before=now - timedelta(days=90), not_after=now - timedelta(days=3)
    )  # fmt: skip
    (tmp_path / "chain.pem").write_bytes(leaf.fullchain_pem + leaf.key_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "chain.pem")
    with create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, context), daemon=True).start()
        yield listener.getsockname()[1]


def _accept(listener: socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(connection, context), daemon=True).start()


def _serve(connection: socket, context: ssl.SSLContext) -> None:
    connection.settimeout(5)
    try:
        with closing(connection), context.wrap_socket(connection, server_side=True) as tls:
            tls.recv(4096)
            tls.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    except OSError:
        pass


class Stack:
    """What template.yaml makes, on moto, and the event source mapping by hand."""

    def __init__(self, endpoint: str, workspace: Workspace) -> None:
        self.sqs = boto3.client("sqs", endpoint_url=endpoint)
        self.url = self.sqs.create_queue(QueueName="errands")["QueueUrl"]
        self.sweeps = self.sqs.create_queue(QueueName="sweeps")["QueueUrl"]
        self.tellings = self.sqs.create_queue(QueueName="tellings")["QueueUrl"]
        self.table = create_table(boto3.client("dynamodb", endpoint_url=endpoint))
        ssm = boto3.client("ssm", endpoint_url=endpoint)
        ssm.put_parameter(Name="/tlscheck/signing-secret", Value=workspace.signing_secret, Type="SecureString")
        ssm.put_parameter(Name="/tlscheck/bot-token", Value=workspace.bot.token, Type="SecureString")
        self.environment = {
            **KEYS,
            "AWS_ENDPOINT_URL": endpoint,
            "TLSCHECK_TABLE": self.table,
            "TLSCHECK_QUEUE_URL": self.url,
            "TLSCHECK_SWEEP_QUEUE_URL": self.sweeps,
            "TLSCHECK_TELLING_QUEUE_URL": self.tellings,
            "TLSCHECK_SIGNING_SECRET_PARAMETER": "/tlscheck/signing-secret",
            "TLSCHECK_BOT_TOKEN_PARAMETER": "/tlscheck/bot-token",
            "TLSCHECK_ALLOWED_NETWORKS": "127.0.0.0/8",
            "AWS_LAMBDA_FUNCTION_TIMEOUT": "30",
            "POWERTOOLS_SERVICE_NAME": "tlscheck",
        }

    def feed(self, function: Function, url: str | None = None) -> int:
        """Hand every message that is due to the function, delete what succeeded."""
        queue = url or self.url
        found = self.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        for message in found:
            failed = function.invoke({"Records": [record(message)]})["batchItemFailures"]
            if not failed:
                self.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return len(found)


def record(message: Any) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:errands",
        "awsRegion": "eu-central-1",
    }


def test_a_signed_command_becomes_a_verdict(package: Path, cloud: str, expired_server: int, tmp_path: Path) -> None:
    workspace = Workspace()
    client = runtime_client(tmp_path / "client")
    with ExitStack() as stack:
        slack_server = stack.enter_context(serve(workspace))
        made = Stack(cloud, workspace)
        environment = {**made.environment, "SLACK_API_BASE": slack_server.api_url}
        functions = {
            name: stack.enter_context(
                emulated(
                    package / f"{name}Function",
                    client,
                    f"handlers.{name.lower()}.handler",
                    environment,
                    tmp_path / name,
                )
            )
            for name in ("Slack", "Worker")
        }
        workspace.connect(functions["Slack"].invoke)
        workspace.ssl_check()  # the emulator starts the function at its first event; a slow machine may need seconds
        user = next(iter(workspace.users))
        asked = workspace.command("ops", user, "/tlscheck", f"shop.test:{expired_server} @127.0.0.1")
        assert asked.outcome.value == "ok", functions["Slack"].log.read_text()[-3000:]
        [checking] = workspace.visible("ops")
        assert checking.text == f"Checking `shop.test:{expired_server}` …"

        assert made.feed(functions["Worker"]) == 1  # the watch is a minute away
        [verdict] = workspace.visible("ops")
        assert verdict.ts == checking.ts
        assert verdict.text.startswith(f"shop.test:{expired_server} is broken: "), verdict.text
        assert "expired" in verdict.text

        workspace.click(verdict.ts, "explain_more", user)
        [view] = workspace.views.values()
        assert "cert-expired" in str(view.content)


def test_what_is_watched_is_told(package: Path, cloud: str, expired_server: int, tmp_path: Path) -> None:
    """A command, a sweep before the next tick, the news, its delivery, a tick and a heartbeat after it: four functions,
    two queues, one table."""
    workspace, client = Workspace(), runtime_client(tmp_path / "client")
    with ExitStack() as stack:
        made = Stack(cloud, workspace)
        environment = {**made.environment, "SLACK_API_BASE": stack.enter_context(serve(workspace)).api_url}
        slack, tick, sweep, deliver = (
            stack.enter_context(
                emulated(package / f"{name.title()}Function", client, f"handlers.{name}.handler", environment,
                         tmp_path / name)
            )
            for name in ("slack", "scheduler", "sweeper", "delivery")
        )  # fmt: skip
        workspace.connect(slack.invoke)
        workspace.ssl_check()  # the emulator starts the function at its first event
        command = f"watch shop.test:{expired_server} @127.0.0.1 30%"
        asked = workspace.command("ops", "oncall", "/tlscheck", command, should_escape=True)
        assert asked.outcome.value == "ok", slack.log.read_text()[-3000:]

        assert made.feed(sweep, made.sweeps) == 1
        while made.feed(deliver, made.tellings):
            pass
        [answer, alert] = workspace.visible("C0OPS")
        assert answer.text.startswith("Now watching 1 host: "), slack.log.read_text()[-3000:]
        assert "expired" in alert.text
        assert tick.invoke({})["claimed"] == 0  # it was claimed by the command
        while made.feed(deliver, made.tellings):
            pass
        assert '"Heartbeat":[1.0]' in (tmp_path / "delivery").read_text()


@pytest.mark.parametrize(
    ("function", "absent"), [("Slack", ("cryptography", "OpenSSL", "pydantic")), ("Worker", ("slack_bolt",))]
)
def test_a_package_holds_what_its_function_needs_and_no_more(
    package: Path, function: str, absent: tuple[str, ...]
) -> None:
    held = {path.name for path in (package / f"{function}Function").iterdir()}
    assert {"core", "adapters", "handlers", "boto3", "slack_sdk", "idna"} <= held
    assert held.isdisjoint({*absent, "tests", "local", "pytest"})


_TENANCY = "; import handlers.tenancy, boto3; boto3.client('kms', region_name='eu-central-1')"


def test_every_package_imports_by_itself(package: Path) -> None:
    python = getattr(sys, "_base_executable", sys.executable)
    more = {"Worker": "; import handlers.checking", "Sweeper": "; import handlers.checking",
            "Slack": _TENANCY, "Delivery": _TENANCY, "Install": _TENANCY}  # fmt: skip
    for name in ("Slack", "Worker", "Undertaker", "Scheduler", "Sweeper", "Delivery", "Install"):
        module = "oauth" if name == "Install" else name.lower()
        code = f"import handlers.{module}" + more.get(name, "")
        done = subprocess.run(
            [python, "-S", "-c", code], env={"PYTHONPATH": str(package / f"{name}Function")},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
