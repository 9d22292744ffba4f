"""The command line: words in, text or JSON out, an exit code that tells. Every other module is imported when needed."""

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version

from local.usage import UsageError


def parser() -> argparse.ArgumentParser:
    """The whole grammar of the command line."""
    top = argparse.ArgumentParser(
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
    add("--timeout", metavar="S", type=float, default=10.0, help="seconds for one target, all in all (default 10)")
    add("--at", metavar="TIME", help="judge validity at this time, e.g. 2027-01-31 or 2027-01-31T12:00:00Z")
    add("--public-only", action="store_true", help="refuse private, loopback and metadata addresses, as the bot does")


def main(argv: Sequence[str] | None = None) -> int:
    """Run; returns 0 fine or notes only, 1 broken or at risk, 2 usage, 3 could not be determined."""
    arguments = parser().parse_args(argv)
    try:
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
