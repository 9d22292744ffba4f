"""``tlscheck chain``."""

import argparse

from local.usage import UsageError


def run(arguments: argparse.Namespace) -> int:
    """Not there yet."""
    raise UsageError(f"chain is not there yet: {arguments.file}. Try: tlscheck check example.com")
