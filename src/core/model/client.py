"""Which clients can connect to a server: answers ready to show. Values only, no wire numbers, no TLS library.

Three answers: `Connects`, `Refuses`, and `Undecided` where what we know of the server, or of the client, does not say.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Family(StrEnum):
    """For grouping in a report."""

    BROWSER = "browsers"
    DEVICE = "phones and systems"
    RUNTIME = "languages and runtimes"
    TOOL = "tools and libraries"
    MAIL = "mail"


class Refusal(StrEnum):
    """Why a client does not get through. Stable names."""

    NO_VERSION = "no-common-version"
    NO_CIPHER = "no-common-cipher"
    NO_GROUP = "no-common-group"
    NO_SIGNATURE = "no-common-signature"
    DH_TOO_SMALL = "dh-too-small"
    DH_TOO_LARGE = "dh-too-large"
    UNSAFE_RENEGOTIATION = "unsafe-renegotiation"
    NO_SNI = "sni-needed"
    SNI_WARNING = "sni-warning"
    BAD_SIGNATURE = "bad-signature"
    NAME = "wrong-name"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    UNTRUSTED = "untrusted-root"
    INCOMPLETE = "chain-incomplete"
    BAD_PATH = "chain-invalid"
    WEAK_SIGNATURE = "weak-signature"
    WEAK_KEY = "weak-key"
    KEY_KIND = "key-kind"
    UNSUITABLE = "not-for-servers"
    KEY_USAGE = "key-usage"
    CRITICAL = "unknown-critical-extension"
    NOT_STRICT = "not-by-the-letter"
    TOO_LONG = "validity-too-long"
    NO_CT = "ct-missing"
    NO_STAPLE = "staple-missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connects:
    """The handshake completes and the certificate is accepted.

    ``cipher``, ``group``: names, None when the server's choice among several could not be determined or (group) when
    the key exchange has none. ``forward_secret`` None: it hangs on that choice. ``assumes``: what we could not verify.
    """

    version: str
    cipher: str | None
    group: str | None
    forward_secret: bool | None
    assumes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuses:
    """``reason``: our words, a clause. ``shows``: the words on the client's side, as far as we know them, else ''."""

    code: Refusal
    reason: str
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Undecided:
    """``because``: what is not known, a clause."""

    because: str


Answer = Connects | Refuses | Undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientResult:
    """One client. ``key``: stable name. ``address``: where it is so, when addresses differ, else ''.

    ``changes_on``: the day (UTC) on which the answer changes if nobody acts, and ``change``: what happens then.
    """

    key: str
    name: str
    family: Family
    released: int
    answer: Answer
    address: str = ""
    changes_on: date | None = None
    change: str = ""
