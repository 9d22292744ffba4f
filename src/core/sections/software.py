"""Which software serves, in words: what it says of itself, and what its TLS habits say."""

from collections.abc import Iterator

from core.model.prose import prose, quote
from core.model.report import Report
from core.model.section import Row, Section
from core.tls_library import library_of


def software_sections(report: Report) -> Iterator[Section]:
    yield Section("Server software", tuple(_rows(report)))


def _rows(report: Report) -> Iterator[Row]:
    if report.server_software:
        yield Row("Says of itself", prose(quote(report.server_software)))
    habits = dict.fromkeys(habit for mapped in report.maps if (habit := library_of(mapped.map)))
    for habit in habits:
        yield Row("TLS library", prose(f"probably {habit.library.value}: {habit.because}"))
