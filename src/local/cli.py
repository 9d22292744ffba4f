"""The command line: words in, text or JSON out, an exit code that tells. Every other module is imported when needed."""

import argparse
import errno
import gc
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from importlib.metadata import version
from io import StringIO
from typing import NoReturn

from local import watch_options
from local.usage import UsageError, printable

_UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}  # of standard output
_DIAGNOSES = {
    "check": "tlscheck check example.com",
    "explain": "tlscheck explain cert-expired",
    "chain": "tlscheck chain fullchain.pem --host example.com",
    "pcap": "tlscheck pcap capture.pcapng",
}
_EXAMPLES = {**_DIAGNOSES, **watch_options.EXAMPLES}
_MISSING = {
    "the following arguments are required: TARGET": "Which server shall I check?",
    "the following arguments are required: FILE": "Which file shall I read?",
    "the following arguments are required: COMMAND": "What shall I do: check a server, or explain an error?",
}


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence with an example, instead of printing the whole usage. ``asked``: the command,
    where its own parser does not see the words that are too many.
    """

    asked = ""

    def error(self, message: str) -> NoReturn:
        command = next((name for name in (self.prog.split()[-1], self.asked) if name in _EXAMPLES), "check")
        if message in _MISSING:
            raise UsageError(f"{_MISSING[message]} Try: {_EXAMPLES[command]}")
        said = f"{message[:1].upper()}{message[1:300]}"
        raise UsageError(f"{said}. Try: {_EXAMPLES[command]} (all options: tlscheck {command} --help)")


def parser(command: str = "") -> argparse.ArgumentParser:
    """The grammar of the command line, as far as that command needs it; else the whole. Parsing raises UsageError."""
    top = Parser(
        prog="tlscheck",
        description="A TLS doctor: what failed, how we know, who must act, what to type to mend it.",
        epilog="Example: tlscheck check example.com",
    )
    top.asked = command
    top.add_argument("--version", action="version", version=f"tlscheck {version('tlscheck')}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_check(commands.add_parser("check", help="diagnose one or more servers", description="Diagnose TLS servers."))
    _add_explain(commands.add_parser("explain", help="explain an error text, a log, an alert or a finding code"))
    _add_chain(commands.add_parser("chain", help="examine certificate files before they are deployed"))
    _add_pcap(commands.add_parser("pcap", help="diagnose the TLS conversations of a packet capture"))
    if command not in _DIAGNOSES:
        watch_options.add_all(commands)
    return top


def _add_check(check: argparse.ArgumentParser) -> None:
    add = check.add_argument
    add("targets", nargs="+", metavar="TARGET", help="host, host:port, URL, address … as you would paste it")
    add("--json", action="store_true", help="print tlscheck.report/1 (docs/report-json.md)")
    add("--html", metavar="FILE", help="also write a page to send to somebody")
    add("--ca-file", metavar="PEM", help="roots to trust besides the public stores (also: SSL_CERT_FILE)")
    add("--resolve", metavar="HOST:PORT:ADDR", action="append", default=[], help="use this address, as curl does")
    add("--resolver", metavar="ADDR[:PORT]", help="ask this DNS server for everything")
    add("--starttls", metavar="PROTO", help="upgrade by STARTTLS first: smtp, imap, pop3, ftp, ldap, xmpp, postgres …")
    add("--sni", metavar="NAME", help="server name to send, and to hold the certificate against")
    add("--timeout", metavar="S", type=_seconds, default=10.0, help="seconds for one target, all in all (default 10)")
    add("--at", metavar="TIME", help="judge validity at this time, e.g. 2027-01-31 or 2027-01-31T12:00:00Z")
    add("--quick", action="store_true", help="one handshake an address: no controls, no survey, no lookups")
    add("--save-baseline", metavar="FILE", help="keep what was found, to hold later checks against")
    add("--baseline", metavar="FILE", help="exit 1 if something got worse since FILE, and say what (docs/baseline.md)")
    add("--at-once", metavar="N", type=_count, default=6, help="connections to one address side by side (default 6)")
    add("--public-only", action="store_true", help="refuse private, loopback and metadata addresses, as the bot does")


def _add_explain(explain: argparse.ArgumentParser) -> None:
    add = explain.add_argument
    add(
        "what",
        nargs="*",
        metavar="TEXT",
        help="an error text, a file, a code such as 48 or cert-expired; - or nothing: stdin",
    )
    add("--json", action="store_true", help="print tlscheck.explanation/1 (docs/explain.md)")


def _add_chain(chain: argparse.ArgumentParser) -> None:
    add = chain.add_argument
    add("file", metavar="FILE", help="PEM, DER, PKCS#7 or PKCS#12; - is standard input")
    add("--host", metavar="NAME", help="the name that the certificate must be for")
    add("--key", metavar="FILE", help="the private key that belongs to it")
    add("--at", metavar="TIME", help="judge validity at this time, e.g. 2027-01-31 or 2027-01-31T12:00:00Z")
    add("--ca-file", metavar="PEM", help="roots to trust besides the public stores (also: SSL_CERT_FILE)")
    add(
        "--password-file", metavar="FILE", help="its first line opens the PKCS#12 file or the key; else it is asked for"
    )
    add("--out", metavar="FILE", help="write the corrected bundle there")
    add("--offline", action="store_true", help="do not fetch a missing intermediate from its issuer")
    add("--json", action="store_true", help="print tlscheck.chain/1 (docs/chain.md)")


def _add_pcap(pcap: argparse.ArgumentParser) -> None:
    add = pcap.add_argument
    add("file", metavar="FILE", help="a pcap or pcapng file, gzip or not; - is standard input")
    add("--json", action="store_true", help="print tlscheck.capture/1 (docs/capture.md)")


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 24:
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text[:80]}” is no number of connections from 1 to 24, such as --at-once 6")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if 0 < seconds <= 300:
        return seconds
    raise argparse.ArgumentTypeError(f"“{text[:80]}” is no number of seconds between 0 and 300, such as --timeout 10")


def _refuse_unknown_command(words: Sequence[str]) -> None:
    """A mistyped command, or a host where the command belongs."""
    at = next((i for i, word in enumerate(words) if not word.startswith("-")), None)
    if at is None or words[0] in ("-h", "--help", "--version"):
        return
    if at > 0:
        raise UsageError("Options stand behind the command. Try: tlscheck check example.com --timeout 10")
    if words[at] in _EXAMPLES:
        return
    word, rest = words[at], shlex.join(words[at + 1 :])
    near = get_close_matches(word.lower(), _EXAMPLES, n=1)
    if near:
        meant = f"tlscheck {near[0]} {rest}" if rest else _EXAMPLES[near[0]]
    else:
        meant = f"tlscheck check {shlex.join(words[at:])}" if set(word) & set(".:") else _EXAMPLES["check"]
    raise UsageError(f"“{word[:80]}” is not a command; tlscheck --help names all. Did you mean: {meant}")


def _run(arguments: argparse.Namespace) -> int:
    gc.disable()  # what a command loads stays: to look through it for garbage costs a fifth of a quick check
    command = _command(arguments.command)
    gc.freeze()
    gc.enable()
    code = command(arguments)
    sys.stdout.flush()
    return code


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    match name:
        case "explain":
            from local import explain_command

            return explain_command.run
        case "chain":
            from local import chain_command

            return chain_command.run
        case "pcap":
            from local import pcap_command

            return pcap_command.run
        case "sweep":
            from local import sweep_command

            return sweep_command.run
        case "serve":
            os.environ.setdefault("POWERTOOLS_METRICS_DISABLED", "true")  # they are for CloudWatch
            os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "CRITICAL")
            from local.serve_command import run as serve

            return serve
        case _ if name in watch_options.ALL:
            from local import watch_command

            return watch_command.run
        case _:
            from core.rules import catalogue
            from local import check_command

            catalogue()
            return check_command.run


def main(argv: Sequence[str] | None = None) -> int:
    """Run; returns 0 fine or notes only, 1 broken or at risk, 2 usage, 3 could not be determined.

    141 (as a shell says of a program that a closed pipe ended) and 2 where the answer could not be written: neither
    is "fine", nor "broken".
    """
    words = sys.argv[1:] if argv is None else argv
    if sys.stdout is None:  # closed by the caller (``>&-``): the exit code still tells
        sys.stdout = StringIO()
    try:
        _refuse_unknown_command(words)
        arguments = parser(words[0] if words else "").parse_args(words)
        return _run(arguments)
    except UsageError as error:
        print(f"tlscheck: {printable(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _drop_output()
        return 141
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        _drop_output()
        print(f"tlscheck: The answer cannot be written: {error.strerror}", file=sys.stderr)
        return 2


def _drop_output() -> None:
    """What is still buffered goes nowhere: the interpreter would try once more at its end, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
