"""The whole bot of one machine, in this process: it checks with a laboratory's DNS and certificate authority."""

from pathlib import Path

from adapters.checker import build_instruments
from local.bot import LocalBot
from local.workspace import Workspace
from tests.lab.bench import Bench

TICK_S = 0.2


def bot(folder: Path, workspace: Workspace, slack_api: str, bench: Bench, tick_s: float = TICK_S) -> LocalBot:
    """``tick_s``: as `local.bot.LocalBot` has it."""
    tools = build_instruments(
        ca_pem=bench.ca_file.read_bytes(), dns_server=("127.0.0.1", bench.dns.port), public_only=False
    )
    return LocalBot(
        folder / "bot.sqlite", signing_secret=workspace.signing_secret, bot_token=workspace.bot.token,
        slack_api=slack_api, instruments=tools, tick_s=tick_s,
    )  # fmt: skip
