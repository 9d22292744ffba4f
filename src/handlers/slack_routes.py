"""The routes of the Slack side, on Bolt: each hands over to one workflow and acknowledges.

The request is verified before it comes here. The app is installed in one workspace, so there is nothing to look up;
Bolt's own client and logger are not used.
"""

import logging
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError

from core import conversation
from core.command_text import COMMAND
from core.render.slack import EXPLAIN, FULL, RECHECK
from core.render.slack_talk import plainly
from handlers.slack_request import ack_body, asked, clicked
from handlers.wiring import Services

_LOG = logging.getLogger("tlscheck.slack")
_QUIET = logging.getLogger("tlscheck.bolt")  # it would log bodies
_QUIET.setLevel(logging.CRITICAL)


def make_app(services: Services) -> App:
    desk = services.desk
    app = App(
        logger=_QUIET, name="tlscheck", process_before_response=True, request_verification_enabled=False,
        authorize=lambda enterprise_id, team_id: AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id),
        token_verification_enabled=False, raise_error_for_unhandled_request=True,
    )  # fmt: skip

    @app.command(COMMAND)
    def command(ack: Ack, body: dict[str, Any]) -> None:
        about = asked(body, desk.clock.now(), desk.clock.monotonic())
        said = conversation.command(desk, about, body.get("text", ""))
        ack(**ack_body(said)) if said else ack()

    @app.action(RECHECK)
    def recheck(ack: Ack, body: dict[str, Any]) -> None:
        conversation.recheck(desk, asked(body, desk.clock.now(), desk.clock.monotonic()), *clicked(body))
        ack()

    @app.action(EXPLAIN)
    def explain(ack: Ack, body: dict[str, Any]) -> None:
        conversation.explain(desk, asked(body, desk.clock.now(), desk.clock.monotonic()), clicked(body)[0])
        ack()

    @app.action(FULL)
    def full(ack: Ack, body: dict[str, Any]) -> None:
        about = asked(body, desk.clock.now(), desk.clock.monotonic())
        conversation.explain(desk, about, clicked(body)[0], whole=True)
        ack()

    @app.error
    def failed(error: Exception) -> BoltResponse:
        if isinstance(error, BoltUnhandledRequestError):
            return BoltResponse(status=404, body="")
        _LOG.error("a request failed", exc_info=error)
        sorry = plainly("Sorry, that failed inside tlscheck. Nothing was started; please try again.")
        return BoltResponse(status=200, body=ack_body(sorry))

    return app
