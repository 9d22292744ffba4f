"""The routes of signs that a channel can be written to again: the bot was invited, or the channel is unarchived.

A sign is no proof, may come late, twice and out of order: the channel is tried with a message, and that decides. So
nothing listens to signs of the contrary (channel_left, channel_archive): the next message finds out.
"""

from typing import Any

from slack_bolt import App

from core.model.watch import Place
from core.watch_ports import Counter, MakeDigest
from core.watching.channels import wake
from core.watching.talking import send
from handlers.slack_team import workspace

UNARCHIVED = ("channel_unarchive", "group_unarchive")
Body = dict[str, Any]


def listen_to_waking(app: App, counter: Counter) -> None:
    """Adds the routes to the app. A table that is not there raises: Slack tells it again."""

    @app.event("member_joined_channel")
    def joined(body: Body) -> None:
        if body["event"].get("user") in _ourselves(body):
            _try(counter, body)

    for name in UNARCHIVED:

        @app.event(name)
        def unarchived(body: Body) -> None:
            _try(counter, body)


def _try(counter: Counter, body: Body) -> None:
    place = Place(workspace(body), str(body["event"]["channel"]))
    if wake(counter.desk, place):
        send(counter, [MakeDigest(place)])


def _ourselves(body: Body) -> list[object]:
    """The bot user that Slack tells it to (docs.slack.dev/apis/events-api, authorizations)."""
    told = body.get("authorizations")
    return [each.get("user_id") for each in told if isinstance(each, dict)] if isinstance(told, list) else []
