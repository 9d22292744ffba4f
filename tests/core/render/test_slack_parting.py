"""The last words of an alert whose watch ended."""

from hypothesis import given
from hypothesis import strategies as st

from core.render.slack_parting import parted
from tests.core.render.test_slack import shown
from tests.core.render.watching import NOW, accepted, called


def test_it_says_since_when_by_whom_and_how_to_go_back() -> None:
    made = parted("a.example:443", "U0ONCALL", NOW)
    assert made.text == "a.example:443 is no longer watched here"
    assert "Since " in shown(made)
    assert called(made.blocks) == ["U0ONCALL"]
    assert "/tlscheck watch a.example:443" in shown(made)


def test_nothing_is_left_to_press() -> None:
    assert all(block["type"] != "actions" for block in parted("a.example:443", "U1", NOW).blocks)


@given(st.text(max_size=400), st.text(max_size=60))
def test_slack_takes_it_whatever_the_names_are(key: str, by: str) -> None:
    accepted(parted(key, by, NOW))
