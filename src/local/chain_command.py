"""``tlscheck chain``: options → a file and a question → the report → output. No judgement here.

Passwords come from a file or a terminal, never from the command line; they and what they open are not kept.
"""

import argparse
import asyncio
import shlex
import sys
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path

from adapters.clock import SystemClock
from adapters.dns.resolver import SystemResolver
from adapters.fetch import HttpFetcher
from adapters.roots import NoCertificatesError, load_trust_stores
from core.address_policy import AllowAll
from core.bundle.evidence import Question
from core.bundle.examine import judge
from core.bundle.fetching import judge_with_issuers
from core.bundle.keys import read_key_file
from core.bundle.reading import read_bundle
from core.model.bundle import MAX_BYTES, Bundle, BundleReport, Key, KeyTrouble, Locked, Reading
from core.model.prose import clean
from core.model.target_text import TargetError, parse_target
from core.model.trust import TrustStores
from core.render import chain_json, chain_plain
from core.words.chain_pem import pem
from local.options import EXIT_CODES, ca_pem, moment, roots_given, tell_unreadable_roots, terminal_style
from local.usage import UsageError

_STDIN = "standard input"
_ATTEMPTS = 3


def run(arguments: argparse.Namespace) -> int:
    """Examine the file; 0 fine, 1 findings that break or put at risk, 2 usage, 3 could not tell."""
    name = _STDIN if arguments.file == "-" else clean(arguments.file, 300)
    host = _host(arguments.host)
    at = moment(arguments.at) if arguments.at else None
    passwords = _password_file(arguments.password_file)
    stores = _stores(arguments.ca_file)
    reading = _read(_bytes(arguments.file, "FILE"), name, passwords)
    key = _key(arguments.key, passwords) if arguments.key else None
    question = Question(
        name=name,
        stores=stores,
        at=at or datetime.now(UTC),
        at_given=at is not None,
        host=host,
        key=key,
        again=_again(arguments),
    )
    report = _judged(reading, question, offline=arguments.offline)
    if arguments.out:
        _write_bundle(Path(arguments.out), report)
    _show(report, as_json=arguments.json)
    return EXIT_CODES[report.state]


def _again(arguments: argparse.Namespace) -> str:
    """The same examination, to be typed again."""
    given = (("--host", arguments.host), ("--key", arguments.key), ("--ca-file", arguments.ca_file))
    options = (word for option, value in given if value for word in (option, value))
    return clean(shlex.join(["tlscheck", "chain", arguments.file, *options]), 1000)


def _judged(reading: Reading, question: Question, *, offline: bool) -> BundleReport:
    if offline:
        return judge(reading, question)
    clock = SystemClock()
    fetcher = HttpFetcher(AllowAll(), SystemResolver(), clock)
    return asyncio.run(judge_with_issuers(reading, question, fetcher, clock))


def _stores(option: str | None) -> TrustStores:
    try:
        stores = load_trust_stores(ca_pem(option))
    except NoCertificatesError as error:
        raise UsageError(f"{roots_given(option)}: {error}. Try: --ca-file roots.pem") from None
    tell_unreadable_roots(stores, option)
    return stores


def _host(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return parse_target(text).host
    except TargetError as error:
        raise UsageError(f"--host: {error.sentence} Try: --host example.com") from None


def _bytes(path: str, option: str) -> bytes:
    """One byte more than is read, so that too much is seen as such."""
    try:
        if path == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(path).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"{option} cannot be read: {path}: {error.strerror}. Try: tlscheck chain fullchain.pem --key privkey.pem"
        ) from None


def _password_file(path: str | None) -> tuple[str, ...]:
    if path is None:
        return ()
    first, *_ = _bytes(path, "--password-file").splitlines() or [b""]
    return (first.decode("utf-8", "replace"),)


def _read(data: bytes, name: str, passwords: tuple[str, ...]) -> Reading:
    """The file, with passwords asked for as long as something in it is locked and somebody is there to ask."""
    for _ in range(_ATTEMPTS):
        reading = read_bundle(data, name, passwords)
        match reading:
            case Locked(tried=False) if not _somebody():
                raise UsageError(f"{name} is locked with a password. Try: --password-file FILE")
            case Locked():
                what = "it"
            case Bundle(keys=keys) if any(isinstance(k, KeyTrouble) and k.locked for k in keys):
                what = "the private key in it"
            case _:
                return reading
        asked = _ask(f"Password for {what} ({name}): ")
        if not asked:
            return reading
        passwords = (*passwords, asked)
    return read_bundle(data, name, passwords)


def _key(path: str, passwords: tuple[str, ...]) -> Key:
    data = _bytes(path, "--key")
    name = clean(path, 300)
    key = read_key_file(data, name, passwords)
    if isinstance(key, KeyTrouble) and key.locked and (asked := _ask(f"Password for the private key {name}: ")):
        return read_key_file(data, name, (asked,))
    return key


def _somebody() -> bool:
    return sys.stdin.isatty()


def _ask(prompt: str) -> str | None:
    """Without echo, on the terminal; None when nobody is there, or nobody answers."""
    try:
        return getpass(prompt, stream=sys.stderr) if _somebody() else None
    except EOFError:
        return None


def _write_bundle(path: Path, report: BundleReport) -> None:
    if not report.corrected:
        print(f"tlscheck: no corrected bundle can be made, so {path} is not written", file=sys.stderr)
        return
    try:
        path.write_text(pem(report.corrected), encoding="ascii")
    except OSError as error:
        raise UsageError(f"--out cannot be written: {path}: {error.strerror}. Try: --out fullchain.pem") from None


def _show(report: BundleReport, *, as_json: bool) -> None:
    if as_json:
        print(chain_json.dumps(report))
        return
    print(chain_plain.render(report, terminal_style()), end="")
