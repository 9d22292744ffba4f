"""The addresses of one name held against each other, point by point: who is like the others, who is the odd one.

Law: only what is known of both sides is compared; an address that was surveyed less is not odd for that.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from core.model.evidence import Endpoint
from core.model.prose import Prose, prose
from core.model.server_map import Tri
from core.wire.registry import cipher, group, version_name
from core.words.mapped import SSL2, listed, shortened

Value = Hashable | None  # None: not known at that address


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is compared. ``worst``: of values that are equally common, the one that is odd."""

    name: str
    of: Callable[[Endpoint], Value]
    shown: Callable[[Value, Value], str]  # a value, and the usual one to tell it from
    worst: Callable[[Value], int] = lambda _: 0


@dataclass(frozen=True, slots=True)
class Difference:
    """``usual`` and ``odd``: value and addresses, the most common first."""

    point: Point
    usual: tuple[Value, tuple[Endpoint, ...]]
    odd: tuple[tuple[Value, tuple[Endpoint, ...]], ...]

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """The odd ones."""
        return tuple(e for _, endpoints in self.odd for e in endpoints)

    def lines(self) -> tuple[Prose, ...]:
        """One line a value: where, and what."""
        values = (self.usual, *self.odd)
        return tuple(
            prose(f"{self.point.name} at {where(endpoints)} → {self.point.shown(value, self.usual[0])}")
            for value, endpoints in values
        )


def where(endpoints: Iterable[Endpoint]) -> str:
    return ", ".join(str(e.address) for e in endpoints)


def differences(endpoints: Sequence[Endpoint]) -> tuple[Difference, ...]:
    """Every point at which these addresses are not alike."""
    found = (_difference(point, endpoints) for point in POINTS)
    return tuple(difference for difference in found if difference)


def _difference(point: Point, endpoints: Sequence[Endpoint]) -> Difference | None:
    by_value: dict[Value, list[Endpoint]] = {}
    for endpoint in endpoints:
        value = point.of(endpoint)
        if value is not None:
            by_value.setdefault(value, []).append(endpoint)
    if len(by_value) < 2:
        return None
    ordered = sorted(by_value.items(), key=lambda item: (-len(item[1]), point.worst(item[0])))
    usual, *odd = [(value, tuple(where_)) for value, where_ in ordered]
    return Difference(point, usual, tuple(odd))


# --- the points ------------------------------------------------------------------------------------------------------


def _versions(endpoint: Endpoint) -> Value:
    map_ = endpoint.map
    if map_ is None or not map_.versions or any(v.supported is Tri.UNKNOWN for v in map_.versions):
        return None
    return frozenset(v.version for v in map_.supported)


def _suites(endpoint: Endpoint) -> Value:
    map_ = endpoint.map
    lists = [v for v in map_.supported if v.version != SSL2] if map_ else []
    if map_ is None or not lists or not all(v.complete for v in lists):
        return None
    return map_.suites


def _groups(endpoint: Endpoint) -> Value:
    map_ = endpoint.map
    return frozenset(map_.groups) if map_ and map_.groups_complete else None


def _alpn(endpoint: Endpoint) -> Value:
    alpn = endpoint.map.features.alpn if endpoint.map else None
    return None if alpn is None else frozenset(alpn)


def _intermediates(endpoint: Endpoint) -> Value:
    served = endpoint.presentation
    return tuple(c.sha256 for c in served.certificates[1:]) if served else None


def _named(name: Callable[[int], object]) -> Callable[[Value, Value], str]:
    """All of the usual value; of another one what it has more and less."""

    def shown(value: Value, usual: Value) -> str:
        codes, others = _codes(value), _codes(usual)
        if codes == others or not codes:
            return shortened([str(name(c)) for c in sorted(codes)], 12) or "none"
        more = shortened([str(name(c)) for c in sorted(codes - others)])
        less = shortened([str(name(c)) for c in sorted(others - codes)])
        return "; ".join(part for part in (f"also {more}" if more else "", f"without {less}" if less else "") if part)

    return shown


def _codes(value: Value) -> frozenset[int]:
    return value if isinstance(value, frozenset) else frozenset()


def _version_names(value: Value, _: Value) -> str:
    return listed([version_name(v) for v in sorted(_codes(value), reverse=True)]) or "none"


def _protocols(value: Value, _: Value) -> str:
    return ", ".join(sorted(map(str, value))) if isinstance(value, frozenset) and value else "none"


def _count(value: Value, _: Value) -> str:
    sent = len(value) if isinstance(value, tuple) else 0
    return f"{sent} intermediate{'' if sent == 1 else 's'} sent"


def _badness(value: Value) -> int:
    """Old versions count more than missing new ones."""
    codes = _codes(value)
    return 10 * sum(1 for v in codes if v < 0x0303) + sum(1 for v in (0x0303, 0x0304) if v not in codes)


VERSIONS = Point("TLS versions", _versions, _version_names, _badness)
SUITES = Point("cipher suites", _suites, _named(cipher), lambda v: sum(1 for c in _codes(v) if cipher(c).weaknesses))
GROUPS = Point("groups", _groups, _named(group), lambda v: -len(_codes(v)))
ALPN = Point("ALPN", _alpn, _protocols, lambda v: -len(v) if isinstance(v, frozenset) else 0)
CHAIN = Point("certificate chain", _intermediates, _count, lambda v: -len(v) if isinstance(v, tuple) else 0)
POINTS = (VERSIONS, SUITES, GROUPS, ALPN, CHAIN)
