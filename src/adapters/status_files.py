"""Copies of CRLs and OCSP answers in a folder: as long as they are current, nobody downloads them again.

Law: a copy is only ever a saved download. One that is damaged, too old or not ours is as good as none, and a folder
that cannot be used costs a download and nothing else. One file a copy, written whole or not at all; the oldest go when
the folder grows over its limit. Whoever reads a copy verifies its signature like that of a fresh answer.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from core.model.revocation import StatusRequest

MAX_FOLDER: Final = 100 * 1024 * 1024
_MARK: Final = b"tlscheck status 1"
_SUFFIX: Final = ".status"


@dataclass(frozen=True, slots=True)
class Copy:
    """``until``: the nextUpdate of the answer."""

    body: bytes = field(repr=False)
    fetched_at: datetime
    until: datetime


class StatusFiles:
    """``folder`` is made when the first copy is kept, for this user alone."""

    def __init__(self, folder: Path, *, max_bytes: int = MAX_FOLDER) -> None:
        self._folder, self._max_bytes = folder, max_bytes

    def find(self, request: StatusRequest) -> Copy | None:
        """The copy for a request, current or not."""
        try:
            return _parse((self._folder / _name(request)).read_bytes())
        except (OSError, ValueError, OverflowError):
            return None

    def keep(self, request: StatusRequest, copy: Copy) -> bool:
        """Whether it could be kept."""
        content = _content(copy)
        if len(content) > self._max_bytes:
            return False
        try:
            self._own_folder()
            self._write(self._folder / _name(request), content)
            self._make_room()
        except OSError:
            return False
        return True

    def _own_folder(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._folder.is_symlink() or self._folder.stat().st_uid != os.getuid():
            raise PermissionError("the folder of copies belongs to somebody else")

    def _write(self, path: Path, content: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def _make_room(self) -> None:
        seen = []
        for path in self._folder.iterdir():
            with suppress(OSError):  # another process has removed it meanwhile
                stat = path.stat()
                seen.append((stat.st_mtime, stat.st_size, path))
        total = sum(size for _, size, _ in seen)
        for _, size, path in sorted(seen, key=lambda one: one[0]):
            if total <= self._max_bytes:
                return
            path.unlink(missing_ok=True)
            total -= size


def _name(request: StatusRequest) -> str:
    """CRLs by URL, OCSP answers by URL and question."""
    asked = b"\0".join((request.source.name.encode(), request.url.encode(), request.body))
    return hashlib.sha256(asked).hexdigest() + _SUFFIX


def _content(copy: Copy) -> bytes:
    times = f"{int(copy.fetched_at.timestamp())} {int(copy.until.timestamp())}".encode()
    rest = times + b"\n" + copy.body
    return b"\n".join((_MARK, hashlib.sha256(rest).hexdigest().encode(), rest))


def _parse(content: bytes) -> Copy:
    """Raises ValueError for what is not a whole copy."""
    mark, digest, rest = content.split(b"\n", 2)
    if mark != _MARK or hashlib.sha256(rest).hexdigest().encode() != digest:
        raise ValueError("a damaged copy")
    times, _, body = rest.partition(b"\n")
    fetched_at, until = (datetime.fromtimestamp(int(second), UTC) for second in times.split())
    return Copy(body, fetched_at, until)
