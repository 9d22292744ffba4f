"""The cipher and group lists of a TLSRef level in the spelling of OpenSSL, from the guideline's own data."""

from core.grade.tlsref import guideline
from core.model.grade import LevelName
from core.wire.registry import cipher_by_iana_name

HSTS_SECONDS = 63072000
_SPELLING = {"x25519": "X25519", "secp256r1": "prime256v1"}


def openssl_ciphers(level: LevelName) -> str:
    """TLS 1.2 suites, colon-separated; '' for the modern level, which has none."""
    found = (cipher_by_iana_name(name) for name in guideline(level).suites)
    return ":".join(suite.openssl or suite.iana for suite in found if suite and not suite.tls13)


def iana_ciphers(level: LevelName) -> tuple[str, ...]:
    """TLS 1.2 suites by IANA's names."""
    found = (cipher_by_iana_name(name) for name in guideline(level).suites)
    return tuple(suite.iana for suite in found if suite and not suite.tls13)


def openssl_groups(level: LevelName, *, hybrid: bool = True) -> str:
    """Groups, colon-separated; ``hybrid`` needs OpenSSL 3.5."""
    wanted = (name for name in guideline(level).groups if hybrid or "MLKEM" not in name)
    return ":".join(_SPELLING.get(name, name) for name in wanted)
