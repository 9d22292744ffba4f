"""`weak-dh`: finite-field groups that are too small or shared."""

import pytest

from core.model.finding import Severity
from core.model.server_map import DhParameters, Preference, Tri
from core.model.verdict import PASSED, NotApplicable
from core.rules.weak_dh import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import (
    DHE,
    ECDHE_AEAD,
    RSA_GCM,
    TLS13,
    V12,
    V13,
    clients,
    fired,
    server,
    verdict,
    why_open,
)
from tests.core.rules.support import alert, said

SMALL = DhParameters(bits=1024, name="Apache 2.2 default", common=True)
OPENSSL = ["curl", "OpenSSL", "Python", "Node"]


def test_1024_bits_beside_ecdhe_put_at_risk() -> None:
    finding = fired(RULE, server({V13: TLS13, V12: (*ECDHE_AEAD, *DHE)}, dh=SMALL))
    assert told(finding) == (
        "weak-dh",
        "at_risk",
        "server",
        "measured",
        "a.test:443 is at risk: its DHE key exchange uses a 1024-bit group that many servers share",
    )
    assert finding.impact == ()
    assert "a prime of 1024 bits (Apache 2.2 default)" in said(finding)


def test_where_there_is_nothing_else_clients_cannot_connect() -> None:
    finding = fired(RULE, server({V12: DHE}, dh=DhParameters(bits=1024)), outcome=alert(40))
    assert told(finding)[4] == (
        "a.test:443 is broken: its DHE key exchange uses a 1024-bit group, and it has no other key exchange"
    )
    assert finding.severity is Severity.BROKEN
    assert clients(finding) == ["Chrome", "Firefox", "Safari", "Go", *OPENSSL]
    assert finding.accounts_for_failure


def test_java_refuses_only_what_is_under_1024_bits() -> None:
    assert clients(fired(RULE, server({V12: DHE}, dh=DhParameters(bits=768))))[-1] == "Java"


def test_a_server_that_prefers_dhe_is_refused_by_openssl() -> None:
    prefers = server({V12: (*DHE, *ECDHE_AEAD)}, dh=DhParameters(bits=1536))
    assert clients(fired(RULE, prefers)) == OPENSSL
    follows = server({V12: (*DHE, *ECDHE_AEAD)}, dh=DhParameters(bits=1536), preference=Preference.CLIENT)
    assert clients(fired(RULE, follows)) == []


@pytest.mark.parametrize(("bits", "hit"), [(2047, True), (2048, False), (3072, False)])
def test_the_boundary(bits: int, hit: bool) -> None:
    answer = verdict(RULE, server({V12: (*ECDHE_AEAD, *DHE)}, dh=DhParameters(bits=bits)))
    assert (answer != PASSED) is hit


def test_a_standard_prime_of_2048_bits_is_fine() -> None:
    assert verdict(RULE, server({V12: DHE}, dh=DhParameters(bits=2048, name="ffdhe2048"))) == PASSED


def test_a_prime_that_many_servers_share_is_not() -> None:
    finding = fired(RULE, server({V12: (*ECDHE_AEAD, *DHE)}, dh=DhParameters(bits=2048, common=True)))
    assert "a 2048-bit group that many servers share" in told(finding)[4]


def test_a_public_value_that_came_twice_is_told() -> None:
    reused = DhParameters(bits=1024, reused=Tri.YES)
    assert "the same public value came twice" in said(fired(RULE, server({V12: (*ECDHE_AEAD, *DHE)}, dh=reused)))


def test_without_dhe_there_is_no_question() -> None:
    assert verdict(RULE, server({V12: (*ECDHE_AEAD, *RSA_GCM)})) == NotApplicable("no DHE suite is accepted")


def test_a_group_that_was_not_seen_leaves_it_open() -> None:
    assert why_open(RULE, server({V12: DHE})) == "the group of the DHE exchange was not seen"
    assert why_open(RULE, server(complete=False)) == "not every cipher suite of TLS 1.3 could be asked"


def test_a_shared_prime_of_2048_bits_is_not_called_small_and_nobody_refuses_it() -> None:
    finding = fired(RULE, server({V12: DHE}, dh=DhParameters(bits=2048, common=True)))
    assert "Groups under 2048 bits" not in said(finding)
    assert not set(OPENSSL) & set(clients(finding))


def test_one_dhe_suite_whose_group_was_not_seen_is_enough_to_leave_it_open() -> None:
    assert why_open(RULE, server({V12: (*ECDHE_AEAD, DHE[0])})) == "the group of the DHE exchange was not seen"


def test_beside_another_key_exchange_it_explains_no_failure() -> None:
    finding = fired(RULE, server({V12: (*ECDHE_AEAD, *DHE)}, dh=SMALL), outcome=alert(40))
    assert not finding.accounts_for_failure
    assert not fired(RULE, server({V12: DHE}, dh=SMALL)).accounts_for_failure
