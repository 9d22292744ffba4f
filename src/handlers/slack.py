"""The function that faces Slack: verify, route, answer within three seconds. Real work is queued.

Bodies are never logged: they hold response URLs. What breaks is logged with its stack, and the asker reads a sentence.
"""

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

from slack_bolt import BoltRequest

from adapters.secrets import SecretsMissing
from core.slack_signature import is_signed
from core.watch_ports import Counter
from handlers import wiring
from handlers.counter import make_counter
from handlers.slack_request import Event, read_request, response
from handlers.slack_routes import make_app
from handlers.watching import watch_settings

_LOG = logging.getLogger("tlscheck.slack")
Handler = Callable[[Event, Any], dict[str, Any]]


def make_handler(services: wiring.Services, counter: Counter) -> Handler:
    app = make_app(services, counter)

    def handle(event: Event, _context: object) -> dict[str, Any]:
        request = read_request(event)
        if request is None:
            return response(400)
        try:
            secret = services.secrets.signing_secret()
        except SecretsMissing:
            _LOG.exception("the signing secret cannot be read")
            return response(503)
        if not is_signed(secret, request.headers, request.body, services.clock.now()):
            return response(401)
        try:
            bolt_request = BoltRequest(body=request.text, headers=dict(request.headers))
        except ValueError:  # signed, and yet no JSON; its text is not for the log
            _LOG.warning("a signed request could not be read")
            return response(400)
        answer = app.dispatch(bolt_request)
        return response(answer.status, answer.body, answer.first_headers().get("content-type", "text/plain"))

    return handle


@cache
def _handler() -> Handler:
    chosen = wiring.settings()
    return make_handler(wiring.services(chosen), make_counter(chosen, watch_settings()))


def handler(event: Event, context: object) -> dict[str, Any]:
    """Lambda's entry point."""
    return _handler()(event, context)


if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:  # the init phase has a full CPU and is not part of Slack's three seconds
    with suppress(SecretsMissing):
        _handler()
