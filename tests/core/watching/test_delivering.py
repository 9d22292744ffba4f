from datetime import timedelta
from itertools import pairwise

import pytest

from core.model.job import Posted
from core.model.message import Message
from core.model.watch import Place, Settings
from core.model.watch_state import Form, Incident, Parcel
from core.slack_ports import Never, NotNow, Reason
from core.table import Remove
from core.watching import keys
from core.watching.channels import FIRST_TRY, places, settings_of
from core.watching.delivering import GIVEN_UP, Carried, Van, carry
from core.watching.fanout import notify
from core.watching.lanes import SPARE_S, take_lane
from core.watching.records import order, parcel_put
from core.watching.shelf import put, read
from tests.core.watching.world import DEV, FOREIGN, KEY, OPS, START, World

LIMITED = NotNow("ratelimited", 30.0)
LOST = NotNow("the connection ended", unsure=True)


def parcel(form: Form, text: str, number: int = 0, key: str | None = KEY, place: Place = OPS) -> Parcel:
    return Parcel(
        id=text, place=place, form=form, message=Message(text, ()), key=key, order=order(START, number),
        created_at=START,
    )  # fmt: skip


def world_with(*parcels: Parcel, posted: Posted | None = None) -> World:
    world = World()
    for place in {p.place for p in parcels}:
        incident = Incident(place=place, key=KEY, posted=posted, opened_at=START)
        world.table.write([put(keys.incident(place, KEY), incident, None)])
    for each in parcels:
        assert world.table.write([parcel_put(each, 0)])
    return world


def deliver(world: World, place: Place = OPS, seconds: float = 60.0) -> Carried:
    world.clock.forward(timedelta(seconds=2))
    van = Van(desk=world.desk, herald=world.slack, pause=world.clock.pause, until=world.clock.monotonic() + seconds)
    return carry(van, place)


def waiting(world: World, place: Place = OPS) -> int:
    return len(world.table.query(*keys.parcels(place)).records)


def incident_of(world: World) -> Incident:
    held = read(world.table, keys.incident(OPS, KEY), Incident)
    assert held is not None
    return held.value


def test_parcels_go_in_their_order_and_replies_under_their_parent() -> None:
    world = world_with(parcel(Form.THREAD, "reply", 2), parcel(Form.PARENT, "alert", 1), parcel(Form.EDIT, "better", 3))
    assert deliver(world) == Carried(3)
    parent, reply = world.slack.channels[OPS]
    assert parent.forms == ["alert", "better"]
    assert reply.thread == parent.posted == incident_of(world).posted
    assert waiting(world) == 0


def test_a_second_passes_between_two_messages_of_a_channel() -> None:
    world = world_with(*(parcel(Form.NOTICE, f"n{number}", number, None) for number in range(4)))
    deliver(world)
    times = [at for _, _, at in world.slack.calls]
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(times))


def test_the_next_delivery_keeps_the_second_too() -> None:
    world = world_with(parcel(Form.NOTICE, "one", 1, None))
    deliver(world)
    van = Van(desk=world.desk, herald=world.slack, pause=world.clock.pause, until=world.clock.monotonic() + 60)
    assert carry(van, OPS) == Carried(again_in=1.0)


def test_an_edit_that_a_later_one_replaces_is_not_sent() -> None:
    posted = Posted("C1", "1")
    world = world_with(*(parcel(Form.EDIT, f"state {n}", n) for n in range(5)), posted=posted)
    deliver(world)
    assert [name for name, _, _ in world.slack.calls] == ["update", "post"]  # that parent is gone: posted anew
    assert world.slack.texts() == ["state 4"]


def test_what_slack_wants_later_waits_as_long_as_slack_says() -> None:
    world = world_with(parcel(Form.NOTICE, "n", key=None))
    world.slack.answers.append(LIMITED)
    assert deliver(world) == Carried(0, 30.0)
    assert deliver(world) == Carried(0, 28.0)
    assert len(world.slack.calls) == 1
    world.clock.forward(timedelta(seconds=28))
    assert deliver(world) == Carried(1)
    assert world.slack.texts() == ["n"]


