"""`client-cert-optional`: asked for, not given, served all the same."""

from core.model.observation import Ending, HttpAnswer
from core.model.verdict import PASSED, NotApplicable
from core.rules.client_cert_optional import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_RST, attempt, completed, make_evidence, only, said

SERVED = Ending(answered=True, http=HttpAnswer(200))


def test_a_request_that_may_be_ignored_is_a_note() -> None:
    found = only(RULE.check(make_evidence(attempt(completed(ending=SERVED, client_cert_asked=True)))))
    headline = "a.test:443 asks for a client certificate, optionally"
    assert told(found) == ("client-cert-optional", "note", "client", "measured", headline)
    assert "any (the server lists none)" in said(found)


def test_a_server_that_insists_is_another_finding() -> None:
    refused = completed(ending=Ending(alert=116), client_cert_asked=True)
    assert RULE.check(make_evidence(attempt(refused))) == PASSED


def test_without_a_request_it_passes() -> None:
    assert RULE.check(make_evidence(attempt(completed(ending=SERVED)))) == PASSED


def test_without_a_handshake_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(HELLO_RST))), NotApplicable)
