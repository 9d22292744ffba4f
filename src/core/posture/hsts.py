"""The Strict-Transport-Security header: what it says (RFC 6797 section 6.1), and whether it is fit for preloading.

Law: an unreadable header is no policy, as browsers take it; a directive given twice makes it unreadable.
"""

import re
from dataclasses import dataclass
from typing import Final

from core.model.posture import PlainAnswer, PlainHttp

HALF_A_YEAR: Final = 15_768_000  # seconds; SSL Labs' line for A+, guide 2009e
PRELOAD_AGE: Final = 31_536_000  # seconds; hstspreload.org, submission requirements
_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_DIRECTIVE: Final = re.compile(rf'\s*({_WORD})\s*(?:=\s*(?:({_WORD})|"([^"\\]*)")\s*)?')
_MAX_DIGITS: Final = 18
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Hsts:
    """``max_age`` in seconds; 0 tells browsers to forget the policy."""

    max_age: int
    include_subdomains: bool = False
    preload: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """``because``: a clause."""

    because: str


def parse(header: str) -> Hsts | Unreadable:
    """The policy of one header field value."""
    found: dict[str, str | None] = {}
    for part in header.split(";"):
        if not part.strip():
            continue
        match = _DIRECTIVE.fullmatch(part)
        if match is None:
            return Unreadable("it holds something that is no directive")
        name = match[1].lower()
        if name in found:
            return Unreadable(f"it has {name} twice")
        found[name] = match[2] if match[2] is not None else match[3]
    age = found.get("max-age")
    if age is None or not (age.isascii() and age.isdigit()):
        return Unreadable("it has no readable max-age")
    return Hsts(
        max_age=int(age[:_MAX_DIGITS]),
        include_subdomains="includesubdomains" in found,
        preload="preload" in found,
    )


def unmet_for_preload(policy: Hsts, host: str, plain: PlainAnswer | None) -> tuple[str, ...]:
    """What hstspreload.org asks for and is not there; empty: it is fit, as far as one name can show.

    ``plain``: what port 80 answers; where it is served, it has to redirect to HTTPS on the same host first.
    """
    missing = []
    if policy.max_age < PRELOAD_AGE:
        missing.append(f"max-age of at least {PRELOAD_AGE} (a year)")
    if not policy.include_subdomains:
        missing.append("includeSubDomains")
    if not policy.preload:
        missing.append("preload")
    if isinstance(plain, PlainHttp) and not _stays_on_host(plain, host):
        missing.append("a redirect from http:// to https:// on the same host")
    return tuple(missing)


def _stays_on_host(plain: PlainHttp, host: str) -> bool:
    location = plain.location.lower()
    return location.startswith((f"https://{host}/", f"https://{host}:443/")) or location == f"https://{host}"


def span(seconds: int) -> str:
    """How long a policy holds: "365 days", "1 day", "300 seconds"."""
    days = seconds // _DAY
    return f"{days} day{'' if days == 1 else 's'}" if days else f"{seconds} seconds"
