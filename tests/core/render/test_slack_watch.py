"""Alerts in Slack: whatever happened, a message that Slack takes; the present in the parent, names only when called."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from core.model.watch import Hold
from core.model.watch_say import Board, Look, Reply
from core.render.slack_voice import voice
from core.render.slack_watch import board, reply, sample_alert
from tests.core.render.test_slack import SLOW, shown
from tests.core.render.watching import BOARDS, HOST, NOW, REPLIES, accepted, buttons, called

BROKEN = Board(
    key="a.example:443", target=HOST, look=Look.EXPIRED, lines=("The certificate expired 3 days ago",), now=NOW,
    since=NOW - timedelta(days=3), ends=NOW - timedelta(days=3), owner="U0ONCALL",
)  # fmt: skip
OVER = replace(
    BROKEN, look=Look.FINE, lines=("The certificate is renewed: valid until 2027-02-19", "It lasted 3 days"),
    lasted=timedelta(days=3), ends=NOW + timedelta(days=90),
)  # fmt: skip
HOLD = Hold(by="U0WEBOPS", at=NOW, until=NOW + timedelta(days=7), reason="the shop moves on Friday")


@SLOW
@given(BOARDS)
def test_any_parent_fits(said: Board) -> None:
    accepted(voice(said))


@SLOW
@given(REPLIES)
def test_any_reply_fits(said: Reply) -> None:
    accepted(voice(said))


def test_a_sample_alert_says_that_nothing_is_wrong() -> None:
    accepted(sample_alert("U0ONCALL"))
    assert "Nothing is wrong" in sample_alert("U0ONCALL").text


def test_a_notification_says_what_and_why() -> None:
    expected = "a.example:443 is broken: The certificate expired 3 days ago"
    assert board(BROKEN).text == expected


def test_a_page_of_the_issuer_is_a_link() -> None:
    wished = replace(BROKEN, look=Look.OVERDUE, link="https://letsencrypt.org/incident")
    link = {"type": "link", "url": "https://letsencrypt.org/incident", "text": "What the issuer says about it"}
    assert link in [e for b in board(wished).blocks for part in b.get("elements", ()) for e in part.get("elements", ())]
    assert "What the issuer says" not in shown(board(BROKEN))


def test_a_recovery_says_once_how_long_it_lasted() -> None:
    said = shown(board(OVER))
    assert "a.example:443 is fine again after 3 days" in said
    assert "It lasted" not in said
    assert "Began" in said


def test_what_is_over_needs_nobody() -> None:
    assert buttons(board(OVER).blocks) == ["Check now", "History"]
    assert buttons(board(BROKEN).blocks) == ["Acknowledge", "Snooze", "Assign owner", "Check now", "History"]


def test_what_somebody_has_in_hand_can_be_given_back() -> None:
    message = board(replace(BROKEN, acknowledged=HOLD, snoozed=HOLD))
    assert buttons(message.blocks)[:2] == ["Take back", "End snooze"]
    assert "the shop moves on Friday" in shown(message)


@pytest.mark.parametrize(("mention", "expected"), [(True, ["U0ONCALL"]), (False, [])])
def test_an_owner_is_called_only_where_asked(mention: bool, expected: list[str]) -> None:
    assert called(board(replace(BROKEN, mention=mention)).blocks) == expected
    lines = Reply(key="a.example:443", target=HOST, lines=("x",), at=NOW, owner="U0ONCALL", mention=mention)
    assert called(reply(lines).blocks) == expected


def test_a_group_is_called_as_a_group() -> None:
    assert called(board(replace(BROKEN, owner="S0TEAM", mention=True)).blocks) == ["S0TEAM"]
    assert "usergroup_id" in str(board(replace(BROKEN, owner="S0TEAM", mention=True)).blocks)


def test_an_owner_that_is_not_called_has_a_name_where_it_is_known() -> None:
    assert "webops" in shown(board(BROKEN, {"U0ONCALL": "webops"}))
    assert "U0ONCALL" in shown(board(BROKEN))


def test_a_headline_does_not_repeat_the_target_and_its_state() -> None:
    line = "a.example:443 is broken: the name does not match"
    message = board(replace(BROKEN, look=Look.BROKEN, lines=(line,)))
    assert "The name does not match" in shown(message)
    assert shown(message).count("is broken") == 1


def test_beyond_twelve_lines_the_rest_is_counted() -> None:
    assert "… and 3 more" in shown(board(replace(BROKEN, lines=tuple(f"line {n}" for n in range(15)))))
