"""What a rule answers. Unknown is a state of its own: never Passed for "could not tell"."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from core.model.finding import Finding

if TYPE_CHECKING:
    from core.model.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Found:
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    pass


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The question does not arise here."""

    because: str


@dataclass(frozen=True, slots=True)
class Undetermined:
    """The question arises and could not be answered."""

    because: str


Verdict = Found | Passed | NotApplicable | Undetermined


class Needs(StrEnum):
    """How far a check must have gone for a rule to be asked; a shallower check does not ask it."""

    HANDSHAKE = "the handshake"
    CONTROLS = "control experiments"
    SURVEY = "the survey of the server"
    POSTURE = "DNS and HTTP lookups"
    REVOCATION = "revocation data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One diagnosis, one file in `core/rules`. Its module's docstring is its documentation.

    ``codes``: the codes it may report (several for a family, e.g. the alerts).
    ``rank``: place on the way from name to application; of equally severe findings the lower rank is nearer the root
    cause. Bands: 100 DNS, 200 TCP, 300 path, 400 wire, 500 handshake, 600 SNI and clocks, 700 certificate,
    800 chain, 900 the rest.
    ``needs``: what a quick check does not have (`core.diagnose` then does not ask).
    ``last_resort``: only reported when no other finding accounts for the failure (bare alerts, bare closes).
    ``advisory``: it gives advice and notes only; that it could not be answered leaves the verdict as it is.
    """

    codes: tuple[str, ...]
    rank: int
    check: Callable[["Evidence"], Verdict]
    last_resort: bool = False
    needs: Needs = Needs.HANDSHAKE
    advisory: bool = False


PASSED = Passed()


def found(*findings: Finding) -> Verdict:
    """Found, or Passed when there is nothing."""
    return Found(findings) if findings else PASSED
