"""TLS 1.3: what a sealed record holds, by its length and place.

Law: content, a byte for its type, padding, a tag (RFC 8446 sections 5.2 and 5.4); a Finished has a known length and so
tells how its sender pads: OpenJDK's sockets by 16 zeros (measured), Mbed TLS up to a multiple of 16
(MBEDTLS_SSL_CID_TLS1_3_PADDING_GRANULARITY), everybody else not at all.
"""

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from functools import cached_property
from typing import Final, TypeAlias

Record: TypeAlias = tuple[int, int]

_HEADER: Final = 4
_NO_CERTIFICATE: Final = 8  # an empty Certificate with its header (RFC 8446 section 4.4.2)
_ALERT: Final = 2
_END_OF_EARLY_DATA: Final = 21
_FLIGHT: Final = 3  # Certificate, CertificateVerify, Finished
_SHA384: Final = 0x1302
_CCM_8: Final = 0x1305


class Padding(Enum):
    """How a sender fills its records up."""

    NONE = auto()
    SIXTEEN = auto()
    BLOCKS = auto()


def sealed_size(content: int, suite: int, padding: Padding | None = None) -> int:
    """The length of a record with so many bytes of content."""
    inner = content + 1
    if padding is Padding.SIXTEEN:
        inner += 16
    elif padding is Padding.BLOCKS:
        inner += -inner % 16
    return inner + (8 if suite == _CCM_8 else 16)


def _finished(suite: int) -> int:
    return _HEADER + (48 if suite == _SHA384 else 32)


def padding_of(sizes: Iterable[int], suite: int) -> Padding | None:
    """As the Finished among these records shows it; None where there is none."""
    seen = set(sizes)
    return next((p for p in Padding if sealed_size(_finished(suite), suite, p) in seen), None)


def finished_at(sizes: Sequence[int], suite: int) -> int | None:
    """Which of these records is the Finished; None where it shares one with other messages."""
    padding = padding_of(sizes, suite)
    return None if padding is None else sizes.index(sealed_size(_finished(suite), suite, padding))


class SealedRecords:
    """Records of application data of both sides: place among the events, length. `suite`: the one chosen."""

    def __init__(self, suite: int, client: Sequence[Record], server: Sequence[Record]) -> None:
        self._suite = suite
        self.server = server
        first = server[0][0] if server else -1
        self._client = [record for record in client if record[0] > first]  # before it: early data

    @cached_property
    def client_alerts(self) -> frozenset[int]:
        """Places. An alert may stand in the place of the Finished, padded in any way; else none comes before it."""
        suite, records = self._suite, self._client
        sizes = [size for _, size in records]
        end = finished_at(sizes[:_FLIGHT], suite)
        if end is not None:
            alert = sealed_size(_ALERT, suite, padding_of(sizes[:_FLIGHT], suite))
            return frozenset(place for place, size in records[end + 1 :] if size == alert)
        plain, instead = sealed_size(_ALERT, suite), {sealed_size(_ALERT, suite, p) for p in Padding}
        return frozenset(p for n, (p, size) in enumerate(records) if size == plain or (n == 0 and size in instead))

    @cached_property
    def server_alerts(self) -> frozenset[int]:
        """Places."""
        answered = self._client[0][0] if self._client else None
        padding = padding_of((n for place, n in self.server if answered is None or place < answered), self._suite)
        return frozenset(place for place, n in self.server if n == sealed_size(_ALERT, self._suite, padding))

    @property
    def client_alert(self) -> int | None:
        """Place of the client's first alert."""
        return min(self.client_alerts, default=None)

    @property
    def server_alert(self) -> int | None:
        """Place of the server's first alert."""
        return min(self.server_alerts, default=None)

    @cached_property
    def client_flight(self) -> tuple[int, ...]:
        """Lengths of the client's records that are no alerts."""
        return tuple(n for place, n in self._client if place not in self.client_alerts)

    @property
    def client_done(self) -> int | None:
        """Place of the client's first record that is no alert: its last flight."""
        return next((place for place, _ in self._client if place not in self.client_alerts), None)

    @property
    def client_data(self) -> int | None:
        """Place of what follows the client's Finished."""
        said = [place for place, _ in self._client if place not in self.client_alerts]
        finished = finished_at(self.client_flight, self._suite) or 0
        return said[finished + 1] if len(said) > finished + 1 else None

    @property
    def certificate(self) -> bool | None:
        """Whether the client's flight, with its Finished, holds a certificate; None: it was not asked."""
        flight = tuple(n for n in self.client_flight if n != _END_OF_EARLY_DATA)
        padding = padding_of(flight[:_FLIGHT], self._suite)
        if not flight or flight[0] == sealed_size(_finished(self._suite), self._suite, padding):
            return None
        together = _NO_CERTIFICATE + _finished(self._suite)
        return flight[0] not in {sealed_size(n, self._suite, padding) for n in (_NO_CERTIFICATE, together)}

    @property
    def server_finished(self) -> bool:
        """The server's Finished is there, or a record that can hold it: only an alert is shorter."""
        return any(n >= sealed_size(_finished(self._suite), self._suite) for _, n in self.server)

    def server_speaks_after(self, place: int) -> bool:
        """A record of the server's that is no alert."""
        return any(later > place and later not in self.server_alerts for later, _ in self.server)

    @property
    def server_goes_on(self) -> int | None:
        """Place of the server's first record behind its Finished that is no alert: then the client's had come."""
        finished = finished_at([n for _, n in self.server], self._suite)
        rest = self.server[finished + 1 :] if finished is not None else ()
        return next((place for place, _ in rest if place not in self.server_alerts), None)
