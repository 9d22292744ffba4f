"""A refresh token is used once, on both tables, by processes that really run side by side."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from core.installing import AHEAD, Renewal, credentials_of, find, install, renew, uninstall
from core.model.installation import Renewed
from core.slack_ports import Never, NotNow
from core.table import Table
from core.watch_ports import Desk
from tests.contract.conftest import Hand
from tests.core.installing.slacks_side import HALF_DAY, TEAM, Office, OpenCipher, Registrar, grant

AT_ONCE, ROUNDS = 4, 5


class Slow(Registrar):
    """Answers when all who could ask have had their chance to."""

    def __init__(self, barrier: Barrier) -> None:
        super().__init__()
        self.barrier = barrier

    def renew(self, refresh: str, timeout: float) -> Renewed | NotNow | Never:
        self.barrier.wait(timeout=30)
        return super().renew(refresh, timeout)


def test_of_many_who_renew_at_once_one_asks_slack(table: Table, clock: Hand, request: pytest.FixtureRequest) -> None:
    if "moto" in request.node.name:
        pytest.skip("moto's tables are for one thread")
    begin, end = Barrier(AT_ONCE), Barrier(AT_ONCE)
    slack = Slow(end)
    desk = Desk(table=table, clock=clock, report=lambda _: None)
    registry = replace(Office(slack=slack).registry, desk=desk)
    install(registry, grant())

    def one(_: int) -> Renewal:
        begin.wait(timeout=30)
        renewed = renew(registry, TEAM)
        if renewed is not Renewal.RENEWED:
            end.wait(timeout=30)
        return renewed

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number in range(1, ROUNDS + 1):
            clock.move(seconds=(timedelta(seconds=HALF_DAY) - AHEAD).total_seconds())
            came_to = list(pool.map(one, range(AT_ONCE)))
            assert sorted(came_to) == [Renewal.BUSY] * (AT_ONCE - 1) + [Renewal.RENEWED]
            held = find(table, TEAM)
            assert held is not None
            assert credentials_of(OpenCipher(), held.value).token == f"xoxb-{number}"
    assert slack.misuse == []


def test_an_installation_goes_through_its_life(table: Table, clock: Hand) -> None:
    desk = Desk(table=table, clock=clock, report=lambda _: None)
    registry = replace(Office().registry, desk=desk)
    made = install(registry, grant())
    held = find(table, TEAM)
    assert held is not None
    assert held.value == made
    assert install(registry, grant(installer="U2")).installer == "U2"
    assert uninstall(desk, TEAM, clock.now())
    assert find(table, TEAM) is None
