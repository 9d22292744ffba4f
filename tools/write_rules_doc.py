"""docs/rules.md from the docstrings of rules and text codes, so that they cannot drift. ``--check`` fails if so."""

import sys
from importlib import import_module
from pathlib import Path

from core.explain.documentation import documentation, text_codes
from core.rules import modules

DOC = Path(__file__).parent.parent / "docs" / "rules.md"
HEAD = "# What tlscheck can find\n\nMade from the rules by `make docs`; edit `src/core/rules/`, not this page.\n"


def page() -> str:
    parts = [HEAD]
    for name in modules():
        module = import_module(f"core.rules.{name}")
        codes = ", ".join(f"`{code}`" for code in module.RULE.codes[:12])
        more = " …" if len(module.RULE.codes) > 12 else ""
        body = (module.__doc__ or "").strip().replace("\n## ", "\n### ")
        parts.append(f"\n## {codes}{more}\n\n{body}\n")
    parts.append("\n# What only a text, a capture or a file can show\n\nThe codes of `tlscheck explain`.\n")
    for code in text_codes():
        body = (documentation(code) or "").strip().replace("\n## ", "\n### ")
        parts.append(f"\n## `{code}`\n\n{body}\n")
    return "".join(parts)


if __name__ == "__main__":
    text = page()
    if "--check" in sys.argv and DOC.read_text(encoding="utf-8") != text:
        sys.exit("docs/rules.md is out of date. Run: make docs")
    DOC.write_text(text, encoding="utf-8")
