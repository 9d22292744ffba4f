"""A sign of life to somebody outside, who raises the alarm when it stays away (a dead man's switch).

The URL is the operator's own and as good as a secret: it is never logged.
"""

from http.client import HTTPException
from urllib.request import Request, urlopen

_READ = 1_000


class NoAnswer(Exception):  # noqa: N818
    """Nobody heard it; why, without the URL."""


def call_outside(url: str, timeout: float) -> None:
    """GET; any 2xx is an answer. ``url``: https, as settings insist. Raises `NoAnswer`."""
    try:
        with urlopen(Request(url, headers={"User-Agent": "tlscheck"}), timeout=timeout) as answer:  # noqa: S310
            answer.read(_READ)
    except (OSError, HTTPException, ValueError) as error:
        raise NoAnswer(type(error).__name__) from None
