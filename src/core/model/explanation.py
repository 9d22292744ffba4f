"""What a pasted text says about TLS: causes in order, which words told, who must act, what to do. Pure values.

An explanation without causes says that the text shows no TLS problem. Strangers' words stand in `Quote` or in fields
that renderers clean.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.model.finding import Blame
from core.model.prose import Prose


class Side(StrEnum):
    """Which side of the failed connection wrote the text."""

    CLIENT = "client"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Cause:
    """``code``: of the findings' vocabulary. ``confidence``: 0 to 1. ``because``: the words that told us; plain text,
    one line, quotes the stranger.
    """

    code: str
    confidence: float
    because: str


@dataclass(frozen=True, slots=True)
class SeenCertificate:
    """A certificate as a transcript prints it. Names and dates are the tool's text, "" where it prints none."""

    subject: str
    issuer: str
    not_before: str = ""
    not_after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What a transcript (s_client, curl -v, javax.net.debug, gnutls-cli, tshark) shows. None: it does not say.

    ``verify``: the verifier's number (OpenSSL X509_V_*), ``verify_text`` its words. ``chain``: as sent, leaf first.
    """

    version: str | None = None
    cipher: str | None = None
    group: str | None = None
    alpn: str | None = None
    verify: int | None = None
    verify_text: str | None = None
    chain: tuple[SeenCertificate, ...] = ()

    @property
    def says_something(self) -> bool:
        return self != Transcript()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The answer to a text.

    ``tool``: who wrote it ("curl", "nginx"), None when not recognised. ``hosts``: "host" or "host:port" as named,
    the likeliest server first. ``causes``: most likely first, each code once, empty when the text is no TLS problem.
    ``actor``: who most likely must act. ``means``: of the first cause. ``fix``: ordered steps for this client or
    server. ``next``: what to check to be sure.
    """

    tool: str | None = None
    side: Side | None = None
    hosts: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    actor: Blame = Blame.NONE
    means: Prose | None = None
    fix: tuple[Prose, ...] = ()
    next: tuple[Prose, ...] = ()
    transcript: Transcript = Transcript()
