"""`tlscheck.baseline/1`: baselines to and from JSON. A file that is none raises one sentence, never a traceback."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from core.model.baseline import Baseline, Known, Served
from core.model.finding import Severity
from core.model.grade import Letter

SCHEMA: Final = "tlscheck.baseline/1"
MAX_BYTES: Final = 4 * 1024 * 1024


class BaselineError(Exception):
    """The text says what is wrong with the file."""


def dumps(baselines: Iterable[Baseline]) -> str:
    values = {baseline.target: asdict(baseline) for baseline in baselines}
    return json.dumps({"schema": SCHEMA, "targets": values}, indent=2, ensure_ascii=False, default=_text) + "\n"


def loads(data: bytes) -> Mapping[str, Baseline]:
    """Baselines by target. Raises `BaselineError`."""
    if len(data) > MAX_BYTES:
        raise BaselineError(f"it has more than {MAX_BYTES} bytes")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"it is not JSON ({str(error)[:80]})") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise BaselineError(f"its schema is not {SCHEMA}")
    try:
        return {str(target): _baseline(value) for target, value in document["targets"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BaselineError(f"a part is missing or malformed ({type(error).__name__}: {str(error)[:80]})") from None


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _baseline(value: Mapping[str, Any]) -> Baseline:
    return Baseline(
        target=str(value["target"]),
        taken_at=_moment(value["taken_at"]),
        findings=tuple(
            Known(str(k["code"]), Severity(k["severity"]), str(k["headline"])) for k in _list(value["findings"])
        ),
        undetermined=_strings(value["undetermined"]),
        served=_served(value["served"]) if value["served"] is not None else None,
        versions=_known(value["versions"]),
        refused=_strings(value["refused"]),
        suites=_known(value["suites"]),
        groups=_known(value["groups"]),
        alpn=_optional(value["alpn"]),
        working=_strings(value["working"]),
        letter=None if value["letter"] is None else Letter(value["letter"]).value,
    )


def _served(value: Mapping[str, Any]) -> Served:
    bits = value["key_bits"]
    if bits is not None and not isinstance(bits, int):
        raise ValueError("key_bits")
    return Served(
        issuer=str(value["issuer"]),
        not_after=_moment(value["not_after"]),
        sha256=str(value["sha256"]),
        key=str(value["key"]),
        key_bits=bits,
        names=_strings(value["names"]),
        chain=_strings(value["chain"]),
        stores=_strings(value["stores"]),
    )


def _moment(value: object) -> datetime:
    at = datetime.fromisoformat(str(value))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list belongs here")
    return value


def _strings(value: object) -> tuple[str, ...]:
    return tuple(map(str, _list(value)))


def _known(value: object) -> tuple[str, ...] | None:
    return None if value is None else _strings(value)


def _optional(value: object) -> str | None:
    return None if value is None else str(value)
