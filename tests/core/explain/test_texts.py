"""Whole texts: ours, and the project's labelled corpus where it is at hand."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.explain import explain_text
from core.model.finding import Blame

# texts, phrases, sources: from what tools are known to say; productions: what clients and servers said in the lab;
# reports: as people quote what failed, with the lines of log around it
OURS = Path(__file__).parent / "data"
CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "errors-dev.jsonl"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Labelled:
    """``codes``: any of them may come first; none for a text that is no TLS problem. ``tolerated``: no false alarm."""

    name: str
    text: str
    codes: tuple[str, ...]
    tolerated: tuple[str, ...] = ()


def _ours() -> list[Labelled]:
    files = [OURS / f"{name}.jsonl" for name in ("texts", "phrases", "productions", "sources", "reports")]
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").split("\n") if line]
    return [
        Labelled(f"{n} {row['tool']}", row["text"], tuple(row["codes"]), tuple(row.get("tolerated", ())))
        for n, row in enumerate(rows)
    ]


def _corpus() -> list[Labelled]:
    rows = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    return [
        Labelled(
            row["id"],
            row["text"],
            tuple(row["acceptable_codes"]) if row["causes"] else (),
            tuple(row.get("tolerated_codes", ())),
        )
        for row in rows
    ]


def said(text: str) -> tuple[str, ...]:
    return tuple(cause.code for cause in explain_text(text, NOW).causes)


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in _ours()])
def test_a_text_as_tools_write_it(one: Labelled) -> None:
    codes = said(one.text)
    assert set(codes[:1]) <= {*one.tolerated, *one.codes}, codes
    assert codes or not one.codes


@pytest.mark.skipif(not CORPUS.exists(), reason="the labelled corpus does not lie beside this checkout")
def test_the_corpus_is_met_with_few_exceptions() -> None:
    problems = [one for one in _corpus() if one.codes]
    answers = {one.name: said(one.text) for one in problems}
    first = sum(answers[one.name][:1] != () and answers[one.name][0] in one.codes for one in problems)
    three = sum(bool(set(answers[one.name][:3]) & set(one.codes)) for one in problems)
    assert first / len(problems) >= 0.95
    assert three / len(problems) >= 0.99


@pytest.mark.skipif(not CORPUS.exists(), reason="the labelled corpus does not lie beside this checkout")
def test_what_is_no_tls_problem_is_said_to_be_none() -> None:
    harmless = [one for one in _corpus() if not one.codes]
    alarms = [one.name for one in harmless if said(one.text) and said(one.text)[0] not in one.tolerated]
    assert len(alarms) / len(harmless) <= 0.04, alarms


@given(st.text(max_size=3000))
def test_any_text_gets_an_answer(text: str) -> None:
    explanation = explain_text(text, NOW)
    confidences = [cause.confidence for cause in explanation.causes]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 < confidence <= 1 for confidence in confidences)
    assert len({cause.code for cause in explanation.causes}) == len(explanation.causes)
    assert all(cause.because.isprintable() for cause in explanation.causes)
    assert (explanation.actor is Blame.NONE) == (not explanation.causes)


@given(st.lists(st.sampled_from([one.text for one in _ours()]), min_size=2, max_size=3), st.integers(0, 200))
def test_texts_cut_and_mixed_get_an_answer(texts: list[str], cut: int) -> None:
    assert explain_text("\n".join(texts)[cut:], NOW) is not None


def test_a_text_of_megabytes_is_read_at_its_head_and_tail() -> None:
    noise = "INFO request served in 12 ms\n" * 200_000
    assert said(f"{noise}curl: (60) SSL certificate problem: certificate has expired\n")[0] == "cert-expired"
    assert said(f"curl: (60) SSL certificate problem: certificate has expired\n{noise}")[0] == "cert-expired"
