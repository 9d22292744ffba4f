"""One rig a test, or one stage around it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.handlers.rig import Rig, rigged
from tests.handlers.watch_stage import Stage, staged


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with rigged(tmp_path) as made:
        yield made


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path) as made:
        yield made
