"""Start a fault in a test, or skip the test where the machine cannot show it."""

import pytest

from tests.lab.bench import Bench, Running
from tests.lab.catalogue import by_name, runnable


def start(bench: Bench, name: str) -> Running:
    """The fault of that name, running on the bench."""
    fault = by_name(name)
    if not runnable(fault):
        pytest.skip(f"this machine has no {fault.needs}")
    return fault.start(bench)
