"""The routes of the Slack side, on Bolt: each hands over to one workflow and acknowledges.

The request is verified before it comes here. Each is done at the desk of the team that it came from, which looks the
team's token up when it needs one; Bolt's own client and logger are not used.
"""

import logging
import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError

from core import conversation, explaining
from core.command_text import COMMAND
from core.desk import Asked, Desk
from core.render.slack import CHECK_HOST, EXPLAIN, FULL, RECHECK
from core.render.slack_digest import CSV
from core.render.slack_talk import plainly
from core.slack_ports import Unavailable
from core.watch_ports import Counter
from handlers.slack_events import listen
from handlers.slack_payload import asked, clicked
from handlers.slack_request import ack_body
from handlers.slack_watch import watch
from handlers.wiring import Services

_LOG = logging.getLogger("tlscheck.slack")
_QUIET = logging.getLogger("tlscheck.bolt")  # it would log bodies
_QUIET.setLevel(logging.CRITICAL)
_HOSTS = re.compile(f"{CHECK_HOST}_[0-9]")

Body = dict[str, Any]


def make_app(services: Services, counter: Counter) -> App:
    app = App(
        logger=_QUIET, name=_QUIET.name, process_before_response=True, request_verification_enabled=False,
        authorize=lambda enterprise_id, team_id: AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id),
        token_verification_enabled=False, raise_error_for_unhandled_request=True,
    )  # fmt: skip

    @app.command(COMMAND)
    def command(ack: Ack, body: Body) -> None:
        about = asked(body, services.clock.now(), services.clock.monotonic())
        said = conversation.command(services.desk(about.workspace), counter, about, body.get("text", ""))
        ack(**ack_body(said)) if said else ack()

    def on_click(action: str | re.Pattern[str], do: Callable[[Desk, Asked, Body], object]) -> None:
        @app.action(action)
        def click(ack: Ack, body: Body) -> None:
            about = asked(body, services.clock.now(), services.clock.monotonic())
            do(services.desk(about.workspace), about, body)
            ack()

    on_click(RECHECK, lambda desk, about, body: conversation.recheck(desk, about, *clicked(body)))
    on_click(EXPLAIN, lambda desk, about, body: conversation.explain(desk, about, clicked(body)[0]))
    on_click(CSV, lambda desk, about, _: conversation.export(desk, about))
    on_click(FULL, lambda desk, about, body: conversation.explain(desk, about, clicked(body)[0], whole=True))
    on_click(_HOSTS, lambda desk, about, body: explaining.check_host(desk, about, clicked(body)[0]))
    listen(app, services, counter)
    watch(app, services, counter)

    @app.error
    def failed(error: Exception) -> BoltResponse:
        if isinstance(error, BoltUnhandledRequestError):
            return BoltResponse(status=404, body="")
        if isinstance(error, Unavailable):  # an event: Slack brings it again
            _LOG.warning("an event could not be taken: %s", error)
            return BoltResponse(status=503, body="")
        _LOG.error("a request failed", exc_info=error)
        sorry = plainly("Sorry, that failed inside tlscheck. Nothing was started; please try again.")
        return BoltResponse(status=200, body=ack_body(sorry))

    return app
