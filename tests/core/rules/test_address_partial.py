"""`address-partial`: one address of several is not like the others."""

from core.model.observation import Refused
from core.model.verdict import PASSED, NotApplicable
from core.rules.address_partial import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_RST, V4_OTHER, V6, attempt, completed, make_evidence, only


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(completed()), attempt(HELLO_RST, address=V4_OTHER))))
    assert told(finding) == (
        "address-partial",
        "at_risk",
        "server",
        "measured",
        (
            "a.test:443 fails at 192.0.2.2, 1 of its 2 addresses: "
            "closed with RST in answer to the ClientHello, before any other byte"
        ),
    )


def test_all_ipv6_addresses_are_ipv6_brokens_matter() -> None:
    assert RULE.check(make_evidence(attempt(completed()), attempt(Refused(), address=V6))) == PASSED


def test_addresses_alike_pass() -> None:
    assert RULE.check(make_evidence(attempt(completed()), attempt(completed(), address=V4_OTHER))) == PASSED


def test_a_single_address_has_no_others() -> None:
    assert RULE.check(make_evidence(attempt(completed()))) == NotApplicable("one address only")


def test_none_works() -> None:
    assert RULE.check(make_evidence(attempt(Refused()), attempt(Refused(), address=V4_OTHER))) == NotApplicable(
        "no address works"
    )
