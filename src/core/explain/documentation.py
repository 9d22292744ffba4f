"""The documentation of every code: of the rules, and of the codes that only a text, a capture or a file can show."""

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from core import rules
from core.explain import codes


@lru_cache(maxsize=1)
def text_codes() -> tuple[str, ...]:
    """The codes without a rule of their own, sorted; a module's name is its code."""
    return tuple(sorted(m.name.replace("_", "-") for m in iter_modules(codes.__path__)))


@lru_cache(maxsize=1)
def all_codes() -> tuple[str, ...]:
    """Every code that has documentation, sorted."""
    return tuple(sorted({*text_codes(), *(code for rule in rules.catalogue() for code in rule.codes)}))


def documentation(code: str) -> str | None:
    """The page of a code, with the fixed sections of the rules; None for what is no code."""
    if code in text_codes():
        return import_module(f"{codes.__name__}.{code.replace('-', '_')}").__doc__
    return rules.documentation(code)
