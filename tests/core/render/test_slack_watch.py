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
    expected = "a.example:443 is broken: the certificate expired 3 days ago"
    assert board(BROKEN).text == expected
    named = replace(BROKEN, lines=("Staging of ACME serves this",))
    assert board(named).text == "a.example:443 is broken: Staging of ACME serves this"


def test_a_notification_says_who_is_called_where_the_name_is_known() -> None:
    called_for = replace(BROKEN, mention=True, names={"U0ONCALL": "@jo"})
    plain = "a.example:443 is broken: the certificate expired 3 days ago"
    assert voice(called_for).text == f"@jo: {plain}"
    assert voice(replace(called_for, mention=False)).text == plain
    assert voice(replace(called_for, names={})).text == plain


def test_what_is_out_of_reach_says_from_where() -> None:
    away = replace(BROKEN, look=Look.UNREACHABLE, lines=("It cannot be reached: no answer",))
    assert "tried from AWS eu-central-1 Cause and fix" in shown(voice(away, "AWS eu-central-1"))
    assert "tried from" not in shown(voice(away))
    assert "tried from" not in shown(voice(BROKEN, "AWS eu-central-1"))


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
    assert buttons(message.blocks)[:2] == ["End acknowledgement", "End snooze"]
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


def test_what_is_to_be_done_stands_before_times_and_people() -> None:
    said = shown(board(replace(BROKEN, todo="Renew the certificate.")))
    assert said.index("expired 3 days ago") < said.index("Renew the certificate.") < said.index("Since")
    assert "To do" not in shown(board(BROKEN))


def test_that_it_is_out_of_reach_is_said_once() -> None:
    lines = ("It cannot be reached: the connection to port 443 is refused",)
    message = board(replace(BROKEN, look=Look.UNREACHABLE, lines=lines))
    assert message.text == "a.example:443 cannot be reached: the connection to port 443 is refused"
    assert shown(message).count("annot be reached") == 1
    both = board(replace(BROKEN, look=Look.BROKEN, lines=lines))
    assert "It cannot be reached: the connection" in shown(both)


def test_another_certificate_is_nothing_to_hold() -> None:
    changed = replace(BROKEN, look=Look.CHANGED, since=None, owner=None, lines=("Another issuer: B instead of A",))
    assert buttons(board(changed).blocks) == ["Assign owner", "Check now", "History"]
    assert "Certificate ended" in shown(board(changed))
    assert "What is served now" in shown(board(changed))
    assert "Cause and fix" not in shown(board(changed))


def test_instants_within_sentences_are_shown_by_the_readers_clock() -> None:
    said = Reply(key="a.example:443", target=HOST, lines=("Not checked since 2026-11-20 09:00 UTC: late",), at=NOW)
    [block] = reply(said).blocks
    dates = [e["timestamp"] for e in block["elements"][0]["elements"] if e["type"] == "date"]
    assert dates == [int((NOW - timedelta(days=1)).timestamp()), int(NOW.timestamp())]
    impossible = replace(said, lines=("Not checked since 2026-13-40 29:99 UTC",))
    assert "2026-13-40 29:99 UTC" in shown(reply(impossible))


def test_beyond_twelve_lines_the_rest_is_counted() -> None:
    assert "… and 3 more" in shown(board(replace(BROKEN, lines=tuple(f"line {n}" for n in range(15)))))
