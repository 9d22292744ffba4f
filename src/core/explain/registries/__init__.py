"""Registered codes by number or name: TLS alerts, OpenSSL's verify codes, Chrome's and Firefox's TLS errors.

Law: light, total, and quiet on anything that is not exactly one code; a text with more in it is `explain_text`'s.
"""

import re
from dataclasses import replace
from functools import lru_cache

from core.explain.registries import alerts, tables
from core.explain.registries.meaning import Meaning

__all__ = ["Meaning", "every", "lookup"]

_LONGEST = 100
_ALERT = re.compile(r"(?:(?:tls|ssl) )?(?:alert )?(?:number |code )?(\d{1,3})|alert (?:number |code )?(\d{1,3})")
_VERIFY = re.compile(
    r"(?:x509 ?|openssl ?)?(?:verify|verification)[ =:]*(?:error|return|result|code)?[ =:]*(?:code|num)?[ =:]*(\d{1,3})"
    r"|num ?= ?(\d{1,3})"
)
_NEGATIVE = re.compile(r"(?:error |err |code )?(-\d{3,5})")


def lookup(text: str) -> Meaning | None:
    """What the code means whose number or name the text is: "48", "unknown_ca", "X509_V_ERR_CERT_HAS_EXPIRED",
    "net::ERR_CERT_DATE_INVALID", "-201". None for everything else. A bare number is an alert's."""
    if len(text) > _LONGEST:
        return None
    asked = " ".join(text.strip().strip("\"'`.").lower().split())
    if found := _ALERT.fullmatch(asked):
        return _alert(int(found[1] or found[2]))
    if found := _VERIFY.fullmatch(asked):
        return _numbers().get(("OpenSSL verify code", int(found[1] or found[2])))
    if found := _NEGATIVE.fullmatch(asked):
        number = int(found[1])
        return _numbers().get(("Chrome error", number)) or _numbers().get(("Firefox error", number))
    return _names().get(_folded(asked))


@lru_cache(maxsize=1)
def every() -> tuple[Meaning, ...]:
    """All that is registered, alerts first."""
    return (*alerts.meanings(), *(m for registry in tables.REGISTRIES for m in tables.meanings(registry)))


def _alert(number: int) -> Meaning | None:
    """The alert, and what the number is to OpenSSL; that one alone where no alert has the number."""
    alert = _numbers().get((alerts.REGISTRY, number))
    verify = _numbers().get(("OpenSSL verify code", number))
    if alert is None or verify is None:
        return alert or verify
    return replace(alert, also=f"As an OpenSSL verify code, {number} is {verify.name}: {verify.client}")


@lru_cache(maxsize=1)
def _numbers() -> dict[tuple[str, int], Meaning]:
    return {(m.registry, m.number): m for m in every()}


@lru_cache(maxsize=1)
def _names() -> dict[str, Meaning]:
    """By name, with and without what tools put before it; the alert wins where two lists share a name."""
    names: dict[str, Meaning] = {}
    for meaning in every():
        for name in (_folded(meaning.name), _folded(meaning.name.removeprefix("X509_V_ERR_"))):
            names.setdefault(name, meaning)
    return names


def _folded(name: str) -> str:
    bare = re.sub(r"^(?:net::|alert[ :]+|(?:tls|ssl)[ /]alert[ :]+)", "", name.lower())
    return re.sub(r"[ _-]", "", bare)
