"""Size is a smell that a machine can smell: modules, functions and handlers stay readable."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src"
FILES = sorted(SRC.rglob("*.py"))


def name(path: Path) -> str:
    return str(path.relative_to(SRC))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_module_stays_under_300_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 300


@pytest.mark.parametrize("path", sorted((SRC / "handlers").glob("*.py")), ids=name)
def test_a_handler_stays_within_80_lines(path: Path) -> None:
    assert path.name == "wiring.py" or len(path.read_text(encoding="utf-8").splitlines()) <= 80


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_function_stays_under_40_lines_and_a_module_states_its_law(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert long == []
    assert not tree.body or ast.get_docstring(tree), "a module's docstring says its law"
