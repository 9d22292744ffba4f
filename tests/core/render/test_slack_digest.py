"""The digest in Slack: whatever is watched, it fits; the worst by name, the fine in a number, the table also in
words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.message import Message
from core.model.watch import Hold
from core.model.watch_say import Back, Digest, Group, Row, Section
from core.render.slack import repeated
from core.render.slack_digest import MOST_ROWS, NEXT, digest, pictured, untabled
from core.render.slack_voice import voice
from core.render.timeline import sketch
from tests.core.render.test_slack import SLOW, shown, texts
from tests.core.render.watching import DIGESTS, HOST, NOW, PLACE, accepted, called

SOON = Row(
    key="a.example:443", target=HOST, lines=("The certificate expires in 5 days",), ends=NOW + timedelta(days=5),
    owner="U0ONCALL",
)  # fmt: skip
DIGEST = Digest(
    place=PLACE, id="digest#2026-11-21", day=date(2026, 11, 21), now=NOW, total=42, checked=42, fine=40, quiet=False,
    groups=(
        Group(Section.BROKEN, (replace(SOON, key="b.example:443", lines=("The certificate expired 1 day ago",)),)),
        Group(Section.EXPIRING, (SOON,), "U0ONCALL"),
    ),
    timeline=(("b.example:443", NOW - timedelta(days=1)), ("a.example:443", NOW + timedelta(days=5))),
)  # fmt: skip
ALT = "Expiry timeline of 2 targets"


def cells(message: Message) -> list[list[str]]:
    rows = [block["rows"] for block in message.blocks if block["type"] == "table"]
    return [[cell["text"] for cell in row] for row in rows[0]] if rows else []


@SLOW
@given(DIGESTS, st.booleans(), st.booleans())
def test_any_digest_fits(said: Digest, table: bool, drawn: bool) -> None:
    """With its picture too, also where a second delivery says that it is one."""
    message = digest(said) if table else untabled(digest(said))
    sketched = sketch(said.timeline, NOW)
    accepted(repeated(pictured(message, "F0PICTURE", sketched.alt)) if drawn and sketched else message)
    accepted(voice(said))


def test_what_makes_it_doubtful_is_said_first() -> None:
    said = shown(digest(replace(DIGEST, doubt="It may be wrong: nothing broken is seen")))
    assert said.index("42 of 42 checked") < said.index("It may be wrong") < said.index("Broken")


def test_a_channel_that_is_open_again_reads_first_since_when_it_was_not() -> None:
    message = digest(replace(DIGEST, back=Back(NOW - timedelta(days=30), "is_archived")))
    said = shown(message)
    assert message.text.startswith("I can post here again. TLS digest: ")
    assert said.index("I can post here again.") < said.index("I could not (is_archived)") < said.index("TLS digest of")


def test_a_digest_of_the_largest_size_fits_and_says_what_is_left_out() -> None:
    row = replace(SOON, key="x" * 120, lines=("y" * 200,) * 3)
    groups = tuple(Group(section, (row,) * 100) for section in Section)
    timeline = tuple((f"{n}{'z' * 100}", NOW) for n in range(200))
    message = digest(replace(DIGEST, groups=groups, timeline=timeline, forecast=("f" * 400,) * 5))
    accepted(message)
    assert "/tlscheck list" in shown(message)
    assert len(cells(message)) == NEXT + 1


def test_the_notification_names_the_worst_and_how_many_were_checked() -> None:
    expected = "TLS digest: 1 broken, 1 expiring soon. 40 fine. 42 of 42 checked. Broken: b.example:443."
    assert digest(DIGEST).text == expected


def test_a_quiet_day_is_two_lines_without_a_table() -> None:
    message = digest(replace(DIGEST, groups=(), fine=42, quiet=True))
    said = message.text
    assert [block["type"] for block in message.blocks] == ["header", "rich_text"]
    expected = "TLS digest: Nothing to report: no breakage, nothing overdue, nothing close to its end. "
    assert said == expected + "42 fine. 42 of 42 checked."


def test_what_nobody_looked_at_is_said() -> None:
    assert "39 of 42 checked; 3 not checked in time." in digest(replace(DIGEST, checked=39)).text


def test_headings_name_the_owner_without_calling_him() -> None:
    heading = next(block for block in digest(DIGEST).blocks if "Expires soon" in str(block))["elements"][0]
    assert "".join(texts(heading)) == "Expires soon (1), owner id U0ONCALL 🟡"
    assert called(digest(DIGEST).blocks) == []


def test_what_is_out_of_reach_says_from_where() -> None:
    away = voice(replace(DIGEST, groups=(Group(Section.UNREACHABLE, (SOON,)),)), "AWS eu-central-1")
    assert "Unreachable (1), tried from AWS eu-central-1 🔴" in "".join(texts(list(away.blocks)))
    assert "tried from" not in shown(voice(DIGEST, "AWS eu-central-1"))


def test_a_name_that_is_known_stands_in_place_of_the_id() -> None:
    made = voice(replace(DIGEST, names={"U0ONCALL": "@jo <!channel> *b*\u202e"}))
    assert "U0ONCALL" not in str(made)
    assert "owner @jo ‹!channel> *b*\ufffd 🟡" in "".join(texts(list(made.blocks)))
    assert called(made.blocks) == []
    accepted(made)


@pytest.mark.parametrize("section", [Section.SNOOZED, Section.AT_RISK])
def test_who_took_something_in_hand_is_named_and_not_called_every_day(section: Section) -> None:
    row = replace(SOON, held=Hold(by="U0WEBOPS", at=NOW, reason="it moves"))
    message = digest(replace(DIGEST, groups=(Group(section, (row,)),)), {"U0WEBOPS": "Web operations"})
    assert called(message.blocks) == []
    assert ("snoozed by" if section is Section.SNOOZED else "acknowledged by") in shown(message)
    assert "Web operations" in shown(message)


def test_what_changed_is_told_as_seen_from_today() -> None:
    lines = ("a.example:443 is broken: the certificate expired 6 minutes ago", "Works again after 2 hours")
    message = digest(replace(DIGEST, groups=(Group(Section.CHANGED, (replace(SOON, lines=lines),)),)))
    assert "is broken: the certificate expired; works again after 2 hours" in shown(message)


def test_days_left_are_counted_from_now_as_everywhere_else() -> None:
    """Not from midnight: a row says "expires in 4 days" of the same certificate."""
    timeline = (("a.example:443", NOW + timedelta(days=5, minutes=-1)), ("b.example:443", NOW + timedelta(hours=-30)))
    assert [row[2] for row in cells(digest(replace(DIGEST, timeline=timeline)))[1:]] == ["4", "-1"]


def test_the_table_also_stands_in_words() -> None:
    expected = [
        ["Target", "Ends", "Days left"],
        ["b.example:443", "2026-11-20", "-1"],
        ["a.example:443", "2026-11-26", "5"],
    ]
    assert cells(digest(DIGEST)) == expected
    wordy = untabled(digest(DIGEST))
    assert cells(wordy) == []
    assert shown(wordy).count("a.example:443") == 2


@pytest.mark.parametrize("table", [True, False])
def test_the_picture_stands_below_the_ends_that_it_shows_and_has_its_words(table: bool) -> None:
    tabled = digest(replace(DIGEST, forecast=("From March on, shorter lives.",)))
    plain = tabled if table else untabled(tabled)
    blocks = pictured(plain, "F1", ALT).blocks
    image = {"type": "image", "slack_file": {"id": "F1"}, "alt_text": ALT}
    at = blocks.index(image)
    assert (*blocks[:at], *blocks[at + 1 :]) == plain.blocks
    assert [block["type"] for block in blocks[at - 1 :]] == [
        "table" if table else "rich_text",
        "image",
        "rich_text",
        "actions",
    ]


@pytest.mark.parametrize(("count", "said"), [(MOST_ROWS, False), (MOST_ROWS + 1, True)])
def test_a_group_shows_fifteen_and_counts_the_rest(count: int, said: bool) -> None:
    message = digest(replace(DIGEST, groups=(Group(Section.AT_RISK, (SOON,) * count),)))
    assert ("… and 1 more" in shown(message)) is said
