"""AWS Lambda without AWS: the built package under the runtime interface emulator, and nothing else on its path.

The emulator comes with the SAM CLI, the runtime client is awslambdaric; both live in `.venv-sam`. The interpreter
runs without site-packages (-S), so what is imported is the standard library, the runtime client and the package.
"""

import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SAM = ROOT / ".venv-sam"
INVOKE = "/2015-03-31/functions/function/invocations"
CLIENT = ("awslambdaric", "runtime_client.*.so", "snapshot_restore_py.py", "simplejson")
PATIENCE_S = 60.0


def site_packages() -> Path:
    """Where the SAM CLI lives; skips the test when it is not there."""
    found = list(SAM.glob("lib/python3.*/site-packages/samcli"))
    if not found:
        pytest.skip("no .venv-sam: `make tools` makes it")
    return found[0].parent


def sam_build(target: Path) -> Path:
    """`sam build` for this machine's processor and this Python; the folder with one package a function."""
    site_packages()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    environment = {
        **os.environ,
        "TLSCHECK_PLATFORM": platform.machine(),
        "TLSCHECK_PYTHON": version,
        "SAM_CLI_TELEMETRY": "0",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }
    command = [str(SAM / "bin/sam"), "build", "--build-dir", str(target), "--base-dir", str(ROOT), "--no-cached"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return target


def runtime_client(target: Path) -> Path:
    """Only the runtime client, away from everything else in its environment."""
    target.mkdir()
    for pattern in CLIENT:
        for found in site_packages().glob(pattern):
            (shutil.copytree if found.is_dir() else shutil.copy)(found, target / found.name)
    return target


@dataclass(frozen=True, slots=True)
class Function:
    """A function that can be invoked as Lambda does."""

    url: str
    log: Path

    def invoke(self, event: Mapping[str, Any]) -> Any:
        """What the handler returned. Fails with the function's log when it raised."""
        request = urllib.request.Request(f"{self.url}{INVOKE}", json.dumps(event).encode())
        with urllib.request.urlopen(request, timeout=60) as answer:
            result = json.loads(answer.read() or b"null")
        assert not (isinstance(result, dict) and "errorType" in result), f"{result}\n{self.log.read_text()[-3000:]}"
        return result


@contextmanager
def emulated(
    package: Path, client: Path, handler: str, environment: Mapping[str, str], log: Path
) -> Iterator[Function]:
    """The emulator with one function, until the end of the block."""
    rie = site_packages() / "samcli/local/rapid" / f"aws-lambda-rie-{_architecture()}"
    port, inner = _free_port(), _free_port()
    command = [
        str(rie), "--runtime-interface-emulator-address", f"127.0.0.1:{port}",
        "--runtime-api-address", f"127.0.0.1:{inner}",
        getattr(sys, "_base_executable", sys.executable), "-S", "-m", "awslambdaric", handler,
    ]  # fmt: skip
    path = {"PATH": os.environ["PATH"], "HOME": str(log.parent), "PYTHONPATH": f"{package}:{client}", "TZ": "UTC"}
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=package, env={**path, **environment}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait(port, process, log)
            yield Function(f"http://127.0.0.1:{port}", log)
        finally:
            process.kill()
            process.wait()


def _architecture() -> str:
    return {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()]


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()[-3000:]
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the emulator does not listen")
