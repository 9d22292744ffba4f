"""What a snippet is to bring about, and the guideline's lists in the spelling of OpenSSL.

Law: no snippet keeps a server from starting: the hybrid group is named only where the server has it already.
"""

from dataclasses import dataclass

from core.grade.tlsref import HYBRID, guideline
from core.model.grade import LevelName
from core.wire.registry import cipher_by_iana_name

HSTS_SECONDS = 63072000
_SPELLING = {"x25519": "X25519", "secp256r1": "prime256v1"}


@dataclass(frozen=True, slots=True)
class Goal:
    """``hybrid``: the server accepts X25519MLKEM768 today, so its library can do it."""

    level: LevelName
    hybrid: bool

    @property
    def modern(self) -> bool:
        return self.level is LevelName.MODERN

    @property
    def iana_ciphers(self) -> tuple[str, ...]:
        """TLS 1.2 suites by IANA's names; none in the modern level."""
        found = (cipher_by_iana_name(name) for name in guideline(self.level).suites)
        return tuple(suite.iana for suite in found if suite and not suite.tls13)

    @property
    def ciphers(self) -> str:
        """TLS 1.2 suites by OpenSSL's names, colon-separated."""
        found = (cipher_by_iana_name(name) for name in self.iana_ciphers)
        return ":".join(suite.openssl or suite.iana for suite in found if suite)

    @property
    def groups(self) -> str:
        """Groups by OpenSSL's names, colon-separated."""
        return ":".join(_SPELLING.get(name, name) for name in self.group_names)

    @property
    def group_names(self) -> tuple[str, ...]:
        """Groups by the guideline's names."""
        return tuple(name for name in guideline(self.level).groups if self.hybrid or name != HYBRID)

    @property
    def group_notes(self) -> tuple[str, ...]:
        """What to add when the library is new enough."""
        return () if self.hybrid else (f"with OpenSSL 3.5 or newer put {HYBRID} first in the list of groups",)
