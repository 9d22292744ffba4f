"""What each TLS alert usually means when a server sends it to a client, and what to do.

Law: one entry a number of the IANA registry that can end a handshake; numbers without an entry get `UNKNOWN`. Meanings:
RFC 8446 section 6.2, RFC 5246 section 7.2.2, RFC 6066 section 9, RFC 7301 section 3.2, and what servers do in practice.
"""

from dataclasses import dataclass

from core.wire.registry import AlertDescription as Alert
from core.wire.registry import alert_name


@dataclass(frozen=True, slots=True)
class AlertWords:
    """``means``: two sentences. ``first``: the thing to do. ``parameters``: versions and ciphers are worth checking."""

    means: str
    first: str
    parameters: bool = False


_CLIENT_CERT = "Give the client a certificate that this server accepts (mutual TLS), or do not require one here"
_UPDATE = "Update the server's TLS software, or the load balancer before it"
_PATH = "Compare with another network and another client machine: a damaged path or network card shows there"
_INTOLERANT = (
    "The server, or an old load balancer before it, does not cope with something in the hello. The controls show which "
    "part it may be."
)

_WORDS = {
    Alert.UNEXPECTED_MESSAGE: AlertWords(
        "The server received a message that it did not expect at this point: a fault in its software, or a proxy that "
        "mixes up connections.",
        _UPDATE,
    ),
    Alert.BAD_RECORD_MAC: AlertWords(
        "A record reached the server with a wrong checksum: it was damaged on the way, by a faulty network card or "
        "proxy, or the two sides hold different keys.",
        _PATH,
    ),
    Alert.DECRYPTION_FAILED: AlertWords(
        "The server could not decrypt a record. Modern servers do not send this.", _PATH
    ),
    Alert.RECORD_OVERFLOW: AlertWords(
        "The server holds a record to be longer than TLS allows: it lost its place in the stream, or its software is "
        "faulty.",
        _UPDATE,
    ),
    Alert.DECOMPRESSION_FAILURE: AlertWords("The server could not unpack a compressed record.", _UPDATE),
    Alert.HANDSHAKE_FAILURE: AlertWords(
        "The server finds nothing acceptable in the offer: no cipher suite, group or signature algorithm in common, "
        "no certificate for this server name, or a client certificate that is missing. Many servers say so for all "
        "of these.",
        "Compare the offer with the server's configuration: ciphers, certificate type, and whether this name has a "
        "site",
        parameters=True,
    ),
    Alert.NO_CERTIFICATE: AlertWords("The server misses a client certificate (an alert of SSL 3.0).", _CLIENT_CERT),
    Alert.BAD_CERTIFICATE: AlertWords(
        "The server did not get a client certificate, or cannot use the one it got.", _CLIENT_CERT
    ),
    Alert.UNSUPPORTED_CERTIFICATE: AlertWords(
        "The server does not accept this type of client certificate.", _CLIENT_CERT
    ),
    Alert.CERTIFICATE_REVOKED: AlertWords("The server holds the client's certificate to be revoked.", _CLIENT_CERT),
    Alert.CERTIFICATE_EXPIRED: AlertWords(
        "The server holds the client's certificate, or one above it, to be expired: it is not about the server's own.",
        "Renew the client's certificate, and compare the clocks of client and server",
    ),
    Alert.CERTIFICATE_UNKNOWN: AlertWords(
        "The server does not accept the client's certificate, or misses one, and does not say why. Java servers send "
        "this for most faults.",
        _CLIENT_CERT,
    ),
    Alert.ILLEGAL_PARAMETER: AlertWords(
        f"The server holds a field of the handshake to be out of range. {_INTOLERANT}", _UPDATE, parameters=True
    ),
    Alert.UNKNOWN_CA: AlertWords(
        "The server does not know the CA of the client's certificate: it is not about the server's own chain.",
        "Give the server the CA of the client's certificate, or the client a certificate from a CA that the server "
        "knows",
    ),
    Alert.ACCESS_DENIED: AlertWords(
        "The server, or a filter in its place, refuses this client: its certificate is valid and has no access, or its "
        "address or the server name is not allowed.",
        "Look at the server's access rules for this client certificate, address and name",
    ),
    Alert.DECODE_ERROR: AlertWords(f"The server could not parse a handshake message. {_INTOLERANT}", _UPDATE),
    Alert.DECRYPT_ERROR: AlertWords(
        "A cryptographic step of the handshake failed at the server: a signature or the Finished check. Usually the "
        "client's key does not fit its certificate, or a proxy changed the handshake.",
        "Check that the client's key belongs to its certificate, and try without proxies",
    ),
    Alert.EXPORT_RESTRICTION: AlertWords("The server refuses by the export rules of the 1990s.", _UPDATE),
    Alert.PROTOCOL_VERSION: AlertWords(
        "The server knows the offered TLS versions and accepts none of them: it is older than the client allows, or "
        "newer.",
        "Compare the versions that the server accepts with those that the client offers",
        parameters=True,
    ),
    Alert.INSUFFICIENT_SECURITY: AlertWords(
        "The server demands stronger ciphers or keys than the client offers.",
        "Allow ciphers on the server that current clients offer",
        parameters=True,
    ),
    Alert.INTERNAL_ERROR: AlertWords(
        "The server fails for reasons of its own: no certificate for this name, a key that cannot be read, no memory, "
        "a back end that is gone. The client cannot change it.",
        "See that a certificate and a readable key are configured for this name",
    ),
    Alert.INAPPROPRIATE_FALLBACK: AlertWords(
        "The client tried again with an older version, and the server supports a newer one: an earlier attempt was "
        "broken by something on the way (RFC 7507).",
        "Find why the first attempt fails: a middlebox or server that does not cope with modern hellos",
    ),
    Alert.USER_CANCELED: AlertWords("The server gives up on the handshake for reasons outside the protocol.", _UPDATE),
    Alert.NO_RENEGOTIATION: AlertWords("The server refuses to renegotiate.", _UPDATE),
    Alert.MISSING_EXTENSION: AlertWords(
        "The server misses an extension that it needs in the hello, often server_name or supported_groups.",
        "Check that the client, or a proxy on the way, sends the server name and modern extensions",
    ),
    Alert.UNSUPPORTED_EXTENSION: AlertWords(
        f"The server refuses an extension instead of ignoring it. {_INTOLERANT}", _UPDATE
    ),
    Alert.UNRECOGNIZED_NAME: AlertWords(
        "The server knows no site of this name.", "Configure this name and its certificate on the server"
    ),
    Alert.BAD_CERTIFICATE_STATUS_RESPONSE: AlertWords("The server refuses an OCSP response.", _CLIENT_CERT),
    Alert.UNKNOWN_PSK_IDENTITY: AlertWords(
        "The server does not know the pre-shared key's identity, or works with pre-shared keys only.",
        "Give client and server the same PSK identity and key, or configure a certificate",
    ),
    Alert.CERTIFICATE_REQUIRED: AlertWords("The server demands a client certificate and got none.", _CLIENT_CERT),
    Alert.NO_APPLICATION_PROTOCOL: AlertWords(
        "Client and server have no application protocol in common: the server refuses what ALPN offers (h2, http/1.1).",
        "Let the server accept http/1.1 or h2 by ALPN, or use a client of the protocol it speaks",
    ),
    Alert.ECH_REQUIRED: AlertWords(
        "The server demands Encrypted Client Hello.", "Publish the ECH keys in the HTTPS record"
    ),
}
NAMELESS = "alert-unknown"
UNKNOWN = AlertWords(
    "This alert is rare, or in no registry: the server's own documentation or log has to say what it means.", _UPDATE
)


def words(number: int) -> AlertWords:
    try:
        return _WORDS.get(Alert(number), UNKNOWN)
    except ValueError:
        return UNKNOWN


def code(number: int) -> str:
    """40 -> "alert-handshake-failure"; "alert-unknown" for numbers without a name."""
    try:
        return f"alert-{Alert(number).name.lower().replace('_', '-')}"
    except ValueError:
        return NAMELESS


CODES = (*(code(alert) for alert in Alert), NAMELESS)


def title(number: int) -> str:
    """ "alert 40 (handshake_failure)" """
    return f"alert {number} ({alert_name(number)})"
