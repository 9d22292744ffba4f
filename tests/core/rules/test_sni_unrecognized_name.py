"""`sni-unrecognized-name`: the server says so, or answers only without the name."""

from core.model.observation import Profile
from core.model.target import Target
from core.model.verdict import PASSED, NotApplicable
from core.rules.sni_unrecognized_name import RULE
from tests.core.rules.certificate_support import CA, GOOD, OWN, served, told
from tests.core.rules.support import HELLO_RST, SHELLO, alert, attempt, completed, examined, make_evidence, only


def test_alert_112_is_stated_by_the_server() -> None:
    found = only(RULE.check(make_evidence(attempt(alert(112)))))
    headline = "a.test:443 is broken: the server knows no site named a.test"
    assert told(found) == ("sni-unrecognized-name", "broken", "server", "stated", headline)
    assert found.accounts_for_failure
    assert len(found.impact) == 9


def test_another_alert_that_ends_without_a_name_is_inferred() -> None:
    evidence = make_evidence(attempt(alert(40)), attempt(SHELLO, Profile.NO_SNI), attempt(alert(40), Profile.OTHER_SNI))
    assert only(RULE.check(evidence)).confidence.value == "inferred"


def test_an_alert_whatever_the_name_is_something_else() -> None:
    assert RULE.check(make_evidence(attempt(alert(40)), attempt(alert(40), Profile.NO_SNI))) == PASSED


def test_an_alert_for_our_name_only_is_something_else() -> None:
    evidence = make_evidence(attempt(alert(40)), attempt(SHELLO, Profile.NO_SNI), attempt(SHELLO, Profile.OTHER_SNI))
    assert RULE.check(evidence) == PASSED


def test_a_reset_for_our_name_is_the_networks_matter() -> None:
    assert RULE.check(make_evidence(attempt(HELLO_RST), attempt(SHELLO, Profile.NO_SNI))) == PASSED


def test_a_second_attempt_that_works_is_no_unknown_name() -> None:
    evidence = served(GOOD)
    again = make_evidence(attempt(alert(112)), attempt(evidence.endpoints[0].outcome, Profile.FULL_AGAIN))
    assert RULE.check(again) == PASSED


def test_an_address_has_no_name_to_send() -> None:
    target = Target(host="192.0.2.1")
    assert isinstance(RULE.check(make_evidence(attempt(alert(112), target=target), target=target)), NotApplicable)


def test_a_mere_warning_before_the_right_certificate_is_at_risk() -> None:
    found = only(RULE.check(examined(attempt(completed(GOOD.sent_ders, warning_alerts=(112,))), stores=OWN)))
    headline = "a.test:443 is at risk: it warns that it does not know a.test"
    assert told(found) == ("sni-unrecognized-name", "at_risk", "server", "stated", headline)


def test_a_warning_before_another_sites_certificate_is_sni_default_cert() -> None:
    other = CA.issue(dns=["z.test"]).sent_ders
    assert RULE.check(examined(attempt(completed(other, warning_alerts=(112,))), stores=OWN)) == PASSED
