"""Schannel status codes (as curl, git, WinSCP and .NET print them) and the events of Windows' System log.

Sources: Windows SDK winerror.h (SEC_E_…, CERT_E_…, CRYPT_E_…); Microsoft "Schannel events"; curl lib/vtls/schannel*.c.
"""

from dataclasses import replace

from core.explain import readings as r
from core.explain.alerts import numbered
from core.explain.pattern import Family, Mark, Pattern
from core.explain.readings import Codes
from core.model.explanation import Side

_WIN = "Windows SDK winerror.h"
_EVENT = "Microsoft Schannel events"
_STATUS: dict[str, tuple[str, Codes, float]] = {
    "80090308": ("SEC_E_INVALID_TOKEN", ("wrong-port-or-protocol", "no-shared-protocol", "alert-unexpected-message"),
        0.78),
    "80090322": ("SEC_E_WRONG_PRINCIPAL", r.NAME, 0.95),
    "80090325": ("SEC_E_UNTRUSTED_ROOT", r.UNTRUSTED, 0.88),
    "80090326": ("SEC_E_ILLEGAL_MESSAGE", ("no-shared-cipher", "no-shared-protocol", "client-cert-required",
        "wrong-port-or-protocol"), 0.72),
    "80090327": ("SEC_E_CERT_UNKNOWN", ("malformed-cert", "client-cert-rejected", "untrusted-root"), 0.75),
    "80090328": ("SEC_E_CERT_EXPIRED", r.EXPIRED, 0.95),
    "80090330": ("SEC_E_DECRYPT_FAILURE", r.CORRUPT, 0.88),
    "80090331": ("SEC_E_ALGORITHM_MISMATCH", ("no-shared-protocol", "no-shared-cipher", "security-level"), 0.85),
    "80090304": ("SEC_E_INTERNAL_ERROR", ("no-shared-protocol", "alert-internal-error"), 0.45),
    "8009030C": ("SEC_E_LOGON_DENIED", r.REJECTED, 0.8),
    "8009030D": ("SEC_E_UNKNOWN_CREDENTIALS", r.KEY_FILE, 0.9),
    "8009030E": ("SEC_E_NO_CREDENTIALS", ("server-no-certificate", "key-file-unreadable"), 0.8),
    "8009030F": ("SEC_E_MESSAGE_ALTERED", r.CORRUPT, 0.93),
    "80090318": ("SEC_E_INCOMPLETE_MESSAGE", r.CLOSED, 0.6),
    "80090320": ("SEC_E_INCOMPLETE_CREDENTIALS", r.CLIENT_CERT, 0.9),
    "80090349": ("SEC_E_CERT_WRONG_USAGE", r.PURPOSE, 0.93),
    "8009035D": ("SEC_E_INVALID_PARAMETER", ("alert-illegal-parameter",), 0.4),
    "80090317": ("SEC_E_CONTEXT_EXPIRED", r.CLOSED, 0.65),
    "80090367": ("SEC_E_APPLICATION_PROTOCOL_MISMATCH", r.ALPN, 0.95),
    "80096004": ("TRUST_E_CERT_SIGNATURE", ("malformed-cert", "sha1-signature"), 0.85),
    "800B0101": ("CERT_E_EXPIRED", r.EXPIRED, 0.95),
    "800B0109": ("CERT_E_UNTRUSTEDROOT", r.UNTRUSTED, 0.88),
    "800B010A": ("CERT_E_CHAINING", r.INCOMPLETE, 0.85),
    "800B010C": ("CERT_E_REVOKED", r.REVOKED, 0.95),
    "800B010E": ("CERT_E_REVOCATION_FAILURE", r.STATUS, 0.95),
    "800B010F": ("CERT_E_CN_NO_MATCH", r.NAME, 0.95),
    "800B0106": ("CERT_E_PURPOSE", r.PURPOSE, 0.93),
    "800B0110": ("CERT_E_WRONG_USAGE", r.PURPOSE, 0.94),
    "800B0112": ("CERT_E_UNTRUSTEDCA", r.UNTRUSTED, 0.88),
    "800B0114": ("CERT_E_INVALID_NAME", ("name-constraints", "hostname-mismatch"), 0.9),
    "800B0103": ("CERT_E_ROLE", r.ISSUER, 0.92),
    "80092010": ("CRYPT_E_REVOKED", r.REVOKED, 0.95),
    "80092012": ("CRYPT_E_NO_REVOCATION_CHECK", r.STATUS, 0.96),
    "80092013": ("CRYPT_E_REVOCATION_OFFLINE", r.STATUS, 0.96),
    "8009000B": ("NTE_BAD_KEY_STATE", r.KEY_FILE, 0.8),
    "80090016": ("NTE_BAD_KEYSET", r.KEY_FILE, 0.9),
    "80070520": ("ERROR_NO_SUCH_LOGON_SESSION", r.KEY_FILE, 0.75),
    "80072F7D": ("ERROR_WINHTTP_SECURE_CHANNEL_ERROR", ("no-shared-protocol", "no-shared-cipher"), 0.8),
    "80072F8F": ("ERROR_WINHTTP_SECURE_FAILURE", ("client-clock-wrong", "untrusted-root", "cert-expired"), 0.65),
    "80072F06": ("ERROR_INTERNET_SEC_CERT_CN_INVALID", r.NAME, 0.93),
    "80072F05": ("ERROR_INTERNET_SEC_CERT_DATE_INVALID", r.EXPIRED, 0.88),
    "80072F0D": ("ERROR_INTERNET_INVALID_CA", r.UNKNOWN_ISSUER, 0.85),
    "80072EFD": ("ERROR_INTERNET_CANNOT_CONNECT", ("tcp-refused", "tcp-timeout"), 0.75),
    "80072EE2": ("ERROR_INTERNET_TIMEOUT", r.TIMEOUT, 0.9),
    "80072EE7": ("ERROR_INTERNET_NAME_NOT_RESOLVED", r.DNS, 0.93),
    "80072EFE": ("ERROR_INTERNET_CONNECTION_ABORTED", r.RESET, 0.85),
}  # fmt: skip
_TRUST: dict[str, tuple[Codes, float]] = {
    "CERT_TRUST_IS_NOT_TIME_VALID": (r.EXPIRED, 0.93),
    "CERT_TRUST_IS_REVOKED": (r.REVOKED, 0.95),
    "CERT_TRUST_REVOCATION_STATUS_UNKNOWN": (r.STATUS, 0.95),
    "CERT_TRUST_IS_OFFLINE_REVOCATION": (r.STATUS, 0.95),
    "CERT_TRUST_IS_PARTIAL_CHAIN": (r.INCOMPLETE, 0.85),
    "CERT_TRUST_IS_UNTRUSTED_ROOT": (r.UNTRUSTED, 0.88),
    "CERT_TRUST_IS_NOT_VALID_FOR_USAGE": (r.PURPOSE, 0.93),
    "CERT_TRUST_IS_NOT_SIGNATURE_VALID": (("malformed-cert", "sha1-signature"), 0.85),
    "CERT_TRUST_HAS_WEAK_SIGNATURE": (r.WEAK_HASH, 0.93),
}
_SERVER = r.client_certificate
_EVENTS = (
    Pattern("36885|trusted authority list|list of trusted certificate authorities for client "
        "authentication[^\n]{0,40}too (?:long|large)|has grown too long", ("client-cert-required",
        "client-cert-rejected"), 0.8, _EVENT,
            "Event ID: 36885 the list of trusted certificate authorities has grown too long"),
    Pattern("certificate received from the remote server (?:was issued by an untrusted|has not validated)[^\n]{0,20}",
        r.UNKNOWN_ISSUER, 0.82, _EVENT, "The certificate received from the remote server was issued by an "
        "untrusted certificate authority."),
    Pattern("certificate received from the remote server has (?:either )?expired|certificate received from the "
        "remote server has expired", r.EXPIRED, 0.93, _EVENT, "The certificate received from the remote server has "
        "expired."),
    Pattern("certificate received from the remote server does not contain the expected name", r.NAME, 0.95, _EVENT),
    Pattern("certificate received from the remote client application (?:has not validated|is not suitable|was not)",
        r.REJECTED,
        0.95, _EVENT, "The certificate received from the remote client application has not validated correctly."),
    Pattern("none of the cipher suites supported by the client application are supported by the server|An? (?:TLS|"
        "SSL)[^\n]{0,30}connection request was received from a remote client application, but none", r.CIPHER, 0.95,
        _EVENT,
            "An TLS 1.2 connection request was received from a remote client application, but none of the cipher "
                "suites supported by the client application are supported by the server."),
    Pattern("No suitable default server credential exists", ("server-no-certificate", "key-file-unreadable"), 0.95,
        _EVENT),
    Pattern("(?:does not have|do not have|is missing) (?:a|the) private key|certificate's? private key property|"
        "private key information property attached", r.KEY_FILE, 0.93, _EVENT,
        "The SSL server credential's certificate does not have a private key information property attached to it."),
    Pattern("fatal error occurred when attempting to access the (?:TLS|SSL) (?:server|client) credential private key",
        r.KEY_FILE, 0.95, _EVENT, "A fatal error occurred when attempting to access the TLS server credential "
        "private key."),
    Pattern("fatal error occurred while creating (?:a|an) (?:TLS|SSL) (?:client|server) credential[^\n]{0,80}10013", (
        "no-shared-protocol", "security-level", "client-too-old"), 0.92, _EVENT,
            "A fatal error occurred while creating a TLS client credential. The internal error state is 10013."),
    Pattern("fatal error occurred while creating (?:a|an) (?:TLS|SSL) (?:client|server) credential", (
        "no-shared-protocol", "key-file-unreadable"), 0.7, _EVENT, "A fatal error occurred while creating a TLS "
        "server credential."),
    Pattern("fatal alert was generated and sent to the remote endpoint[^\n]{0,160}code is 40\\b", (*r.CIPHER,), 0.8,
        _EVENT, "A fatal alert was generated and sent to the remote endpoint. The TLS protocol defined fatal error "
        "code is 40."),
    Pattern("fatal alert was generated and sent to the remote endpoint[^\n]{0,160}code is 70\\b", r.PROTOCOL, 0.93,
        _EVENT, "A fatal alert was generated and sent to the remote endpoint. The TLS protocol defined fatal error "
        "code is 70."),
    Pattern("fatal alert was generated and sent to the remote endpoint[^\n]{0,160}code is (?:42|43|44|45|46|48)\\b",
        r.UNKNOWN_ISSUER,
        0.75, _EVENT, "A fatal alert was generated and sent to the remote endpoint. The TLS protocol defined fatal "
        "error code is 48.", r.REJECTED),
    Pattern("fatal alert was generated and sent to the remote endpoint[^\n]{0,160}code is 10\\b", r.PLAIN, 0.75,
        _EVENT, "A fatal alert was generated and sent to the remote endpoint. The TLS protocol defined fatal error "
        "code is 10."),
    Pattern("fatal alert was generated and sent to the remote endpoint[^\n]{0,160}code is 20\\b", r.CORRUPT, 0.85,
        _EVENT, "A fatal alert was generated and sent to the remote endpoint. The TLS protocol defined fatal error "
        "code is 20."),
    Pattern("Schannel[\\s\\S]{0,40}36874", r.CIPHER, 0.8, _EVENT, "Schannel 36874"),
    Pattern("Schannel[\\s\\S]{0,40}36888", r.UNCLEAR, 0.4, _EVENT, "Schannel 36888"),
    Pattern("Schannel[\\s\\S]{0,40}36886", ("server-no-certificate",), 0.85, _EVENT, "Schannel 36886"),
    Pattern("Schannel[\\s\\S]{0,40}36882", r.UNKNOWN_ISSUER, 0.78, _EVENT, "Schannel 36882"),
    Pattern("Schannel[\\s\\S]{0,40}36884", r.NAME, 0.85, _EVENT, "Schannel 36884"),
    Pattern("Schannel[\\s\\S]{0,40}36870", r.KEY_FILE, 0.85, _EVENT, "Schannel 36870"),
    Pattern("Schannel[\\s\\S]{0,40}36877", r.REJECTED, 0.8, _EVENT, "Schannel 36877"),
    Pattern("schannel: (?:failed to (?:receive handshake|read data)|server closed|next InitializeSecurityContext "
        "failed: Unknown error)", r.CLOSED, 0.78, "curl lib/vtls/schannel.c",
        "schannel: failed to receive handshake, SSL/TLS connection failed"),
    Pattern("schannel: SNI or certificate check failed", r.NAME, 0.85, "curl lib/vtls/schannel.c"),
    Pattern("schannel: (?:failed to (?:import|open|get|read)[^\n]{0,30}(?:cert|CA file|PFX|pkcs12|store)|"
        "CertOpenStore)|schannel: (?:certificate format|failed to read cert)", r.KEY_FILE, 0.88,
        "curl lib/vtls/schannel.c", "schannel: Failed to import cert file C:\\x.pfx, password is bad"),
    Pattern("schannel: [^\n]{0,60}(?:did not find any certificates in CA file|failed to (?:open|read|add) "
        "(?:certificate from )?CA file|invalid path name for CA file)", r.CA_FILE, 0.94,
        "curl lib/vtls/schannel_verify.c", "schannel: failed to open CA file 'C:\\ca.pem'"),
    Pattern("schannel: a client certificate has been requested", r.CLIENT_CERT, 0.8, "curl lib/vtls/schannel.c"),
    Pattern("revocation check could not be performed", r.STATUS, 0.93, "Windows Remote Desktop"),
)  # fmt: skip
_EVENT_XML = numbered('Name="AlertDesc">%s<', "Microsoft Schannel events 36887, 36888")
_ALERTS = numbered(
    r"(?:fatal alert was received from the remote endpoint[^\n]{0,120}code is|alert received[^\n]{0,120}defined "
    r"fatal (?:alert|error) code is|following fatal alert was received:) ?%s\b",
    _EVENT,
)


