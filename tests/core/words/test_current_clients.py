"""The offers of current clients: complete, known, and as our own modern hello assumes."""

import pytest

from core.clients.catalogue import client
from core.wire.profiles import modern
from core.wire.registry import cipher
from core.words.current_clients import CLIENTS, Client, decisive, needs_group, offered, shown_by, signs
from core.words.impact import NAMES
from tests.core.rules.map_support import ECDHE_AEAD, RSA_GCM, TLS13, V12, V13, server, surveyed
from tests.core.rules.support import HELLO_FIN, TARGET, alert, completed


@pytest.mark.parametrize("family", CLIENTS, ids=lambda c: c.name)
def test_each_family_stands_for_a_current_release(family: Client) -> None:
    assert client(family.newest).current


def test_every_client_of_the_impact_lists_has_an_offer() -> None:
    assert sorted(key for client in CLIENTS for key in client.keys) == sorted(NAMES)


def test_our_modern_hello_offers_what_chrome_does() -> None:
    chrome, hello = CLIENTS[0].hello, modern("a.test", bytes(32))
    assert set(chrome.suites) == set(hello.ciphers)
    assert set(chrome.groups) <= set(hello.groups)


def test_tls_1_3_suites_are_offered_only_to_who_speaks_it() -> None:
    assert not set(offered(CLIENTS, server({V12: ECDHE_AEAD}))) & set(TLS13)
    assert set(TLS13) <= set(offered(CLIENTS, server({V13: TLS13})))
    assert not set(ECDHE_AEAD) & set(offered(CLIENTS, server({V13: TLS13})))


def test_which_suites_take_a_group_and_a_signature() -> None:
    ecdhe, rsa, dhe, modern_ = cipher(ECDHE_AEAD[0]), cipher(RSA_GCM[0]), cipher(0x009E), cipher(TLS13[0])
    assert [needs_group(s) for s in (ecdhe, rsa, dhe, modern_)] == [True, False, False, True]
    assert [signs(s) for s in (ecdhe, rsa, dhe, modern_)] == [True, False, True, True]


def test_only_the_words_of_those_who_are_hit_for_how_it_ended() -> None:
    works, alerted, closed = (
        surveyed(server(), outcome=outcome).endpoints[0] for outcome in (completed(), alert(70), HELLO_FIN)
    )
    assert shown_by((), works, TARGET) == ()
    chrome = CLIENTS[:1]
    assert [i.shows for i in shown_by(chrome, works, TARGET)] == ["ERR_SSL_VERSION_OR_CIPHER_MISMATCH"]
    assert [i.shows for i in shown_by(chrome, alerted, TARGET)] == ["ERR_SSL_VERSION_OR_CIPHER_MISMATCH"]
    assert [i.shows for i in shown_by(chrome, closed, TARGET)] == ["ERR_CONNECTION_CLOSED"]


def test_java_and_go_alone_do_not_decide() -> None:
    evidence = surveyed(server())
    assert not decisive(evidence, [c for c in CLIENTS if c.name in ("Java", "Go")])
    assert decisive(evidence, CLIENTS[:1])
