"""The routes of what people give the bot: message shortcuts, messages to it, files.

Slack brings an event again that is not acknowledged; whatever is begun for it has the same id then.
"""

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App

from core import conversation, explaining
from core.desk import Asked, Desk
from core.watch_ports import Counter
from handlers.slack_leaving import listen_to_leaving
from handlers.slack_message import from_a_person, heard
from handlers.slack_payload import asked, asked_by_event
from handlers.slack_waking import listen_to_waking
from handlers.wiring import Services

SHORTCUTS: dict[str, Callable[..., None]] = {
    "explain_message": explaining.explain_message,
    "check_message": explaining.check_message,
}
Body = dict[str, Any]


def listen(app: App, services: Services, counter: Counter) -> None:
    """Adds the routes to the app."""
    listen_to_leaving(app, counter.desk)
    listen_to_waking(app, counter)
    for callback, do in SHORTCUTS.items():
        _on_shortcut(app, services, callback, do)
    for event in ("message", "app_mention"):
        _on_message(app, services, counter, event)

    @app.event("file_shared")
    def file_shared(body: Body) -> None:
        explaining.file_shared(*_at_desk(services, body), body["event"]["file_id"])


def _on_shortcut(app: App, services: Services, callback: str, do: Callable[..., None]) -> None:
    @app.message_shortcut(callback)
    def shortcut(ack: Ack, body: Body) -> None:
        about = asked(body, services.clock.now(), services.clock.monotonic())
        do(services.desk(about.workspace), about, heard(body["message"]))
        ack()


def _on_message(app: App, services: Services, counter: Counter, event: str) -> None:
    @app.event(event)
    def message(body: Body) -> None:
        if from_a_person(body["event"]):
            desk, about = _at_desk(services, body)
            conversation.hear(desk, counter, about, heard(body["event"]))


def _at_desk(services: Services, body: Body) -> tuple[Desk, Asked]:
    about = asked_by_event(body, services.clock.now(), services.clock.monotonic())
    return services.desk(about.workspace), about
