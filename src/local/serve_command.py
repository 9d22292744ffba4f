"""``tlscheck serve``: keeps watching, prints what is news; with Slack's tokens it is the bot, over Socket Mode.

Law: all that is asked for is in the database before it is acknowledged, so it may be killed at any moment and goes on
at its next start. SIGTERM and SIGINT end it within seconds, and so does a database that takes no writes.
"""

import argparse
import logging
import os
import secrets
import signal
import sqlite3
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from adapters.clock import SystemClock
from adapters.slack_web import Said, ask
from adapters.sqlite_store import passes, try_writing
from adapters.sweeper import Sweeper
from core.installing import welcome
from core.model.watch import Team
from core.slack_ports import Never, NotNow, Unavailable
from core.upload_ports import nowhere
from handlers.checking import renewal_information
from handlers.settings import Embedded, Settings, SettingsWrong, read_settings
from handlers.watch_settings import WatchSettings, read_watch_settings
from handlers.watching import watching
from local import served, watchers
from local.bot import LocalBot
from local.loops import Loops, tried_again
from local.options import terminal_style
from local.sweep_command import canaries
from local.terminal import Switchboard, Terminal
from local.tools import tools
from local.usage import UsageError
from local.watch_place import as_written, database, open_desk, tell

_CALL_S: Final = 10.0
_LEAST_S, _MOST_S = 0.1, 3600.0
_WHERE: Final = {  # below api.slack.com/apps
    "SLACK_APP_TOKEN": ("xapp-", "your app → Basic Information → App-Level Tokens, with connections:write"),
    "SLACK_BOT_TOKEN": ("xoxb-", "your app → OAuth & Permissions → Bot User OAuth Token"),
}


@dataclass(frozen=True, slots=True)
class Tokens:
    app: str = field(repr=False)
    bot: str = field(repr=False)


@dataclass(slots=True)
class Ending:
    """What is waited for: to be asked to end, or that it cannot go on."""

    asked: threading.Event = field(default_factory=threading.Event)
    refusal: str | None = None
    lost: Exception | None = None

    def refused(self, because: str) -> None:
        self.refusal = because
        self.asked.set()

    def unavailable(self, error: Unavailable) -> None:
        """A database that takes no writes ends it: whoever restarts it knows, and nothing more is promised."""
        if passes(error):
            tried_again(error)
            return
        self.lost = self.lost or error
        self.asked.set()


def run(arguments: argparse.Namespace) -> int:
    """0: it was asked to end; 3: the database cannot be written. Raises UsageError."""
    if not _LEAST_S <= arguments.every <= _MOST_S:
        raise UsageError("--every takes seconds between 0.1 and 3600. Try: --every 60")
    tokens = None if arguments.terminal else slack_tokens(os.environ)
    path = database(arguments.database)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="tlscheck: %(message)s")
    ending = Ending()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.asked.set())
    try:
        open_desk(path)
        try_writing(path)
        with ExitStack() as stack:
            _enter(stack, path, tokens, arguments, ending)
            ending.asked.wait()
    except (Unavailable, sqlite3.Error) as error:
        ending.lost = error
    if ending.refusal:
        raise _refusal("SLACK_APP_TOKEN", ending.refusal)
    if ending.lost:
        tell(
            f"The database cannot be written: {path}: {str(ending.lost).removeprefix('sqlite: ')}. What it took before "
            "is kept. Give it room, and the right to write there; then start again. Or: --database watch.sqlite"
        )
        return 3
    return 0


def _enter(stack: ExitStack, path: Path, tokens: Tokens | None, arguments: argparse.Namespace, ending: Ending) -> None:
    """Everything that works until the stack is left."""
    if tokens is None:
        stack.enter_context(_terminal(path, arguments, ending))
        tell(f"Watching what is in {path}. Ctrl-C ends it; nothing is lost by that.")
        return
    from local.serve_socket import Socket  # noqa: PLC0415 - its library is for Slack alone

    chosen = _chosen(path, tokens)
    bot = stack.enter_context(_bot(chosen, path, tokens, arguments, ending))
    stack.enter_context(Socket(tokens.app, chosen.slack_api, bot.dispatch, ending.refused))
    tell(f"Serving Slack, and watching what is in {path}. Ctrl-C ends it; nothing is lost by that.")


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


def _refusal(name: str, code: str) -> UsageError:
    return UsageError(f"Slack refuses {name}: {code}. It stands in {_WHERE[name][1]}.")


def _chosen(path: Path, tokens: Tokens) -> Settings:
    """What else the environment says, as for the functions in the cloud. Raises UsageError."""
    unsigned = secrets.token_hex(32)  # nothing comes that would be signed
    known = {"TLSCHECK_SQLITE": str(path), "TLSCHECK_SIGNING_SECRET": unsigned, "TLSCHECK_BOT_TOKEN": tokens.bot}
    try:
        return read_settings({**os.environ, **known})
    except SettingsWrong as wrong:
        raise UsageError(f"{'; '.join(str(wrong).splitlines())}. Try: unset it, or tlscheck serve --terminal") from None


def _bot(chosen: Settings, path: Path, tokens: Tokens, arguments: argparse.Namespace, ending: Ending) -> LocalBot:
    team = _team(tokens.bot, chosen.slack_api)
    if team is not None:
        served.note(path, team)
    bot = LocalBot(
        path, signing_secret=secrets.token_hex(32), bot_token=tokens.bot, slack_api=chosen.slack_api,
        instruments=tools(arguments, chosen.allowed_networks), tick_s=arguments.every, terminal=_printer(),
        watched=_watched(arguments), unavailable=ending.unavailable,
    )  # fmt: skip
    if team is not None:
        welcome(bot.watching.desk, team)
    return bot


def _watched(arguments: argparse.Namespace) -> WatchSettings:
    """Canaries and heartbeat, of the environment as in the cloud, and of the options. Raises UsageError."""
    try:
        known = read_watch_settings({**os.environ, "TLSCHECK_SQLITE": "here"})
    except SettingsWrong as wrong:
        raise UsageError(f"{'; '.join(str(wrong).splitlines())}. Try: --canary example.com") from None
    return replace(known, canaries=(*known.canaries, *canaries(arguments.canary)))


def _team(bot_token: str, api: str) -> Team | None:
    """Whose token it is. None: Slack cannot be reached now, which passes. Raises UsageError when Slack refuses it."""
    match ask(api, bot_token, "auth.test", _CALL_S, {}):
        case Said(data):
            return Team(str(data.get("team_id")), str(data.get("enterprise_id") or ""))
        case Never(_, code):
            raise _refusal("SLACK_BOT_TOKEN", code)
        case NotNow(because):
            tell(f"Slack does not answer: {because}. It is tried again and again.")
            return None


def _terminal(path: Path, arguments: argparse.Namespace, ending: Ending) -> Loops:
    instruments = tools(arguments)
    watched = _watched(arguments)
    check = Sweeper(instruments, tell, watched.canaries)
    means = watching(Settings(Embedded(path, "", "")), watched, check)
    asking = renewal_information(instruments, tell)
    silent = replace(means, uploads=nowhere, pause=lambda _seconds: None)
    desk = replace(means.desk, names=as_written)
    here = replace(silent, desk=desk, herald=Switchboard(_printer()), ask=asking)
    loops = watchers.loops(path, here, arguments.every, watched.heartbeat_url)
    return Loops(*loops, unavailable=ending.unavailable)


def _printer() -> Terminal:
    return Terminal(sys.stdout, terminal_style(), SystemClock())
