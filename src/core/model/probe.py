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
