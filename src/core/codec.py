"""Frozen dataclasses ↔ plain JSON values, by their annotations. What is stored says which type it is; what does not
fit raises.

Knows what our stored models are made of: str, int, float, bool, None, tuple[X, ...], enums, aware datetimes, IP
addresses, dataclasses, and unions of those. A dataclass inside a union is told apart by its ``kind``, the class name.
A field that is empty (None, '' or ()) by default, and is so now, is left out: storage is paid by size. So a default
that is empty stays so for ever.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Json = dict[str, Any]
_EMPTY = (None, "", ())


class Undecodable(ValueError):  # noqa: N818 - names a state of the world
    """The stored value is not what the type says: written by another version, or damaged."""


def encode(value: object) -> Any:
    """The JSON value of a model. Raises `TypeError` for a type that is not in the list above."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return value.isoformat()
        case IPv4Address() | IPv6Address():
            return str(value)
        case tuple():
            return [encode(item) for item in value]
        case _ if is_dataclass(value):
            return {"kind": type(value).__name__, **dict(_parts(value))}
        case _:
            raise TypeError(f"cannot store a {type(value).__name__}")


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    for field in fields(value):
        part = getattr(value, field.name)
        if part not in _EMPTY or part != field.default:
            yield field.name, encode(part)


def decode(shape: type[T], value: object) -> T:
    """The model of type ``shape``. A field that is missing takes its default. Raises `Undecodable`."""
    try:
        return _decode(shape, value)  # type: ignore[no-any-return]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Undecodable(f"not a stored {shape.__name__}: {error}") from error


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)


def _decode(shape: Any, value: Any) -> Any:
    origin = get_origin(shape)
    if origin in (Union, UnionType):
        return _decode_union(get_args(shape), value)
    if origin is tuple:
        if not isinstance(value, list):
            raise TypeError("a list is missing")
        return tuple(_decode(get_args(shape)[0], item) for item in value)
    if is_dataclass(shape) and isinstance(shape, type):
        return _decode_dataclass(shape, value)
    if shape in (IPv4Address, IPv6Address):
        return ip_address(value)
    if shape is datetime:
        return datetime.fromisoformat(value)
    if isinstance(shape, type) and issubclass(shape, Enum):
        return shape(value)
    if shape is type(None) and value is None:
        return None
    if isinstance(value, shape) or (shape is float and isinstance(value, int)):
        return value
    raise TypeError(f"{type(value).__name__} instead of {shape.__name__}")


def _decode_dataclass(shape: type, value: Any) -> Any:
    if not isinstance(value, dict):
        raise TypeError(f"an object for {shape.__name__} is missing")
    hints = _hints(shape)
    known = {name: _decode(hints[name], part) for name, part in value.items() if name in hints}
    return shape(**known)


def _decode_union(options: tuple[Any, ...], value: Any) -> Any:
    if value is None and type(None) in options:
        return None
    if isinstance(value, dict):
        kind = value.get("kind")
        for option in options:
            if isinstance(option, type) and option.__name__ == kind:
                return _decode(option, value)
        raise TypeError(f"no {kind!r} here")
    last: Exception = TypeError("nothing fits")
    for option in options:
        try:
            return _decode(option, value)
        except (TypeError, ValueError) as error:
            last = error
    raise last
