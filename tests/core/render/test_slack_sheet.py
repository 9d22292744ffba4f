"""Lists of watches in words: whatever strangers wrote into a file, it fits, it harms nobody, and nothing is left out
uncounted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.given import HandedOut, Misread, TakenIn
from core.render.slack_sheet import (
    MOST_LINES,
    announced,
    handed_out,
    here_it_is,
    how_to_import,
    not_after_all,
    taken_in,
)
from tests.core.render.test_slack import SLOW, shown
from tests.core.render.watching import WORDS, accepted, harmless

NUMBERS = st.integers(0, 2000)
MISREAD = st.lists(st.builds(Misread, NUMBERS, WORDS), max_size=40).map(tuple)
TAKEN = st.builds(
    TakenIn, name=WORDS, new=NUMBERS, known=NUMBERS, channel=st.just("") | st.just("C0OPS"), misread=MISREAD,
    left=NUMBERS, full=st.booleans(),
)  # fmt: skip


@SLOW
@given(TAKEN)
def test_any_answer_fits_and_harms_nobody(taken: TakenIn) -> None:
    for message in (taken_in(taken), announced(taken.new, "U1")):
        accepted(message)
        harmless(list(message.blocks))


def test_what_was_taken_is_counted_and_each_other_line_has_its_reason() -> None:
    taken = TakenIn("w.csv", new=3, known=1, misread=(Misread(2, "“x” is not one host."),), left=5, full=True)
    said = shown(taken_in(taken))
    assert "3 new, 1 watched already." in said
    assert "Line 2: “x” is not one host." in said
    assert "Not come to: 5; no more may be watched in this workspace." in said
    assert taken_in(taken).text == "3 new, 1 watched already. 1 line was not understood."


@pytest.mark.parametrize(
    ("new", "known", "text"), [(2, 0, "2 new."), (0, 2, "2 watched already."), (0, 0, "Nothing taken.")]
)
def test_what_there_is_none_of_is_not_counted(new: int, known: int, text: str) -> None:
    assert taken_in(TakenIn("w.csv", new=new, known=known)).text == text


def test_many_lines_are_counted() -> None:
    misread = tuple(Misread(n, "no") for n in range(MOST_LINES + 4))
    assert "… and 4 more lines" in shown(taken_in(TakenIn("w.csv", new=0, known=0, misread=misread)))


def test_of_another_channel_nobody_hears_what_it_watched_already() -> None:
    said = shown(taken_in(TakenIn("w.csv", new=3, known=4, channel="C0OPS")))
    assert "7 taken." in said
    assert "already" not in said


def test_the_words_around_a_file() -> None:
    for message in (handed_out(HandedOut(3)), here_it_is("C0OPS", 1), not_after_all("C0OPS"), how_to_import()):
        accepted(message)
    assert shown(here_it_is("C0OPS", 1)).endswith("watches, as CSV: 1 line.")
    assert "C0OPS" in str(here_it_is("C0OPS", 1).blocks)
