"""A Chromium that a test drives through its DevTools protocol, as far as the page needs it."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Any

from websockets.sync.client import ClientConnection, connect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --remote-debugging-port=0"
)
PATIENCE_S = 20.0


class Tab:
    """One page. `run` gives the value of an expression; `until` waits for one to be true."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket, self._last = socket, 0

    def run(self, expression: str) -> Any:
        """Raises AssertionError for what the page throws."""
        answer = self._ask("Runtime.evaluate", {"expression": expression, "returnByValue": True})
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"]["exception"].get("description", "thrown"))
        return answer["result"].get("value")

    def until(self, expression: str) -> None:
        """Also through a change of pages, where a question has no answer."""
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends:
            with suppress(AssertionError):
                if self.run(f"Boolean({expression})"):
                    return
            Event().wait(0.03)
        raise AssertionError(f"never: {expression}")

    def _ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv(PATIENCE_S))
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise AssertionError(answer["error"]["message"])
                return dict(answer["result"])

    def click(self, selector: str) -> None:
        self.until(f"document.querySelector({json.dumps(selector)})")
        self.run(f"document.querySelector({json.dumps(selector)}).click()")

    def write(self, selector: str, text: str) -> None:
        self.until(f"document.querySelector({json.dumps(selector)})")
        self.run(f"document.querySelector({json.dumps(selector)}).value = {json.dumps(text)}")


@contextmanager
def browsing(address: str, folder: Path) -> Iterator[Tab]:
    """The page in a browser of its own."""
    assert CHROMIUM is not None
    command = [CHROMIUM, *FLAGS.split(), f"--user-data-dir={folder}", address]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        try:
            with connect(_tab_of(_devtools(process)), open_timeout=PATIENCE_S, max_size=None, proxy=None) as socket:
                yield Tab(socket)
        finally:
            process.kill()


def _devtools(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if "DevTools listening on ws://" in line:
            return line.split("ws://", 1)[1].split("/", 1)[0]
    raise AssertionError("the browser did not start")


def _tab_of(devtools: str) -> str:
    """docs: chromedevtools.github.io/devtools-protocol, HTTP endpoints."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(f"http://{devtools}/json/list", timeout=5) as answer:
            for tab in json.load(answer):
                if tab["type"] == "page":
                    return str(tab["webSocketDebuggerUrl"])
    raise AssertionError("the browser shows no page")
