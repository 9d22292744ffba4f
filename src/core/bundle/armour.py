"""PEM as people really have it → blocks, and every departure from RFC 7468 that makes programs refuse the file.

Reads more than OpenSSL does, on purpose: what is inside is judged all the same, and the departure is told. Linear in
the size of the text; nothing is ever decoded twice.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from core.model.bundle import Irregularity, Quirk

MAX_MARKS = 1000  # BEGIN and END lines
_NEAR = 200  # characters looked at on either side of one
_MARK = re.compile(r"-----(BEGIN|END) ([^-\r\n]{1,60})-----")
_ANY_BEGIN = re.compile(rb"-\x00?-\x00?-\x00?-\x00?-\x00?B\x00?E\x00?G\x00?I\x00?N")
_HEADER = re.compile(r"[A-Za-z0-9-]+: ")
_BARE = re.compile(rb"[A-Za-z0-9+/=\s]+")


@dataclass(frozen=True, slots=True)
class Block:
    """One armoured block. ``der``: None when its text is no base64. ``headers``: RFC 1421 ones, of old encrypted keys.
    ``line``: of its BEGIN, from 1.
    """

    label: str
    der: bytes | None
    headers: tuple[str, ...]
    line: int

    @property
    def text(self) -> bytes:
        """The block as it should be written; empty when there is nothing to write."""
        if self.der is None:
            return b""
        head = "".join(f"{header}\n" for header in self.headers) + ("\n" if self.headers else "")
        body = base64.encodebytes(self.der).decode("ascii")
        return f"-----BEGIN {self.label}-----\n{head}{body}-----END {self.label}-----\n".encode()


@dataclass(frozen=True, slots=True)
class Armoured:
    blocks: tuple[Block, ...]
    irregularities: tuple[Irregularity, ...]


def looks_armoured(data: bytes) -> bool:
    """A BEGIN line somewhere, in any of the encodings that Windows makes."""
    return _ANY_BEGIN.search(data) is not None


def unwrap(data: bytes) -> Armoured:
    """Every block among the first MAX_MARKS lines that begin or end one, in order. Never raises."""
    text, odd = _decoded(data)
    lines = _LineCounter(text)
    blocks: list[Block] = []
    opened: re.Match[str] | None = None
    for mark in islice(_MARK.finditer(text), MAX_MARKS):
        odd += _off_the_line(text, mark, lines)
        if mark[1] == "BEGIN":
            odd += _cut_off(opened, lines)
            opened = mark
        elif opened is not None and mark[2] == opened[2]:
            block, strange = _block(opened, text[opened.end() : mark.start()], lines.at(opened.start()))
            blocks.append(block)
            odd += strange
            opened = None
    odd += _cut_off(opened, lines)
    return Armoured(tuple(blocks), tuple(dict.fromkeys(odd)))


def without_armour(data: bytes) -> bytes | None:
    """What bare base64 stands for, when it stands for DER."""
    der = _unpacked(data)
    return der if der[:1] == b"\x30" else None


def armoured_twice(data: bytes) -> bool:
    """Bare base64 of PEM."""
    return looks_armoured(_unpacked(data))


def _unpacked(data: bytes) -> bytes:
    """Bare base64 decoded; empty when it is none."""
    packed = b"".join(data.removeprefix(b"\xef\xbb\xbf").split())
    if len(packed) < 64 or not _BARE.fullmatch(packed):
        return b""
    try:
        return base64.b64decode(packed, validate=True)
    except binascii.Error:
        return b""


class _LineCounter:
    """Line numbers of rising offsets, counted once."""

    def __init__(self, text: str) -> None:
        self._text, self._offset, self._line = text, 0, 1

    def at(self, offset: int) -> int:
        if offset < self._offset:
            return self._line - self._text.count("\n", offset, self._offset)
        self._line += self._text.count("\n", self._offset, offset)
        self._offset = offset
        return self._line


def _decoded(data: bytes) -> tuple[str, list[Irregularity]]:
    odd: list[Irregularity] = []
    first = _ANY_BEGIN.search(data)
    if first and b"\x00" in first[0]:
        encoding = "utf-16-be" if first.start() % 2 else "utf-16-le"
        text = data.decode(encoding, "replace").lstrip("\ufeff")
        odd.append(Irregularity(Quirk.UTF16, 0, "as Windows PowerShell writes it"))
    else:
        if data.startswith(b"\xef\xbb\xbf"):
            odd.append(Irregularity(Quirk.BYTE_ORDER_MARK, 1, "the bytes EF BB BF"))
        text = data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    if re.search(r"-----BEGIN [^-\r\n]{1,60}-----\\", text):
        odd.append(Irregularity(Quirk.ESCAPED, 1, "as in JSON or an environment variable"))
        text = text.replace("\\r", "").replace("\\n", "\n").replace("\\", "\n")
    text = re.sub(r"(?<!\r)\r{1,8}\n", "\n", text)  # more than one: a file for Windows, converted for it again
    if "\r" in text:
        if "\n" not in text.strip():
            odd.append(Irregularity(Quirk.CARRIAGE_RETURNS, 0, "as on old Mac OS"))
        text = text.replace("\r", "\n")
    return text, odd


def _off_the_line(text: str, mark: re.Match[str], lines: _LineCounter) -> Iterator[Irregularity]:
    before = text[max(0, mark.start() - _NEAR) : mark.start()].rpartition("\n")[2]
    after = text[mark.end() : mark.end() + _NEAR].partition("\n")[0]
    if "-----" in before or "-----" in after:
        yield Irregularity(Quirk.OFF_THE_LINE, lines.at(mark.start()), "a line break is missing between two blocks")
    elif before and mark[1] == "BEGIN":
        yield Irregularity(Quirk.PRECEDED, lines.at(mark.start()), "blanks" if before.isspace() else "other text")
    elif before or after.strip():
        yield Irregularity(Quirk.OFF_THE_LINE, lines.at(mark.start()), "something else stands on the same line")


def _cut_off(opened: re.Match[str] | None, lines: _LineCounter) -> Iterator[Irregularity]:
    if opened is not None:
        yield Irregularity(Quirk.CUT_OFF, lines.at(opened.start()), f"BEGIN {opened[2]}")


def _block(opened: re.Match[str], inner: str, line: int) -> tuple[Block, list[Irregularity]]:
    odd: list[Irregularity] = []
    rows = inner.removeprefix("\n").removesuffix("\n").split("\n")
    headers = [row.strip() for row in rows if _HEADER.match(row)]
    body = [row for row in rows if not _HEADER.match(row)]
    if headers and opened[2].endswith("CERTIFICATE"):
        odd.append(Irregularity(Quirk.HEADERS, line, headers[0][:60]))
    if any(not row.strip() for row in body[1:]):  # the first may be: it ends the headers, or what might be headers
        odd.append(Irregularity(Quirk.EMPTY_LINES, line, f"in {opened[2]}"))
    try:
        der = base64.b64decode("".join("".join(body).split()), validate=True)
    except (binascii.Error, ValueError):
        der = None
    if not der:
        der = None
        odd.append(Irregularity(Quirk.BAD_BASE64, line, f"in {opened[2]}"))
    return Block(opened[2], der, tuple(headers), line), odd
