"""All clients over the evidence: several addresses, what was not surveyed, and nothing that crashes."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from core.clients import clients, simulate_all
from core.grade import grade
from core.model.client import Connects, Refusal, Refuses, Undecided
from core.model.observation import Fault, HelloAnswered, Outcome, PeerFault, Profile, ServerFlight, Stage
from core.model.server_map import ServerMap
from core.wire.registry import Version
from tests.core.grade.support import surveyed, with_map
from tests.core.rules.certificate_support import CA, DAY, NOW, OWN
from tests.core.rules.support import V4_OTHER, alert, attempt
from tests.support.maps import server_maps
from tests.support.server_maps import server, spoken, tls13

EVIDENCE = surveyed()
RSA = CA.issue(key="rsa2048")


def test_every_client_gets_one_result_in_the_catalogues_order() -> None:
    assert [r.key for r in simulate_all(EVIDENCE)] == [c.key for c in clients()]


def test_without_a_survey_nothing_is_said() -> None:
    assert simulate_all(with_map(EVIDENCE, None)) == ()


def test_of_two_addresses_the_one_that_fails_is_named() -> None:
    (first,) = EVIDENCE.endpoints
    two = replace(EVIDENCE, endpoints=(first, replace(first, address=V4_OTHER)))
    found = {r.key: r for r in simulate_all(with_map(two, server(), server(tls13())))}
    assert (found["openssl-1.0.2"].address, type(found["openssl-1.0.2"].answer)) == (str(V4_OTHER), Refuses)
    assert (found["chrome-current"].address, type(found["chrome-current"].answer)) == ("", Connects)


@pytest.mark.parametrize(
    ("kind", "code"), [("same", None), ("other", Refusal.NO_SNI), ("refused", Refusal.NO_SNI), ("not asked", "open")]
)
def test_what_comes_without_a_server_name_is_read_from_the_control(kind: str, code: object) -> None:
    """Internet Explorer 8 on Windows XP sends no server name."""
    evidence = surveyed(server(spoken(Version.TLS1_0, "DES-CBC3-SHA")), RSA, stores=OWN)
    (endpoint,) = evidence.endpoints
    outcomes: dict[str, Outcome] = {
        "same": HelloAnswered(ServerFlight(version=0x0301, chain=endpoint.flight.chain)),
        "other": HelloAnswered(ServerFlight(version=0x0301, chain=CA.issue(dns=("default.test",)).sent_ders)),
        "refused": alert(112),
    }
    controls = (attempt(outcomes[kind], Profile.NO_SNI),) if kind in outcomes else ()
    seen = replace(evidence, endpoints=(replace(endpoint, controls=controls),))
    answer = next(r for r in simulate_all(seen) if r.key == "ie8-xp").answer
    assert {Connects: None, Undecided: "open"}.get(type(answer), getattr(answer, "code", None)) == code


def test_of_two_addresses_that_both_work_the_sooner_end_counts() -> None:
    sooner = surveyed(leaf=CA.issue(not_after=NOW + 2 * DAY, scts=2))
    (late,), (soon,) = EVIDENCE.endpoints, sooner.endpoints
    two = replace(EVIDENCE, endpoints=(late, replace(soon, address=V4_OTHER)))
    result = next(r for r in simulate_all(two) if r.key == "chrome-current")
    assert (type(result.answer), result.address, result.changes_on) == (Connects, "", (NOW + 2 * DAY).date())


def test_a_handshake_that_breaks_after_the_first_answer_is_nobodys_connection() -> None:
    """The map knows first answers alone: what we met beyond them counts for all."""
    (endpoint,) = EVIDENCE.endpoints
    for outcome, answer in (
        (PeerFault(Stage.SERVER_FLIGHT, Fault.BAD_SIGNATURE, "bad signature"), Refuses),
        (PeerFault(Stage.SERVER_FLIGHT, Fault.CORRUPT_RECORD, "bad mac"), Undecided),
        (alert(40), Connects),
    ):
        broken = replace(endpoint, attempts=(attempt(outcome),))
        result = next(r for r in simulate_all(replace(EVIDENCE, endpoints=(broken,))) if r.key == "chrome-current")
        assert (type(result.answer), bool(result.changes_on)) == (answer, answer is Connects)


@settings(max_examples=60)
@given(server_maps)
def test_any_map_gives_every_client_an_answer_and_a_grade_or_a_reason(mapped: ServerMap) -> None:
    evidence = with_map(EVIDENCE, mapped)
    results = simulate_all(evidence)
    assert len(results) == len(clients())
    assert all(isinstance(r.answer, Connects | Refuses | Undecided) for r in results)
    found = grade(evidence)
    assert (found.letter is None) == bool(found.ungraded)
