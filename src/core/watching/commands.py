"""What a person wants of watching: every text of a watching verb is exactly one of these, or not understood."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.model.target import Target
from core.watching.subscribing import Wish


@dataclass(frozen=True, slots=True)
class Watch:
    """One or more, all with the same thresholds and owner."""

    wishes: tuple[Wish, ...]


@dataclass(frozen=True, slots=True)
class Unwatch:
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class ListWatches:
    pass


@dataclass(frozen=True, slots=True)
class History:
    target: Target


@dataclass(frozen=True, slots=True)
class DigestNow:
    """Show what the digest would say."""


@dataclass(frozen=True, slots=True)
class DigestAt:
    """``zone``: an IANA name; None: as before."""

    hour: int
    minute: int
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class DigestOff:
    pass


@dataclass(frozen=True, slots=True)
class Snooze:
    """For ``span``, or to the beginning of the local day ``until``; both None: not said, so ask."""

    targets: tuple[Target, ...]
    span: timedelta | None = None
    until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unsnooze:
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Ack:
    targets: tuple[Target, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unack:
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    pass


@dataclass(frozen=True, slots=True)
class TestAlert:
    __test__ = False  # not a class of tests


@dataclass(frozen=True, slots=True)
class Export:
    """What is watched here, as a file."""


@dataclass(frozen=True, slots=True)
class Import:
    """``channel``: for which one the watches of a file are; ``here``: where it is said; '' not said."""

    channel: str = ""


Sheets = Export | Import
Digests = DigestNow | DigestAt | DigestOff
Verb = (
    Watch | Unwatch | ListWatches | History | Digests | Snooze | Unsnooze | Ack | Unack | ChangeSettings | TestAlert
)  # fmt: skip
