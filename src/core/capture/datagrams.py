"""What UDP tells in passing: DNS answers that say no, and TLS over UDP (DTLS, QUIC), which is counted and not read.

Law: bounded; never raises. DNS: RFC 1035 section 4.1; DTLS: RFC 9147 section 4; QUIC: RFC 9000 section 17.2.
"""

from collections import Counter
from typing import Final

from core.capture.network import Transport
from core.model.capture import NameFailure
from core.model.prose import clean

_DNS: Final = 53
_CODES: Final = {2: "dns-servfail", 3: "dns-nxdomain", 5: "dns-servfail"}
_MAX_NAMES: Final = 100
_QUIC_VERSIONS: Final = (b"\0\0\0\x01", b"\x6b\x33\x43\xcf")
_DTLS_VERSIONS: Final = frozenset({0xFEFF, 0xFEFD, 0xFEFC})


class Datagrams:
    """Counts what it recognises."""

    def __init__(self) -> None:
        self.names: dict[str, NameFailure] = {}
        self.tls: Counter[str] = Counter()

    def take(self, found: Transport) -> None:
        """One UDP datagram."""
        data, at, end = found.data, found.start + 8, found.end
        if at + 13 > end:
            return
        source = data[found.start] << 8 | data[found.start + 1]
        if source == _DNS:
            self._dns(data[at:end])
        elif 20 <= data[at] <= 26 and (data[at + 1] << 8 | data[at + 2]) in _DTLS_VERSIONS:
            self.tls["DTLS"] += 1
        elif (
            data[at] & 0xC0 == 0xC0
            and (data[at + 1 : at + 5] in _QUIC_VERSIONS or data[at + 1 : at + 3] == b"\xff\0")  # drafts
            and end - at >= 1200
        ):
            self.tls["QUIC"] += 1

    def _dns(self, message: bytes) -> None:
        code = _CODES.get(message[3] & 15)
        if not message[2] & 0x80 or code is None or len(self.names) >= _MAX_NAMES:
            return
        name = _question(message)
        if name:
            self.names.setdefault(name, NameFailure(name, code, message[3] & 15))


def _question(message: bytes) -> str:
    """The name that was asked for; questions are not compressed."""
    labels: list[str] = []
    at = 12
    while at < len(message) and 0 < message[at] < 64 and len(labels) < 40:
        labels.append(message[at + 1 : at + 1 + message[at]].decode("ascii", "replace"))
        at += 1 + message[at]
    return clean(".".join(labels), 255)