def test_what_was_refused_for_now_is_not_taken_for_a_repeat() -> None:
    world = world_with(parcel(Form.NOTICE, "n", key=None))
    world.slack.answers.append(LIMITED)
    world.slack.blind = -1
    deliver(world)
    world.clock.forward(timedelta(minutes=1))
    deliver(world)
    assert world.slack.texts() == ["n"]


def test_later_parcels_wait_behind_one_that_cannot_go() -> None:
    world = world_with(parcel(Form.PARENT, "alert", 1), parcel(Form.NOTICE, "notice", 2, None))
    world.slack.answers.append(LOST)
    deliver(world)
    assert waiting(world) == 2
    world.clock.forward(timedelta(minutes=1))
    deliver(world)
    assert world.slack.texts() == ["alert", "notice"]


def test_a_parcel_that_arrived_unnoticed_is_found_and_not_sent_again() -> None:
    world = world_with(parcel(Form.PARENT, "alert"))
    world.slack.post(OPS, Message("alert", ()), mark="alert", thread=None, timeout=1)
    world.slack.answers.append(LOST)
    deliver(world)
    world.clock.forward(timedelta(minutes=1))
    deliver(world)
    assert world.slack.texts() == ["alert"]
    assert incident_of(world).posted == world.slack.channels[OPS][0].posted


def test_a_blind_repeat_says_so_and_the_first_is_taken_away() -> None:
    world = world_with(parcel(Form.PARENT, "alert"))
    world.slack.post(OPS, Message("alert", ()), mark="alert", thread=None, timeout=1)
    world.slack.answers.append(LOST)
    world.slack.blind = 1
    deliver(world)
    world.clock.forward(timedelta(minutes=1))
    deliver(world)
    assert world.slack.texts() == ["alert", "(again) alert"]
    world.clock.forward(timedelta(minutes=10))
    deliver(world)
    assert world.slack.texts() == ["(again) alert"]
    assert waiting(world) == 0
    assert not world.table.query(*keys.repeats(OPS)).records


def test_the_look_for_repeats_is_given_up_in_the_end() -> None:
    world = world_with(parcel(Form.NOTICE, "n", key=None))
    world.slack.answers.append(LOST)
    world.slack.blind = -1
    for _ in range(12):
        deliver(world)
        world.clock.forward(timedelta(hours=2))
    assert not world.table.query(*keys.repeats(OPS)).records


@pytest.mark.parametrize(
    "answer",
    [
        Never(Reason.NO_ACCESS, "is_archived"),
        Never(Reason.NO_ACCESS, "not_in_channel"),
        Never(Reason.OTHER, "token_revoked"),
        Never(Reason.OTHER, "account_inactive"),
    ],
)
def test_a_channel_that_takes_nothing_any_more_is_closed_and_shown(answer: Never) -> None:
    world = world_with(parcel(Form.PARENT, "alert"), parcel(Form.NOTICE, "n", 1, None))
    world.slack.answers.append(answer)
    assert deliver(world) == Carried()
    assert waiting(world) == 0
    assert [(s.place, s.dead, s.dead_since) for s in places(world.desk, OPS.team)] == [
        (OPS, answer.because, world.clock.now())
    ]


def test_a_closed_channel_is_due_for_its_first_try() -> None:
    world = World()
    world.watch()
    notify(world.desk, OPS, "n", Message("n", ()))
    world.slack.closed[OPS] = "is_archived"
    deliver(world)
    record = world.table.get(keys.settings(OPS))
    assert record is not None
    assert record.due is not None
    assert record.due.at == world.clock.now() + FIRST_TRY


def test_other_channels_go_on_when_one_is_closed() -> None:
    world = world_with(parcel(Form.NOTICE, "n", key=None), parcel(Form.NOTICE, "n", key=None, place=DEV))
    world.slack.closed[OPS] = "is_archived"
    deliver(world)
    assert deliver(world, DEV) == Carried(1)
    assert settings_of(world.desk, DEV) == Settings(place=DEV)


