"""When Mozilla's store takes its trust for websites away from a root because of the age of its key.

Law: a forecast. The schedule goes by the day on which the key was made, which we do not know; like Mozilla, where the
CA has no report of it, we take the root's notBefore. A root that is still in the store after its day has an exception.
Source: Mozilla Root Store Policy section 7.4; https://wiki.mozilla.org/CA/Root_CA_Lifecycles, transition schedule.
"""

from datetime import date
from typing import Final

# Keys made before the first day lose their trust on the second. Oldest first.
_SCHEDULE: Final = (
    (date(2006, 1, 1), date(2025, 4, 15)),
    (date(2008, 1, 1), date(2026, 4, 15)),
    (date(2010, 1, 1), date(2027, 4, 15)),
    (date(2012, 1, 1), date(2028, 4, 15)),
    (date(2014, 4, 15), date(2029, 4, 15)),
)
_YEARS: Final = 15  # for keys made since


def removal(made: date) -> date:
    """The day on which Mozilla stops trusting a root whose key was made on that day."""
    for before, day in _SCHEDULE:
        if made < before:
            return day
    last = made.replace(day=28) if (made.month, made.day) == (2, 29) else made
    return last.replace(year=made.year + _YEARS)
