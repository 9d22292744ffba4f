"""Installations: kept, found, renewed in time and once, taken away."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from core.installing import (
    AHEAD,
    HOLD,
    Renewal,
    credentials_of,
    find,
    in_full,
    install,
    installer_of,
    renew,
    revoke,
    uninstall,
)
from core.model.installation import Credentials, Installation
from core.model.watch import Team
from core.slack_ports import Never, NotNow, Reason
from core.table import Put
from core.tending import tend
from core.watch_ports import Tend
from core.watching import keys
from core.watching.subscribing import entries
from tests.core.installing.slacks_side import HALF_DAY, TEAM, Office, OpenCipher, grant
from tests.core.watching.world import OPS
from tests.support.interleave import Turns, every_order
from tests.support.table import Mishap, Stopped

GRID = Team("T1", "E1")
WHOLE = Team("", "E1")
SOON = timedelta(seconds=HALF_DAY) - AHEAD


def installed(office: Office, team: Team = TEAM) -> Installation:
    held = find(office.world.table, team)
    assert held is not None
    return held.value


def token(office: Office, team: Team = TEAM) -> str:
    return credentials_of(OpenCipher(), installed(office, team)).token


def test_what_was_installed_is_found_with_its_installer() -> None:
    office = Office()
    made = office.install(grant(installer="U7"))
    assert installed(office) == made
    assert (token(office), installer_of(office.world.table, TEAM)) == ("xoxb-0", "U7")


def test_another_team_has_no_installation() -> None:
    office = Office()
    office.install()
    for stranger in (Team("T2"), GRID, WHOLE, Team(f"{TEAM.id}#"), Team("")):
        assert find(office.world.table, stranger) is None
        assert installer_of(office.world.table, stranger) is None


def test_nothing_that_is_shown_holds_a_token() -> None:
    office = Office()
    made = office.install()
    assert "xoxb" not in repr(made)
    assert "xoxb" not in repr(grant())
    assert "refresh" not in repr(Credentials("a", "refresh-0")).replace("refresh=", "")


def test_a_team_of_an_organisation_speaks_with_the_organisation_s_token() -> None:
    office = Office()
    office.install(grant(WHOLE, token="xoxb-org"))
    assert token(office, GRID) == "xoxb-org"
    assert find(office.world.table, Team("T1")) is None


def test_a_team_s_own_token_goes_before_the_organisation_s() -> None:
    office = Office()
    office.install(grant(WHOLE, token="xoxb-org"))
    office.install(grant(GRID, token="xoxb-own"))
    assert token(office, GRID) == "xoxb-own"
    assert token(office, Team("T2", "E1")) == "xoxb-org"


def test_a_seal_is_good_for_its_team_alone() -> None:
    office = Office()
    made = office.install()
    with pytest.raises(Exception, match="another team's"):
        credentials_of(OpenCipher(), replace(made, team=Team("T2")))


def test_the_organisation_of_a_team_is_known_by_the_team_alone() -> None:
    office = Office()
    office.install(grant(GRID))
    assert in_full(office.world.table, Team("T1")) == GRID
    assert in_full(office.world.table, Team("T2")) == Team("T2")


def test_a_token_is_renewed_when_two_hours_are_left_and_not_before() -> None:
    office = Office()
    office.install()
    office.world.clock.forward(SOON - timedelta(seconds=1))
    assert renew(office.registry, TEAM) is Renewal.NOT_DUE
    office.world.clock.forward(timedelta(seconds=1))
    assert renew(office.registry, TEAM) is Renewal.RENEWED
    assert (token(office), office.slack.burnt) == ("xoxb-1", ["refresh-0"])
    assert renew(office.registry, TEAM) is Renewal.NOT_DUE


def test_a_tick_finds_the_token_that_is_due() -> None:
    office = Office()
    office.install()
    assert tend(office.world.desk, office.registry, TEAM, math.inf)
    office.world.clock.forward(SOON - timedelta(seconds=1))
    office.world.tick()
    assert list(office.world.line.errands) == []
    office.world.clock.forward(timedelta(seconds=1))
    office.world.tick()
    assert list(office.world.line.errands) == [Tend(TEAM)]


def test_a_token_without_an_end_is_never_due() -> None:
    office = Office()
    office.install(grant(rotates=False))
    office.world.clock.forward(timedelta(days=400))
    assert renew(office.registry, TEAM) is Renewal.NOT_DUE
    assert keys.installation(TEAM) not in office.world.table.due("tenant#0", office.world.clock.now())


def test_when_slack_does_not_answer_it_is_tried_again_and_said() -> None:
    office = Office()
    office.install()
    office.world.clock.forward(SOON)
    office.slack.answer = NotNow("HTTP 503", unsure=False)
    assert renew(office.registry, TEAM) is Renewal.LATER
    assert renew(office.registry, TEAM) is Renewal.BUSY
    office.slack.answer = None
    office.world.clock.forward(timedelta(minutes=2))
    assert renew(office.registry, TEAM) is Renewal.RENEWED
    assert "not renewed yet: HTTP 503" in repr(office.world.reports)


def test_a_refresh_token_that_slack_does_not_know_breaks_the_installation() -> None:
    office = Office()
    office.install()
    office.world.clock.forward(SOON)
    office.slack.answer = Never(Reason.OTHER, "invalid_refresh_token")
    assert renew(office.registry, TEAM) is Renewal.BROKEN
    assert installed(office).broken == "invalid_refresh_token"
    assert renew(office.registry, TEAM) is Renewal.NOT_DUE
    assert token(office) == "xoxb-0"  # good for two hours still
    assert "must be installed there again" in repr(office.world.reports)


def test_the_operator_s_own_mistake_breaks_nobody_s_installation() -> None:
    office = Office()
    office.install()
    office.world.clock.forward(SOON)
    office.slack.answer = Never(Reason.OTHER, "bad_client_secret")
    assert renew(office.registry, TEAM) is Renewal.LATER
    assert installed(office).broken is None


def test_a_seal_that_no_key_opens_breaks_the_installation_and_does_not_fail_for_ever() -> None:
    office = Office()
    made = office.install()
    key = keys.installation(TEAM)
    record = office.world.table.get(key)
    assert record is not None
    body = {**record.body, "sealed": made.sealed.replace(TEAM.id, "T9")}
    office.world.table.write([Put(key=key, body=body, expected=record.version, due=record.due)])
    office.world.clock.forward(SOON)
    assert renew(office.registry, TEAM) is Renewal.BROKEN
    assert renew(office.registry, TEAM) is Renewal.NOT_DUE
    assert office.slack.burnt == []


def test_an_installation_that_cannot_be_read_is_reported_and_looked_at_in_a_day() -> None:
    office = Office()
    office.install()
    tend(office.world.desk, office.registry, TEAM, math.inf)
    key = keys.installation(TEAM)
    record = office.world.table.get(key)
    assert record is not None
    office.world.table.write([Put(key=key, body={"of": "another version"}, expected=record.version, due=record.due)])
    office.world.clock.forward(SOON)
    for _ in range(3):
        tend(office.world.desk, office.registry, TEAM, math.inf)
    assert len([line for line in office.world.reports if "cannot be read" in line]) == 1


def test_who_dies_while_renewing_holds_up_the_next_for_a_minute() -> None:
    """Killed after it said so and before Slack was asked: nothing is lost."""
    office = Office()
    office.install()
    office.world.clock.forward(SOON)
    office.world.fuse.count, office.world.fuse.at = 0, 1
    office.world.fuse.mishap = Mishap.STOP_AFTER
    with pytest.raises(Stopped):
        renew(office.registry, TEAM)
    assert renew(office.registry, TEAM) is Renewal.BUSY
    office.world.clock.forward(HOLD)
    assert renew(office.registry, TEAM) is Renewal.RENEWED


@pytest.mark.parametrize("mishap", [Mishap.REFUSED, Mishap.UNHEARD])
def test_a_table_that_stumbles_does_not_lose_the_new_token(mishap: Mishap) -> None:
    office = Office()
    office.install()
    office.world.clock.forward(SOON)
    office.world.fuse.count, office.world.fuse.at, office.world.fuse.mishap = 0, 2, mishap
    assert renew(office.registry, TEAM) is Renewal.RENEWED
    assert token(office) == "xoxb-1"


def renewals() -> Iterator[Office]:
    played: list[Office] = []

    def play(turns: Turns) -> None:
        office = Office()
        office.install()
        office.world.clock.forward(SOON)
        desk = replace(office.world.desk, table=turns.stepped(office.world.desk.table))
        registry = replace(office.at(desk), registrar=turns.stepped(office.slack))
        turns.run(lambda: renew(registry, TEAM), lambda: renew(registry, TEAM))
        played.append(office)

    count = 0
    for _ in every_order(play, 3):
        count += 1
        yield played.pop()
    assert count > 3, "nothing was interleaved"


def test_two_at_once_use_a_refresh_token_once_and_both_read_the_new_one() -> None:
    for office in renewals():
        assert office.slack.misuse == []
        assert office.slack.burnt == ["refresh-0"]
        assert token(office) == "xoxb-1"
        assert installed(office).broken is None


def test_installed_again_during_a_renewal_the_newer_installation_stands() -> None:
    played: list[Office] = []

    def play(turns: Turns) -> None:
        office = Office()
        office.install()
        office.world.clock.forward(SOON)
        desk = replace(office.world.desk, table=turns.stepped(office.world.desk.table))
        registry = replace(office.at(desk), registrar=turns.stepped(office.slack))
        again = replace(grant(token="xoxb-again"), installer="U2")
        turns.run(lambda: renew(registry, TEAM), lambda: install(registry, again))
        played.append(office)

    for _ in every_order(play, 2):
        office = played.pop()
        assert token(office) == "xoxb-again"
        assert installer_of(office.world.table, TEAM) == "U2"


def test_uninstalled_its_token_is_gone_at_once() -> None:
    office = Office()
    office.install()
    assert uninstall(office.world.desk, TEAM, office.world.clock.now())
    assert find(office.world.table, TEAM) is None


def test_an_uninstallation_that_is_told_late_spares_what_was_installed_since() -> None:
    """Slack brings an event again for an hour and more."""
    office = Office()
    left_at = office.world.clock.now()
    office.world.clock.forward(timedelta(minutes=1))
    office.install()
    assert not uninstall(office.world.desk, TEAM, left_at)
    assert not revoke(office.world.desk, TEAM, ["UBOT"], left_at)
    assert token(office) == "xoxb-0"


def test_a_revoked_token_is_gone_and_the_watches_stay() -> None:
    office = Office()
    office.install()
    office.world.watch()
    assert not revoke(office.world.desk, TEAM, ["UOTHER"], office.world.clock.now())
    assert revoke(office.world.desk, TEAM, ["UOTHER", "UBOT"], office.world.clock.now())
    assert find(office.world.table, TEAM) is None
    assert len(entries(office.world.desk, OPS)) == 1
