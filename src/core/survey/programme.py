"""The lanes of a survey: what decides the versions comes first, then those that take the most rounds."""

from core.survey.features import (
    DhLane,
    ExtrasLane,
    FallbackLane,
    FiniteFieldLane,
    OtherCertificateLane,
    PskLane,
    SessionLane,
    SignatureLane,
)
from core.survey.lanes import CurveLane, Lane, ModernLane, ModernSuiteLane, Ssl2Lane, SuiteLane
from core.survey.lists import VERSIONS, group_lanes, lanes_of
from core.survey.preference import GroupPreferenceLane, OrderLane, PreferenceLane
from core.wire.codes import Version

_CLASSIC = VERSIONS[1:5]  # TLS 1.2 to SSL 3.0
_ORDERING = 4  # lanes that compare suites side by side
_SIGNING = 2
_AFTER: dict[int, int] = {Version.TLS1_0: Version.TLS1_1, Version.SSL3: Version.TLS1_0}


def every_lane() -> tuple[Lane, ...]:
    """All lanes."""
    return (
        *leading_lanes(),
        SessionLane(tickets=True),
        SessionLane(tickets=False),
        *(SuiteLane(v, suites, turn) for v in _CLASSIC for turn, suites in enumerate(lanes_of(v)) if turn),
        *(SignatureLane(key, part, _SIGNING) for key in ("RSA", "ECDSA") for part in range(_SIGNING)),
        *(ModernLane(groups, turn) for turn, groups in enumerate(group_lanes())),
        CurveLane(),
        ExtrasLane(),
        PskLane(),
        FallbackLane(),
        OtherCertificateLane("RSA"),
        OtherCertificateLane("ECDSA"),
        DhLane(),
        FiniteFieldLane(),
        GroupPreferenceLane(),
        *(PreferenceLane(version, strong) for version in VERSIONS[:5] for strong in (True, False)),
        *(OrderLane(version, turn, _ORDERING) for version in VERSIONS[:5] for turn in range(_ORDERING)),
    )


def leading_lanes() -> tuple[Lane, ...]:
    """Only the first questions: one a version, SSL 2.0 to TLS 1.3."""
    return (
        ModernSuiteLane(),
        *(SuiteLane(version, lanes_of(version)[0], leads=True, after=_AFTER.get(version)) for version in _CLASSIC),
        Ssl2Lane(),
    )
