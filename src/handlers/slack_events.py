"""The routes of what people give the bot: message shortcuts, messages to it, files.

Slack brings an event again that is not acknowledged; whatever is begun for it has the same id then.
"""

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App

from core import explaining
from core.desk import Desk
from handlers.slack_message import from_a_person, heard
from handlers.slack_payload import asked, asked_by_event

SHORTCUTS: dict[str, Callable[..., None]] = {
    "explain_message": explaining.explain_message,
    "check_message": explaining.check_message,
}
Body = dict[str, Any]


def listen(app: App, desk: Desk) -> None:
    """Adds the routes to the app."""
    for callback, do in SHORTCUTS.items():
        _on_shortcut(app, desk, callback, do)
    for event in ("message", "app_mention"):
        _on_message(app, desk, event)

    @app.event("file_shared")
    def file_shared(body: Body) -> None:
        about = asked_by_event(body, desk.clock.now(), desk.clock.monotonic())
        explaining.file_shared(desk, about, body["event"]["file_id"])


def _on_shortcut(app: App, desk: Desk, callback: str, do: Callable[..., None]) -> None:
    @app.message_shortcut(callback)
    def shortcut(ack: Ack, body: Body) -> None:
        do(desk, asked(body, desk.clock.now(), desk.clock.monotonic()), heard(body["message"]))
        ack()


def _on_message(app: App, desk: Desk, event: str) -> None:
    @app.event(event)
    def message(body: Body) -> None:
        if from_a_person(body["event"]):
            about = asked_by_event(body, desk.clock.now(), desk.clock.monotonic())
            explaining.hear(desk, about, heard(body["event"]))
