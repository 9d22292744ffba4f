"""The routes of watching: buttons below alerts and verdicts, forms, the App Home."""

from typing import Any

from slack_bolt import Ack, App

from core.desk import ACK_S, Asked, left
from core.render.slack import WATCH_HERE
from core.watch_ports import Counter
from core.watching import clicking
from core.watching.showing import show_home
from core.watching.submitting import FORMS, Submitted, submit
from handlers.slack_payload import asked, asked_by_event, asked_in_view, clicked
from handlers.wiring import Services

_FOR_HOME_S = ACK_S / 3
Body = dict[str, Any]


def watch(app: App, services: Services, counter: Counter) -> None:
    """Adds the routes to the app."""
    for action in dict.fromkeys((*clicking.ON_ALERTS, *clicking.AT_HOME)):
        _on_button(app, services, counter, action)
    for form in FORMS:
        _on_form(app, services, counter, form)

    @app.action(WATCH_HERE)
    def watch_here(ack: Ack, body: Body) -> None:
        about = asked(body, services.clock.now(), services.clock.monotonic())
        clicking.watch_here(services.desk(about.workspace), counter, about, clicked(body)[0])
        ack()

    @app.event("app_home_opened")
    def opened(body: Body) -> None:
        if body["event"].get("tab") == "home":
            about = asked_by_event(body, services.clock.now(), services.clock.monotonic())
            show_home(services.desk(about.workspace), counter, about)


def _on_button(app: App, services: Services, counter: Counter, action: str) -> None:
    @app.action(action)
    def click(ack: Ack, body: Body) -> None:
        value = str(body["actions"][0].get("value") or "")
        if body["container"]["type"] == "view":
            about = _in_view(services, body)
            clicking.at_home(services.desk(about.workspace), counter, about, action, value)
        else:
            about = asked(body, services.clock.now(), services.clock.monotonic())
            clicking.on_alert(services.desk(about.workspace), counter, about, action, value)
        ack()


def _on_form(app: App, services: Services, counter: Counter, form: str) -> None:
    @app.view(form)
    def sent(ack: Ack, body: Body) -> None:
        about = _in_view(services, body)
        desk = services.desk(about.workspace)
        view = body["view"]
        values = (view.get("state") or {}).get("values")
        wrong = submit(desk, counter, about, Submitted(form, str(view.get("private_metadata") or ""), values))
        if wrong is None and left(desk, about) > _FOR_HOME_S:
            show_home(desk, counter, about)
        ack(**wrong) if wrong else ack()


def _in_view(services: Services, body: Body) -> Asked:
    return asked_in_view(body, services.clock.now(), services.clock.monotonic())
