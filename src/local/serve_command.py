"""``tlscheck serve``: keeps watching, prints what is news; with Slack's tokens it is the bot, over Socket Mode.

Law: all that is asked for is in the database before it is acknowledged, so it may be killed at any moment and goes on
at its next start. SIGTERM and SIGINT end it within seconds.
"""

import argparse
import logging
import os
import secrets
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

os.environ.setdefault("POWERTOOLS_METRICS_DISABLED", "true")  # metrics are for CloudWatch, not for a terminal
os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "CRITICAL")

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from adapters.clock import SystemClock
from adapters.sweeper import Sweeper
from core.model.watch import Team
from handlers.checking import renewal_information
from handlers.settings import SLACK_API, Embedded, Settings
from handlers.watch_settings import WatchSettings
from handlers.watching import watching
from local import served, watchers
from local.bot import LocalBot
from local.loops import Loops
from local.options import terminal_style
from local.serve_socket import Socket
from local.sweep_command import canaries
from local.terminal import Switchboard, Terminal
from local.tools import tools
from local.usage import UsageError
from local.watch_place import database, open_desk, tell

_CALL_S: Final = 10
_LEAST_S, _MOST_S = 0.1, 3600.0
_WHERE: Final = {
    "SLACK_APP_TOKEN": (
        "xapp-",
        "api.slack.com/apps → your app → Basic Information → App-Level Tokens, connections:write",
    ),
    "SLACK_BOT_TOKEN": ("xoxb-", "api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token"),
}


@dataclass(frozen=True, slots=True)
class Tokens:
    app: str = field(repr=False)
    bot: str = field(repr=False)


def run(arguments: argparse.Namespace) -> int:
    """0 when it was asked to end. Raises UsageError."""
    if not _LEAST_S <= arguments.every <= _MOST_S:
        raise UsageError("--every takes seconds between 0.1 and 3600. Try: --every 60")
    tokens = None if arguments.terminal else slack_tokens(os.environ)
    path = database(arguments.database)
    open_desk(path)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="tlscheck: %(message)s")
    ends = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ends.set())
    with ExitStack() as stack:
        if tokens is None:
            stack.enter_context(_terminal(path, arguments))
            tell(f"Watching what is in {path}. Ctrl-C ends it; nothing is lost by that.")
        else:
            bot = stack.enter_context(_bot(path, tokens, arguments))
            stack.enter_context(Socket(tokens.app, slack_api(os.environ), bot.dispatch))
            tell(f"Serving Slack, and watching what is in {path}. Ctrl-C ends it; nothing is lost by that.")
        ends.wait()
    return 0


def slack_tokens(environment: Mapping[str, str]) -> Tokens:
    """Raises UsageError with all that is missing."""
    found: list[str] = []
    wrong: list[str] = []
    for name, (begins, where) in _WHERE.items():
        token = environment.get(name) or environment.get(name.replace("SLACK", "TLSCHECK")) or ""
        found.append(token)
        if not token:
            wrong.append(f"{name} is not set ({begins}…: {where}).")
        elif not token.startswith(begins):
            wrong.append(f"{name} does not begin with {begins} ({where}).")
    if wrong:
        raise UsageError(f"{' '.join(wrong)} Without Slack: tlscheck serve --terminal")
    return Tokens(*found)


def slack_api(environment: Mapping[str, str]) -> str:
    return f"{(environment.get('SLACK_API_BASE') or SLACK_API).rstrip('/')}/"


def _bot(path: Path, tokens: Tokens, arguments: argparse.Namespace) -> LocalBot:
    api = slack_api(os.environ)
    team = _team(tokens.bot, api)
    if team is not None:
        served.note(path, team)
    return LocalBot(
        path, signing_secret=secrets.token_hex(32), bot_token=tokens.bot, slack_api=api,
        instruments=tools(arguments), tick_s=arguments.every, terminal=_printer(),
        canaries=canaries(arguments.canary),
    )  # fmt: skip


def _team(bot_token: str, api: str) -> Team | None:
    """Whose token it is. None: Slack cannot be reached now, which passes. Raises UsageError when Slack refuses it."""
    try:
        answer = WebClient(bot_token, base_url=api, timeout=_CALL_S).auth_test()
    except SlackApiError as error:
        code = error.response.get("error")
        if code == "ratelimited":
            return None
        where = _WHERE["SLACK_BOT_TOKEN"][1]
        raise UsageError(f"Slack refuses SLACK_BOT_TOKEN: {code}. It stands in {where}.") from None
    except OSError as error:
        tell(f"Slack cannot be reached: {error}. It is tried again and again.")
        return None
    return Team(str(answer.get("team_id")), str(answer.get("enterprise_id") or ""))


def _terminal(path: Path, arguments: argparse.Namespace) -> Loops:
    instruments = tools(arguments)
    check = Sweeper(instruments, tell, canaries(arguments.canary))
    means = watching(Settings(Embedded(path, "", "")), WatchSettings(), check)
    asking = renewal_information(instruments, tell)
    here = replace(means, herald=Switchboard(_printer()), ask=asking, pause=lambda _seconds: None)
    return Loops(*watchers.loops(path, here, arguments.every))


def _printer() -> Terminal:
    return Terminal(sys.stdout, terminal_style(), SystemClock())
