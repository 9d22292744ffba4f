"""What the issuer of a certificate says about its renewal (ACME Renewal Information, RFC 9773). Values only."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Issuer:
    """A CA that can be asked. ``organisation``: the O in its issuer names. ``directory``: URL of its ACME directory
    (RFC 8555 section 7.1.1). ``hosts``: where its renewalInfo may be,
    with the port if it is not 443. ``pages``: domains whose pages may explain.
    """

    organisation: str
    directory: str
    hosts: tuple[str, ...]
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """About one certificate, by its identifier (RFC 9773 section 4.1)."""

    id: str
    issuer: Issuer


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """In which the issuer wishes renewal, ``start`` before ``end``. ``why``: https URL of a page of its own, '' for
    none.
    """

    start: datetime
    end: datetime
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """``again_in``: when to ask again."""

    window: Window
    again_in: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """It did not say: nothing is known by that. ``because``: a clause for the operator. ``resting``: the issuer wants
    to be left alone as a whole until then.
    """

    because: str
    again_in: timedelta
    resting: bool = False


Answer = Suggested | Unanswered


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The last answer about a certificate, shared by all targets that serve it. ``said`` None: none so far."""

    again_at: datetime
    said: Window | None = None
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """What a target knows of the wish for the certificate ``sha256`` that it serves. ``usual``: the end of the window
    before the issuer moved it to earlier; ``end`` itself while it did not.
    """

    sha256: str
    start: datetime
    end: datetime
    usual: datetime
    why: str = ""
