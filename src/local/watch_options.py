"""The grammar of watching on the command line. The words of a verb are read by `core.watching.verbs`, as in Slack."""

import argparse
from collections.abc import Callable
from typing import Any, Final

ALL: Final = {
    "watch": "watch servers: HOST … [30% 7d] [--owner TEXT]",
    "unwatch": "watch them no longer",
    "list": "what is watched, and how it stands",
    "history": "what changed at one of them",
    "digest": "now: show it; a time and a zone, or off: when it comes",
    "snooze": "be silent about hosts: HOST … 7d REASON, or until 2026-12-24",
    "unsnooze": "end that",
    "ack": "somebody takes care: HOST … REASON",
    "unack": "take that back",
    "settings": "show or change when and how is told",
    "test-alert": "see that alerts arrive",
    "import": "watch what a CSV file names: target, thresholds, owner",
    "export": "what is watched, as CSV",
    "sweep": "check what is due, print what is news: for cron",
    "serve": "keep checking and telling; with Slack's tokens, be the bot (docs/watching.md)",
}
EXAMPLES: Final = {
    "watch": "tlscheck watch example.com 30% 7d",
    "unwatch": "tlscheck unwatch example.com",
    "list": "tlscheck list",
    "history": "tlscheck history example.com",
    "digest": "tlscheck digest 09:00 Europe/Berlin",
    "snooze": "tlscheck snooze example.com 7d the certificate is being replaced",
    "unsnooze": "tlscheck unsnooze example.com",
    "ack": "tlscheck ack example.com",
    "unack": "tlscheck unack example.com",
    "settings": "tlscheck settings --zone Europe/Berlin --quiet 22-7",
    "test-alert": "tlscheck test-alert",
    "import": "tlscheck import watches.csv",
    "export": "tlscheck export watches.csv",
    "sweep": "tlscheck sweep",
    "serve": "tlscheck serve --terminal",
}
_WITHOUT_WORDS: Final = frozenset({"list", "settings", "test-alert", "import", "export", "sweep", "serve"})


def add_all(commands: Any) -> None:
    """To the subparsers of `argparse`."""
    for name, said in ALL.items():
        verb = commands.add_parser(name, help=said.replace("%", "%%"))
        verb.add_argument("--database", metavar="FILE", help="default: TLSCHECK_SQLITE, else the user's state folder")
        if name not in ("sweep", "serve"):
            verb.add_argument(
                "--channel", metavar="ID", help="the watches of this Slack channel, not those of this terminal"
            )
            verb.add_argument("--team", metavar="ID", help="its workspace; default: the one that tlscheck serve is for")
        if name not in _WITHOUT_WORDS:
            verb.add_argument("words", nargs="*", metavar="WORD", help=EXAMPLES[name].replace("%", "%%"))
        _MORE.get(name, _nothing)(verb)


def _nothing(_verb: argparse.ArgumentParser) -> None:
    return


def _watch(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--owner", metavar="TEXT", help="whose it is: a name, an address; in Slack an id")


def _list(verb: argparse.ArgumentParser) -> None:
    form = verb.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print tlscheck.watches/1 (docs/watching.md)")
    form.add_argument("--csv", action="store_true", help="as tlscheck export does")


def _settings(verb: argparse.ArgumentParser) -> None:
    add = verb.add_argument
    add("--zone", metavar="NAME", help="time zone, such as Europe/Berlin")
    add("--quiet", metavar="FROM-TO", help="hours in which only what is broken is told, such as 22-7; or off")
    add("--least", metavar="SEVERITY", help="the mildest that is told at once: broken, at-risk, advice or note")
    add("--thresholds", metavar="LIST", help="when to remind, such as '30%% 7d'; or default")
    add("--mention", metavar="WHOM", help="who is called by name: nobody, owner or owner-when-broken")
    add("--silent-when-fine", action=argparse.BooleanOptionalAction, help="no digest on days without news")


def _file(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("file", metavar="FILE", help="- is standard input")


def _out(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("file", metavar="FILE", nargs="?", default="-", help="default: standard output")


def checking(verb: argparse.ArgumentParser) -> None:
    """What whoever checks must know."""
    add = verb.add_argument
    add("--ca-file", metavar="PEM", help="roots to trust besides the public stores (also: SSL_CERT_FILE)")
    add("--resolver", metavar="ADDR[:PORT]", help="ask this DNS server for everything")
    add("--public-only", action="store_true", help="refuse private, loopback and metadata addresses")
    add("--canary", metavar="HOST", action="append", default=[], help="when it is silent too, we are cut off ourselves")


def _serve(verb: argparse.ArgumentParser) -> None:
    checking(verb)
    verb.add_argument("--terminal", action="store_true", help="without Slack: print what is news")
    verb.add_argument("--every", metavar="S", type=float, default=60.0, help="seconds between two looks (default 60)")


_MORE: Final[dict[str, Callable[[argparse.ArgumentParser], None]]] = {
    "watch": _watch,
    "list": _list,
    "settings": _settings,
    "import": _file,
    "export": _out,
    "sweep": checking,
    "serve": _serve,
}
