"""What Slack sends in its payloads → what the conversation works with. Parses, decides nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.desk import Asked
from core.model.job import Posted
from handlers.slack_team import workspace

Json = Mapping[str, Any]


def asked(body: Json, at: datetime, started: float) -> Asked:
    """From the form of a slash command, the payload of a click or of a message shortcut. Raises `KeyError` when it is
    none of them."""
    container = body.get("container") or {}
    inside = container or "channel" in body
    root = container.get("thread_ts") or (None if container.get("is_ephemeral") else container.get("message_ts"))
    if "callback_id" in body:
        root = body["message"].get("thread_ts") or body["message"]["ts"]
    team = workspace(body)
    return Asked(
        trigger_id=body["trigger_id"],
        team=team.id,
        enterprise=team.enterprise,
        channel=(container.get("channel_id") or body["channel"]["id"]) if inside else body["channel_id"],
        user=body["user"]["id"] if inside else body["user_id"],
        response_url=body["response_url"],
        at=at,
        started=started,
        thread=root,
    )


def asked_by_event(body: Json, at: datetime, started: float) -> Asked:
    """From an Events API callback; the answer belongs below the message. Raises `KeyError` when a part is missing."""
    event, team = body["event"], workspace(body)
    return Asked(
        trigger_id=body["event_id"],
        team=team.id,
        enterprise=team.enterprise,
        channel=event.get("channel") or event["channel_id"],
        user=event.get("user") or event["user_id"],
        response_url=None,
        at=at,
        started=started,
        thread=event.get("thread_ts") or event.get("ts"),
    )


def asked_in_view(body: Json, at: datetime, started: float) -> Asked:
    """From a click in the App Home, or a form that was sent: there is no channel and no way back. Raises `KeyError`
    when a part is missing."""
    team = workspace(body)
    return Asked(
        trigger_id=body["trigger_id"],
        team=team.id,
        enterprise=team.enterprise,
        channel="",
        user=body["user"]["id"],
        response_url=None,
        at=at,
        started=started,
    )


def clicked(body: Json) -> tuple[str, Posted | None]:
    """The value of the button (a job's id), and where its message stands unless it was ephemeral."""
    container = body["container"]
    place = Posted(container["channel_id"], container["message_ts"])
    return body["actions"][0]["value"], None if container.get("is_ephemeral") else place
