"""House rules for rules: every one documented, tested, and fired by a scenario; no code claimed twice."""

import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from tools.write_rules_doc import DOC, page

from core.model.verdict import Rule
from core.rules import documentation, modules
from tests.lab.catalogue import FAULTS

SECTIONS = (
    "What we saw",
    "What it means",
    "Who is affected",
    "How to fix it",
    "How to check the fix",
    "References",
)
BEYOND_THE_LAB = {
    "client_clock_wrong": "our own clock is wrong: tests/scenarios/test_clock.py",
    "ct_missing": "judged for public roots only, whose keys we have not: its unit test forges one",
    "root_distrust": "likewise",
    "no_caa": "likewise: CAA binds public CAs only",
    "caa_blocks_issuer": "likewise",
    "http_no_redirect": "asked beside port 443, in a network namespace: tests/scenarios/test_plain_http.py",
}
TESTS = Path(__file__).parent.parent / "core" / "rules"


def rule(name: str) -> Rule:
    found: Rule = import_module(f"core.rules.{name}").RULE
    return found


@pytest.mark.parametrize("name", modules())
def test_a_rule_documents_itself_in_the_fixed_sections(name: str) -> None:
    text = import_module(f"core.rules.{name}").__doc__ or ""
    assert tuple(re.findall(r"^## (.+)$", text, re.MULTILINE)) == SECTIONS
    references = text.split("## References")[1]
    assert re.search(r"RFC \d+|BR |https://", references), "cite at least one source"


@pytest.mark.parametrize("name", modules())
def test_a_rule_has_its_own_test_file(name: str) -> None:
    assert (TESTS / f"test_{name}.py").exists()


@pytest.mark.parametrize("name", modules())
def test_a_file_is_named_after_one_of_its_codes_or_its_family(name: str) -> None:
    codes = rule(name).codes
    assert name.replace("_", "-") in codes or len(codes) > 1


def test_no_code_is_claimed_twice() -> None:
    counted = Counter(code for name in modules() for code in rule(name).codes)
    assert [code for code, n in counted.items() if n > 1] == []


def test_every_rule_is_fired_by_a_scenario_of_the_lab() -> None:
    expected = {code for fault in FAULTS for code in fault.expected}
    silent = {name for name in modules() if not expected & set(rule(name).codes)}
    assert silent == set(BEYOND_THE_LAB)


def test_the_page_of_rules_is_made_from_the_rules() -> None:
    """`make docs` writes it."""
    assert DOC.read_text(encoding="utf-8") == page()


def test_every_code_explains_itself() -> None:
    assert all(documentation(code) for name in modules() for code in rule(name).codes)
