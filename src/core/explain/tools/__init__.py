"""How tools say it: one module a family of tools. The directory listing is the registration."""

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from core.explain.pattern import Family


@lru_cache(maxsize=1)
def families() -> tuple[Family, ...]:
    """Every family, by the name of its module."""
    names = sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_"))
    return tuple(import_module(f"{__name__}.{name}").FAMILY for name in names)
