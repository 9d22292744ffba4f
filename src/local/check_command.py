"""``tlscheck check``: options → typed inputs → the check workflow → output. No judgement here."""

import argparse
import asyncio
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

from core.model.observation import Depth
from core.model.report import Report, Step
from core.model.target import IPAddress, Starttls, Target
from core.model.target_text import TargetError, host_a_label, parse_target
from core.render import html, json, plain
from core.sections import sections
from core.workflows import Instruments, check
from local import regression
from local.options import EXIT_CODES, moment, terminal_style
from local.tools import tools
from local.usage import UsageError


@dataclass(frozen=True, slots=True)
class Pin:
    """``--resolve HOST:PORT:ADDR``, as in curl."""

    host: str
    port: int
    address: IPAddress


def run(arguments: argparse.Namespace) -> int:
    """Check every target; the worst exit code wins (1 over 3 over 0)."""
    targets = _targets(arguments)
    at = moment(arguments.at) if arguments.at else None
    page = _writable(Path(arguments.html), "--html") if arguments.html else None
    keep = _writable(Path(arguments.save_baseline), "--save-baseline") if arguments.save_baseline else None
    baselines = regression.load(arguments.baseline) if arguments.baseline else None
    instruments = tools(arguments)
    reports = asyncio.run(_check_all(targets, instruments, arguments, at))
    _show(reports, as_json=arguments.json)
    if page:
        _write(page, html.render(reports, sections))
    if keep:
        regression.save(keep, reports)
    if baselines is not None:
        return regression.gate(reports, baselines, terminal_style(), quiet=arguments.json)
    codes = {EXIT_CODES[report.state] for report in reports}
    return 1 if 1 in codes else max(codes)


async def _check_all(
    targets: list[Target], instruments: Instruments, arguments: argparse.Namespace, at: datetime | None
) -> list[Report]:
    progress = None if arguments.json or not sys.stderr.isatty() else _progress
    depth = Depth.QUICK if arguments.quick else Depth.FULL
    reports = []
    for target in targets:
        if progress:
            print(f"Checking {target} …", file=sys.stderr)
        report = await check(target, instruments, budget=arguments.timeout, at=at, depth=depth, progress=progress)
        reports.append(report)
    return reports


def _progress(step: Step) -> None:
    ms = f"{step.ms:.0f} ms" if step.ms is not None else ""
    print(f"\x1b[2m  {step.name} {ms} {step.detail}\x1b[0m", file=sys.stderr)


def _show(reports: list[Report], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(reports[0] if len(reports) == 1 else reports))
        return
    style = terminal_style()
    print("\n\n".join(plain.render(report, style, sections(report)) for report in reports), end="")


def _targets(arguments: argparse.Namespace) -> list[Target]:
    """Hosts, each with its own ``@ADDRESS`` and ``sni=NAME`` behind it, in one argument or in several."""
    found: list[Target] = []
    for text in arguments.targets:
        first, *more = text.split() or [text]
        belongs = _beside(first)
        if not all(map(_beside, more)):
            raise UsageError(
                f"“{text[:120]}” is not one host: what follows a space is @ADDRESS or sni=NAME. "
                "Try: tlscheck check 'example.com @203.0.113.7 sni=www.example.com'"
            )
        if not belongs:
            found.append(_target(first, arguments))
        elif not found:
            raise UsageError(f"“{first[:80]}” belongs behind a host. Try: tlscheck check example.com @203.0.113.7")
        for word in (first, *more) if belongs else more:
            found[-1] = _with(found[-1], word)
    return found


def _beside(word: str) -> bool:
    return word.startswith("@") or word.lower().startswith("sni=")


def _with(target: Target, word: str) -> Target:
    """The target at this address (``@…``), or with this server name (``sni=…``; ``sni=none`` sends none)."""
    if word.startswith("@"):
        try:
            return replace(target, pinned=ip_address(word[1:].strip("[]")))
        except ValueError:
            raise UsageError(
                f"“{word[:80]}” is not an address to connect to. Try: tlscheck check {target} @203.0.113.7"
            ) from None
    name = word[4:]
    try:
        return replace(target, server_name=None if name.lower() in ("", "-", "none") else host_a_label(name))
    except TargetError as error:
        raise UsageError(f"{error.sentence} Try: tlscheck check {target} sni=www.example.com") from None


def _target(text: str, arguments: argparse.Namespace) -> Target:
    try:
        target = parse_target(text, _starttls(arguments.starttls))
        if arguments.sni:
            target = replace(target, server_name=host_a_label(arguments.sni))
    except TargetError as error:
        raise UsageError(f"{error.sentence} Try: tlscheck check {error.example}") from None
    for spec in arguments.resolve:
        pin = _pin(spec)
        if (pin.host, pin.port) == (target.host, target.port):
            return replace(target, pinned=pin.address)
    return target


def _starttls(text: str | None) -> Starttls | None:
    if text is None:
        return None
    try:
        return Starttls(text.lower())
    except ValueError:
        raise UsageError(f"--starttls takes one of: {', '.join(Starttls)}. Try: --starttls smtp") from None


def _pin(spec: str) -> Pin:
    host, _, rest = spec.partition(":")
    port, _, address = rest.partition(":")
    try:
        return Pin(parse_target(host).host, int(port), ip_address(address.strip("[]")))
    except (TargetError, ValueError):
        raise UsageError(
            f"--resolve takes HOST:PORT:ADDRESS, not “{spec}”. Try: --resolve example.com:443:203.0.113.7"
        ) from None


def _writable(path: Path, option: str) -> Path:
    """Found out before anybody waits for a check. Leaves no file behind that was not there."""
    existed = path.exists()
    try:
        path.open("ab").close()
        if not existed:
            path.unlink()
    except OSError as error:
        raise _not_written(path, option, error) from None
    return path


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _not_written(path, "--html", error) from None


def _not_written(path: Path, option: str, error: OSError) -> UsageError:
    example = "report.html" if option == "--html" else "tls.json"
    return UsageError(f"{option} cannot be written: {path}: {error.strerror}. Try: {option} {example}")
