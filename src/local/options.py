"""What several commands share: options read into values, how a terminal looks, exit codes. No judgement here."""

import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from core.model.report import State
from core.model.trust import TrustStores
from core.render.plain_style import Style
from local.usage import UsageError

EXIT_CODES = {State.OK: 0, State.AT_RISK: 1, State.BROKEN: 1, State.UNDETERMINED: 3}


def terminal_style() -> Style:
    """Colour where a person looks, and as wide as reads well."""
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return Style(colour=colour, width=min(shutil.get_terminal_size((100, 24)).columns, 120))


def moment(text: str) -> datetime:
    """``--at``: a date or time, aware; without a zone it is UTC. Raises UsageError."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--at takes a date or time, not “{text}”. Try: --at 2027-01-31T12:00:00Z") from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def roots_given(option: str | None) -> str:
    """By which options the user named roots."""
    return " and ".join(name for name, _ in _root_files(option))


def ca_pem(option: str | None) -> bytes | None:
    """The user's roots: ``--ca-file``, and ``SSL_CERT_FILE`` as OpenSSL reads it. Raises UsageError."""
    chunks = []
    for name, path in _root_files(option):
        try:
            chunks.append(Path(path).read_bytes())
        except OSError as error:
            raise UsageError(f"{name} cannot be read: {path}: {error.strerror}. Try: --ca-file roots.pem") from None
        if b"-----BEGIN" not in chunks[-1]:
            raise UsageError(f"{name} holds no PEM certificate: {path}. Try: --ca-file roots.pem")
    return b"\n".join(chunks) or None


def tell_unreadable_roots(stores: TrustStores, option: str | None) -> None:
    """Say how many of the user's roots could not be read."""
    unreadable = stores.user_unreadable
    if unreadable:
        several = "certificates" if unreadable > 1 else "certificate"
        told = f"{unreadable} {several} of {roots_given(option)} cannot be read and will not be trusted"
        print(f"tlscheck: {told}", file=sys.stderr)


def _root_files(option: str | None) -> list[tuple[str, str]]:
    """What the user named, and where."""
    named = (("--ca-file", option), ("SSL_CERT_FILE", os.environ.get("SSL_CERT_FILE")))
    return [(name, path) for name, path in named if path]
