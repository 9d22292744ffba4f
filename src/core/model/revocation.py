"""What CRLs, OCSP responders and staples say of a certificate. Values only.

Law: unknown is a state of its own. What could not be fetched, read, verified or is out of date says nothing, neither
good nor bad, and `Doubt` tells why.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.model.certificate import CertificateFacts, IPAddress


class Source(StrEnum):
    """Where a status can be had."""

    CRL = "CRL"
    OCSP = "OCSP responder"
    STAPLE = "OCSP staple"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRequest:
    """A CRL to fetch, or an OCSP question to put. ``body``: DER OCSPRequest, empty for a CRL. ``certificate`` and
    ``issuer``: DER, whose status is asked and who has to sign the answer.
    """

    source: Source
    url: str
    certificate: bytes = field(repr=False)
    issuer: bytes = field(repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFetched:
    """What came for a request, as it came, or a clause why nothing did.

    ``pending``: our own slice of time ended it and somebody goes on looking. ``kept``: it is our copy from before.
    """

    request: StatusRequest
    body: bytes | None = field(default=None, repr=False)
    failure: str | None = None
    pending: bool = False
    kept: bool = False


class Standing(StrEnum):
    GOOD = "not revoked"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class Doubt(StrEnum):
    """Why an answer says nothing."""

    UNREACHABLE = "it could not be fetched"
    PENDING = "it is still being fetched"
    UNREADABLE = "it could not be read"
    REFUSED = "the responder gives an error instead of an answer"
    BAD_SIGNATURE = "its signature does not verify"
    UNAUTHORISED = "it is signed by a key that may not"
    UNPROVEN = "its signature could not be verified"
    WRONG_CERTIFICATE = "it is about another certificate"
    OUT_OF_SCOPE = "it does not cover this certificate"
    NOT_KNOWN = "the responder does not know this certificate"
    STALE = "it is out of date"
    NOT_YET = "it is not valid yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusAnswer:
    """One answer, judged. ``doubt`` is set when and only when the standing is unknown; ``detail``: a clause on it.

    ``this_update``, ``next_update``: from when to when the signer vouches for it. ``reason``: RFC 5280 section 5.3.1.
    """

    source: Source
    standing: Standing
    url: str = ""
    doubt: Doubt | None = None
    detail: str = ""
    this_update: datetime | None = None
    next_update: datetime | None = None
    revoked_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateStatus:
    """One certificate below the root. ``exempt``: why nobody need ask, a clause. ``answers``: of all that was asked,
    in that order, staples last.
    """

    certificate: CertificateFacts
    depth: int
    exempt: str | None = None
    answers: tuple[StatusAnswer, ...] = ()

    @property
    def standing(self) -> Standing:
        """The worst that was proven: one valid word of revocation outweighs older good ones."""
        said = {answer.standing for answer in self.answers}
        return next((s for s in (Standing.REVOKED, Standing.GOOD) if s in said), Standing.UNKNOWN)

    @property
    def revoked(self) -> StatusAnswer | None:
        return next((answer for answer in self.answers if answer.standing is Standing.REVOKED), None)

    @property
    def pending(self) -> bool:
        return any(answer.doubt is Doubt.PENDING for answer in self.answers)

    def of(self, source: Source) -> tuple[StatusAnswer, ...]:
        return tuple(answer for answer in self.answers if answer.source is source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stapled:
    """The staple that an address sent with this chain. ``answer`` None: none in ``handshakes`` that could show it."""

    address: IPAddress
    answer: StatusAnswer | None
    handshakes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """``statuses``: leaf first, then what stands above it, without the root. ``staples``: an entry an address."""

    statuses: tuple[CertificateStatus, ...]
    staples: tuple[Stapled, ...] = ()

    @property
    def leaf(self) -> CertificateStatus:
        return self.statuses[0]

    @property
    def above(self) -> tuple[CertificateStatus, ...]:
        return self.statuses[1:]
