"""``tlscheck explain``: a finding code's own documentation."""

import argparse
import difflib

from core.rules import catalogue, documentation
from local.usage import UsageError


def run(arguments: argparse.Namespace) -> int:
    """Print what the finding code means; an unknown one gets the nearest known ones."""
    code = " ".join(arguments.what)
    text = documentation(code)
    if text is None:
        known = sorted(c for rule in catalogue() for c in rule.codes)
        near = difflib.get_close_matches(code, known, n=3) or known[:3]
        raise UsageError(f"“{code[:80]}” is not a finding code. Did you mean {', '.join(near)}? Try: explain {near[0]}")
    print(text.strip())
    return 0
