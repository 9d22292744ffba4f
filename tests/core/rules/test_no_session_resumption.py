"""`no-session-resumption`: neither identifiers nor tickets nor PSK."""

from dataclasses import replace

import pytest

from core.model.server_map import Features, Tri
from core.model.verdict import PASSED, NotApplicable
from core.rules.no_session_resumption import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import ECDHE_AEAD, FINE, TLS13, V12, V13, fired, server, verdict, why_open

NONE = replace(FINE, session_ids=Tri.NO, tickets=Tri.NO, psk=Tri.NO)


def test_it_fires_when_every_way_is_closed() -> None:
    assert told(fired(RULE, server(features=NONE))) == (
        "no-session-resumption",
        "advice",
        "server",
        "measured",
        "a.test:443: sessions cannot be resumed: every connection is a full handshake",
    )


def ways(state: Tri) -> list[Features]:
    """Each way of resumption by itself in this state, the others closed."""
    return [replace(NONE, session_ids=state), replace(NONE, tickets=state), replace(NONE, psk=state)]


@pytest.mark.parametrize("features", ways(Tri.YES))
def test_one_way_is_enough(features: Features) -> None:
    assert verdict(RULE, server(features=features)) == PASSED


@pytest.mark.parametrize("features", ways(Tri.UNKNOWN))
def test_one_unknown_way_leaves_it_open(features: Features) -> None:
    assert why_open(RULE, server(features=features)) == "the survey could not find it out"


def test_ways_of_versions_that_are_not_spoken_do_not_count() -> None:
    unasked = Features(psk=Tri.NO)
    assert fired(RULE, server({V13: TLS13}, features=unasked)).code == "no-session-resumption"
    no_psk = Features(session_ids=Tri.NO, tickets=Tri.NO)
    assert fired(RULE, server({V12: ECDHE_AEAD}, features=no_psk)).code == "no-session-resumption"


def test_without_a_version_there_is_no_question() -> None:
    assert isinstance(verdict(RULE, server({}, features=NONE)), NotApplicable)
