"""``tlscheck explain``: a code's own page, a registered code, or what a text says about TLS."""

import argparse
import difflib
import sys
from datetime import UTC, datetime
from pathlib import Path

from core.explain import explain_text
from core.explain.asked import of_code
from core.explain.documentation import all_codes, documentation
from core.explain.registries import Meaning, lookup
from core.model.explanation import Cause, Explanation
from core.render import explanation_json, explanation_plain, meaning_plain
from local.options import terminal_style
from local.usage import UsageError

_LIMIT = 4 * 1024 * 1024  # bytes read of a file; the explanation keeps head and tail


def run(arguments: argparse.Namespace) -> int:
    """0: explained, also when the text shows no TLS problem. Raises UsageError."""
    what = " ".join(arguments.what).strip()
    page = documentation(what.lower()) if what else None
    if page is not None:
        return _show_page(what.lower(), page, as_json=arguments.json)
    if registered := lookup(what):
        return _show_code(registered, as_json=arguments.json)
    explanation = explain_text(_text(arguments.what), datetime.now(UTC))
    if not explanation.causes:
        _refuse_mistyped_code(what)
    if arguments.json:
        print(explanation_json.dumps(explanation))
    else:
        print(explanation_plain.render(explanation, terminal_style()), end="")
    return 0


def _show_page(code: str, page: str, *, as_json: bool) -> int:
    named = Explanation(causes=(Cause(code, 1.0, f"“{code}” is a finding code"),))
    print(explanation_json.dumps(named) if as_json else page.strip())
    return 0


def _show_code(meaning: Meaning, *, as_json: bool) -> int:
    if as_json:
        print(explanation_json.dumps(of_code(meaning, explain_text(meaning.name))))
    else:
        print(meaning_plain.render(meaning, terminal_style()), end="")
    return 0


def _text(what: list[str]) -> str:
    """Standard input, a file, or the words themselves."""
    if not what or what == ["-"]:
        return _decoded(sys.stdin.buffer.read(_LIMIT))
    path = Path(what[0])
    if len(what) == 1 and len(what[0]) < 1024 and "\n" not in what[0] and path.is_file():
        try:
            with path.open("rb") as file:
                return _decoded(file.read(_LIMIT))
        except OSError as error:
            raise UsageError(f"{what[0]} cannot be read: {error.strerror}. Try: tlscheck explain - < FILE") from error
    return " ".join(what)


def _decoded(data: bytes) -> str:
    """UTF-8, or what Windows tools write to files."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return data.decode(encoding, errors="replace")


def _refuse_mistyped_code(what: str) -> None:
    """One word that is nearly a code was meant as one."""
    near = difflib.get_close_matches(what.lower(), all_codes(), n=3) if what and " " not in what else []
    if near:
        known = ", ".join(near)
        raise UsageError(f"“{what[:80]}” is not a finding code. Did you mean {known}? Try: tlscheck explain {near[0]}")
