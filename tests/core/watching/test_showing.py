"""What the App Home is made of: one's own watches, the settings around them, and dead channels for the installer."""

from dataclasses import replace

from core.model.target_text import parse_target
from core.watching.channels import change_settings, close, mine
from core.watching.showing import home_of
from core.watching.subscribing import Wish, watch
from tests.core.watching.world import DEV, FOREIGN, HOST, OPS, World

LATER = 1e9


def world() -> World:
    made = World()
    watch(made.desk, OPS, "U1", Wish(HOST))
    watch(made.desk, DEV, "U2", Wish(parse_target("b.example"), owner="U1"))
    watch(made.desk, DEV, "U2", Wish(parse_target("c.example")))
    watch(made.desk, FOREIGN, "U1", Wish(parse_target("d.example")))
    return made


def test_what_one_set_up_or_owns_in_all_channels_of_the_team() -> None:
    found = home_of(world().desk, OPS.team, "U1", LATER)
    assert [entry.subscription.key for entry in found.entries] == ["a.example:443", "b.example:443"]
    assert [settings.place for settings in found.settings] == [OPS, DEV]


def test_settings_are_those_that_are_stored() -> None:
    made = world()
    change_settings(made.desk, DEV, lambda settings: replace(settings, zone="Asia/Tokyo"))
    found = home_of(made.desk, OPS.team, "U2", LATER)
    assert [(settings.place, settings.zone) for settings in found.settings] == [(DEV, "Asia/Tokyo")]


def test_who_installed_the_app_is_given_all_channels() -> None:
    made = world()
    close(made.desk, DEV, "is_archived")
    found = home_of(made.desk, OPS.team, "U9", LATER, installs=True)
    assert found.entries == ()
    assert [(settings.place, settings.dead) for settings in found.settings] == [(OPS, None), (DEV, "is_archived")]


def test_when_the_time_is_over_no_more_channels_are_looked_into_and_that_is_reported() -> None:
    made = world()
    assert mine(made.desk, OPS.team, "U1", until=made.clock.monotonic()) == ()
    assert "not all channels" in made.reports[-1]
