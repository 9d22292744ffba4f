"""The clients we know, read once from `data/*.json`.

Law: data in names (IANA's), values in numbers; a name that the registry does not know is an error of the data and stops
the reading. `clients.json` says who they are; their hellos are in `browsers.json` (MPL-2.0, see data/NOTICE),
`captured.json` and `documented.json`; `roots.json` says since when a store holds a root, where that is known.
"""

import importlib.resources
import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from core.clients.profile import Client, Habits, Hello, Sha1, Ways, Words
from core.model.client import Family
from core.model.trust import Store
from core.wire.registry import Version, cipher_by_iana_name, group_by_name, signature_scheme, version_name

_VERSIONS: Final = {version_name(v): int(v) for v in Version if v > Version.SSL2}
_PAIRS: Final = tuple(hash_ << 8 | signature for hash_ in range(1, 7) for signature in range(1, 4))  # RFC 5246
_SCHEMES: Final = (*_PAIRS, *range(0x0804, 0x080C), *range(0x081A, 0x081D), *range(0x0904, 0x0907))
_HELLOS: Final = ("browsers.json", "captured.json", "documented.json")


@cache
def clients() -> tuple[Client, ...]:
    """All clients, in the order of `clients.json`."""
    hellos = {key: row for name in _HELLOS for key, row in _table(name).items()}
    return tuple(_client(key, row, hellos) for key, row in _table("clients.json").items())


def client(key: str) -> Client:
    """The client of that key; KeyError when there is none."""
    return _by_key()[key]


@cache
def root_dates() -> Mapping[str, Mapping[Store, date]]:
    """SHA-256 of a root -> store -> the day from which that store holds it; few roots are known."""
    return {
        sha256: {Store[name]: date.fromisoformat(day) for name, day in row["held_since"].items()}
        for sha256, row in _table("roots.json").items()
    }


@cache
def _by_key() -> Mapping[str, Client]:
    return {known.key: known for known in clients()}


def _client(key: str, row: Mapping[str, Any], hellos: Mapping[str, Any]) -> Client:
    as_of = row.get("roots_as_of")
    return Client(
        key=key,
        name=row["name"],
        family=Family[row["family"]],
        released=row["released"],
        hello=_hello(hellos[row["hello"]]),
        habits=_habits(row.get("habits", {})),
        words=Words[row["words"]],
        store=Store[row["store"]],
        roots_as_of=date.fromisoformat(as_of) if as_of else None,
        current=row.get("current", False),
    )


def _habits(row: Mapping[str, Any]) -> Habits:
    given: dict[str, Any] = {**row, "sha1": Sha1[row.get("sha1", "NO")], "ways": Ways[row.get("ways", "ALL")]}
    return Habits(**given)


def _hello(row: Mapping[str, Any]) -> Hello:
    schemes = _scheme_numbers()
    return Hello(
        versions=tuple(_VERSIONS[name] for name in row["versions"]),
        suites=tuple(_suite(name) for name in row["suites"]),
        groups=tuple(_group(name) for name in row["groups"]),
        signatures=tuple(schemes[name] for name in row["signatures"]),
        sni=row["sni"],
        v2_format=row.get("v2_format", False),
        source=row["source"],
    )


def _suite(name: str) -> int:
    found = cipher_by_iana_name(name)
    if found is None:
        raise KeyError(name)
    return found.code


def _group(name: str) -> int:
    found = group_by_name(name)
    if found is None:
        raise KeyError(name)
    return found.code


@cache
def _scheme_numbers() -> Mapping[str, int]:
    named = ((signature_scheme(code), code) for code in _SCHEMES)
    return {scheme.name: code for scheme, code in named if scheme.known}


def _table(name: str) -> dict[str, dict[str, Any]]:
    text = importlib.resources.files("core.clients").joinpath("data", name).read_text(encoding="utf-8")
    table: dict[str, dict[str, Any]] = json.loads(text)
    return table
