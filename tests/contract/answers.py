"""A DynamoDB that says what a test wants: a web server on 127.0.0.1 with one prepared answer a request."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import Any

from tests.contract.engines import client

_PREFIX = "com.amazonaws.dynamodb.v20120810#"


@dataclass(frozen=True, slots=True)
class Says:
    """``hangs_up``: the request is read and nothing is answered."""

    status: int = 200
    body: dict[str, Any] = field(default_factory=dict)
    hangs_up: bool = False


def error(code: str, status: int = 400, **more: Any) -> Says:
    return Says(status, {"__type": _PREFIX + code, "message": "as prepared", **more})


def cancelled(*reasons: str) -> Says:
    return error("TransactionCanceledException", CancellationReasons=[{"Code": reason} for reason in reasons])


@dataclass(slots=True)
class Script:
    """``asked``: operation and body of each request so far. The last answer is given for ever."""

    answers: list[Says]
    endpoint: str = ""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def client(self, attempts: int = 1) -> Any:
        return client("dynamodb", self.endpoint, attempts)


@contextmanager
def saying(*answers: Says) -> Iterator[Script]:
    script = Script(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            script.asked.append((self.headers["X-Amz-Target"].rpartition(".")[2], body))
            answer = script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
            if answer.hangs_up:
                return
            text = json.dumps(answer.body).encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        script.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield script
        finally:
            server.shutdown()
