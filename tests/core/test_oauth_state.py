"""States of OAuth: ours, in time, of the same browser; everything else is none."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.oauth_state import LIVES, State, issue, read

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NONCE = "n" * 32
GIVEN = issue("secret", NONCE, NOW)


def test_what_was_issued_is_read_back() -> None:
    assert read("secret", GIVEN, GIVEN, NOW) == State(NONCE, NOW + LIVES)


def test_it_lives_for_ten_minutes() -> None:
    assert timedelta(minutes=10) == LIVES
    assert read("secret", GIVEN, GIVEN, NOW + LIVES - timedelta(microseconds=1)) is not None
    assert read("secret", GIVEN, GIVEN, NOW + LIVES) is None


def test_another_secret_s_state_is_none() -> None:
    assert read("secret2", GIVEN, GIVEN, NOW) is None
    assert read("", issue("", NONCE, NOW), issue("", NONCE, NOW), NOW) is None


@pytest.mark.parametrize("cookie", ["", "x", GIVEN[:-1], issue("secret", "m" * 32, NOW), "é" * 40])
def test_another_browser_s_state_is_none(cookie: str) -> None:
    assert read("secret", GIVEN, cookie, NOW) is None


def test_its_time_cannot_be_moved() -> None:
    nonce, until, signature = GIVEN.split(".")
    longer = f"{nonce}.{int(until) + 600}.{signature}"
    assert read("secret", longer, longer, NOW) is None


@given(st.text(max_size=140))
def test_any_text_is_none(text: str) -> None:
    assert read("secret", text, text, NOW) is None


@given(st.integers(0, len(GIVEN) - 1), st.characters())
def test_one_letter_changed_is_none(at: int, letter: str) -> None:
    changed = GIVEN[:at] + letter + GIVEN[at + 1 :]
    assert (read("secret", changed, changed, NOW) is None) == (changed != GIVEN)
