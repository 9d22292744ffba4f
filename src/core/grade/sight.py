"""What the grade looks at, gathered once for one address: the map, the certificate, what HTTP said.

Law: unknown stays unknown here; `why_not` says when there is too little for a letter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.model.certificate import CertificateFacts, KeyKind, PublicKeyFacts
from core.model.evidence import Endpoint, Evidence, Presentation
from core.model.server_map import ServerMap, Tri, VersionMap
from core.posture.hsts import Hsts, parse
from core.wire.registry import CipherSuite, Version, cipher, version_name
from core.words.signs import fails_at_hello

DECISIVE = (Version.SSL3, Version.TLS1_0, Version.TLS1_1, Version.TLS1_2, Version.TLS1_3)
_EC_AS_RSA = ((512, 15360), (384, 7680), (256, 3072), (250, 3072), (224, 2048), (160, 1024))  # NIST SP 800-57 part 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """``hsts``: the header's value; ``http``: an HTTP answer was seen, so its absence means something. ``stapled``
    None: no handshake was completed. ``completed`` False: ours breaks off after the server's first answer.
    """

    server: ServerMap
    shown: Presentation | None
    at: datetime
    http: bool
    hsts: str | None
    starttls: bool
    stapled: bool | None = None
    completed: bool = True

    @property
    def leaf(self) -> CertificateFacts | None:
        return self.shown.leaf if self.shown else None

    @property
    def tls(self) -> tuple[VersionMap, ...]:
        """SSL 3.0 and newer, as supported, newest first."""
        return tuple(v for v in self.server.supported if v.version >= Version.SSL3)

    @property
    def suites(self) -> tuple[CipherSuite, ...]:
        """Every suite of these versions, once."""
        return tuple(cipher(code) for code in dict.fromkeys(code for v in self.tls for code in v.suites))

    def speaks(self, version: int) -> bool:
        return self.server.supports(version) is Tri.YES

    def why_not(self) -> str:
        """Why there can be no letter; '' when there can."""
        if self.server.limited:
            return f"the server limited our questions: {self.server.limited}"
        open_ = [version_name(v) for v in DECISIVE if self.server.supports(v) is Tri.UNKNOWN]
        if open_:
            return f"whether the server speaks {', '.join(open_)} was not found out"
        if not self.tls:
            return "no version of TLS was found that the server speaks"
        cut = [version_name(v.version) for v in self.tls if not v.complete]
        if cut:
            return f"the cipher suites of {', '.join(cut)} were not asked to the end"
        if self.leaf is None:
            return "the server's certificate was not seen"
        if not self.completed:
            return "our own handshake with the server does not complete"
        return ""


def sights(evidence: Evidence) -> tuple[tuple[Endpoint, Sight], ...]:
    """The addresses that were surveyed: in full, where any was."""
    seen = [(e, e.map) for e in evidence.judged if e.map is not None]
    full = [(e, server) for e, server in seen if not server.brief]
    return tuple((e, _sight(evidence, e, server)) for e, server in full or seen)


def _sight(evidence: Evidence, endpoint: Endpoint, server: ServerMap) -> Sight:
    done = endpoint.completed
    http = done.ending.http if done else None
    return Sight(
        server=server,
        shown=endpoint.presentation,
        at=evidence.at,
        http=http is not None,
        hsts=http.hsts if http else None,
        starttls=evidence.target.starttls is not None,
        stapled=done.flight.staple is not None if done else None,
        completed=done is not None or fails_at_hello(endpoint.outcome),
    )


def rsa_equivalent(key: PublicKeyFacts) -> int | None:
    """The RSA size of like strength, 0 when the key's kind has no such measure: then it is judged by nothing."""
    match key.kind:
        case KeyKind.RSA | KeyKind.DSA:
            return key.bits or None
        case KeyKind.EC | KeyKind.ED25519 | KeyKind.ED448:
            return as_rsa(256 if key.kind is KeyKind.ED25519 else 448 if key.kind is KeyKind.ED448 else key.bits)
        case _:
            return None


def as_rsa(curve_bits: int) -> int:
    """RSA bits of like strength for a curve's field size (NIST SP 800-57 part 1, table 2)."""
    return next((rsa for bits, rsa in _EC_AS_RSA if curve_bits >= bits), 512)


def max_age(header: str | None) -> int | None:
    """Seconds that a Strict-Transport-Security header asks for, None when there is none that can be read."""
    policy = parse(header) if header is not None else None
    return policy.max_age if isinstance(policy, Hsts) else None


def names(values: Iterable[int]) -> str:
    return ", ".join(version_name(v) for v in values)


def listed(suites: Sequence[CipherSuite], most: int = 4) -> str:
    """Names of the first few, and how many more."""
    more = f" and {len(suites) - most} more" if len(suites) > most else ""
    return ", ".join(suite.openssl or suite.iana for suite in suites[:most]) + more
