"""Which clients can connect, in words: those that do in one row a family, each one that does not with its reason."""

from collections.abc import Iterable, Iterator
from datetime import date

from core.model.client import Answer, ClientResult, Connects, Family, Refuses, Undecided
from core.model.prose import Prose, prose, quote
from core.model.report import Report
from core.model.section import Row, Section, Tone

_MANY = 8


def client_sections(report: Report) -> Iterator[Section]:
    if report.clients:
        yield Section("Which clients can connect", tuple(_rows(report.clients)), _lead(report.clients))


def _lead(results: tuple[ClientResult, ...]) -> Prose:
    connect, refuse, open_ = (_with(results, kind) for kind in (Connects, Refuses, Undecided))
    told = f"{len(connect)} of {len(results)} connect, {len(refuse)} do not"
    return prose(f"{told}, {len(open_)} could not be decided." if open_ else f"{told}.")


def _with(results: Iterable[ClientResult], kind: type[Answer]) -> list[ClientResult]:
    return [result for result in results if isinstance(result.answer, kind)]


def _rows(results: tuple[ClientResult, ...]) -> Iterator[Row]:
    for family in Family:
        names = [f"{r.name} ({_agreed(r.answer)})" for r in results if r.family is family and _connects(r)]
        if names:
            yield Row(f"Connect: {family.value}", prose(", ".join(names)), Tone.GOOD)
    for result in results:
        match result.answer:
            case Refuses(reason=reason, shows=shows):
                words = (f": {reason}. It shows: ", quote(shows, 200)) if shows else (f": {reason}",)
                yield Row("Does not connect", prose(_who(result), *words), Tone.BAD)
            case Undecided(because):
                yield Row("Not decided", prose(f"{_who(result)}: {because}"), Tone.UNKNOWN)
            case Connects():
                pass
    yield from _changes(results)


def _changes(results: tuple[ClientResult, ...]) -> Iterator[Row]:
    """What will be different on which day, and for whom."""
    days: dict[tuple[date, str], list[str]] = {}
    for result in results:
        if result.changes_on:
            days.setdefault((result.changes_on, result.change), []).append(_who(result))
    for (day, change), names in sorted(days.items()):
        whom = f"all {len(names)} of these" if len(names) > _MANY else ", ".join(names)
        yield Row(f"On {day.isoformat()}", prose(f"{change}: {whom}"), Tone.DOUBTFUL)


def _connects(result: ClientResult) -> bool:
    return isinstance(result.answer, Connects)


def _agreed(answer: Answer) -> str:
    return answer.version if isinstance(answer, Connects) else ""


def _who(result: ClientResult) -> str:
    return f"{result.name} at {result.address}" if result.address else result.name
