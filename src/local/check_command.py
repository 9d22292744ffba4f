"""``tlscheck check``: options → typed inputs → the check workflow → output. No judgement here."""

import argparse
import asyncio
import os
import shutil
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from adapters.checker import build_instruments
from core.model.report import Report, State, Step
from core.model.target import IPAddress, Starttls, Target
from core.model.target_text import TargetError, host_a_label, parse_target
from core.render import html, json, plain
from core.workflows import Instruments, check
from local.usage import UsageError

EXIT_CODES = {State.OK: 0, State.AT_RISK: 1, State.BROKEN: 1, State.UNDETERMINED: 3}


@dataclass(frozen=True, slots=True)
class Pin:
    """``--resolve HOST:PORT:ADDR``, as in curl."""

    host: str
    port: int
    address: IPAddress


def run(arguments: argparse.Namespace) -> int:
    """Check every target; the worst exit code wins (1 over 3 over 0)."""
    targets = [_target(text, arguments) for text in arguments.targets]
    at = _moment(arguments.at) if arguments.at else None
    if not 0 < arguments.timeout <= 300:
        raise UsageError("--timeout takes seconds between 0 and 300. Try: --timeout 10")
    instruments = build_instruments(
        ca_pem=_ca_pem(arguments.ca_file), dns_server=_dns_server(arguments.resolver), public_only=arguments.public_only
    )
    reports = asyncio.run(_check_all(targets, instruments, arguments.timeout, at, quiet=arguments.json))
    _show(reports, as_json=arguments.json)
    if arguments.html:
        _write(Path(arguments.html), html.render(reports))
    codes = {EXIT_CODES[report.state] for report in reports}
    return 1 if 1 in codes else max(codes)


async def _check_all(
    targets: list[Target], instruments: Instruments, timeout: float, at: datetime | None, *, quiet: bool
) -> list[Report]:
    progress = None if quiet or not sys.stderr.isatty() else _progress
    reports = []
    for target in targets:
        if progress:
            print(f"Checking {target} …", file=sys.stderr)
        reports.append(await check(target, instruments, budget=timeout, at=at, progress=progress))
    return reports


def _progress(step: Step) -> None:
    ms = f"{step.ms:.0f} ms" if step.ms is not None else ""
    print(f"\x1b[2m  {step.name} {ms} {step.detail}\x1b[0m", file=sys.stderr)


def _show(reports: list[Report], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(reports[0] if len(reports) == 1 else reports))
        return
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    style = plain.Style(colour=colour, width=min(shutil.get_terminal_size((100, 24)).columns, 120))
    print("\n\n".join(plain.render(report, style) for report in reports), end="")


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


def _dns_server(text: str | None) -> tuple[str, int] | None:
    if text is None:
        return None
    try:
        target = parse_target(text)
        port = target.port if text.strip().endswith(f":{target.port}") and text.strip() != target.host else 53
        return str(ip_address(target.host)), port
    except (TargetError, ValueError):
        raise UsageError(
            f"--resolver takes the address of a DNS server, not “{text}”. Try: --resolver 9.9.9.9"
        ) from None


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--at takes a date or time, not “{text}”. Try: --at 2027-01-31T12:00:00Z") from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _ca_pem(option: str | None) -> bytes | None:
    """The user's roots: ``--ca-file``, and ``SSL_CERT_FILE`` as OpenSSL reads it."""
    chunks = []
    for name, path in (("--ca-file", option), ("SSL_CERT_FILE", os.environ.get("SSL_CERT_FILE"))):
        if not path:
            continue
        try:
            chunks.append(Path(path).read_bytes())
        except OSError as error:
            raise UsageError(f"{name} cannot be read: {path}: {error.strerror}. Try: --ca-file roots.pem") from None
        if b"-----BEGIN" not in chunks[-1]:
            raise UsageError(f"{name} holds no PEM certificate: {path}. Try: --ca-file roots.pem")
    return b"\n".join(chunks) or None


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--html cannot be written: {path}: {error.strerror}. Try: --html report.html") from None
