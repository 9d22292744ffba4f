"""Every alert of the IANA registry, from either side: what it says when a client receives it, and when a server does.

Law: an entry a number, held against `core.wire.codes` by a test; this module itself stays light. Sources: RFC 8446
section 6.2, RFC 5246 section 7.2.2, RFC 6066 section 9, RFC 7301 section 3.2, RFC 9147 section 9, RFC 9849 section 5.
"""

from dataclasses import dataclass

from core.explain.alerts import BY_NAME
from core.explain.registries.meaning import Meaning

SOURCE = "IANA TLS Alerts; RFC 8446 section 6.2, RFC 5246 section 7.2.2"
REGISTRY = "TLS alert"


@dataclass(frozen=True, slots=True)
class Row:
    """``client``: received by a client, so sent by the server; ``server``: the other way round."""

    number: int
    name: str
    client: str
    server: str


_MESSAGE = "a fault of its software, or of a proxy between that mixes up connections."
ROWS = (
    Row(0, "close_notify", "The server ended the connection in good order. It is no error, unless it comes before the "
        "handshake is complete.", "The client ended the connection in good order."),
    Row(10, "unexpected_message", "The server got a message that does not belong here: " + _MESSAGE,
        "The client got a message that does not belong here: " + _MESSAGE),
    Row(20, "bad_record_mac", "A record reached the server damaged, or the two sides hold different keys.",
        "A record reached the client damaged, or the two sides hold different keys."),
    Row(21, "decryption_failed", "The server could not decrypt a record (TLS 1.0 and older).",
        "The client could not decrypt a record (TLS 1.0 and older)."),
    Row(22, "record_overflow", "The server holds a record to be longer than TLS allows: it lost its place in the "
        "stream, or what came was no TLS.", "The client holds a record to be longer than TLS allows."),
    Row(30, "decompression_failure", "The server could not unpack a compressed record. Compression is gone from TLS.",
        "The client could not unpack a compressed record. Compression is gone from TLS."),
    Row(40, "handshake_failure", "The server finds nothing acceptable in the client's offer: no cipher, group or "
        "signature algorithm in common, no certificate for the name, or no client certificate.",
        "The client finds nothing acceptable in what the server chose."),
    Row(41, "no_certificate", "The server misses a client certificate (SSL 3.0).",
        "The client has no certificate to show (SSL 3.0)."),
    Row(42, "bad_certificate", "The server cannot use the client's certificate, or got none.",
        "The client cannot use the server's certificate, mostly because it does not trust its issuer."),
    Row(43, "unsupported_certificate", "The client's certificate has a type or purpose that the server does not take.",
        "The server's certificate has a type or purpose that the client does not take."),
    Row(44, "certificate_revoked", "The client's certificate is revoked.", "The server's certificate is revoked."),
    Row(45, "certificate_expired", "The client's certificate is expired or not yet valid by the server's clock.",
        "The server's certificate is expired or not yet valid by the client's clock."),
    Row(46, "certificate_unknown", "The server refuses the client's certificate for a reason that it does not tell.",
        "The client refuses the server's certificate for a reason that it does not tell; mostly its trust."),
    Row(47, "illegal_parameter", "The server found a value in the handshake that is not allowed or not consistent.",
        "The client found a value in the handshake that is not allowed or not consistent."),
    Row(48, "unknown_ca", "The server does not know the CA that signed the client's certificate.",
        "The client does not know the CA that signed the server's certificate, or lacks an intermediate certificate."),
    Row(49, "access_denied", "The client's certificate is valid, and access is denied to it.",
        "The client took the server's certificate for valid, and denies access all the same."),
    Row(50, "decode_error", "The server could not read a message: a length or a field is out of range.",
        "The client could not read a message: a length or a field is out of range."),
    Row(51, "decrypt_error", "A signature or a Finished message did not verify at the server: mostly a client "
        "certificate with another key, or data that was changed on the way.",
        "A signature or a Finished message did not verify at the client: mostly a server certificate with another "
        "key, or data that was changed on the way."),
    Row(52, "too_many_cids_requested", "The server was asked for more DTLS connection ids than it gives (RFC 9147).",
        "The client was asked for more DTLS connection ids than it gives (RFC 9147)."),
    Row(60, "export_restriction", "The server refuses a key of export length (before TLS 1.0 was finished).",
        "The client refuses a key of export length (before TLS 1.0 was finished)."),
    Row(70, "protocol_version", "The server speaks none of the TLS versions that the client offers.",
        "The client does not speak the TLS version that the server chose."),
    Row(71, "insufficient_security", "The server wants stronger ciphers than the client offers.",
        "The client holds what the server chose to be too weak."),
    Row(80, "internal_error", "The server failed for a reason of its own; often it has no certificate for the name.",
        "The client failed for a reason of its own."),
    Row(86, "inappropriate_fallback", "The client tried again with an older version, and the server knows that it "
        "could do better (RFC 7507).", "Only servers send this one."),
    Row(90, "user_canceled", "The server gave up; no protocol failure is meant.",
        "The client gave up, mostly because a person did; no protocol failure is meant."),
    Row(100, "no_renegotiation", "The server does not renegotiate.", "The client does not renegotiate."),
    Row(109, "missing_extension", "The client's hello lacks an extension that the offered version needs.",
        "The server's answer lacks an extension that is needed."),
    Row(110, "unsupported_extension", "The server got an extension that it may not get here.",
        "The server answered with an extension that the client did not ask for."),
    Row(111, "certificate_unobtainable", "The server could not fetch the client's certificate from the address that "
        "the client gave (RFC 6066 section 5).", "Only servers send this one."),
    Row(112, "unrecognized_name", "The server has no site of the name that the client asks for (SNI). At level warning "
        "the handshake may go on.", "Only servers send this one."),
    Row(113, "bad_certificate_status_response", "Only clients send this one.",
        "The OCSP answer that the server stapled is invalid to the client."),
    Row(114, "bad_certificate_hash_value", "The certificate that the server fetched is not the one announced (RFC 6066 "
        "section 5).", "Only servers send this one."),
    Row(115, "unknown_psk_identity", "The server does not know the client's pre-shared key, or its name.",
        "Only servers send this one."),
    Row(116, "certificate_required", "The server wants a client certificate, and got none (TLS 1.3; it comes after the "
        "client's own handshake is complete).", "Only servers send this one."),
    Row(117, "general_error", "The server failed for a reason that no other alert names.",
        "The client failed for a reason that no other alert names."),
    Row(120, "no_application_protocol", "The server speaks none of the application protocols (ALPN) that the client "
        "offers.", "Only servers send this one."),
    Row(121, "ech_required", "Only clients send this one.", "The client insists on Encrypted ClientHello, and the "
        "server did not accept it; new keys from DNS are needed."),
)  # fmt: skip


def meanings() -> tuple[Meaning, ...]:
    """One for every number, with the findings that explain it on either side."""
    return tuple(_meaning(row) for row in ROWS)


def _meaning(row: Row) -> Meaning:
    known, own = BY_NAME.get(row.name), f"alert-{row.name.replace('_', '-')}"
    return Meaning(
        registry=REGISTRY,
        name=row.name,
        number=row.number,
        client=row.client,
        server=row.server,
        code=known.client[0] if known else own,
        server_code=known.server[0] if known else own,
        source=SOURCE,
    )