def test_blocks_that_slack_does_not_take_are_left_out() -> None:
    world = World()
    notify(world.desk, OPS, "n", Message("words", ({"type": "new"},)))
    world.slack.answers.append(Never(Reason.BAD_CONTENT, "invalid_blocks"))
    assert deliver(world) == Carried(1)
    assert world.slack.texts() == ["words"]


def test_a_table_that_slack_does_not_take_yet_becomes_a_list() -> None:
    """Before all blocks are left out."""
    world = World()
    rows = [
        [{"type": "raw_text", "text": text} for text in row] for row in (("Target", "Ends", "Left"), ("a", "b", "3"))
    ]
    notify(world.desk, OPS, "n", Message("words", ({"type": "table", "block_id": "t", "rows": rows},)))
    world.slack.answers.append(Never(Reason.BAD_CONTENT, "invalid_blocks"))
    assert deliver(world) == Carried(1)
    assert world.slack.texts() == ["(again) words"]  # the mark of a message with a list


def test_what_slack_will_never_take_holds_nobody_up_and_is_kept() -> None:
    world = world_with(parcel(Form.NOTICE, "bad", 1, None), parcel(Form.NOTICE, "good", 2, None))
    world.slack.answers.append(Never(Reason.BAD_CONTENT, "msg_too_long"))
    deliver(world)
    assert world.slack.texts() == ["good"]
    assert world.reports == ["bad for C1 of T1: not taken by Slack: msg_too_long"]
    buried = keys.buried(OPS, order(START, 1), "bad")
    assert world.table.get(buried) is not None


def test_an_alert_whose_message_was_deleted_is_posted_again_when_it_changes() -> None:
    world = world_with(parcel(Form.EDIT, "still broken"), posted=Posted("C1", "gone"))
    deliver(world)
    assert world.slack.texts() == ["still broken"]
    assert incident_of(world).posted == world.slack.channels[OPS][0].posted


def test_what_nobody_watches_any_more_is_not_told() -> None:
    world = world_with(parcel(Form.PARENT, "alert"))
    incident = world.table.get(keys.incident(OPS, KEY))
    assert incident is not None
    world.table.write([Remove(incident.key, None)])
    assert deliver(world) == Carried()
    assert world.slack.calls == []
    assert waiting(world) == 0


def test_an_hour_of_failures_loses_nothing() -> None:
    world = world_with(parcel(Form.PARENT, "alert"))
    world.slack.answers.extend([LOST] * 60)
    for _ in range(61):
        deliver(world)
        world.clock.forward(timedelta(minutes=1))
    assert world.slack.texts() == ["alert"]


def test_after_days_of_failures_a_parcel_is_too_old() -> None:
    world = world_with(parcel(Form.PARENT, "alert"))
    world.clock.forward(GIVEN_UP)
    world.slack.answers.append(LOST)
    deliver(world)
    assert waiting(world) == 0
    assert len(world.reports) == 1


def test_a_lane_that_is_held_is_left_alone() -> None:
    world = world_with(parcel(Form.NOTICE, "n", key=None))
    take_lane(world.desk, OPS, 20)
    assert deliver(world) == Carried(again_in=20 + SPARE_S - 2)
    assert world.slack.calls == []


def test_too_little_time_leaves_the_rest_for_the_next() -> None:
    world = world_with(*(parcel(Form.NOTICE, f"n{number}", number, None) for number in range(5)))
    done = deliver(world, seconds=7.0)
    assert done == Carried(3, 0.0)
    assert waiting(world) == 2


def test_the_same_channel_id_of_another_team_is_another_channel() -> None:
    world = world_with(parcel(Form.NOTICE, "ours", key=None), parcel(Form.NOTICE, "theirs", key=None, place=FOREIGN))
    deliver(world)
    assert world.slack.texts(OPS) == ["ours"]
    assert world.slack.texts(FOREIGN) == []
