"""Files shared in Slack: what they are, their bytes, their deletion.

Law: the token goes to Slack's own file host and nowhere else, over HTTPS and without redirects to another host (a fake
on this machine excepted). Bytes stay in memory, bounded in number and time. Nothing is logged.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from adapters.secrets import SecretsMissing
from adapters.slack_caller import DEAD
from adapters.tokens import Tokens
from core.model.slack_file import FileTrouble, Share, SlackFile
from core.model.watch import Team
from core.slack_ports import Unavailable

FILE_HOSTS: Final = frozenset({"files.slack.com"})
_CHUNK: Final = 64 * 1024
_ANSWER: Final = 1 << 20
GONE: Final = frozenset({"file_not_found", "file_deleted"})
_NO_ACCESS: Final = frozenset(
    {"missing_scope", "not_allowed_token_type", "access_denied", "not_visible", "no_permission"}
)
_PASSING: Final = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"})


class _SameHost(HTTPRedirectHandler):
    """Follows nothing that leaves the host or HTTPS: the next request would carry the token."""

    max_redirections = 3

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        was, now = urlsplit(req.full_url), urlsplit(newurl)
        if (was.scheme, was.netloc) != (now.scheme, now.netloc):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class SlackFiles:
    """Those that one team's token may see. ``api_base`` ends with a slash. A base on this machine (a fake) serves its
    own files."""

    def __init__(self, tokens: Tokens, team: Team, api_base: str = "https://slack.com/api/") -> None:
        self._tokens, self._team, self._base = tokens, team, api_base
        self._opener = build_opener(_SameHost)

    def about(self, file_id: str, timeout: float) -> SlackFile | FileTrouble:
        answer = self._call("files.info", file_id, timeout)
        if not answer.get("ok"):
            return _trouble(str(answer.get("error", "")))
        file = answer.get("file")
        return _file(file) if isinstance(file, dict) else FileTrouble.UNREADABLE

    def download(self, file: SlackFile, most: Callable[[bytes], int], timeout: float) -> bytes | FileTrouble:
        if not on_slacks_host(file.url, self._base):
            return FileTrouble.ELSEWHERE
        until = time.monotonic() + timeout
        request = Request(file.url, headers=_bearer(self._token()))  # noqa: S310 - the host was just compared
        try:
            with self._opener.open(request, timeout=timeout) as response:
                if _is_page(response.headers) and "html" not in file.mimetype:
                    return FileTrouble.NO_ACCESS  # Slack's sign-in page, which is what a token without the scope gets
                return _read(response, most, until)
        except HTTPError as error:
            return _status(error.code)
        except (OSError, URLError, HTTPException) as error:
            raise Unavailable(f"file: {type(error).__name__}") from None

    def delete(self, file_id: str, timeout: float) -> bool:
        try:
            answer = self._call("files.delete", file_id, timeout)
        except Unavailable:
            return False
        return bool(answer.get("ok")) or answer.get("error") in GONE

    def _token(self) -> str:
        """Raises `Unavailable`."""
        try:
            token = self._tokens.bot_token(self._team)
        except SecretsMissing as error:
            raise Unavailable(str(error)) from None
        if token is None:
            raise Unavailable("the app is not installed there")
        return token

    def _call(self, method: str, file_id: str, timeout: float) -> Mapping[str, Any]:
        """Slack's answer; a token that it does not take is looked up again once. Raises `Unavailable`: it passes."""
        token = self._token()
        answer = self._ask(method, file_id, timeout, token)
        if answer.get("error") not in DEAD:
            return answer
        try:
            renewed = self._tokens.refused(self._team, token)
        except SecretsMissing as error:
            raise Unavailable(str(error)) from None
        return answer if renewed is None else self._ask(method, file_id, timeout, renewed)

    def _ask(self, method: str, file_id: str, timeout: float, token: str) -> Mapping[str, Any]:
        body = urlencode({"file": file_id}).encode()
        request = Request(f"{self._base}{method}", data=body, headers=_bearer(token))  # noqa: S310 - our own setting
        try:
            with self._opener.open(request, timeout=timeout) as response:
                answer = json.loads(response.read(_ANSWER))
        except HTTPError as error:
            raise Unavailable(f"{method}: HTTP {error.code}") from None
        except (OSError, URLError, HTTPException, ValueError) as error:
            raise Unavailable(f"{method}: {type(error).__name__}") from None
        if not isinstance(answer, dict) or answer.get("error") in _PASSING:
            raise Unavailable(f"{method}: not now")
        return answer


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def on_slacks_host(url: str, api_base: str) -> bool:
    """Whether files are kept there: at Slack's own host, or at a fake that is the API as well."""
    parts, base = urlsplit(url), urlsplit(api_base)
    if base.scheme == "http":
        return parts.scheme == "http" and parts.netloc == base.netloc
    return parts.scheme == "https" and parts.netloc in FILE_HOSTS


def _read(response: HTTPResponse, most: Callable[[bytes], int], until: float) -> bytes | FileTrouble:
    data = bytearray(response.read(_CHUNK))
    limit = most(bytes(data))
    while len(data) <= limit:
        if time.monotonic() > until:
            raise Unavailable("file: out of time")
        part = response.read(_CHUNK)
        if not part:
            return bytes(data)
        data += part
    return FileTrouble.TOO_LARGE


def _status(code: int) -> FileTrouble:
    """What an HTTP status says of the file. Raises `Unavailable` for what passes."""
    match code:
        case 404 | 410:
            return FileTrouble.GONE
        case 401 | 403:
            return FileTrouble.NO_ACCESS
        case 429 | 500 | 502 | 503 | 504:
            raise Unavailable(f"file: HTTP {code}")
        case _ if 300 <= code < 400:
            return FileTrouble.ELSEWHERE
        case _:
            return FileTrouble.UNREADABLE


def _trouble(error: str) -> FileTrouble:
    if error in GONE:
        return FileTrouble.GONE
    return FileTrouble.NO_ACCESS if error in _NO_ACCESS else FileTrouble.UNREADABLE


def _is_page(headers: HTTPMessage) -> bool:
    return headers.get_content_type() == "text/html"


def _file(file: Mapping[str, Any]) -> SlackFile | FileTrouble:
    """docs.slack.dev, file object. An external file has no bytes at Slack."""
    if file.get("mode") == "tombstone" or file.get("is_deleted"):
        return FileTrouble.GONE
    url = file.get("url_private_download") or file.get("url_private")
    if file.get("is_external") or not isinstance(url, str):
        return FileTrouble.ELSEWHERE
    size = file.get("size")
    return SlackFile(
        id=str(file.get("id")),
        name=str(file.get("name") or file.get("title") or ""),
        size=size if isinstance(size, int) else 0,
        url=url,
        mimetype=str(file.get("mimetype") or ""),
        shares=tuple(_shares(file.get("shares"))),
    )


def _shares(shares: object) -> Iterator[Share]:
    """``{"public"|"private": {channel: [{"ts", "thread_ts"?}]}}``"""
    for kind in shares.values() if isinstance(shares, dict) else ():
        for channel, places in kind.items() if isinstance(kind, dict) else ():
            for place in places if isinstance(places, list) else ():
                if isinstance(place, dict) and isinstance(place.get("ts"), str):
                    yield Share(str(channel), place["ts"], str(place.get("thread_ts") or place["ts"]))
