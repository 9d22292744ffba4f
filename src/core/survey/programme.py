"""The lanes of a survey in the order of their importance: what decides the versions comes first."""

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
from core.survey.lanes import CurveLane, Lane, ModernLane, Ssl2Lane, SuiteLane
from core.survey.lists import VERSIONS, group_lanes, lanes_of
from core.survey.preference import GroupPreferenceLane, OrderLane, PreferenceLane
from core.wire.codes import Version

_CLASSIC = VERSIONS[1:5]  # TLS 1.2 to SSL 3.0
_ORDERING = 4  # lanes that compare suites side by side
_SIGNING = 2
_AFTER: dict[int, int] = {Version.TLS1_0: Version.TLS1_1, Version.SSL3: Version.TLS1_0}


def every_lane() -> tuple[Lane, ...]:
    """All lanes."""
    _, *others = group_lanes()
    return (
        *leading_lanes(),
        *(ModernLane(groups) for groups in others),
        *(SuiteLane(version, suites) for version in _CLASSIC for suites in lanes_of(version)[1:]),
        ExtrasLane(),
        SessionLane(tickets=True),
        SessionLane(tickets=False),
        *(SignatureLane(key, part, _SIGNING) for key in ("RSA", "ECDSA") for part in range(_SIGNING)),
        PskLane(),
        FallbackLane(),
        OtherCertificateLane("RSA"),
        OtherCertificateLane("ECDSA"),
        CurveLane(),
        DhLane(),
        FiniteFieldLane(),
        GroupPreferenceLane(),
        *(PreferenceLane(version, strong) for version in VERSIONS[:5] for strong in (True, False)),
        *(OrderLane(version, turn, _ORDERING) for version in VERSIONS[:5] for turn in range(_ORDERING)),
    )


def leading_lanes() -> tuple[Lane, ...]:
    """Only the first questions: one a version, SSL 2.0 to TLS 1.3."""
    return (
        ModernLane(group_lanes()[0], joint=True),
        *(SuiteLane(version, lanes_of(version)[0], leads=True, after=_AFTER.get(version)) for version in _CLASSIC),
        Ssl2Lane(),
    )
