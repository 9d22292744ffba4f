"""Which addresses are surveyed, how deeply, and what a waiting person is told."""

from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest

from core.model.observation import (
    AlertReceived,
    Attempt,
    Closed,
    CloseKind,
    Depth,
    HelloAnswered,
    NotTls,
    Observation,
    Outcome,
    Probe,
    Profile,
    Refused,
    ServerFlight,
    Stage,
    TimedOut,
)
from core.model.resolution import Resolved
from core.model.server_map import Tri
from core.model.target import Starttls, Target
from core.survey.begin import Told, surveys_of
from core.survey.plan import Survey
from core.wire.codes import Version
from tests.core.survey.simulated import ADDRESS, TARGET, Net, Server, of

HELLO = HelloAnswered(ServerFlight(version=Version.TLS1_2, cipher=0xC02F))
HOSTS = tuple(ip_address(f"192.0.2.{n}") for n in range(1, 8))
HOSTS6 = tuple(ip_address(f"2001:db8::{n}") for n in range(1, 8))


def at(outcome: Outcome, address=ADDRESS, profile: Profile = Profile.FULL, **probe: object) -> Attempt:  # type: ignore[no-untyped-def]
    return Attempt(replace(Probe(profile, address, 443, "a.test"), **probe), outcome)  # type: ignore[arg-type]


def seen(*attempts: Attempt, target: Target = TARGET, depth: Depth = Depth.FULL) -> Observation:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    addresses = tuple(dict.fromkeys(a.probe.address for a in attempts))
    return Observation(target, now, Resolved(addresses), attempts, depth=depth)


def test_an_address_that_speaks_tls_is_surveyed_and_a_quick_check_surveys_none() -> None:
    assert [s.address for s in surveys_of(seen(at(HELLO)))] == [ADDRESS]
    assert surveys_of(seen(at(HELLO), depth=Depth.QUICK)) == ()


def test_a_server_that_refuses_with_an_alert_is_surveyed_for_the_reason() -> None:
    assert len(surveys_of(seen(at(AlertReceived(Stage.HELLO, 2, 40))))) == 1


def test_a_close_is_surveyed_once_another_hello_was_answered() -> None:
    closed = at(Closed(Stage.HELLO, CloseKind.RST))
    assert surveys_of(seen(closed)) == ()
    assert len(surveys_of(seen(closed, at(HELLO, profile=Profile.LEGACY)))) == 1


@pytest.mark.parametrize(
    "outcome",
    [
        Refused(),
        TimedOut(Stage.CONNECT, 3000.0),
        TimedOut(Stage.HELLO, 3000.0),
        NotTls("http", "HTTP/1.1 400", b"HTTP/1.1 400"),
        AlertReceived(Stage.HELLO, 2, 112),
    ],
)
def test_what_is_no_tls_of_this_name_is_not_surveyed(outcome: Outcome) -> None:
    assert surveys_of(seen(at(outcome))) == ()


def test_an_answer_under_another_name_or_after_another_prelude_is_not_the_targets() -> None:
    refused = at(AlertReceived(Stage.HELLO, 2, 112))
    assert surveys_of(seen(refused, at(HELLO, profile=Profile.NO_SNI, server_name=None))) == ()
    plain = at(NotTls("smtp", "220", b"220 "))
    assert surveys_of(seen(plain, at(HELLO, profile=Profile.UPGRADED, starttls=Starttls.SMTP))) == ()


def test_of_many_addresses_two_a_family_are_mapped_and_the_others_asked_for_their_versions() -> None:
    attempts = [at(HELLO, address) for address in (*HOSTS, *HOSTS6)]
    surveys = surveys_of(seen(*attempts))
    assert [s.address for s in surveys] == [*HOSTS, *HOSTS6]
    asked = {survey.address: len(survey.ready(100)) for survey in surveys}
    whole = {address for address, count in asked.items() if count > 6}
    assert whole == {*HOSTS[:2], *HOSTS6[:2]}


def test_four_addresses_are_all_mapped() -> None:
    surveys = surveys_of(seen(*(at(HELLO, address) for address in HOSTS[:4])))
    assert all(len(survey.ready(100)) > 6 for survey in surveys)


def test_the_stations_are_told_once_each_as_they_are_reached() -> None:
    server = Server(suites={Version.TLS1_3: (0x1301,), Version.TLS1_2: (0xC02F,)}, groups=(0x001D,), curves=(0x001D,))
    heard: list[tuple[str, str]] = []
    told = Told(Survey(TARGET, ADDRESS), lambda name, found: heard.append((name, found)))
    while probes := told.ready(6, 0):
        for probe in probes:
            assert probe.offer is not None
            told.learn(Attempt(probe, server.answer(probe.offer)))
    told.finish()
    assert sorted(heard) == [
        ("Cipher suites", "2 accepted"),
        ("Groups", "1 accepted"),
        ("Versions", "TLS 1.3, TLS 1.2"),
    ]
    assert heard[0][0] == "Versions"


def test_what_was_not_reached_is_told_in_the_end() -> None:
    heard: list[tuple[str, str]] = []
    told = Told(Survey(TARGET, ADDRESS), lambda name, found: heard.append((name, found)))
    told.finish()
    assert heard == [("Versions", "none"), ("Cipher suites", "0 accepted"), ("Groups", "0 accepted")]


def test_answers_that_cannot_be_read_decide_nothing_but_ssl_2() -> None:
    found = Net(lambda _offer, _count: NotTls("http", "HTTP/1.1 400", b"HTTP/1.1 400")).run()
    assert {v.version: v.supported for v in found.versions if v.supported is not Tri.UNKNOWN} == {2: Tri.NO}
    assert Net(of(Server(suites={}))).run().supports(Version.SSL2) is Tri.NO
