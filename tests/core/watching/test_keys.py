from hypothesis import given
from hypothesis import strategies as st

from core.model.target import Target
from core.model.target_text import parse_target
from core.model.watch import Place, Team
from core.watching import keys

ids = st.text(alphabet="AB1#%/ é", max_size=6)
places = st.builds(Place, st.builds(Team, ids, ids), ids)
sorts = st.sampled_from(
    [
        keys.settings,
        keys.apply,
        keys.lease,
        lambda place: keys.subscription(place, "a:443"),
        lambda place: keys.incident(place, "a:443"),
        lambda place: keys.digest(place, "2026-11-21"),
        lambda place: keys.parcel(place, "1", "x"),
        lambda place: keys.buried(place, "1", "x"),
        lambda place: keys.repeat(place, "x"),
        lambda place: keys.watcher("a:443", place),
        keys.member,
    ]
)


@given(places, places, sorts)
def test_no_key_of_one_place_is_a_key_of_another(one: Place, other: Place, make: object) -> None:
    assert callable(make)
    assert (make(one) == make(other)) == (one == other)


@given(places, places)
def test_parts_of_different_places_are_different(one: Place, other: Place) -> None:
    shared = {*keys.everything(one)} & {*keys.everything(other)}
    assert bool(shared) == (one == other)


@given(places)
def test_a_place_is_read_back_from_its_parts(place: Place) -> None:
    assert [keys.place_in(part) for part in keys.everything(place)] == [place, place]


@given(st.builds(Team, ids, ids), st.builds(Team, ids, ids))
def test_tallies_and_lists_of_different_teams_are_apart(one: Team, other: Team) -> None:
    assert (keys.tally(one) == keys.tally(other)) == (one == other)
    assert (keys.members(one) == keys.members(other)) == (one == other)
    assert (keys.installation(one) == keys.installation(other)) == (one == other)
    assert (keys.chore(one) == keys.chore(other)) == (one == other)


@given(st.builds(Team, ids, ids), st.builds(Team, ids, ids))
def test_lists_of_organisations_are_apart_and_each_team_is_in_its_own(one: Team, other: Team) -> None:
    assert (keys.teams(one) == keys.teams(other)) == (one.enterprise == other.enterprise)
    assert (keys.team(one) == keys.team(other)) == (one == other)
    assert keys.team(one).part == keys.teams(one)[0]


@given(st.builds(Team, ids, ids))
def test_a_team_is_read_back_from_its_part(team: Team) -> None:
    assert keys.team_in(keys.installation(team).part) == team


def test_a_target_s_key_is_what_people_type_again() -> None:
    assert keys.target_key(parse_target("https://Example.com/x")) == "example.com:443"


def test_targets_that_differ_in_one_thing_have_different_keys() -> None:
    plain = parse_target("mx.example")
    variants = [
        plain,
        parse_target("mx.example:8443"),
        parse_target("smtp://mx.example:443"),
        Target("mx.example", 443, "other.example"),
        Target("mx.example", 443, None),
    ]
    assert len({keys.target_key(target) for target in variants}) == len(set(variants))


def test_news_sorts_upwards_and_changes_sort_downwards() -> None:
    assert keys.news("a", 9).sort < keys.news("a", 10).sort
    assert keys.change("a", 9).sort > keys.change("a", 10).sort


def test_the_shard_of_a_part_stays_what_it_is() -> None:
    """It is stored: another one would leave records that nobody finds due."""
    assert keys.shard_of(keys.CHECK, "target#example.com:443") == "check#13"


def test_every_shard_of_a_queue_is_looked_at() -> None:
    used = {keys.shard_of(keys.CHECK, f"target#{number}") for number in range(2000)}
    assert used == set(keys.shards(keys.CHECK))
