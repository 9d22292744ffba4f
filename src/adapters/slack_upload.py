"""Files of ours to Slack, in its three steps: a place, the bytes, done (docs.slack.dev/messaging/working-with-files).

Law: bytes go to Slack's own file host and nowhere else (a fake on this machine excepted), without the token and without
redirects; every wait is bounded, nothing is raised, nothing is logged. Slack looks through a file after it said ok: it
has no media type until then (slackapi/slack-github-action#413).
"""

import json
import time
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from adapters.slack_caller import SLACK, SlackCaller
from adapters.slack_files import GONE, on_slacks_host
from adapters.slack_web import Said
from adapters.tokens import Tokens
from core.model.watch import Team
from core.upload_ports import Declined, Shared, Standing, Ticket

_LONGEST_ALT: Final = 1000  # docs.slack.dev, files.getUploadURLExternal: alt_txt
_LEAST_S: Final = 0.1


class _Nowhere(HTTPRedirectHandler):
    """A redirect is a no."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class SlackUploads:
    """``api_base`` ends with a slash."""

    def __init__(self, tokens: Tokens, api_base: str = SLACK) -> None:
        self._ask, self._base = SlackCaller(tokens, api_base).ask, api_base
        self._opener = build_opener(_Nowhere)

    def begin(self, team: Team, name: str, size: int, timeout: float, *, alt: str = "") -> Ticket | Declined:
        body = {"filename": name, "length": size, **({"alt_txt": alt[:_LONGEST_ALT]} if alt else {})}
        match self._ask(team, "files.getUploadURLExternal", timeout, body, read=True):
            case Said({"file_id": str(file), "upload_url": str(url)}):
                return Ticket(file, url) if on_slacks_host(url, self._base) else Declined("upload_url elsewhere")
            case Said():
                return Declined("unreadable answer")
            case no:
                return Declined(no.because)

    def finish(
        self, team: Team, ticket: Ticket, data: bytes, timeout: float, *, title: str, shared: Shared | None = None
    ) -> Declined | None:
        until = time.monotonic() + timeout
        declined = self._send(ticket.url, data, timeout)
        if declined is not None:
            return declined
        body: dict[str, Any] = {"files": json.dumps([{"id": ticket.file, "title": title}])}
        if shared is not None:
            body |= {"channel_id": shared.channel, "thread_ts": shared.thread, "initial_comment": shared.comment}
        given = {name: value for name, value in body.items() if value}
        left = max(_LEAST_S, until - time.monotonic())
        answer = self._ask(team, "files.completeUploadExternal", left, given, read=True)
        return None if isinstance(answer, Said) else Declined(answer.because)

    def stands(self, team: Team, file: str, timeout: float) -> Standing:
        match self._ask(team, "files.info", timeout, {"file": file}, read=True):
            case Said({"file": {"mimetype": str(kind)}}):
                return Standing.READY if kind else Standing.WAITING
            case Said({"file": dict()}):
                return Standing.WAITING
            case Said():
                return Standing.UNKNOWN
            case no:
                return Standing.ABSENT if no.because in GONE else Standing.UNKNOWN

    def _send(self, url: str, data: bytes, timeout: float) -> Declined | None:
        request = Request(url, data=data, headers={"Content-Type": "application/octet-stream"})  # noqa: S310 - compared
        try:
            with self._opener.open(request, timeout=timeout):
                return None
        except HTTPError as error:
            error.close()
            return Declined(f"upload: HTTP {error.code}")
        except (OSError, URLError, HTTPException, ValueError) as error:
            return Declined(f"upload: {type(error).__name__}")
