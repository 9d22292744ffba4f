"""`no-forward-secrecy`: static key exchange only."""

from core.model.verdict import PASSED, NotApplicable
from core.rules.no_forward_secrecy import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import (
    DHE,
    RC4,
    RSA_CBC,
    RSA_GCM,
    TLS13,
    V10,
    V12,
    V13,
    clients,
    fired,
    server,
    verdict,
    why_open,
)


def test_it_fires_and_names_the_clients_that_offer_no_rsa_key_exchange() -> None:
    finding = fired(RULE, server({V12: (*RSA_GCM, *RSA_CBC), V10: RSA_CBC}))
    assert told(finding) == (
        "no-forward-secrecy",
        "at_risk",
        "server",
        "measured",
        "a.test:443 is at risk: no key exchange is forward secret, and Go and new Java cannot connect",
    )
    assert clients(finding) == ["Java", "Go"]


def test_dhe_and_tls_1_3_are_forward_secret() -> None:
    assert verdict(RULE, server({V12: (*RSA_GCM, DHE[0])})) == PASSED
    assert verdict(RULE, server({V13: TLS13, V12: RSA_GCM})) == PASSED


def test_broken_suites_alone_are_another_matter() -> None:
    assert verdict(RULE, server({V12: (RC4,)})) == NotApplicable("only broken suites are accepted")


def test_nothing_accepted_is_another_matter() -> None:
    assert verdict(RULE, server({})) == NotApplicable("no cipher suite is accepted")


def test_a_list_cut_short_leaves_it_open() -> None:
    assert why_open(RULE, server({V12: RSA_GCM}, complete=False)) == (
        "not every cipher suite of TLS 1.2 could be asked"
    )


def test_a_broken_suite_among_them_changes_nothing() -> None:
    assert fired(RULE, server({V12: (RC4, *RSA_GCM)})).code == RULE.codes[0]
