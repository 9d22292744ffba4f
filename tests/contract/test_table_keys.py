"""docs/operations.md lists the access patterns as the module that makes the keys does."""

from pathlib import Path

from core.watching import keys

ROOT = Path(__file__).parents[2]


def test_every_key_is_in_the_document() -> None:
    _, found, listed = (keys.__doc__ or "").partition("| record |")
    assert found
    assert (found + listed).strip() in (ROOT / "docs" / "operations.md").read_text()
