"""One bench a test module; faults that this machine cannot show are skipped."""

from collections.abc import Iterator

import pytest

from tests.lab.bench import Bench


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Bench() as made:
        yield made
