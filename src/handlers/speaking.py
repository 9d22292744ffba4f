"""The composition root of what is said to Slack: each team is spoken to with its own token."""

from collections.abc import Callable

from adapters.secrets import Secrets
from adapters.slack_files import SlackFiles
from adapters.slack_messenger import SlackMessenger
from adapters.tokens import OneToken, Tokens
from core.model.watch import Team
from core.slack_ports import Files, Messenger
from handlers.settings import Settings


def speaking(tokens: Tokens, api: str) -> tuple[Callable[[Team], Messenger], Callable[[Team], Files]]:
    """Slack's part of `handlers.wiring.Services`."""
    return lambda team: SlackMessenger(tokens, team, api), lambda team: SlackFiles(tokens, team, api)


def tokens_of(chosen: Settings, secrets: Secrets) -> Tokens:
    """One for whoever asks, or each team its own."""
    if chosen.many is None:
        return OneToken(secrets)
    from handlers.tenancy import tenancy  # noqa: PLC0415 - nothing that one workspace needs

    return tenancy(chosen).tokens
