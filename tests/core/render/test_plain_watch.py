"""What watching says, as lines of a terminal."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.model.message import Message
from core.model.target_text import parse_target
from core.model.watch import Hold
from core.model.watch_say import Board, Look, Reply
from core.render.plain_style import Style
from core.render.plain_watch import aligned, command, render
from core.render.slack_blocks import actions, button, message, paragraph, rich, words
from core.render.slack_voice import voice
from tests.core.render.test_slack_digest import DIGEST

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TARGET = parse_target("a.test")


def board(**changes: object) -> Board:
    usual: dict[str, object] = {
        "key": "a.test:443", "target": TARGET, "look": Look.BROKEN, "lines": ("The certificate expired 3 days ago",),
        "now": NOW, "since": NOW - timedelta(days=3), "ends": NOW - timedelta(days=3), "owner": "web team",
    }  # fmt: skip
    return Board(**{**usual, **changes})  # type: ignore[arg-type]


def test_an_alert_has_its_state_its_lines_its_times_and_a_command_that_runs() -> None:
    assert render(voice(board()), Style(width=200)) == (
        "a.test:443 is broken 🔴\n"
        "  • The certificate expired 3 days ago\n"
        "  Since 2026-11-18 12:00 UTC · certificate ended 2026-11-18 12:00 UTC · owner web team · "
        "as of 2026-11-21 12:00 UTC\n"
        "  Cause and fix: tlscheck check a.test:443\n"
    )


def test_a_link_is_printed_with_its_address() -> None:
    shown = render(voice(board(link="https://letsencrypt.org/incident")), Style(width=200))
    assert "  What the issuer says about it: https://letsencrypt.org/incident\n" in shown


def test_who_has_it_in_hand_is_named() -> None:
    shown = render(voice(board(acknowledged=Hold(by="ada", at=NOW, reason="we know"))), Style(width=200))
    assert "  Acknowledged by ada: we know\n" in shown


def test_a_reply_begins_with_what_it_is_about() -> None:
    reply = Reply(key="a.test:443", target=TARGET, lines=("It can be reached again",), at=NOW)
    assert render(voice(reply), Style(width=200), "a.test:443") == (
        "a.test:443\n  It can be reached again · 2026-11-21 12:00 UTC\n"
    )


def test_a_bare_host_is_to_be_checked_and_a_verb_is_itself() -> None:
    assert command("a.test:443 @192.0.2.7") == "tlscheck check a.test:443 @192.0.2.7"
    assert command("history a.test") == "tlscheck history a.test"


def test_buttons_are_not_printed() -> None:
    made = message("x", [rich(paragraph(words("said")))], buttons=actions("b", button("Press", "press", "1")))
    assert render(made) == "said\n"


def test_a_message_without_blocks_is_its_text_without_slacks_escapes() -> None:
    made = Message("`a.test` &lt;b&gt; <!date^1^{date}|2026-11-21> <@U0ADA> <https://a.test|there>", ())
    assert render(made, Style(width=200)) == "a.test <b> 2026-11-21 U0ADA there\n"


def test_long_lines_are_wrapped_below_their_bullet() -> None:
    made = render(voice(board(lines=("word " * 40,))), Style(width=60)).splitlines()
    assert made[1].startswith("  • word")
    assert made[2].startswith("    word")
    assert max(map(len, made)) <= 64


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert list(aligned([("a", "bbb", "c"), ("aaaa", "b", "")])) == ["a     bbb  c", "aaaa  b"]


@given(st.lists(st.text(max_size=60), max_size=4), st.text(max_size=60), st.booleans())
def test_strangers_words_carry_no_control_characters(lines: list[str], owner: str, colour: bool) -> None:
    shown = render(voice(board(lines=tuple(lines), owner=owner)), Style(colour=colour))
    bare = shown.replace("\x1b[1m", "").replace("\x1b[0m", "").replace("\n", "")
    assert bare.isprintable()


def test_a_digest_has_its_groups_and_its_table_in_columns() -> None:
    told = render(voice(DIGEST), Style(width=200))
    assert told.startswith("TLS digest of Saturday, 21 November 2026\n")
    assert "  Broken (1) 🔴\n  • b.example:443  The certificate expired 1 day ago – owner id U0ONCALL\n" in told
    assert "  Target         Ends        Days left\n" in told
    assert "/tlscheck" not in told
