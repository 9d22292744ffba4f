"""What a received TLS alert admits, by number, for the side that received it. Phrases of tools are built on it.

Sources: RFC 8446 section 6.2, RFC 5246 section 7.2.2, RFC 6066 section 9, RFC 7301 section 3.2 and what servers send.
"""

import re
from dataclasses import dataclass

from core.explain import readings as r
from core.explain.pattern import Pattern
from core.explain.readings import Codes


@dataclass(frozen=True, slots=True)
class Alert:
    """``name``: of the IANA registry. ``client``, ``server``: causes when that side received it."""

    number: int
    name: str
    client: Codes
    server: Codes
    sure: float = 0.85

    @property
    def words(self) -> str:
        return self.name.replace("_", " ")

    @property
    def camel(self) -> str:
        return "".join(part.capitalize() for part in self.name.split("_"))


_DISTRUST: Codes = ("untrusted-root", "chain-incomplete", "self-signed", "tls-intercepted")
ALERTS = (
    Alert(10, "unexpected_message", ("alert-unexpected-message", *r.PLAIN), ("alert-unexpected-message",), 0.7),
    Alert(20, "bad_record_mac", ("corrupt-record", "psk-mismatch"), ("corrupt-record", "psk-mismatch")),
    Alert(21, "decryption_failed", r.CORRUPT, r.CORRUPT),
    Alert(22, "record_overflow", ("corrupt-record", "not-tls"), ("corrupt-record",)),
    Alert(40, "handshake_failure", (*r.HANDSHAKE_FAILURE, "alert-handshake-failure"), r.HANDSHAKE_FAILURE, 0.7),
    Alert(41, "no_certificate", r.CLIENT_CERT, r.CLIENT_CERT),
    Alert(42, "bad_certificate", ("client-cert-rejected", "client-cert-required"), _DISTRUST, 0.8),
    Alert(43, "unsupported_certificate", r.REJECTED, ("eku-missing", "unsupported-key-type", "untrusted-root")),
    Alert(44, "certificate_revoked", ("client-cert-rejected", "revoked"), r.REVOKED),
    Alert(45, "certificate_expired", ("client-cert-rejected", "cert-expired"), r.EXPIRED),
    Alert(46, "certificate_unknown", r.REJECTED, _DISTRUST, 0.8),
    Alert(47, "illegal_parameter", ("alert-illegal-parameter", "no-shared-group"), ("alert-illegal-parameter",)),
    Alert(48, "unknown_ca", ("client-cert-rejected", "untrusted-root"), _DISTRUST),
    Alert(49, "access_denied", ("client-cert-rejected", "alert-access-denied"), ("alert-access-denied",)),
    Alert(50, "decode_error", ("alert-decode-error", "malformed-handshake"), ("alert-decode-error",)),
    Alert(51, "decrypt_error", ("corrupt-record", "client-cert-rejected", "psk-mismatch"), r.CORRUPT),
    Alert(60, "export_restriction", r.CIPHER, r.CIPHER),
    Alert(70, "protocol_version", r.PROTOCOL, r.PROTOCOL, 0.92),
    Alert(71, "insufficient_security", ("alert-insufficient-security", *r.CIPHER), ("alert-insufficient-security",)),
    Alert(80, "internal_error", ("server-no-certificate", "sni-unrecognized-name", "alert-internal-error"),
          ("alert-internal-error", "client-aborted"), 0.7),
    Alert(86, "inappropriate_fallback", ("alert-inappropriate-fallback", *r.PROTOCOL),
          ("alert-inappropriate-fallback", *r.PROTOCOL)),
    Alert(90, "user_canceled", ("client-aborted",), ("client-aborted",)),
    Alert(100, "no_renegotiation", r.RENEGOTIATION, r.RENEGOTIATION),
    Alert(109, "missing_extension", ("alert-missing-extension", *r.GROUP), ("alert-missing-extension",)),
    Alert(110, "unsupported_extension", ("alert-unsupported-extension",), ("alert-unsupported-extension",)),
    Alert(112, "unrecognized_name", r.SNI, r.SNI, 0.93),
    Alert(113, "bad_certificate_status_response", r.STAPLE, r.STAPLE),
    Alert(115, "unknown_psk_identity", ("psk-mismatch",), ("psk-mismatch",), 0.93),
    Alert(116, "certificate_required", r.CLIENT_CERT, r.CLIENT_CERT, 0.95),
    Alert(120, "no_application_protocol", r.ALPN, r.ALPN, 0.95),
)  # fmt: skip
BY_NAME = {alert.name: alert for alert in ALERTS}


def received(phrases: dict[str, str], template: str, source: str, example: str = "") -> tuple[Pattern, ...]:
    """Patterns for a tool's alert texts. ``phrases``: alert name → the tool's words, a regular expression; the ``%s``
    of ``template`` and ``example`` takes them.
    """
    return tuple(
        Pattern(
            template.replace("%s", says),
            alert.client,
            alert.sure,
            source,
            _example(example or template, says),
            alert.server,
        )
        for name, says in phrases.items()
        for alert in (BY_NAME[name],)
    )


def numbered(template: str, source: str, example: str = "") -> tuple[Pattern, ...]:
    """As `received`, for tools that print the number: it replaces ``%s``."""
    return tuple(
        Pattern(template.replace("%s", str(a.number)), a.client, a.sure - 0.02, source,
                _example(example or template, str(a.number)), a.server)
        for a in ALERTS
    )  # fmt: skip


def _example(template: str, says: str) -> str:
    """The plain line behind a simple template: first alternatives, no anchors."""
    line = re.sub(r"\(\?!.*?\)", "", template.replace("%s", says))
    while "(?:" in line:
        start = line.rindex("(?:")
        end = line.index(")", start)
        optional = line[end + 1 : end + 2] == "?"
        inner = "" if optional else line[start + 3 : end].split("|")[0]
        line = line[:start] + inner + line[end + 1 + optional :]
    return line.replace(r"\b", "").replace("[- ]", "-").replace("\\", "").replace("?", "")
