"""What is in a certificate file, and what was found about it. Values only, no TLS library, and never a private key:
of a key its public half is kept, to be compared.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.model.certificate import CertificateFacts, PublicKeyFacts, UnreadableCertificate
from core.model.prose import Prose
from core.model.report import Report, State
from core.model.trust import EngineOpinion, StoreVerdict

MAX_BYTES = 1024 * 1024
MAX_CERTIFICATES = 100


class Container(StrEnum):
    """How the certificates are packed. Only PEM and DER have an order of their own."""

    PEM = "PEM"
    DER = "DER"
    PKCS7 = "PKCS #7"
    PKCS12 = "PKCS #12"

    @property
    def ordered(self) -> bool:
        return self in (Container.PEM, Container.DER)


class Quirk(StrEnum):
    """How a text departs from PEM (RFC 7468) so that programs stumble over it."""

    PRECEDED = "something before BEGIN on the same line"
    OFF_THE_LINE = "a BEGIN or END line that is not alone on its line"
    UTF16 = "UTF-16 text"
    BYTE_ORDER_MARK = "a byte order mark"
    ESCAPED = "line ends written as \\n"
    CARRIAGE_RETURNS = "line ends of carriage returns alone"
    EMPTY_LINES = "empty lines inside a block"
    CUT_OFF = "a block without its END line"
    BAD_BASE64 = "a block that is no base64"
    NO_ARMOUR = "base64 without BEGIN and END lines"
    HEADERS = "header lines in a certificate's block"
    TRUSTED_LATER = "a TRUSTED CERTIFICATE block behind the first"
    SURPLUS = "bytes behind the first certificate, inside its block"
    NO_CERTIFICATE = "a block with something else than a certificate in it"
    TOO_MANY = "more certificates than are read"

    @property
    def fatal(self) -> bool:
        """OpenSSL does not load such a file, stops at the place, or skips the block; the others it reads."""
        return self not in (Quirk.BYTE_ORDER_MARK, Quirk.TOO_MANY)


@dataclass(frozen=True, slots=True)
class Irregularity:
    """``line``: where, counted from 1; 0 for the whole file."""

    quirk: Quirk
    line: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFacts:
    """A private key, told by its public half. ``spki``: SubjectPublicKeyInfo in DER. ``source``: the file's name."""

    source: str
    facts: PublicKeyFacts
    spki: bytes
    encrypted: bool
    apart: bool  # in a file of its own, not among the certificates


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTrouble:
    """A key that could not be had. ``locked``: no password was given at all, so nothing is known to be wrong."""

    source: str
    because: str
    locked: bool
    apart: bool


Key = KeyFacts | KeyTrouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """``certificates``: DER in the order of the file (of PKCS #7 and #12: as they come). ``others``: labels of PEM
    blocks that are neither certificates nor keys.
    """

    container: Container
    certificates: tuple[bytes, ...]
    keys: tuple[Key, ...] = ()
    irregularities: tuple[Irregularity, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Locked:
    """A container that needs a password. ``tried``: one was given and does not open it (or the file is damaged)."""

    container: Container
    tried: bool


@dataclass(frozen=True, slots=True)
class NoCertificate:
    """Nothing to examine. ``because``: a clause whose subject is the file. ``irregularities``: what was odd."""

    because: str
    irregularities: tuple[Irregularity, ...] = ()


Reading = Bundle | Locked | NoCertificate


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePath:
    """A trust store's verdict on the chain as it is in the file, and the way it looked at (subjects, leaf first)."""

    verdict: StoreVerdict
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleReport:
    """``report``: the rules' answers, worded for a file. ``certificates``: in the order of the file. ``corrected``:
    what to deploy (leaf, intermediates, no root), empty when it cannot be had; ``as_it_is``: the file holds just that.
    ``opinions``: two verifiers' words; ``families``: who follows which, when they differ. ``wanted``: addresses of
    issuers that are missing and were not asked for yet.
    """

    name: str
    container: Container | None
    host: str | None
    report: Report
    certificates: tuple[CertificateFacts | UnreadableCertificate, ...] = ()
    paths: tuple[StorePath, ...] = ()
    opinions: tuple[EngineOpinion, ...] = ()
    families: tuple[Prose, ...] = ()
    corrected: tuple[CertificateFacts, ...] = ()
    as_it_is: bool = False
    key: Key | None = None
    key_fits: bool | None = None
    others: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        return self.report.state
