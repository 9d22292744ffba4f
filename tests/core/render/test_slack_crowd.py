"""Many alerts as one message in Slack: whatever stands there, one that Slack takes, and that is read in seconds."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.model.watch_say import Cluster, CrowdBoard, CrowdReply, Look, Owner
from core.render.slack_crowd import MOST_LINES, MOST_NAMES, crowd, crowd_reply
from core.render.slack_voice import voice
from tests.core.render.test_slack import SLOW, shown
from tests.core.render.watching import HOST, KEYS, NOW, TIMES, USERS, WORDS, accepted, buttons, called

SPANS = st.timedeltas(timedelta(), timedelta(days=9000))
CLUSTERS = st.builds(
    Cluster, look=st.sampled_from([look for look in Look if look is not Look.FINE]),
    keys=st.lists(KEYS, min_size=1, max_size=40).map(tuple), target=st.just(HOST), said=WORDS,
    subject=st.just("") | WORDS, ends=st.none() | TIMES,
)  # fmt: skip
OWNERS = st.lists(st.builds(Owner, USERS, st.none() | WORDS, st.booleans()), max_size=30).map(tuple)
BOARDS = st.builds(
    CrowdBoard, id=st.just("many 2026-11-21T12:00:00.000000.001"), clusters=st.lists(CLUSTERS, max_size=14).map(tuple),
    fine=st.integers(0, 2000), now=TIMES, since=TIMES, lasted=st.none() | SPANS, owners=OWNERS,
    held=st.integers(0, 2000),
)  # fmt: skip
REPLIES = st.builds(
    CrowdReply, clusters=st.lists(CLUSTERS, max_size=14).map(tuple), at=TIMES, owners=OWNERS,
    lasted=st.none() | SPANS, fine=st.integers(0, 2000), last_today=st.booleans(),
)  # fmt: skip
EXPIRED = Cluster(
    look=Look.EXPIRED, keys=tuple(f"h{number:02}.example:443" for number in range(30)), target=HOST,
    said="The certificate expired 5 minutes ago", subject="*.example", ends=NOW - timedelta(minutes=5),
)  # fmt: skip
DARK = Cluster(
    look=Look.UNREACHABLE, keys=("x.example:443", "y.example:443"), target=HOST,
    said="It cannot be reached: no answer in time",
)  # fmt: skip
BOARD = CrowdBoard(
    id="many 1", clusters=(EXPIRED, DARK), fine=1, now=NOW, since=NOW - timedelta(minutes=5),
    owners=(Owner("U0ONCALL", None, call=True), Owner("S0TEAM", "web")), held=1,
)  # fmt: skip


@SLOW
@given(BOARDS)
def test_any_board_fits(said: CrowdBoard) -> None:
    accepted(voice(said))


@SLOW
@given(REPLIES)
def test_any_reply_fits(said: CrowdReply) -> None:
    accepted(voice(said))


def test_a_notification_counts_by_what_is_wrong() -> None:
    expected = "30 hosts serve a certificate that expired, 2 cannot be reached, 1 is fine again"
    assert crowd(BOARD).text == expected


def test_hosts_with_the_same_trouble_are_one_line_with_as_many_names_as_fit() -> None:
    said = shown(crowd(BOARD))
    assert "30 hosts serve the certificate for *.example, which expired" in said
    assert EXPIRED.keys[MOST_NAMES - 1] in said
    assert EXPIRED.keys[MOST_NAMES] not in said
    assert "and 18 more" in said
    assert "2 hosts cannot be reached  (No answer in time):  x.example:443, y.example:443" in said


def test_troubles_that_do_not_fit_are_counted() -> None:
    many = tuple(replace(DARK, look=Look.BROKEN, said=f"reason {number}") for number in range(MOST_LINES + 3))
    assert "… and 6 hosts more with 3 other troubles" in shown(crowd(replace(BOARD, clusters=many)))


def test_owners_stand_there_once_and_only_who_is_to_be_called_is_called() -> None:
    assert called(crowd(BOARD).blocks) == ["U0ONCALL"]
    assert "@web" in shown(crowd(BOARD))


def test_all_that_stands_can_be_acknowledged_at_once() -> None:
    assert buttons(crowd(BOARD).blocks) == ["Acknowledge all"]
    assert buttons(crowd(replace(BOARD, clusters=(), fine=32, lasted=timedelta(hours=2))).blocks) == []


def test_what_is_over_says_how_long_it_lasted() -> None:
    over = replace(BOARD, clusters=(), fine=32, lasted=timedelta(hours=2))
    assert crowd(over).text == "32 hosts are fine again after 2 hours"
    reply = CrowdReply(clusters=(), at=NOW, lasted=timedelta(hours=2), fine=32)
    assert crowd_reply(reply).text == "All 32 hosts are fine again after 2 hours"


def test_where_some_cannot_be_reached_it_says_from_where_that_was_tried() -> None:
    assert "tried from eu-central-1" in shown(crowd(BOARD, "eu-central-1"))
    assert "tried from" not in shown(crowd(replace(BOARD, clusters=(EXPIRED,)), "eu-central-1"))


def test_when_nothing_of_it_is_watched_any_more_it_says_so() -> None:
    assert crowd(replace(BOARD, clusters=(), fine=0)).text == "None of these hosts is watched here any more"


def test_what_is_new_is_one_reply_that_calls_its_owners() -> None:
    reply = CrowdReply(clusters=(DARK,), at=NOW, owners=(Owner("U0ONCALL", None, call=True),), last_today=True)
    assert crowd_reply(reply).text == "2 hosts cannot be reached"
    assert called(crowd_reply(reply).blocks) == ["U0ONCALL"]
    assert "That is much for one day" in shown(crowd_reply(reply))
