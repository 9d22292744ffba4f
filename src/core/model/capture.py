"""What a packet capture shows: its TLS conversations, how each ended, and what could not be read. Pure values.

Only what is in the file is told as seen; an encrypted alert is `hidden`, never named. Times are nanoseconds of the
capture's own clock (Unix epoch) or milliseconds between two packets.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.model.certificate import CertificateFacts
from core.model.explanation import Cause
from core.model.finding import Blame
from core.model.prose import Prose


class Peer(StrEnum):
    """One end of a conversation, by role in TLS (who sent the ClientHello), else in TCP (who sent the SYN)."""

    CLIENT = "client"
    SERVER = "server"

    @property
    def other(self) -> "Peer":
        return Peer.SERVER if self is Peer.CLIENT else Peer.CLIENT


class Outcome(StrEnum):
    """``INCOMPLETE``: the capture ends, or lacks too much, before the handshake's fate is seen."""

    COMPLETED = "completed"
    FAILED = "failed"
    INCOMPLETE = "incomplete"


class Point(StrEnum):
    """Where a conversation failed: the step that was not accepted, or that did not come."""

    TCP_CONNECT = "tcp_connect"
    PROXY_CONNECT = "proxy_connect"
    STARTTLS = "starttls"
    CLIENT_HELLO = "client_hello"
    SERVER_HELLO = "server_hello"
    SERVER_FLIGHT = "server_flight"
    SERVER_CERTIFICATE = "server_certificate"
    SERVER_KEY_EXCHANGE = "server_key_exchange"
    CLIENT_CERTIFICATE = "client_certificate"
    CLIENT_KEY_EXCHANGE = "client_key_exchange"
    CLIENT_FINISHED = "client_finished"
    POST_HANDSHAKE = "post_handshake"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAlert:
    """An alert that could be read. ``level``, ``number``: as on the wire. ``decrypted``: by secrets in the file."""

    sender: Peer
    level: int
    number: int
    frame: int
    decrypted: bool = False


class Killer(StrEnum):
    """Who ended a conversation that failed."""

    CLIENT = "client"
    SERVER = "server"
    MIDDLEBOX = "middlebox"
    NETWORK = "network"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ending:
    """``how``: alert, RST, FIN, silence, ICMP …; ``because``: how we know who it was, one line."""

    by: Killer
    how: str
    because: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One station of the conversation: milliseconds since its first packet, what it was, who sent it."""

    ms: float
    frame: int
    sender: Peer
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Milliseconds between packets at the point of capture; None where one of both was not seen."""

    tcp: float | None = None
    server_hello: float | None = None
    handshake: float | None = None
    total: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What a failed conversation means: in words, who must act, what to do, what proves it."""

    actor: Blame
    means: Prose
    fix: tuple[Prose, ...] = ()
    check: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One TCP connection that carried TLS, or that failed on the way to it.

    ``client``, ``server``: address:port. ``sni``: as sent, cleaned. ``versions_offered``: supported_versions without
    GREASE, else the highest version that the ClientHello names; wire numbers. ``version``, ``cipher``, ``group``:
    what was chosen, wire numbers; a cipher of SSL 2.0 is not told. ``starttls``: the protocol that was spoken before,
    or "http" behind a proxy's CONNECT. ``hidden_alerts``: senders of encrypted alerts, known by length and place.
    ``causes``: most likely first, empty when nothing is wrong. ``failed_at`` may be set on a completed handshake that
    a side left at once.
    """

    client: str
    server: str
    number: int
    frame: int
    started_ns: int
    sni: str | None = None
    versions_offered: tuple[int, ...] = ()
    version: int | None = None
    cipher: int | None = None
    group: int | None = None
    alpn: str | None = None
    starttls: str | None = None
    resumed: bool = False
    client_certificate_asked: bool = False
    client_certificate_sent: bool | None = None
    certificates: tuple[CertificateFacts, ...] = ()
    alerts: tuple[SeenAlert, ...] = ()
    hidden_alerts: tuple[Peer, ...] = ()
    outcome: Outcome = Outcome.INCOMPLETE
    failed_at: Point | None = None
    causes: tuple[Cause, ...] = ()
    ending: Ending | None = None
    timings: Timings = Timings()
    timeline: tuple[Moment, ...] = ()
    notes: tuple[str, ...] = ()
    advice: Advice | None = None

    @property
    def troubled(self) -> bool:
        """It failed, was left for a reason right after it had completed, or completed against the rules."""
        return self.outcome is Outcome.FAILED or self.failed_at is not None or bool(self.causes)


@dataclass(frozen=True, slots=True)
class NameFailure:
    """A DNS answer in the capture that says no: ``code`` of the findings' vocabulary, ``name`` cleaned."""

    name: str
    code: str
    rcode: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the file itself, a sentence; ``offset``: the byte (unpacked) where it begins."""

    sentence: str
    offset: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Everything that one file shows.

    ``format``: "pcap", "pcapng" or None when it is neither. ``readable``: at least a header made sense and its packets
    could be looked at. ``truncated_at``: the byte from which nothing could be read any more. ``unlisted``: further
    conversations without a failure, left out of ``conversations`` to bound memory. ``other_tcp``: TCP connections
    without TLS. ``udp_tls``: what was seen of DTLS and QUIC, packets by name.
    """

    format: str | None
    readable: bool
    problems: tuple[Problem, ...] = ()
    truncated_at: int | None = None
    packets: int = 0
    bytes_read: int = 0
    seconds: float = 0.0
    conversations: tuple[Conversation, ...] = ()
    unlisted: int = 0
    other_tcp: int = 0
    udp_tls: tuple[tuple[str, int], ...] = ()
    name_failures: tuple[NameFailure, ...] = ()
    secrets: bool = False

    @property
    def troubled(self) -> tuple[Conversation, ...]:
        return tuple(c for c in self.conversations if c.troubled)
