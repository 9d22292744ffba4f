"""A capture's bytes in pieces: from a file or standard input, unpacked when gzip. No judgement beyond gzip's own.

Law: one chunk is held at a time; a file that unpacks to absurd size, or whose gzip breaks off, ends early and `problem`
says so.
"""

import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

CHUNK: Final = 1 << 20
_STEP: Final = 1 << 16  # packed bytes at a time: so much at the most is gone through again behind a damage
_GZIP: Final = b"\x1f\x8b"
_FREE: Final = 16 << 20  # unpacked bytes before the ratio counts
_RATIO: Final = 200  # captures pack to a tenth; zeros to a thousandth


class CaptureBytes:
    """Iterate once; `problem` is a sentence when the bytes ended before the file meant them to."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._packed = 0
        self.problem: str | None = None

    def __iter__(self) -> Iterator[bytes]:
        first = self._read()
        if first[:2] == _GZIP:
            yield from self._unpacked(first)
            return
        while first:
            yield first
            first = self._read()

    def _read(self) -> bytes:
        try:
            data = self._source.read(CHUNK)
        except OSError as error:
            self.problem = f"The file could not be read to its end: {error.strerror}."
            return b""
        self._packed += len(data)
        return data

    def _unpacked(self, data: bytes) -> Iterator[bytes]:
        """All members of a gzip file (RFC 1952)."""
        unpacker, written = zlib.decompressobj(wbits=31), 0
        while data:
            before, step = unpacker.copy(), data[:_STEP]
            try:
                piece = unpacker.decompress(step, CHUNK)
            except zlib.error as error:
                self.problem = f"The gzip data is damaged ({error}): what stands before the damage was read."
                yield _salvaged(before, step)
                return
            written += len(piece)
            if written > max(_FREE, _RATIO * self._packed):
                self.problem = f"The file unpacks to over {_RATIO} times its size: the rest was not read."
                return
            if piece:
                yield piece
            data = (unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail) + data[_STEP:]
            data = data or self._read()
            if unpacker.eof:
                if not data:
                    return
                unpacker = zlib.decompressobj(wbits=31)
        self.problem = self.problem or "The gzip data ends in the middle: what was there was read."


def _salvaged(unpacker: "zlib._Decompress", data: bytes) -> bytes:
    """What comes out before the byte that zlib does not take."""
    pieces = []
    for byte in data:
        try:
            pieces.append(unpacker.decompress(bytes([byte]), CHUNK))
        except zlib.error:
            break
    return b"".join(pieces)


def open_capture(path: str) -> BinaryIO:
    """The file, or standard input for "-". Raises OSError."""
    return sys.stdin.buffer if path == "-" else Path(path).open("rb")
