"""The current clients: who comes to a port, what they offer, how grave it is to lose them."""

from dataclasses import replace

from core.clients.catalogue import client
from core.model.finding import Severity
from core.model.target import Starttls
from core.wire.profiles import modern
from core.wire.registry import cipher
from core.words.current_clients import current, names, offered, severity, shown_by, signs, some
from core.words.impact import NAMES
from tests.core.rules.map_support import ECDHE_AEAD, RSA_GCM, TLS13, V12, V13, server, surveyed
from tests.core.rules.support import HELLO_FIN, TARGET, alert, completed

CHROME, JAVA, GO = client("chrome-current"), client("java-25"), client("go-current")
WEB = surveyed(server())
MAIL = surveyed(server(), target=replace(TARGET, port=25, starttls=Starttls.SMTP))


def test_every_client_of_the_impact_lists_has_a_current_release() -> None:
    assert {c.words.value for c in current(WEB)} >= set(NAMES.values())


def test_no_browser_comes_to_a_port_with_starttls() -> None:
    assert CHROME in current(WEB)
    assert CHROME not in current(MAIL)
    assert GO in current(MAIL)


def test_our_modern_hello_offers_what_chrome_does() -> None:
    hello = modern("a.test", bytes(32))
    assert set(CHROME.hello.suites) == set(hello.ciphers)
    assert set(CHROME.hello.groups) <= set(hello.groups)


def test_tls_1_3_suites_are_offered_only_to_who_speaks_it() -> None:
    everybody = current(WEB)
    assert not set(offered(everybody, V12)) & set(TLS13)
    assert set(TLS13) <= set(offered(everybody, V13))
    assert not set(ECDHE_AEAD) & set(offered(everybody, V13))


def test_which_suites_take_a_signature() -> None:
    ecdhe, rsa, dhe, modern_ = cipher(ECDHE_AEAD[0]), cipher(RSA_GCM[0]), cipher(0x009E), cipher(TLS13[0])
    assert [signs(s) for s in (ecdhe, rsa, dhe, modern_)] == [True, False, True, True]


def test_only_the_words_of_those_who_are_hit_for_how_it_ended() -> None:
    works, alerted, closed = (
        surveyed(server(), outcome=outcome).endpoints[0] for outcome in (completed(), alert(70), HELLO_FIN)
    )
    assert shown_by((), works, TARGET) == ()
    chrome = (CHROME,)
    assert [i.shows for i in shown_by(chrome, works, TARGET)] == ["ERR_SSL_VERSION_OR_CIPHER_MISMATCH"]
    assert [i.shows for i in shown_by(chrome, alerted, TARGET)] == ["ERR_SSL_VERSION_OR_CIPHER_MISMATCH"]
    assert [i.shows for i in shown_by(chrome, closed, TARGET)] == ["ERR_CONNECTION_CLOSED"]


def test_browsers_decide_on_the_web_and_openssl_where_none_comes() -> None:
    assert severity(WEB, (JAVA, GO)) is Severity.AT_RISK
    assert severity(WEB, (CHROME, GO)) is Severity.BROKEN
    assert severity(MAIL, (JAVA, GO)) is Severity.AT_RISK
    assert severity(MAIL, (client("postfix"),)) is Severity.BROKEN


def test_a_headline_names_a_few_and_counts_the_rest() -> None:
    everybody = current(WEB)
    assert some(everybody[:6]) == "Chrome, Edge, Firefox, Safari, Android 16 and Java 25"
    assert some(everybody[:7]) == "Chrome, Edge, Firefox, Safari, Android 16 and 2 more"
    assert names(everybody[:3]) == "Chrome, Edge and Firefox"
