"""`tls-intercepted`: certificates made up on the way."""

import pytest

from core.model.evidence import Evidence
from core.model.observation import HelloAnswered, Profile, ServerFlight
from core.model.trust import Store
from core.model.verdict import PASSED
from core.rules.tls_intercepted import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import NO_STORES, attempt, completed, examined, only, said, stores_of
from tests.support.pki import Authority, Leaf, self_signed

BOX = Authority.root("Corp Web Gateway")
FORTI = Authority.root("FortiGate CA")
TARGETS = BOX.issue(dns=("a.test",))


def seen(
    leaf: Leaf, other: Leaf | None = None, *, trusted: Authority | None = None, store: Store = Store.MOZILLA
) -> Evidence:
    """The chain for our name, and that for the neutral one."""
    control = HelloAnswered(ServerFlight(version=0x0304, chain=other.sent_ders)) if other else None
    more = (attempt(control, Profile.OTHER_SNI),) if control else ()
    own = store is Store.USER
    stores = stores_of(trusted, stores=(store,), user_supplied=own) if trusted else NO_STORES
    return examined(attempt(completed(leaf.sent_ders)), *more, stores=stores)


def test_a_certificate_for_any_name_by_the_same_issuer_is_measured() -> None:
    found = only(RULE.check(seen(TARGETS, BOX.issue(dns=("example.org",)))))
    assert told(found) == (
        "tls-intercepted",
        "broken",
        "network",
        "measured",
        "a.test:443 is broken from here: an inspecting proxy answers in its place, with its own certificate",
    )


def test_an_issuer_named_after_a_product_is_inferred() -> None:
    found = only(RULE.check(seen(FORTI.issue(dns=("a.test",)))))
    assert told(found) == (
        "tls-intercepted",
        "broken",
        "network",
        "inferred",
        "a.test:443 is broken from here: Fortinet FortiGate answers in its place, with its own certificate",
    )


def test_a_program_on_this_machine_is_told_so() -> None:
    found = only(RULE.check(seen(Authority.root("mitmproxy").issue(dns=("a.test",)))))
    assert "mitmproxy runs on this machine" in said(found)


def test_a_private_ca_with_another_site_for_other_names_is_no_interception() -> None:
    assert RULE.check(seen(TARGETS, BOX.issue(dns=("intra.example",)))) == PASSED


def test_the_same_certificate_for_every_name_is_a_default_not_an_interception() -> None:
    both = BOX.issue(dns=("a.test", "example.org"))
    assert RULE.check(seen(both, both)) == PASSED


def test_another_issuer_for_the_other_name_proves_nothing() -> None:
    assert RULE.check(seen(TARGETS, Authority.root("Elsewhere").issue(dns=("example.org",)))) == PASSED


@pytest.mark.parametrize("store", [Store.MOZILLA, Store.USER])
def test_whoever_is_trusted_is_not_accused(store: Store) -> None:
    assert RULE.check(seen(FORTI.issue(dns=("a.test",)), trusted=FORTI, store=store)) == PASSED


def test_an_appliance_with_its_own_self_signed_certificate_is_no_interception() -> None:
    assert RULE.check(seen(self_signed(cn="FortiGate", dns=("a.test",)))) == PASSED


def test_a_private_ca_alone_is_no_interception() -> None:
    assert RULE.check(seen(TARGETS)) == PASSED
