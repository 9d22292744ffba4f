"""Slack with several workspaces behind one address: whose a call is, its token says. And Slack's OAuth v2: consent,
codes, tokens that expire when they are to.

Law: as the documents say (docs.slack.dev/authentication/installing-with-oauth, …/using-token-rotation). A code is good
once and for ten minutes, with the redirect_uri it was asked for; a refresh token is good once.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import RLock, Thread
from urllib.parse import parse_qsl, urlencode, urlsplit

from local.workspace import server, webapi
from local.workspace.model import Json
from local.workspace.reply import Reply
from local.workspace.server import Serving
from local.workspace.workspace import Workspace

CODE_S, TOKEN_S = 600, 43_200


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a person agreed to."""

    workspace: Workspace
    installer: str
    scope: str
    redirect_uri: str
    at: float
    enterprise: str | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    grant: Grant
    until: float | None


@dataclass
class Refused(Exception):  # noqa: N818 - Slack's word
    error: str


@dataclass
class Directory:
    """``rotates``: tokens given from now on expire. ``seen``: method and workspace of every call, in order."""

    workspaces: tuple[Workspace, ...]
    clock: Callable[[], float]
    client_id: str = "1111.2222"
    client_secret: str = "client-secret"  # noqa: S105 - opens nothing but this fake
    rotates: bool = False
    codes: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    refreshes: dict[str, Grant] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)
    lock: RLock = field(default_factory=RLock)

    def __init__(self, *workspaces: Workspace, clock: Callable[[], float]) -> None:
        self.workspaces, self.clock = workspaces, clock
        self.codes, self.tokens, self.refreshes, self.seen, self.lock = {}, {}, {}, [], RLock()

    # --- what people do

    def approve(
        self, address: str, workspace: Workspace, *, user: str = "oncall", enterprise: str | None = None,
        whole: bool = False,
    ) -> str:  # fmt: skip
        """Somebody presses *Allow* on the page at ``address``; where the browser is sent then."""
        asked = self._asked(address)
        code = secrets.token_urlsafe(16)
        self.codes[code] = Grant(
            workspace=workspace, installer=workspace.user(user).id, scope=asked["scope"], at=self.clock(),
            redirect_uri=asked["redirect_uri"], enterprise=enterprise, whole=whole,
        )  # fmt: skip
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def decline(self, address: str) -> str:
        asked = self._asked(address)
        return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"

    def uninstall(self, workspace: Workspace) -> None:
        """Its tokens are good for nothing from now on."""
        self.tokens = {token: held for token, held in self.tokens.items() if held.grant.workspace is not workspace}

    def _asked(self, address: str) -> dict[str, str]:
        asked = dict(parse_qsl(urlsplit(address).query))
        if asked.get("client_id") != self.client_id:
            raise Refused("invalid_client_id")
        return asked

    # --- what the app calls

    def call(self, method: str, token: str, basic: str, arguments: Json, base_url: str) -> Reply:
        with self.lock:
            if method == "oauth.v2.access":
                return self._access(basic, arguments)
            if method == "api.test":
                return Reply(body={"ok": True})
            held = self.tokens.get(token)
            if held is None:
                return _no("invalid_auth" if token else "not_authed")
            if held.until is not None and held.until <= self.clock():
                return _no("token_expired")
            workspace = held.grant.workspace
            self.seen.append((method, workspace.team.id))
        return webapi.call(workspace, method, workspace.bot.token, arguments, base_url)

    def _access(self, basic: str, arguments: Json) -> Reply:
        try:
            self._insist(basic == f"{self.client_id}:{self.client_secret}", "bad_client_secret")
            if arguments.get("grant_type") == "refresh_token":
                return self._granted(self._once(self.refreshes, arguments, "refresh_token"))
            grant = self._once(self.codes, arguments, "code")
            self._insist(grant.redirect_uri == arguments.get("redirect_uri"), "bad_redirect_uri")
            self._insist(grant.at + CODE_S > self.clock(), "code_expired")
            return self._granted(grant)
        except Refused as refused:
            return _no(refused.error)

    def _insist(self, so: bool, error: str) -> None:
        if not so:
            raise Refused(error)

    def _once(self, kept: dict[str, Grant], arguments: Json, name: str) -> Grant:
        grant = kept.pop(str(arguments.get(name)), None)
        if grant is None:
            raise Refused(f"invalid_{name}")
        return grant

    def _granted(self, grant: Grant) -> Reply:
        workspace, bot = grant.workspace, grant.workspace.bot
        token = f"{'xoxe.' if self.rotates else ''}xoxb-{workspace.team.id}-{secrets.token_hex(8)}"
        self.tokens[token] = Token(grant, self.clock() + TOKEN_S if self.rotates else None)
        team = {"id": workspace.team.id, "name": workspace.team.name}
        body: Json = {
            "ok": True,
            "app_id": bot.app_id,
            "authed_user": {"id": grant.installer},
            "scope": grant.scope,
            "token_type": "bot",
            "access_token": token,
            "bot_user_id": bot.user_id,
            "team": None if grant.whole else team,
            "enterprise": {"id": grant.enterprise, "name": workspace.team.name} if grant.enterprise else None,
            "is_enterprise_install": grant.whole,
        }
        if self.rotates:
            refresh = f"xoxe-{secrets.token_hex(8)}"
            self.refreshes[refresh] = grant
            body |= {"refresh_token": refresh, "expires_in": TOKEN_S}
        return Reply(body=body)


def _no(error: str) -> Reply:
    return Reply(body={"ok": False, "error": error})


def serve_all(directory: Directory, port: int = 0) -> Serving:
    """All of them on one port of 127.0.0.1 until `close`; their response URLs point here from now on."""
    listening = server.Server(("127.0.0.1", port), partial(_Handler, directory))
    address = f"http://127.0.0.1:{listening.server_address[1]}"
    for workspace in directory.workspaces:
        workspace.base_url = address
    thread = Thread(target=partial(listening.serve_forever, poll_interval=0.05), name="workspaces", daemon=True)
    thread.start()
    return Serving(address=address, server=listening, thread=thread)


class _Handler(server.Handler):
    """The server of one workspace; of which one, each request says."""

    def __init__(self, directory: Directory, *args: object) -> None:
        self.directory = directory
        super().__init__(directory.workspaces[0], *args)

    def do_POST(self) -> None:  # noqa: N802 - the base class names it so
        self.workspace = self._named()
        super().do_POST()

    def _named(self) -> Workspace:
        """By the team in a response URL's path; else the first."""
        parts = urlsplit(self.path).path.split("/")
        return next((w for w in self.directory.workspaces if w.team.id in parts), self.directory.workspaces[0])

    def _web_api(self, method: str, arguments: Json) -> None:
        scheme, _, given = self.headers.get("authorization", "").partition(" ")
        basic = base64.b64decode(given).decode() if scheme.lower() == "basic" else ""
        token = given if scheme.lower() == "bearer" else str(arguments.pop("token", ""))
        self._answer(self.directory.call(method, token, basic, arguments, self.workspace.base_url))
