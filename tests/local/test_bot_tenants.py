"""Many workspaces with the bot on one machine: a key file, a database file, a token each; also after a restart."""

import stat
from pathlib import Path

from adapters.checker import build_instruments
from core.install_ports import Registry
from core.installing import install
from core.model.installation import Granted
from handlers.tenancy import Tenancy
from local.bot import LocalBot
from local.tenants import tenants
from local.workspace import Workspace
from local.workspace.model import Team
from local.workspace.oauth import Directory, serve_all

BACK = "https://host.example/slack/oauth_redirect"


def installed(registry: Registry, slack: Directory, workspace: Workspace) -> None:
    link = f"https://slack.example/?client_id={slack.client_id}&scope=commands&state=x&redirect_uri={BACK}"
    code = slack.approve(link, workspace).partition("code=")[2].partition("&")[0]
    granted = registry.registrar.exchange(code, BACK, 5)
    assert isinstance(granted, Granted)
    install(registry, granted)


def bot(folder: Path, slack: Directory, api: str) -> tuple[LocalBot, Tenancy]:
    tools = build_instruments(public_only=True)
    tenancy = tenants(
        folder / "bot.sqlite", folder / "key", client_id=slack.client_id, client_secret=slack.client_secret,
        slack_api=api, clock=tools.clock,
    )  # fmt: skip
    made = LocalBot(
        folder / "bot.sqlite", signing_secret=slack.workspaces[0].signing_secret, bot_token="", slack_api=api,
        instruments=tools, tenancy=tenancy,
    )  # fmt: skip
    for workspace in slack.workspaces:
        workspace.connect(made.deliver)
    return made, tenancy


def test_each_workspace_is_answered_with_its_own_token_also_after_a_restart(tmp_path: Path) -> None:
    acme, globex = (Workspace(team=Team(id=name, domain=name.lower(), name=name)) for name in ("T0ACME", "T0GLOBEX"))
    slack = Directory(acme, globex, clock=acme.clock)
    with serve_all(slack) as serving:
        _, tenancy = bot(tmp_path, slack, serving.api_url)
        for workspace in (acme, globex):
            installed(tenancy.registry, slack, workspace)
        bot(tmp_path, slack, serving.api_url)
        globex.write("ops", "oncall", "@tlscheck help")
        assert [team for _, team in slack.seen] == ["T0GLOBEX"]
        acme.write("ops", "oncall", "@tlscheck help")
        assert [team for _, team in slack.seen] == ["T0GLOBEX", "T0ACME"]
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert not any(token.encode() in (tmp_path / "bot.sqlite").read_bytes() for token in slack.tokens)
