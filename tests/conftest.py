"""Nothing that a test does reaches the folders of whoever runs it."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says something about the machine; what is too slow is the benchmarks' business.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def _own_cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
