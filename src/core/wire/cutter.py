"""Hands a stream on record by record, so that what is seen never depends on how TCP cut it.

Law: bytes are passed on unchanged, in order and at once; a piece ends where a record ends or where the data
end. Streams that are no TLS are cut somewhere, which harms nobody.
"""

from collections.abc import Callable, Iterator
from typing import Final

from core.wire.exchange import Reaction

_HEADER: Final = 5


class RecordCutter:
    """Knows where in a record the stream stands."""

    def __init__(self) -> None:
        self._header = b""
        self._left = 0  # bytes of the record's body to come, once the header is whole

    def cut(self, data: bytes) -> Iterator[bytes]:
        start = at = 0
        while at < len(data):
            if len(self._header) < _HEADER:
                took = data[at : at + _HEADER - len(self._header)]
                self._header += took
                at += len(took)
                self._left = int.from_bytes(self._header[3:5], "big")
            step = min(self._left, len(data) - at) if len(self._header) == _HEADER else 0
            self._left -= step
            at += step
            if len(self._header) == _HEADER and not self._left:
                self._header = b""
                yield data[start:at]
                start = at
        if start < at:
            yield data[start:at]

    def each(self, data: bytes, receive: Callable[[bytes], Reaction]) -> Reaction:
        """``receive`` every piece until one finishes; all reactions as one."""
        whole = Reaction()
        for piece in self.cut(data):
            reaction = receive(piece)
            whole = Reaction(
                send=whole.send + reaction.send,
                finished=reaction.finished,
                patience_ms=whole.patience_ms if reaction.patience_ms is None else reaction.patience_ms,
                reached=whole.reached + reaction.reached,
            )
            if reaction.finished:
                break
        return whole
