"""What a survey costs: connections, and round trips when each connection takes two (three for a whole handshake)."""

import heapq
from dataclasses import replace

import pytest

from core.model.observation import Attempt, Negotiated, Probe
from core.survey.plan import Survey
from core.wire.codes import Version
from tests.core.survey.simulated import ADDRESS, TARGET, Choice, Server
from tests.core.survey.test_features import FULL

TLS13 = (0x1302, 0x1303, 0x1301)
CURVES = (0x001D, 0x0017, 0x001E, 0x0019, 0x0018)
THREE = Server(
    suites={Version.TLS1_3: TLS13, Version.TLS1_2: (0xC02F, 0xC030, 0xCCA8)},
    groups=(0x11EC, 0x001D, 0x0017),
    schemes=(0x0804, 0x0401, 0x0805, 0x0501, 0x0806, 0x0601),
    choice=Choice.CLIENT,
    alpn=("h2", "http/1.1"),
)
NGINX = Server(  # 1.22 with OpenSSL 3.0, an ECDSA key and no further words
    suites={
        Version.TLS1_3: TLS13,
        Version.TLS1_2: (
            *(0xC02C, 0xC02B, 0xCCA9, 0xC0AC, 0xC0AD, 0xC0AE, 0xC0AF, 0xC05D, 0xC05C),
            *(0xC023, 0xC024, 0xC009, 0xC00A, 0xC072, 0xC073),
        ),
    },
    groups=(*CURVES, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104),
    curves=CURVES,
    schemes=(0x0403, 0x0503, 0x0603, 0x0303),
    choice=Choice.CLIENT,
    alpn=("h2", "http/1.1"),
)
MODERN = Server(suites={Version.TLS1_3: TLS13}, groups=(0x11EC, 0x001D, 0x0017, 0x0018))


def cost(server: Server, at_once: int) -> tuple[int, int]:
    """Round trips and connections after the full handshake."""
    survey = Survey(TARGET, ADDRESS, (_greeted(server),))
    now, count = 0, 0
    running: list[tuple[int, int, Probe]] = []
    while True:
        for probe in survey.ready(at_once - len(running)):
            assert probe.offer is not None
            count += 1
            heapq.heappush(running, (now + (3 if probe.offer.complete else 2), count, probe))
        if not running:
            return now, count
        now, _, probe = heapq.heappop(running)
        assert probe.offer is not None
        survey.learn(Attempt(probe, server.answer(probe.offer)))


def _greeted(server: Server) -> Attempt:
    assert isinstance(FULL.outcome, Negotiated)
    suite, group = server.suites[Version.TLS1_3][0], server.groups[0]
    flight = replace(FULL.outcome.flight, cipher=suite, group=group)
    return replace(FULL, outcome=replace(FULL.outcome, flight=flight))


@pytest.mark.parametrize(
    ("server", "at_once", "round_trips", "connections"),
    [(THREE, 6, 14, 34), (THREE, 12, 11, 35), (NGINX, 6, 18, 50), (NGINX, 12, 12, 50), (MODERN, 6, 10, 15)],
)
def test_a_survey_stays_within_its_price(server: Server, at_once: int, round_trips: int, connections: int) -> None:
    spent, made = cost(server, at_once)
    assert spent <= round_trips
    assert made <= connections
