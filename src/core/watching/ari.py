"""ACME Renewal Information (RFC 9773) as one who watches needs it: what to ask, and how to read the answer. Pure.

Law: an error is unknown, never "fine". Third parties may ask (section 4.3.1): nothing is sent but the public identifier
of a public certificate, no oftener than its issuer wishes, and never after its end. Answers come from outside: reading
one is total and bounded, and a page that explains counts only where the issuer publishes.
"""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from core.model.renewal import Answer, Issuer, Question, Suggested, Unanswered, Window
from core.model.watch import Leaf
from core.watching.acme_issuers import ISSUERS
from core.watching.certificates import organisation

LEAST: Final = timedelta(minutes=1)  # section 4.3.2
MOST: Final = timedelta(days=1)
AFTER_ERROR: Final = timedelta(hours=6)  # section 4.3.3
LONGEST_WHY: Final = 300
_SECONDS: Final = re.compile(r"[0-9]{1,9}")
_URL: Final = re.compile(r"https://([a-z0-9.-]{1,253}(?::[0-9]{1,5})?)(?:[/?#][!-~]*)?", re.IGNORECASE)
_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)")
_HTTP_DATE: Final = "%a, %d %b %Y %H:%M:%S GMT"
_CALM: Final = frozenset({429, 503})


def renewal_id(authority: str, serial: str) -> str:
    """RFC 9773 section 4.1. ``authority``: the keyIdentifier of the AKI extension, ``serial``: the number; both hex."""
    number = int(serial, 16)
    size = (number if number >= 0 else ~number).bit_length() // 8 + 1
    return f"{_base64url(bytes.fromhex(authority))}.{_base64url(number.to_bytes(size, 'big', signed=True))}"


def issuer_of(name: str) -> Issuer | None:
    """Who can be asked about certificates with this issuer name (RFC 4514); None: nobody that we know."""
    who = organisation(name)
    return next((issuer for issuer in ISSUERS if issuer.organisation == who), None)


def question(leaf: Leaf | None, now: datetime) -> Question | None:
    """None: nobody to ask, or nothing more to ask about it."""
    if leaf is None or leaf.authority is None or now > leaf.not_after:
        return None
    issuer = issuer_of(leaf.issuer)
    return Question(renewal_id(leaf.authority, leaf.serial), issuer) if issuer else None


def renewal_url(directory: bytes, issuer: Issuer) -> str | None:
    """Where renewal information is, by the CA's directory (RFC 9773 section 3); None: it has none, or not where it
    should be.
    """
    url = _text(_object(directory).get("renewalInfo"))
    return url.rstrip("/") if _host_in(url, issuer.hosts, below=False) else None


def read_answer(status: int, retry_after: str, body: bytes, issuer: Issuer, now: datetime) -> Answer:
    """What the CA said to a request; total, whatever came."""
    wait = wished(retry_after, now)
    if status != 200:
        calm = status in _CALM
        patient = AFTER_ERROR if calm or status >= 500 else MOST
        because = "it does not know this certificate" if status == 404 else f"HTTP status {status}"
        return Unanswered(because=because, again_in=(wait if calm and wait else patient), resting=calm)
    whole = _object(body)
    window = whole.get("suggestedWindow")
    window = window if isinstance(window, Mapping) else {}
    start, end = _instant(window.get("start")), _instant(window.get("end"))
    if start is None or end is None or end <= start:
        return Unanswered(because="the answer has no window that can be read", again_in=AFTER_ERROR)
    why = _text(whole.get("explanationURL"))
    fit = len(why) <= LONGEST_WHY and _host_in(why, issuer.pages, below=True)
    return Suggested(window=Window(start=start, end=end, why=why if fit else ""), again_in=wait or AFTER_ERROR)


def wished(retry_after: str, now: datetime) -> timedelta | None:
    """How long the CA wants us to wait, within bounds; None: it does not say so. Seconds or a date (RFC 9110
    section 10.2.3).
    """
    text = retry_after.strip()
    if _SECONDS.fullmatch(text):
        seconds = timedelta(seconds=int(text))
    else:
        try:
            seconds = datetime.strptime(text, _HTTP_DATE).replace(tzinfo=UTC) - now
        except (ValueError, OverflowError):
            return None
    return min(max(seconds, LEAST), MOST)


def _host_in(url: str, hosts: Sequence[str], *, below: bool) -> bool:
    """Whether it is an https URL on one of the hosts (with their port, if it is another than 443), or ``below`` one of
    these domains.
    """
    match = _URL.fullmatch(url)
    if match is None:
        return False
    host = match[1].lower().removesuffix(":443")
    return any(host == name or (below and host.endswith(f".{name}")) for name in hosts)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return whole if isinstance(whole, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _instant(value: object) -> datetime | None:
    """RFC 3339; a time without its zone is none."""
    text = _text(value)
    if not _STAMP.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(re.sub(r"\.\d+", "", text).upper().replace(" ", "T")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _base64url(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode("ascii").rstrip("=")
