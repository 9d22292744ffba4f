"""The command line: words in, text or JSON out, an exit code that tells. Every other module is imported when needed."""

import argparse
import shlex
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib.metadata import version
from typing import NoReturn

from local.usage import UsageError

_EXAMPLES = {"check": "tlscheck check example.com", "explain": "tlscheck explain cert-expired"}
_MISSING = {
    "the following arguments are required: TARGET": "Which server shall I check?",
    "the following arguments are required: CODE": "Which finding code shall I explain?",
    "the following arguments are required: COMMAND": "What shall I do: check a server, or explain a finding code?",
}


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence with an example, instead of printing the whole usage."""

    def error(self, message: str) -> NoReturn:
        command = self.prog.split()[-1] if self.prog.split()[-1] in _EXAMPLES else "check"
        if message in _MISSING:
            raise UsageError(f"{_MISSING[message]} Try: {_EXAMPLES[command]}")
        said = f"{message[:1].upper()}{message[1:300]}"
        raise UsageError(f"{said}. Try: {_EXAMPLES[command]} (all options: tlscheck {command} --help)")


def parser() -> argparse.ArgumentParser:
    """The whole grammar of the command line. Parsing raises UsageError."""
    top = Parser(
        prog="tlscheck",
        description="A TLS doctor: what failed, how we know, who must act, what to type to mend it.",
        epilog="Example: tlscheck check example.com",
    )
    top.add_argument("--version", action="version", version=f"tlscheck {version('tlscheck')}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_check(commands.add_parser("check", help="diagnose one or more servers", description="Diagnose TLS servers."))
    explain = commands.add_parser("explain", help="print what a finding code means")
    explain.add_argument("code", metavar="CODE", help="a finding code, e.g. cert-expired")
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
    add("--public-only", action="store_true", help="refuse private, loopback and metadata addresses, as the bot does")


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
    raise UsageError(f"“{word[:80]}” is not a command: check and explain are. Did you mean: {meant}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run; returns 0 fine or notes only, 1 broken or at risk, 2 usage, 3 could not be determined."""
    words = sys.argv[1:] if argv is None else argv
    try:
        _refuse_unknown_command(words)
        arguments = parser().parse_args(words)
        if arguments.command == "explain":
            from local.explain_command import explain

            return explain(arguments.code)
        from local.check_command import run

        return run(arguments)
    except UsageError as error:
        print(f"tlscheck: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0


if __name__ == "__main__":
    sys.exit(main())
