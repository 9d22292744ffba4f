"""Every pattern fires on its example, cites its source, names known codes, and takes linear time."""

import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.explain.meanings import MEANINGS
from core.explain.needles import Sieve, gate, may_match, sifted
from core.explain.normalise import LIMIT, normalise
from core.explain.pattern import Family, Mark, Pattern, compiled
from core.explain.tools import families

PATTERNS = [pytest.param(p, id=f"{f.name}: {p.says[:60]}") for f in families() for p in f.patterns]
MARKS = [pytest.param(m, id=f"{m.tool}: {m.says[:60]}") for f in families() for m in f.marks]
_ALERTS = re.compile(r"^alert-[a-z-]+$")
_HOSTILE = ("a", " ", "\n", "error ", "certificate ", "key ca tls ssl ", "could not ", "x.", "-0", "/a.pem")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_fires_on_its_own_example(pattern: Pattern) -> None:
    text = normalise(pattern.line)
    assert compiled(pattern.says).search(text), text
    assert may_match(pattern.says, sifted(text))


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_fires_on_its_own_example(mark: Mark) -> None:
    assert compiled(mark.says).search(normalise(mark.line)), mark.line


@pytest.mark.parametrize("family", families(), ids=lambda family: family.name)
def test_patterns_cite_their_source_and_name_codes_that_have_a_meaning(family: Family) -> None:
    for pattern in family.patterns:
        assert len(pattern.source) >= 3, pattern
        assert pattern.codes, pattern
        assert 0 < pattern.sure <= 1, pattern
        codes = (*pattern.codes, *pattern.at_server)
        assert [c for c in codes if c not in MEANINGS and not _ALERTS.match(c)] == [], pattern


def _every() -> Iterator[str]:
    for family in families():
        yield from (p.says for p in family.patterns)
        yield from (m.says for m in family.marks)


@pytest.mark.slow
@pytest.mark.parametrize("unit", _HOSTILE)
def test_no_pattern_takes_more_than_linear_time(unit: str) -> None:
    """A long text, made of what patterns begin with. Four times the length of a text would take a second at most."""
    text = (unit * LIMIT)[: LIMIT // 4]
    slow = []
    for says in _every():
        expression = compiled(says)
        before = time.process_time()
        expression.search(text)
        spent = time.process_time() - before
        if spent > 0.25:
            slow.append((says, spent))
    assert slow == []


@pytest.mark.parametrize(
    ("says", "wanted"),
    [
        ("no shared cipher", [[{"no shared cipher"}]]),
        ("abc|defg", [[{"abc"}], [{"defg"}]]),
        ("x?abc", [[{"abc"}]]),
        ("(?:abc)?defg", [[{"defg"}]]),
        (r"\bERR (?:ONE|THREE)\b", [[{"err "}, {"one", "three"}]]),
        (r"ab\.cd+e", [[{"ab.cd"}]]),
        ("a|bcd", [[], [{"bcd"}]]),
        ("(?!never)abcd", [[{"abcd"}]]),
        ("[xyz]{2}long words?", [[{"long word"}]]),
        (r"failed[^\n]{0,9}(?:TLS|SSL) session", [[{" session"}, {"failed"}, {"tls", "ssl"}]]),
    ],
)
def test_the_literals_that_every_match_contains(says: str, wanted: list[list[set[str]]]) -> None:
    assert gate(says) == tuple(tuple(map(frozenset, alternative)) for alternative in wanted)


@given(st.text(max_size=400))
def test_a_gate_never_shuts_out_a_match(text: str) -> None:
    clean = normalise(text)
    shut = [s for s in ("connection refused", r"\bNXDOMAIN\b", "key|certificate") if not may_match(s, sifted(clean))]
    assert not any(compiled(s).search(clean) for s in shut)


def test_a_sieve_lets_through_what_each_gate_lets_through() -> None:
    patterns = [pattern for family in families() for pattern in family.patterns]
    sieve = Sieve([pattern.says for pattern in patterns])
    for start in range(0, len(patterns), 100):
        text = sifted(normalise("\n".join(pattern.line for pattern in patterns[start : start + 100])))
        assert sieve.passing(text) == [n for n, one in enumerate(patterns) if may_match(one.says, text)]
