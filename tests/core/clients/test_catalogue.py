"""The clients' data: every name is known to the registry, every offer has a source, the tables are as compiled."""

import json
from datetime import date
from importlib import metadata, resources

import pytest
from tools import compile_clients

from core.clients.catalogue import client, clients, root_dates
from core.clients.profile import Client
from core.model.trust import Store
from core.wire.registry import Version, cipher, group, signature_scheme

ISRG_X1 = "96bcec06264976f37460779acf28c5a7cfe8a3c0aae11a8ffcee05c0bddf08c6"


@pytest.mark.parametrize("known", clients(), ids=lambda c: c.key)
def test_every_number_of_an_offer_has_a_name_and_every_offer_a_source(known: Client) -> None:
    hello = known.hello
    assert all(cipher(code).known for code in hello.suites)
    assert all(group(code).known for code in hello.groups)
    assert all(signature_scheme(code).known for code in hello.signatures)
    assert len(set(hello.suites)) == len(hello.suites)
    assert hello.source


@pytest.mark.parametrize("known", clients(), ids=lambda c: c.key)
def test_an_offer_is_whole(known: Client) -> None:
    hello = known.hello
    assert list(hello.versions) == sorted(hello.versions, reverse=True)
    suites = [cipher(code) for code in hello.suites]
    assert any(s.tls13 for s in suites) == (Version.TLS1_3 in hello.versions)
    assert any(s.key_exchange == "ECDHE" for s in suites) <= bool(hello.groups)


def test_there_are_more_than_forty_clients_and_no_key_twice() -> None:
    assert len(clients()) > 40
    assert len({c.key for c in clients()}) == len({c.name for c in clients()}) == len(clients())


def test_a_current_client_keeps_its_roots_up_to_date() -> None:
    assert [c.key for c in clients() if c.current and c.roots_as_of] == []


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        client("lynx-1")


def test_isrg_root_x1_is_in_android_since_7_1_1() -> None:
    assert root_dates()[ISRG_X1][Store.ANDROID] == date(2016, 12, 5)


def test_the_browsers_table_is_what_the_compiler_makes_of_the_package() -> None:
    made = compile_clients.browsers(metadata.version("cryptodatahub"))
    kept = json.loads(resources.files("core.clients").joinpath("data", "browsers.json").read_text("utf-8"))
    assert kept == made


def test_the_table_of_the_documentation_is_up_to_date() -> None:
    page = compile_clients.DOC.read_text("utf-8")
    assert compile_clients.with_table(page) == page
