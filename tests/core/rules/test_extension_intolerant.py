"""`extension-intolerant`: a known extension, or any unknown one, is too much."""

import pytest

from core.model.evidence import Evidence
from core.model.observation import Outcome, Profile
from core.model.prose import plain
from core.model.verdict import PASSED, Found, NotApplicable, Undetermined
from core.rules.extension_intolerant import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.strained_support import BEARS_ALL, HALF_ASKED, stumbling
from tests.core.rules.support import HELLO_FIN, SHELLO, SHELLO_12, alert, attempt, make_evidence, only


def failing(bare: Outcome = SHELLO_12, **plus: Outcome) -> Evidence:
    """The usual hellos are closed; TLS 1.2 with few extensions, and with one more, as given."""
    more = (attempt(outcome, Profile[name]) for name, outcome in plus.items())
    old = (attempt(HELLO_FIN, p) for p in (Profile.TLS12_ONLY, Profile.SMALL))
    return make_evidence(attempt(HELLO_FIN), *old, attempt(bare, Profile.BARE), *more)


def test_a_known_extension_is_named() -> None:
    evidence = failing(PLUS_ALPN=HELLO_FIN, PLUS_TICKET=SHELLO_12, PLUS_SCT=SHELLO_12)
    assert told(only(RULE.check(evidence))) == (
        "extension-intolerant",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: it fails as soon as the hello has application_layer_protocol_negotiation",
    )


def test_two_extensions_are_both_named() -> None:
    found = only(RULE.check(failing(PLUS_TICKET=HELLO_FIN, PLUS_STATUS=HELLO_FIN)))
    assert plain(found.headline).endswith("the hello has session_ticket or status_request")


def test_where_none_fails_alone_it_is_all_together() -> None:
    assert plain(only(RULE.check(failing(PLUS_ALPN=SHELLO_12))).headline).endswith("the usual extensions together")


def test_an_unknown_extension() -> None:
    found = only(RULE.check(stumbling(Profile.UNKNOWN_EXTENSION)))
    assert plain(found.headline).endswith("an extension that it does not know")


def test_a_server_that_refuses_the_bare_hello_too_is_something_else() -> None:
    assert isinstance(RULE.check(failing(bare=HELLO_FIN)), NotApplicable)


def test_with_tls13_borne_the_extensions_are_not_to_blame() -> None:
    evidence = make_evidence(
        attempt(HELLO_FIN),
        attempt(HELLO_FIN, Profile.TLS12_ONLY),
        attempt(SHELLO, Profile.SMALL),
        attempt(SHELLO_12, Profile.BARE),
    )
    assert not isinstance(RULE.check(evidence), Found)


@pytest.mark.parametrize("part", [Profile.GREASE, Profile.LONG_LIST])
def test_other_strains_are_not_its_matter(part: Profile) -> None:
    assert RULE.check(stumbling(part)) == PASSED


def test_a_right_server_passes() -> None:
    assert RULE.check(BEARS_ALL) == PASSED


def test_parts_that_were_not_tried_leave_it_open() -> None:
    assert isinstance(RULE.check(HALF_ASKED), Undetermined)


def test_a_server_that_names_the_protocols_is_not_intolerant() -> None:
    """Alert 120 is about what ALPN offers: its own finding says so."""
    refused = alert(120)
    old = (attempt(refused, p) for p in (Profile.TLS12_ONLY, Profile.SMALL))
    evidence = make_evidence(attempt(refused), *old, attempt(SHELLO_12, Profile.BARE))
    assert isinstance(RULE.check(evidence), NotApplicable)
