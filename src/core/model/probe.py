"""One connection to make, and how far a connection or a whole check goes. Values only."""

from dataclasses import dataclass
from enum import StrEnum

from core.model.offer import Offer
from core.model.target import IPAddress, Starttls


class Profile(StrEnum):
    """Which hello or bytes a probe sends. FULL completes a handshake; the others are control experiments."""

    FULL = "full handshake"
    FULL_AGAIN = "second attempt"
    NO_SNI = "no SNI"
    OTHER_SNI = "other SNI"
    SIBLING_SNI = "sibling SNI"
    TLS12_ONLY = "TLS 1.2 only"
    SMALL = "small classical hello"
    LARGE = "large hello"
    LEGACY = "legacy offer"
    PLAINTEXT = "plaintext probe"
    BANNER = "silent listen"
    SURVEY = "survey"  # `Probe.offer` says what is asked
    STRAINED = "strained hello"  # everything at once that servers are known to stumble over and must not
    GREASE = "small hello with GREASE"
    UNKNOWN_EXTENSION = "small hello with an unknown extension"
    LONG_LIST = "small hello with many cipher suites"
    SPLIT_RECORDS = "small hello split over records"
    SPLIT_SEGMENTS = "small hello split over segments"
    BARE = "TLS 1.2 with few extensions"
    PLUS_ALPN = "the same and ALPN"
    PLUS_TICKET = "the same and session_ticket"
    PLUS_MASTER_SECRET = "the same and extended_master_secret"  # noqa: S105 - an extension's name
    PLUS_STATUS = "the same and status_request"
    PLUS_SCT = "the same and signed_certificate_timestamp"
    SIZE_600 = "small hello padded to 600 bytes"
    SIZE_1000 = "small hello padded to 1000 bytes"
    SIZE_1400 = "small hello padded to 1400 bytes"
    CLAMPED = "full handshake in small segments"
    UPGRADED = "STARTTLS upgrade"  # of the protocol that the port was heard to speak


class Stage(StrEnum):
    """How far a connection came, by what had been sent and received when it ended."""

    CONNECT = "connect"
    STARTTLS = "STARTTLS dialogue"
    HELLO = "after ClientHello"  # not one byte answered it
    SERVER_FLIGHT = "in the server's flight"  # ServerHello began, server's flight not complete
    FINISHED = "after our Finished"  # we sent our last flight, the server's answer is missing
    AFTER = "after the handshake"


class CloseKind(StrEnum):
    FIN = "FIN"
    RST = "RST"


@dataclass(frozen=True, slots=True)
class Probe:
    """One connection to make. ``server_name`` is the SNI to send, None sends none. ``offer``: of SURVEY only."""

    profile: Profile
    address: IPAddress
    port: int
    server_name: str | None
    starttls: Starttls | None = None
    offer: Offer | None = None


class Depth(StrEnum):
    """How far a check goes. QUICK: one handshake an address, as sweeps use. FULL: controls, survey and lookups too."""

    QUICK = "quick"
    FULL = "full"