def _logged(pattern: Pattern) -> Pattern:
    """An event does not tell its side, and most are read on servers: whose certificate it was stays open."""
    if pattern.codes[0] not in r.REJECTED:
        return pattern
    server, client = pattern.at_server, pattern.codes
    return replace(pattern, codes=tuple(dict.fromkeys((server[0], client[0], *server[1:], *client[1:]))))


def _decimals(number: str) -> str:
    """The same status as .NET, ODBC and msquic print it: signed or not."""
    value = int(number, 16)
    return rf"-{2**32 - value}\b|\b{value}\b"


FAMILY = Family(
    "Schannel",
    (
        *(
            Pattern(rf"(?:\b{name}\b|(?:0x)?{number}\b(?!: LdapErr)|{_decimals(number)})", codes, sure, _WIN,
                f"{name} (0x{number})",
                _SERVER(codes) if
                name.startswith(("CERT_E", "CRYPT_E", "SEC_E_CERT_EXP", "SEC_E_UNTR")) else ())
            for number, (name, codes, sure) in _STATUS.items()
        ),
        *(Pattern(rf"\b{name}\b", codes, sure, "Windows SDK wincrypt.h", name) for name, (codes, sure) in
            _TRUST.items()),
        *_EVENTS,
        *map(_logged, (*_ALERTS, *_EVENT_XML)),
    ),
    (
        Mark(r"\bschannel: ", "curl with Schannel", Side.CLIENT, 8, "schannel: x"),
        Mark(r"Source: +Schannel|Schannel[\s\S]{0,60}Event ?ID|Event ID:? ?368[78]\d", "Schannel", None, 7,
            "Source: Schannel"),
        Mark(r"remote client application|TLS server credential|SSL server credential", "Schannel", Side.SERVER, 8,
            "remote client application"),
        Mark(r"received from the remote server|TLS client credential|SSL client credential", "Schannel", Side.CLIENT,
            8, "received from the remote server"),
    ),
)  # fmt: skip
