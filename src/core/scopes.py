"""The bot scopes that an installation asks for: those of slack-manifest.yaml, where each has its reason."""

from typing import Final

SCOPES: Final = (
    "commands", "chat:write", "app_mentions:read", "im:history", "files:read", "files:write",
    "users:read", "usergroups:read", "channels:read", "groups:read",
)  # fmt: skip
