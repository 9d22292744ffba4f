"""``tlscheck pcap``."""

import argparse

from local.usage import UsageError


def run(arguments: argparse.Namespace) -> int:
    """Not there yet."""
    raise UsageError(f"pcap is not there yet: {arguments.file}. Try: tlscheck check example.com")
