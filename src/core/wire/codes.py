"""The numbers of TLS that decide something, as enums.

Law: hand-written from the IANA "Transport Layer Security (TLS) Parameters" and "TLS ExtensionType Values" registries,
`@enum.unique` so that no number hides behind another name. A peer may send any number: readers keep plain `int`s and
ask `core.wire.registry` for a name, which answers "unknown (0x1234)" where these tables end.
"""

import enum
from typing import Final


@enum.unique
class ContentType(enum.IntEnum):
    """Record types (RFC 8446 section 5.1, RFC 6520)."""

    CHANGE_CIPHER_SPEC = 20
    ALERT = 21
    HANDSHAKE = 22
    APPLICATION_DATA = 23
    HEARTBEAT = 24


@enum.unique
class HandshakeType(enum.IntEnum):
    """Handshake messages (RFC 8446 section 4, RFC 5246 section 7.4, RFC 6066, RFC 8879)."""

    HELLO_REQUEST = 0
    CLIENT_HELLO = 1
    SERVER_HELLO = 2
    HELLO_VERIFY_REQUEST = 3
    NEW_SESSION_TICKET = 4
    END_OF_EARLY_DATA = 5
    HELLO_RETRY_REQUEST_DRAFT = 6
    ENCRYPTED_EXTENSIONS = 8
    CERTIFICATE = 11
    SERVER_KEY_EXCHANGE = 12
    CERTIFICATE_REQUEST = 13
    SERVER_HELLO_DONE = 14
    CERTIFICATE_VERIFY = 15
    CLIENT_KEY_EXCHANGE = 16
    FINISHED = 20
    CERTIFICATE_URL = 21
    CERTIFICATE_STATUS = 22
    SUPPLEMENTAL_DATA = 23
    KEY_UPDATE = 24
    COMPRESSED_CERTIFICATE = 25
    MESSAGE_HASH = 254


@enum.unique
class AlertLevel(enum.IntEnum):
    """Alert levels (RFC 5246 section 7.2). TLS 1.3 ignores them: all but two alerts are fatal there."""

    WARNING = 1
    FATAL = 2


@enum.unique
class AlertDescription(enum.IntEnum):
    """Every assigned alert, the retired ones too (RFC 8446 section 6, RFC 5246 section 7.2, RFC 6066, IANA)."""

    CLOSE_NOTIFY = 0
    UNEXPECTED_MESSAGE = 10
    BAD_RECORD_MAC = 20
    DECRYPTION_FAILED = 21
    RECORD_OVERFLOW = 22
    DECOMPRESSION_FAILURE = 30
    HANDSHAKE_FAILURE = 40
    NO_CERTIFICATE = 41
    BAD_CERTIFICATE = 42
    UNSUPPORTED_CERTIFICATE = 43
    CERTIFICATE_REVOKED = 44
    CERTIFICATE_EXPIRED = 45
    CERTIFICATE_UNKNOWN = 46
    ILLEGAL_PARAMETER = 47
    UNKNOWN_CA = 48
    ACCESS_DENIED = 49
    DECODE_ERROR = 50
    DECRYPT_ERROR = 51
    TOO_MANY_CIDS_REQUESTED = 52
    EXPORT_RESTRICTION = 60
    PROTOCOL_VERSION = 70
    INSUFFICIENT_SECURITY = 71
    INTERNAL_ERROR = 80
    INAPPROPRIATE_FALLBACK = 86
    USER_CANCELED = 90
    NO_RENEGOTIATION = 100
    MISSING_EXTENSION = 109
    UNSUPPORTED_EXTENSION = 110
    CERTIFICATE_UNOBTAINABLE = 111
    UNRECOGNIZED_NAME = 112
    BAD_CERTIFICATE_STATUS_RESPONSE = 113
    BAD_CERTIFICATE_HASH_VALUE = 114
    UNKNOWN_PSK_IDENTITY = 115
    CERTIFICATE_REQUIRED = 116
    GENERAL_ERROR = 117
    NO_APPLICATION_PROTOCOL = 120
    ECH_REQUIRED = 121


@enum.unique
class ExtensionType(enum.IntEnum):
    """The extensions we write or read; all other numbers are named by the registry's table."""

    SERVER_NAME = 0
    MAX_FRAGMENT_LENGTH = 1
    STATUS_REQUEST = 5
    SUPPORTED_GROUPS = 10
    EC_POINT_FORMATS = 11
    SIGNATURE_ALGORITHMS = 13
    HEARTBEAT = 15
    ALPN = 16
    SIGNED_CERTIFICATE_TIMESTAMP = 18
    PADDING = 21
    ENCRYPT_THEN_MAC = 22
    EXTENDED_MASTER_SECRET = 23
    COMPRESS_CERTIFICATE = 27
    RECORD_SIZE_LIMIT = 28
    SESSION_TICKET = 35
    PRE_SHARED_KEY = 41
    EARLY_DATA = 42
    SUPPORTED_VERSIONS = 43
    COOKIE = 44
    PSK_KEY_EXCHANGE_MODES = 45
    CERTIFICATE_AUTHORITIES = 47
    POST_HANDSHAKE_AUTH = 49
    SIGNATURE_ALGORITHMS_CERT = 50
    KEY_SHARE = 51
    ENCRYPTED_CLIENT_HELLO = 0xFE0D
    RENEGOTIATION_INFO = 0xFF01


@enum.unique
class Version(enum.IntEnum):
    """Protocol versions as two bytes on the wire."""

    SSL2 = 0x0002
    SSL3 = 0x0300
    TLS1_0 = 0x0301
    TLS1_1 = 0x0302
    TLS1_2 = 0x0303
    TLS1_3 = 0x0304


_OTHER_VERSIONS: Final = {
    0x0002: "SSL 2.0",
    0x0300: "SSL 3.0",
    0xFEFF: "DTLS 1.0",
    0xFEFD: "DTLS 1.2",
    0xFEFC: "DTLS 1.3",
}

EMPTY_RENEGOTIATION_INFO_SCSV: Final = 0x00FF  # RFC 5746 section 3.3
FALLBACK_SCSV: Final = 0x5600  # RFC 7507


def is_grease(code: int) -> bool:
    """True for the sixteen reserved two-byte values 0x0A0A, 0x1A1A … 0xFAFA (RFC 8701)."""
    return code & 0x0F0F == 0x0A0A and code >> 8 == code & 0xFF


def unknown(code: int, digits: int = 4) -> str:
    """The name of a number that has none."""
    return f"unknown (0x{code:0{digits}x})"


def version_name(code: int) -> str:
    """0x0303 -> "TLS 1.2"; drafts, GREASE and unknown numbers are named as such."""
    if 0x0301 <= code <= 0x0304:
        return f"TLS 1.{code - 0x0301}"
    if code >> 8 == 0x7F:
        return f"TLS 1.3 draft {code & 0xFF}"
    return _OTHER_VERSIONS.get(code) or grease_or_unknown(code)


def alert_name(description: int) -> str:
    """40 -> "handshake_failure"; "unknown (0x63)" for unassigned numbers."""
    try:
        return AlertDescription(description).name.lower()
    except ValueError:
        return unknown(description, 2)


def handshake_name(code: int) -> str:
    """2 -> "ServerHello"; "unknown (0x63)" for unassigned numbers."""
    try:
        return HandshakeType(code).name.title().replace("_", "")
    except ValueError:
        return unknown(code, 2)


def grease_or_unknown(code: int) -> str:
    """GREASE and unassigned numbers by what they are."""
    return f"GREASE (0x{code:04x})" if is_grease(code) else unknown(code)
