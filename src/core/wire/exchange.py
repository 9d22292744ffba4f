"""The contract between a conversation (pure, bytes in, bytes out) and whoever owns the socket and the clock.

A conversation never waits and never reads a clock: the adapter tells it what came and how the connection ended, it
answers what to send and how long to be patient. One conversation serves one TCP connection.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.model.observation import CloseKind, Outcome


class End(StrEnum):
    """Who or what ended the connection. FIN and RST are the peer's, the rest is ours."""

    FIN = "FIN"
    RST = "RST"
    TIMEOUT = "silence"
    BUDGET = "our deadline"
    BYTE_LIMIT = "our byte limit"


@dataclass(frozen=True, slots=True)
class Ended:
    """``after_ms``: milliseconds since the peer's last byte, or since the connection stood if it sent none."""

    end: End
    after_ms: float = 0.0

    @property
    def close_kind(self) -> CloseKind | None:
        """FIN or RST if the peer closed, None if we gave up."""
        match self.end:
            case End.FIN:
                return CloseKind.FIN
            case End.RST:
                return CloseKind.RST
            case _:
                return None


class Milestone(StrEnum):
    """Points whose time the adapter notes."""

    STARTTLS = "STARTTLS accepted"
    HANDSHAKE = "handshake complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What to do after some bytes.

    ``send``: to be sent as it is. ``finished``: nothing more is wanted, call ``ended(None)``. ``patience_ms``: from
    now on the rest of the conversation has this long in all, however the bytes trickle; None changes nothing.
    ``reached``: milestones passed by these bytes.
    """

    send: bytes = b""
    finished: bool = False
    patience_ms: int | None = None
    reached: tuple[Milestone, ...] = ()


class Conversation(Protocol):
    """One side of one connection. Order of calls: ``open``, ``receive`` as often as bytes come, ``ended`` once."""

    def open(self) -> bytes:
        """The first bytes to send; may be empty when the server speaks first."""

    def receive(self, data: bytes) -> Reaction:
        """Bytes from the peer, chunked in any way; never empty. Not called again after ``finished``."""

    def ended(self, end: Ended | None) -> Outcome:
        """The outcome. ``end`` is None when the conversation itself had finished."""
