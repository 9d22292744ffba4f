"""The workspace over HTTP on loopback: Web API, response URLs, file uploads, and the page.

Law: bodies are bounded, every answer has a length and a strict content policy, and a request that changes something
through the page must carry the page's own header, which no other site can send. A call that is to get no answer keeps
its connection open until the caller gives up.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, parse_qsl, urlsplit

from local.workspace import files, page, replies, uploads, webapi
from local.workspace.model import Json, Refused
from local.workspace.reply import Reply, faulty, refusal
from local.workspace.workspace import Workspace

BODY_BYTES = 4 << 20
PATIENCE_SECONDS = 60.0
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
SHOWN = "/ui/file/"
PAGE_HEADER = "x-workspace-page"
STATIC = {
    "/": ("page.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
    "/mrkdwn.js": ("mrkdwn.js", "text/javascript; charset=utf-8"),
    "/blocks.js": ("blocks.js", "text/javascript; charset=utf-8"),
    "/inputs.js": ("inputs.js", "text/javascript; charset=utf-8"),
    "/modal.js": ("modal.js", "text/javascript; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A running server. `address` is its URL without a slash; `api_url` is what `WebClient(base_url=…)` wants."""

    address: str
    server: ThreadingHTTPServer
    thread: threading.Thread

    @property
    def api_url(self) -> str:
        return f"{self.address}/api/"

    def close(self) -> None:
        """Stop answering and free the port. Safe to call twice."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64


def serve(workspace: Workspace, port: int = 0) -> Serving:
    """Serve on 127.0.0.1 (`port` 0 takes a free one) until `close`; response URLs point here from now on."""
    server = Server(("127.0.0.1", port), partial(Handler, workspace))
    address = f"http://127.0.0.1:{server.server_address[1]}"
    workspace.base_url = address
    thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.05), name="workspace", daemon=True)
    thread.start()
    return Serving(address=address, server=server, thread=thread)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "workspace"
    sys_version = ""
    timeout = PATIENCE_SECONDS

    def __init__(self, workspace: Workspace, *args: object) -> None:
        self.workspace = workspace
        super().__init__(*args)  # type: ignore[arg-type]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class names it so
        del format, args

    # --- routes

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        if path.path in STATIC:
            name, kind = STATIC[path.path]
            self._send(200, Path(__file__).with_name(name).read_bytes(), kind)
        elif path.path == "/ui/state" and self._is_here():
            query = {name: values[0] for name, values in parse_qs(path.query).items()}
            self._answer(self._guarded(partial(page.state, self.workspace, query)))
        elif path.path.startswith(SHOWN) and self._is_here():
            self._shown(path.path.removeprefix(SHOWN), dict(parse_qsl(path.query)))
        elif path.path.startswith("/api/"):
            self._web_api(path.path.removeprefix("/api/"), dict(parse_qsl(path.query)))
        elif path.path.startswith(files.PATH):
            self._file(path.path)
        else:
            self._answer(Reply(status=404, body={"ok": False, "error": "not_found"}))

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            return
        path = urlsplit(self.path).path
        if path.startswith(uploads.PATH):
            fault = self.workspace.next_fault("upload")
            ticket = path.removeprefix(uploads.PATH)
            self._answer(faulty(fault) if fault else uploads.take(self.workspace, ticket, body))
            return
        try:
            arguments = self._arguments(body)
        except (ValueError, RecursionError):
            self._answer(Reply(status=400, body={"ok": False, "error": "invalid_json"}))
            return
        if path.startswith("/api/"):
            self._web_api(path.removeprefix("/api/"), arguments)
        elif path.startswith(("/commands/", "/actions/")):
            self._answer(replies.respond(self.workspace, path, arguments))
        elif path.startswith("/ui/"):
            self._page_action(path.removeprefix("/ui/"), arguments)
        else:
            self._answer(Reply(status=404, body={"ok": False, "error": "not_found"}))

    def _web_api(self, method: str, arguments: Json) -> None:
        scheme, _, bearer = self.headers.get("authorization", "").partition(" ")
        token = bearer if scheme.lower() == "bearer" else str(arguments.get("token") or "")
        arguments.pop("token", None)
        self._answer(webapi.call(self.workspace, method, token, arguments, self.workspace.base_url))

    def _file(self, path: str) -> None:
        fault = self.workspace.next_fault("file")
        if fault is not None:
            self._answer(faulty(fault))
            return
        _, _, token = self.headers.get("authorization", "").partition(" ")
        status, body, kind, location = files.download(self.workspace, path, token)
        self._send(status, body, kind, Reply(headers={"location": location}) if location else None)

    def _shown(self, file_id: str, query: Json) -> None:
        """A file as the page shows it."""
        try:
            body, kind = page.file(self.workspace, query, file_id)
        except Refused as refused:
            self._answer(Reply(status=404, body=refusal(refused).body))
            return
        self._send(200, body, kind)

    def _page_action(self, name: str, arguments: Json) -> None:
        if self.headers.get(PAGE_HEADER) != "1" or not self._is_here() or name not in page.ACTIONS:
            self._answer(Reply(status=403, body={"ok": False, "error": "not_from_the_page"}))
            return
        self._answer(self._guarded(partial(page.ACTIONS[name], self.workspace, arguments)))

    def _is_here(self) -> bool:
        """The browser meant this machine: a foreign name that resolves to loopback is turned away."""
        return urlsplit(f"//{self.headers.get('host', '')}").hostname in ("127.0.0.1", "localhost")

    def _guarded(self, action: partial[Json]) -> Reply:
        try:
            return Reply(body={"ok": True, **action()})
        except Refused as refused:
            return refusal(refused)
        except (LookupError, ValueError) as error:
            return Reply(status=400, body={"ok": False, "error": str(error)})

    # --- bytes

    def _body(self) -> bytes | None:
        """The request's body; None when it was refused and answered."""
        length = self.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > BODY_BYTES:
            self.close_connection = True
            self._answer(Reply(status=413, body={"ok": False, "error": "request_too_large"}))
            return None
        return self.rfile.read(int(length))

    def _arguments(self, body: bytes) -> Json:
        text = body.decode()
        if "json" not in self.headers.get("content-type", ""):
            return dict(parse_qsl(text, keep_blank_values=True))
        parsed = json.loads(text or "{}")
        if not isinstance(parsed, dict):
            raise ValueError("a call is a JSON object")  # noqa: TRY004 -- wrong input, not a wrong program
        return parsed

    def _answer(self, reply: Reply) -> None:
        if reply.silent:
            self.close_connection = True
            self.connection.settimeout(PATIENCE_SECONDS)
            try:
                self.connection.recv(1)
            except OSError:
                return
            return
        self._send(reply.status, json.dumps(reply.body).encode(), "application/json; charset=utf-8", reply)

    def _send(self, status: int, body: bytes, kind: str, reply: Reply | None = None) -> None:
        self.send_response(status)
        for name, value in (reply.headers if reply else {}).items():
            self.send_header(name, value)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.send_header("content-security-policy", CONTENT_POLICY)
        self.send_header("x-content-type-options", "nosniff")
        self.send_header("referrer-policy", "no-referrer")
        self.send_header("cache-control", "no-store")
        self.end_headers()
        self.wfile.write(body)
