"""Frozen dataclasses ↔ plain JSON values, by their annotations. What is stored says which type it is; what does not
fit raises.

Knows what our stored models are made of: str, int, float, bool, None, tuple[X, ...], enums, aware datetimes, IP
addresses, dataclasses, and unions of those. A dataclass inside a union is told apart by its ``kind``, the class name.
A field that is empty (None, '' or ()) by default, and is so now, is left out: storage is paid by size. So a default
that is empty stays so for ever.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache, partial
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
    shape: type = type(value)
    for name, default in _fields(shape):
        part = getattr(value, name)
        if part not in _EMPTY or part != default:
            yield name, encode(part)


@cache
def _fields(shape: type) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in fields(shape))


def decode(shape: type[T], value: object) -> T:
    """The model of type ``shape``. A field that is missing takes its default. Raises `Undecodable`."""
    try:
        return _reader(shape)(value)  # type: ignore[no-any-return]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Undecodable(f"not a stored {shape.__name__}: {error}") from error


_Reader = Callable[[Any], Any]


@cache
def _readers(shape: type) -> dict[str, _Reader]:
    """How each field of a dataclass is read; found out once, for it takes longer than reading."""
    return {name: _reader(hint) for name, hint in get_type_hints(shape).items()}


def _reader(shape: Any) -> _Reader:
    origin = get_origin(shape)
    if origin in (Union, UnionType):
        return _union_reader(get_args(shape))
    if origin is tuple:
        return partial(_tuple, _reader(get_args(shape)[0]))
    if is_dataclass(shape) and isinstance(shape, type):
        return partial(_dataclass, shape)
    if shape in (IPv4Address, IPv6Address):
        return ip_address
    if shape is datetime:
        return datetime.fromisoformat
    if isinstance(shape, type) and issubclass(shape, Enum):
        return shape
    return partial(_plain, shape)


def _plain(shape: Any, value: Any) -> Any:
    if isinstance(value, shape) or (shape is float and isinstance(value, int)):
        return value
    raise TypeError(f"{type(value).__name__} instead of {shape.__name__}")


def _tuple(read: _Reader, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise TypeError("a list is missing")
    return tuple([read(item) for item in value])


def _dataclass(shape: type, value: Any) -> Any:
    if not isinstance(value, dict):
        raise TypeError(f"an object for {shape.__name__} is missing")
    readers = _readers(shape)
    return shape(**{name: readers[name](part) for name, part in value.items() if name in readers})


def _union_reader(options: tuple[Any, ...]) -> _Reader:
    kinds = {option.__name__: _reader(option) for option in options if isinstance(option, type)}
    readers = [_reader(option) for option in options]
    empty = type(None) in options

    def read(value: Any) -> Any:
        if value is None and empty:
            return None
        if isinstance(value, dict):
            kind = value.get("kind")
            if kind not in kinds:
                raise TypeError(f"no {kind!r} here")
            return kinds[kind](value)
        return _first_that_fits(readers, value)

    return read


def _first_that_fits(readers: Sequence[_Reader], value: Any) -> Any:
    last: Exception = TypeError("nothing fits")
    for read in readers:
        try:
            return read(value)
        except (TypeError, ValueError) as error:
            last = error
    raise last
