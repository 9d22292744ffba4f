"""Clients and grades of every shape, for renderers."""

from datetime import date

from hypothesis import strategies as st

from core.model.client import ClientResult, Connects, Family, Refusal, Refuses, Undecided
from core.model.grade import Axis, Cap, Grade, Letter, Level, LevelName, Scores, Snippet

_words = st.text(max_size=30) | st.sampled_from(["<!channel>", "\x1b[31m", "remove cipher X", "a\nb"])
_lists = st.lists(_words, max_size=3).map(tuple)
_percent = st.integers(0, 100)
_answers = st.one_of(
    st.builds(
        Connects,
        version=_words,
        cipher=st.none() | _words,
        group=st.none() | _words,
        forward_secret=st.none() | st.booleans(),
    ),
    st.builds(Refuses, code=st.sampled_from(Refusal), reason=_words, shows=_words),
    st.builds(Undecided, _words),
)
client_results = st.builds(
    ClientResult,
    key=st.just("chrome-current"),
    name=_words,
    family=st.sampled_from(Family),
    released=st.integers(1995, 2026),
    answer=_answers,
    address=_words,
    changes_on=st.none() | st.dates(date(2026, 1, 1), date(2036, 1, 1)),
    change=_words,
)
_caps = st.builds(Cap, axis=st.sampled_from(Axis), letter=st.sampled_from(Letter), reason=_words, rule=_words)
_levels = st.builds(
    Level,
    name=st.sampled_from(LevelName),
    next=st.none() | st.sampled_from(LevelName),
    changes=_lists,
    advice=_lists,
)
_snippets = st.builds(
    Snippet,
    software=st.just("nginx"),
    level=st.sampled_from(LevelName),
    where=_words,
    text=_words,
    language=st.just("nginx"),
    apply=_words,
    notes=_lists,
)
grades = st.builds(
    Grade,
    letter=st.none() | st.sampled_from(Letter),
    ungraded=_words,
    strength=st.none() | st.sampled_from(Letter),
    trusted=st.none() | st.booleans(),
    trust=_lists,
    caps=st.lists(_caps, max_size=3).map(tuple),
    scores=st.none() | st.builds(Scores, protocol=_percent, key_exchange=_percent, cipher=_percent, total=_percent),
    assumes=_lists,
    level=st.none() | _levels,
    snippet=st.none() | _snippets,
    address=_words,
)
