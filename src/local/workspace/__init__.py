"""A fake Slack workspace for tests and the demo: it remembers, it enforces Slack's rules, and it has a page to look at.

Law: nothing of the bot is imported; the two meet over HTTP, a WebSocket, and through `deliver`. Standard library only,
but for `socket`, whose WebSocket is the library's that the bot uses too.
"""

from local.workspace.limits import Surface, validate_blocks, validate_view
from local.workspace.model import (
    Bot,
    Call,
    Channel,
    Delivery,
    Fault,
    Group,
    Incomplete,
    Message,
    Outcome,
    Refused,
    Team,
    Upload,
    User,
    Via,
    View,
)
from local.workspace.server import Serving, serve
from local.workspace.workspace import Workspace

__all__ = [
    "Bot",
    "Call",
    "Channel",
    "Delivery",
    "Fault",
    "Group",
    "Incomplete",
    "Message",
    "Outcome",
    "Refused",
    "Serving",
    "Surface",
    "Team",
    "Upload",
    "User",
    "Via",
    "View",
    "Workspace",
    "serve",
    "validate_blocks",
    "validate_view",
]
