"""What both directions of one connection share, and how TLS is told from other bytes."""

from functools import lru_cache
from typing import Final

from core.capture.events import Sealed, Seen, What
from core.capture.secrets import KeyLog, Opener
from core.wire.codes import Version
from core.wire.messages import ServerHello
from core.wire.records import MAX_FRAGMENT

MAX_EVENTS: Final = 400
DRAFT: Final = 0x7F  # the first byte of a TLS 1.3 draft's version


def looks_like_record(data: bytes) -> bool:
    """A record header at the front: type, version 3.0 to 3.4, a possible length (RFC 8446 section 5.1)."""
    return (
        len(data) >= 5
        and 20 <= data[0] <= 24
        and data[1] == 3
        and data[2] <= 4
        and 0 < (data[3] << 8 | data[4]) <= MAX_FRAGMENT
    )


def begins_ssl2(data: bytes) -> bool:
    """A hello of SSL 2.0 form, of a client or a server, at least its beginning."""
    if len(data) < 11 or not data[0] & 0x80:
        return False
    from_client = data[2] == 1 and (data[3:5] == b"\0\x02" or (data[3] == 3 and data[4] <= 4))
    return from_client or (data[2] == 4 and data[5:7] == b"\0\x02")


sealed = lru_cache(maxsize=4096)(Sealed)


class Dialogue:
    """What both directions of one connection share: the events, and what the ServerHello chose."""

    __slots__ = ("events", "hello", "hellos", "random", "secrets")

    def __init__(self, secrets: KeyLog | None = None) -> None:
        self.events: list[Seen] = []
        self.secrets = secrets or {}
        self.random = b""  # of the ClientHello
        self.hello: ServerHello | None = None
        self.hellos = [False, False]  # a ClientHello came from this side

    def tell(self, ns: int, frame: int, side: int, what: What) -> None:
        if len(self.events) < MAX_EVENTS:
            self.events.append(Seen(ns, frame, side, what))

    def opener(self, side: int) -> Opener | None:
        """What opens the records of this side, if the capture carries the secrets of this handshake."""
        known = self.secrets.get(self.random)
        if not known or self.hello is None or not self.modern:
            return None
        return Opener(known, 0 if self.hellos[side] else 1, self.hello.cipher)

    @property
    def modern(self) -> bool:
        """TLS 1.3 or a draft of it was chosen."""
        version = self.hello.version if self.hello else 0
        return version >= Version.TLS1_3 and version >> 8 in (3, DRAFT)
