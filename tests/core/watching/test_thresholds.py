"""Thresholds as people write them; what is none is refused with a sentence and an example."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.watch import Threshold
from core.watching.thresholds import Unreadable, parse_thresholds, written

DAY = 86_400


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("30%", (Threshold(share=0.3),)),
        ("30 %", (Threshold(share=0.3),)),
        ("7.5 percent", (Threshold(share=0.075),)),
        ("14d", (Threshold(seconds=14 * DAY),)),
        (" 36 Hours ", (Threshold(seconds=36 * 3600),)),
        ("2w", (Threshold(seconds=14 * DAY),)),
        ("1 week and 1 day", (Threshold(seconds=7 * DAY), Threshold(seconds=DAY))),
        ("30%, 14d; 36h", (Threshold(share=0.3), Threshold(seconds=14 * DAY), Threshold(seconds=36 * 3600))),
        ("30% 14d 36h", (Threshold(share=0.3), Threshold(seconds=14 * DAY), Threshold(seconds=36 * 3600))),
        ("14d 14d", (Threshold(seconds=14 * DAY),)),
        ("1%", (Threshold(share=0.01),)),
        ("99%", (Threshold(share=0.99),)),
        ("1h", (Threshold(seconds=3600),)),
        ("398d", (Threshold(seconds=398 * DAY),)),
    ],
)
def test_is_understood(text: str, found: tuple[Threshold, ...]) -> None:
    assert parse_thresholds(text) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no threshold in this."),
        (" \n", "There is no threshold in this."),
        ("soon", "“soon” is not a threshold: a number and %, h, d or w."),
        ("14x", "“14x” is not a threshold: a number and %, h, d or w."),
        ("-3d", "“-3d” is not a threshold: a number and %, h, d or w."),
        ("14", "“14” lacks its unit: % of the lifetime, h, d or w."),
        ("0%", "“0%” is not between 1 % and 99 %."),
        ("100%", "“100%” is not between 1 % and 99 %."),
        ("0.5h", "“0.5h” is not between 1 hour and 398 days."),
        ("399d", "“399d” is not between 1 hour and 398 days."),
        ("1d 2d 3d 4d 5d 6d 7d", "More than 6 thresholds are more than anybody wants to hear of."),
        ("1" * 10_000, "More than 6 thresholds are more than anybody wants to hear of."),
        ("\u202e14d", "“\ufffd14d” is not a threshold: a number and %, h, d or w."),
    ],
)
def test_is_refused_with_a_sentence(text: str, said: str) -> None:
    refused = parse_thresholds(text)
    assert isinstance(refused, Unreadable)
    assert refused.said == said
    assert not isinstance(parse_thresholds(refused.example), Unreadable)


shares = st.integers(1, 99).map(lambda n: Threshold(share=n / 100))
spans = st.one_of(st.integers(1, 398).map(lambda n: n * DAY), st.integers(1, 9000).map(lambda n: n * 3600))
thresholds = st.one_of(shares, spans.map(lambda s: Threshold(seconds=s)))


@given(st.lists(thresholds, min_size=1, max_size=6, unique=True))
def test_what_is_written_is_read_back(wished: list[Threshold]) -> None:
    assert parse_thresholds(", ".join(map(written, wished))) == tuple(wished)


@given(st.text(alphabet="0123456789 .,;%dhw+and/\u0663x\n", max_size=60))
def test_any_text_is_answered_within_the_limits(text: str) -> None:
    match parse_thresholds(text):
        case Unreadable(said):
            assert len(said) < 200
        case found:
            assert 1 <= len(found) <= 6
            for one in found:
                assert (one.share is None) != (one.seconds is None)
                assert 0.01 <= (one.share or 0.5) <= 0.99
                assert 3600 <= (one.seconds or 3600) <= 398 * DAY
