"""A working server and its answers to the strained hello and its parts."""

from core.model.evidence import Evidence
from core.model.observation import Outcome, Profile
from tests.core.rules.support import HELLO_RST, SHELLO, attempt, completed, make_evidence

PARTS = (
    Profile.GREASE,
    Profile.UNKNOWN_EXTENSION,
    Profile.LONG_LIST,
    Profile.SPLIT_RECORDS,
    Profile.SPLIT_SEGMENTS,
)


def stumbling(*over: Profile, ending: Outcome = HELLO_RST, small: Outcome = SHELLO) -> Evidence:
    """The strained hello fails, and of its parts these."""
    parts = (attempt(ending if part in over else SHELLO, part) for part in PARTS)
    return make_evidence(attempt(completed()), attempt(ending, Profile.STRAINED), attempt(small, Profile.SMALL), *parts)


BEARS_ALL = make_evidence(attempt(completed()), attempt(SHELLO, Profile.STRAINED))
NOT_ASKED = make_evidence(attempt(completed()))
MOODY = stumbling(*PARTS, small=HELLO_RST)
HALF_ASKED = make_evidence(attempt(completed()), attempt(HELLO_RST, Profile.STRAINED), attempt(SHELLO, Profile.SMALL))
