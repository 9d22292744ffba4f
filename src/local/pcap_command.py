"""``tlscheck pcap``: a file → its bytes → what it shows → output. No judgement here."""

import argparse
import os
import shutil
import sys
from dataclasses import replace

from adapters.capture_file import CaptureBytes, open_capture
from adapters.roots import load_trust_stores
from core.capture.analyse import analyse
from core.model.capture import Capture, Outcome, Problem
from core.render import capture_json, capture_plain
from core.render.plain_style import Style
from local.usage import UsageError


def run(arguments: argparse.Namespace) -> int:
    """Diagnose the capture; 0 nothing failed, 1 failed conversations, 2 no capture, 3 could not tell."""
    try:
        with open_capture(arguments.file) as source:
            capture = _analysed(CaptureBytes(source))
    except OSError as error:
        raise UsageError(
            f"{arguments.file} cannot be read: {error.strerror}. Try: tlscheck pcap capture.pcapng"
        ) from None
    name = "standard input" if arguments.file == "-" else arguments.file
    print(
        capture_json.dumps(capture, name) if arguments.json else capture_plain.render(capture, name, _style()), end=""
    )
    if arguments.json:
        print()
    return exit_code(capture)


def _analysed(source: CaptureBytes) -> Capture:
    capture = analyse(source, load_trust_stores)
    if source.problem is None:
        return capture
    problem = Problem(source.problem, capture.bytes_read)
    return replace(capture, problems=(problem, *capture.problems), truncated_at=capture.bytes_read)


def exit_code(capture: Capture) -> int:
    """What a script needs to know."""
    if not capture.readable:
        return 2
    if capture.troubled:
        return 1
    outcomes = {c.outcome for c in capture.conversations}
    unseen = capture.truncated_at is not None or not capture.packets or (capture.udp_tls and not outcomes)
    return 3 if unseen or Outcome.INCOMPLETE in outcomes else 0


def _style() -> Style:
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return Style(colour=colour, width=min(shutil.get_terminal_size((100, 24)).columns, 120))
