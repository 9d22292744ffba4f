"""The habits of TLS libraries, seen on real servers."""

import asyncio

import pytest

from adapters.checker import build_instruments
from core.model.report import Report
from core.model.target_text import parse_target
from core.tls_library import TlsLibrary, library_of
from core.workflows import check
from tests.lab.bench import Bench
from tests.lab.starting import start


def checked(bench: Bench, name: str) -> Report:
    running = start(bench, name)
    instruments = build_instruments(
        ca_pem=bench.ca_file.read_bytes(), dns_server=("127.0.0.1", bench.dns.port), public_only=False
    )
    return asyncio.run(check(parse_target(running.target), instruments))


@pytest.mark.parametrize(
    ("name", "library"),
    [
        ("nginx", TlsLibrary.OPENSSL),
        ("haproxy", TlsLibrary.OPENSSL),
        ("openssl-p384", TlsLibrary.OPENSSL),
        ("java-client-cert", TlsLibrary.JAVA),
    ],
)
def test_the_library_is_told_by_its_habits(name: str, library: TlsLibrary) -> None:
    with Bench() as bench:
        (mapped,) = checked(bench, name).maps
    habit = library_of(mapped.map)
    assert habit is not None
    assert habit.library is library
