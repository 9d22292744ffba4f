"""The `Cipher` port by a key of one's own, for one machine: AES-256-GCM, the team as associated data (NIST SP 800-38D).

The key is in a file that nobody else may read; it is made when it is missing. Whoever has the database and not the key
has no token.
"""

import base64
import json
import os
import stat
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.install_ports import Unsealable
from core.model.watch import Team

_NONCE: Final = 12
_KEY: Final = 32


class KeyUnfit(Exception):  # noqa: N818 - names a state of the world
    """The key file cannot be used, and why."""


def key_in(path: Path) -> bytes:
    """The key in this file, which is made (mode 0600) when there is none. Raises `KeyUnfit`, OSError."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(key := AESGCM.generate_key(256)))
    return key


def _read(path: Path) -> bytes:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyUnfit(f"{path} can be read by others: chmod 600 {path}")
    try:
        key = base64.b64decode(path.read_bytes(), validate=True)
    except ValueError:
        key = b""
    if len(key) != _KEY:
        raise KeyUnfit(f"{path} holds no key of {_KEY} bytes in base64")
    return key


class KeyCipher:
    """``key``: 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._box = AESGCM(key)

    def seal(self, text: str, team: Team) -> str:
        nonce = os.urandom(_NONCE)
        return base64.b64encode(nonce + self._box.encrypt(nonce, text.encode(), _about(team))).decode()

    def open(self, sealed: str, team: Team) -> str:
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self._box.decrypt(raw[:_NONCE], raw[_NONCE:], _about(team)).decode()
        except (InvalidTag, ValueError):
            raise Unsealable("not sealed by this key for this team") from None


def _about(team: Team) -> bytes:
    return json.dumps([team.id, team.enterprise]).encode()
