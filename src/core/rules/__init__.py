"""The catalogue: every module of this folder that has a `RULE`. The directory listing is the registration."""

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from core.model.verdict import Rule


@lru_cache(maxsize=1)
def modules() -> tuple[str, ...]:
    """Names of the rule modules, sorted."""
    return tuple(sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_")))


@lru_cache(maxsize=1)
def catalogue() -> tuple[Rule, ...]:
    """Every rule, sorted by rank, then by code."""
    rules = [import_module(f"{__name__}.{name}").RULE for name in modules()]
    return tuple(sorted(rules, key=lambda rule: (rule.rank, rule.codes)))


def documentation(code: str) -> str | None:
    """The docstring of the rule that may report this code; it is the product's `explain` text."""
    for name in modules():
        module = import_module(f"{__name__}.{name}")
        if code in module.RULE.codes:
            return module.__doc__
    return None
