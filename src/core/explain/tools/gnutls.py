"""GnuTLS: gnutls-cli, wget, GLib, lftp, Debian's curl and exim, msmtp, samba.

Sources: GnuTLS lib/errors.c, lib/alert.c, lib/cert-session.c (gnutls_certificate_verification_status_print).
"""

from core.explain import readings as r
from core.explain.alerts import numbered, received
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_ERR = "GnuTLS lib/errors.c"
_STATUS = "GnuTLS lib/cert-session.c"
_ALERT_WORDS = {
    "unexpected_message": "Unexpected message", "bad_record_mac": "Bad record MAC",
    "record_overflow": "Record overflow", "bad_certificate": "Certificate is bad",
    "unsupported_certificate": "Certificate is not supported", "certificate_revoked": "Certificate was revoked",
    "certificate_expired": "Certificate is expired", "certificate_unknown": "Unknown certificate",
    "illegal_parameter": "Illegal parameter", "unknown_ca": "CA is unknown", "access_denied": "Access was denied",
    "decode_error": "Decode error", "decrypt_error": "Decrypt error", "protocol_version": "Error in protocol version",
    "insufficient_security": "Insufficient security", "internal_error": "Internal error",
    "inappropriate_fallback": "Inappropriate fallback", "unsupported_extension": "An unsupported extension was sent",
    "unrecognized_name": "The server name sent was not recognized",
    "no_application_protocol": "No supported application protocol could be negotiated",
    "certificate_required": "Certificate is required",
}  # fmt: skip
PATTERNS = (
    Pattern("unknown critical extension", ("unknown-critical-ext",), 0.94, "GnuTLS lib/errors.c"),
    Pattern("Decryption has failed|due to invalid decryption", ("corrupt-record", "key-file-unreadable"), 0.8, _ERR,
        "Decryption has failed."),
    Pattern("^GnuTLS: Error in the certificate\\.", r.MALFORMED, 0.8, _ERR, "GnuTLS: Error in the certificate."),
    Pattern("certificate (?:of [^\n]{1,200} )?(?:is|has) not yet (?:been )?activated", r.NOT_YET, 0.95,
        "wget src/gnutls.c", "The certificate has not yet been activated"),
    Pattern("certificate of (?:['‘“\"`][^\n]{1,200}|(?=[^\\s;]{0,200}[.:])[^\\s;]{1,200}|localhost) (?:is expired|has "
        "expired)|The certificate has expired", r.EXPIRED, 0.95,
        "wget src/gnutls.c", "The certificate of 'x' is expired."),
    Pattern("certificate of [^\n]{1,200} (?:doesn't have a known issuer|is not trusted)", r.UNKNOWN_ISSUER, 0.78,
        "wget src/gnutls.c", "The certificate of 'x' doesn't have a known issuer."),
    Pattern("certificate of [^\n]{1,200} has been revoked", r.REVOKED, 0.95, "wget src/gnutls.c",
        "The certificate of 'x' has been revoked."),
    Pattern("certificate of [^\n]{1,200} was signed using an insecure algorithm", r.WEAK_CERT, 0.95,
        "wget src/gnutls.c", "The certificate of 'x' was signed using an insecure algorithm."),
    Pattern("gnutls_handshake(?:\\(\\))?[^\n]{0,40}non-properly terminated", r.CLOSED, 0.93, _ERR,
        "gnutls_handshake() failed: The TLS connection was non-properly terminated."),
    Pattern("(?:Fatal error|handshake failed|handshake error|SSL_connect)[^\n]{0,20}: The TLS connection was "
        "non-properly "
        "terminated", r.CLOSED, 0.93, _ERR, "TLS handshake failed: The TLS connection was non-properly terminated."),
    *received(_ALERT_WORDS, "gnutls_handshake(?:\\(\\))?[^\n]{0,20}: %s", "GnuTLS lib/alert.c",
        "gnutls_handshake() failed: %s"),
    Pattern("gnutls_handshake(?:\\(\\))?[^\n]{0,20}: Error in the certificate\\.", r.MALFORMED, 0.8, _ERR,
        "gnutls_handshake() failed: Error in the certificate."),
    Pattern("An illegal parameter has been received", ("malformed-handshake", "alert-illegal-parameter"), 0.85, _ERR),
    Pattern("Public key signature verification has failed", ("key-mismatch", "malformed-handshake", "malformed-cert"),
        0.9, _ERR),
    Pattern("(?:recv|read from TLS connection)[^\n]{0,20}: A TLS fatal alert has been received",
        ("client-cert-required",
        "client-cert-rejected", *r.HANDSHAKE_FAILURE[:2]), 0.7, "GnuTLS lib/record.c: TLS 1.3 refuses after the "
        "handshake",
        "gnutls_record_recv: A TLS fatal alert has been received."),
    Pattern("not signed by known authorities or invalid'[^\n]{0,60}expired'", r.EXPIRED, 0.95, "aria2 "
        "LibgnutlsTLSSession.cc",
        "`not signed by known authorities or invalid' `expired'"),
    *numbered(r"received alert \[%s\](?:: [\w /]{1,60})?", "GnuTLS src/cli.c, wget src/gnutls.c"),
    Pattern("certificate uses expired certificate|chain uses expired certificate", r.EXPIRED,
        0.94, _STATUS, "The certificate chain uses expired certificate."),
    Pattern("uses not yet valid certificate|certificate is not yet activated|certificate not activated", r.NOT_YET,
        0.94, _STATUS, "The certificate chain uses not yet valid certificate."),
    Pattern("certificate issuer is unknown|issued by unknown issuer|hasn't got a known issuer|no known issuer",
        r.UNKNOWN_ISSUER,
        0.8, _STATUS, "The certificate issuer is unknown."),
    Pattern("certificate issuer is not a CA", r.ISSUER, 0.94, _STATUS),
    Pattern("certificate chain uses insecure algorithm|insecure algorithm|uses an insecure", r.WEAK_CERT, 0.93,
        _STATUS, "The certificate chain uses insecure algorithm."),
    Pattern("certificate chain is revoked|certificate has been revoked|certificate is revoked", r.REVOKED, 0.94,
        _STATUS, "The certificate chain is revoked."),
    Pattern("name in the certificate does not match(?: the expected)?|certificate's owner does not match(?: "
        "hostname)?", r.NAME, 0.95, _STATUS, "The name in the certificate does not match the expected."),
    Pattern("certificate does not match the expected purpose|not match the intended purpose", r.PURPOSE, 0.94, _STATUS,
        "The certificate does not match the expected purpose."),
    Pattern("certificate chain violates the signer's constraints", ("name-constraints", "issuer-not-ca",
        "pathlen-violation"), 0.93, _STATUS),
    Pattern("signature in the certificate is invalid", ("malformed-cert", "chain-wrong-intermediate"), 0.9, _STATUS),
    Pattern("certificate requires the server to include an OCSP status|OCSP status request (?:is )?missing|missing "
        "OCSP status", r.STAPLE_MISSING, 0.95, _STATUS, "The certificate requires the server to include an OCSP "
        "status in its response, but the OCSP status is missing."),
    Pattern("revocation or OCSP data are old|revocation data are issued with a future date|OCSP response is "
        "invalid|received OCSP status response is (?:invalid|revoked)", r.STAPLE, 0.93, _STATUS,
        "The revocation or OCSP data are old and have been superseded."),
    Pattern("certificate is NOT trusted|certificate is not trusted", r.UNKNOWN_ISSUER, 0.5, _STATUS,
        "The certificate is NOT trusted."),
    Pattern("Error in the certificate(?: verification)?\\.?", r.NOT_VERIFIED, 0.45, _ERR, "Error in the certificate.",
        r.REJECTED),
    Pattern("An unexpected TLS packet was received|Received record packet of unknown type", r.PLAIN, 0.93, _ERR,
        "An unexpected TLS packet was received."),
    Pattern("A packet with illegal or unsupported version was received", r.PROTOCOL, 0.9, _ERR),
    Pattern("A record packet with illegal version was received", ("no-shared-protocol", "wrong-port-or-protocol"), 0.8,
        _ERR),
    Pattern("TLS connection was non-properly terminated", r.UNCLEAN, 0.82, _ERR),
    Pattern("GnuTLS(?: recv)? error[ :(]{1,3}-110\\b", r.UNCLEAN, 0.8, _ERR, "GnuTLS recv error (-110)"),
    Pattern("GnuTLS error[ :(]{1,3}-(?:12|8|9)\\b|A TLS fatal alert has been received", r.HANDSHAKE_FAILURE, 0.45,
        _ERR, "A TLS fatal alert has been received."),
    Pattern("A TLS warning alert has been received", r.SNI, 0.55, _ERR),
    Pattern("No or insufficient priorities were set|No supported cipher suites have been found|Could not negotiate "
        "a supported cipher suite", r.CIPHER, 0.92, _ERR, "Could not negotiate a supported cipher suite."),
    Pattern("No common (?:application|key share|groups)[^\n]{0,30}|No common application protocol could be negotiated",
        r.ALPN, 0.9, _ERR, "No common application protocol could be negotiated."),
    Pattern("No common key share with peer", r.GROUP, 0.93, _ERR),
    Pattern("None of the signature algorithms|An algorithm that is not enabled was negotiated|curve is (?:not "
        "supported|unsupported)", ("no-shared-signature-algorithm", "no-shared-group", "security-level"), 0.88, _ERR,
        "An algorithm that is not enabled was negotiated."),
    Pattern("(?:Diffie-Hellman prime|The Diffie-Hellman|DH prime)[^\n]{0,60}(?:not acceptable|too small|not "
        "sufficient)", r.DH, 0.95, _ERR, "The Diffie-Hellman prime sent by the server is not acceptable (not long "
        "enough)."),
    Pattern("Safe renegotiation failed|Unsafe renegotiation denied", r.RENEGOTIATION, 0.95, _ERR),
    Pattern("Base64 decoding error|Base64 unexpected header error|The (?:certificate|key) and the given key do not "
        "match|requested data were not available", r.KEY_FILE, 0.65, _ERR, "Base64 unexpected header error."),
    Pattern("The certificate and the given key do not match|certificate and (?:the )?private key do not match",
        r.KEY_PAIR,
        0.96, _ERR),
    Pattern("Error while reading file|Error setting (?:the )?x509 (?:key|trust) file|error reading (?:X\\.509 "
        ")?(?:key|certificate) file", r.KEY_FILE, 0.9, _ERR, "Error while reading file."),
    Pattern("No certificate was found|The peer did not send any certificate", r.NO_CERT, 0.85, _ERR,
        "No certificate was found.", r.CLIENT_CERT),
    Pattern("Certificate is required|client "
        "certificate is required", r.CLIENT_CERT, 0.9, _ERR, "Certificate is required."),
    Pattern("The given DSA key is incompatible|Key usage violation in certificate has been detected", ("key-usage",),
        0.93, _ERR, "Key usage violation in certificate has been detected."),
    Pattern("Insufficient credentials for that request", ("client-cert-required", "server-no-certificate",
        "psk-mismatch"), 0.65, _ERR),
    Pattern("The TLS connection was (?:terminated|closed)|Error in the (?:push|pull) function", r.RESET, 0.78, _ERR,
        "Error in the pull function."),
    Pattern("MAC verification failed|A TLS record packet with invalid length was received", r.CORRUPT, 0.6, _ERR,
        "A TLS record packet with invalid length was received."),
    Pattern("The SSL/TLS record packet with invalid length|record packet with invalid length was received", ("not-tls",
        "wrong-port-or-protocol"), 0.8, _ERR, "A TLS record packet with invalid length was received."),
    Pattern("The server name sent was not recognized|no matching server name|received alert[^\n]{0,20}server name "
        "sent was not recognized", r.SNI, 0.95, "GnuTLS lib/alert.c", "The server name sent was not recognized"),
    Pattern("No-such PSK|Unknown user/PSK|The username supplied is unknown|Unknown PSK identity", ("psk-mismatch",),
        0.9, "GnuTLS lib/alert.c", "The username supplied is unknown."),
    Pattern("Processed 0 CA certificate", r.CA_FILE, 0.9, "GnuTLS src/cli.c", "Processed 0 CA certificate(s)."),
    Pattern("Unable to establish SSL connection", r.UNCLEAR, 0.3, "wget src/http.c"),
    Pattern("cannot verify [^\n]{1,200}'s certificate(?:, issued by)?", r.UNKNOWN_ISSUER, 0.5, "wget src/openssl.c",
        "ERROR: cannot verify x's certificate, issued by 'y':"),
    Pattern("Unable to locally verify the issuer's authority", r.INCOMPLETE, 0.76, "wget src/openssl.c"),
    Pattern("Issued certificate has expired", r.EXPIRED, 0.95, "wget src/openssl.c"),
    Pattern("Issued certificate not yet valid", r.NOT_YET, 0.95, "wget src/openssl.c"),
    Pattern("Self-signed certificate encountered", ("self-signed", "untrusted-root", "tls-intercepted"), 0.85,
        "wget src/openssl.c"),
    Pattern("no certificate subject alternative name matches|certificate common name '?[^\n]{1,200} doesn't match "
        "requested host name|The certificate's owner does not match", r.NAME, 0.95, "wget src/openssl.c",
        "no certificate subject alternative name matches requested host name 'x'"),
    Pattern("HTTPS support not compiled in|Unsupported scheme 'https'|https: unsupported scheme", r.NO_LIBRARY, 0.96,
        "wget src/url.c", "https://x: HTTPS support not compiled in."),
    Pattern("OpenSSL: error:[^\n]{0,120}wrong version number", r.PLAIN, 0.93, "wget src/openssl.c",
        "OpenSSL: error:0A00010B:SSL routines::wrong version number"),
    Pattern("(?:Unacceptable|Inacceptable) TLS certificate|TLS certificate (?:is )?(?:unacceptable|not trusted)",
        r.NOT_VERIFIED,
        0.55, "GLib glib-networking", "Unacceptable TLS certificate"),
    Pattern("Dem Zertifikat von [^\n]{1,200} wird nicht vertraut|Das Zertifikat von [^\n]{1,200} (?:wurde von "
        "einem unbekannten|ist nicht vertrauensw)", r.UNKNOWN_ISSUER, 0.8, "wget po/de.po",
        "FEHLER: Dem Zertifikat von »x« wird nicht vertraut."),
    Pattern("Das Zertifikat von [^\n]{1,200} ist abgelaufen|Le certificat de [^\n]{1,200} a expir|El certificado "
        "de [^\n]{1,200} ha expirado", r.EXPIRED, 0.93, "wget po/*.po", "Das Zertifikat von »x« ist abgelaufen."),
    Pattern("unexpected TLS handshake packet was received|Received unexpected handshake message|TLS Finished packet "
        "calculation|Too many handshake packets|handshake data size is too large|Invalid TLS extensions length",
        ("malformed-handshake", "corrupt-record", "alert-unexpected-message"), 0.8, _ERR,
        "An unexpected TLS handshake packet was received."),
    Pattern("Unsupported critical extension in X\\.509", ("unknown-critical-ext",), 0.93, _ERR),
    Pattern("Error in the time fields of certificate|certificate has unsupported attributes|Unknown Subject "
        "Alternative "
        "name in X\\.509|Unsupported extension in X\\.509|Error parsing certificate:", r.MALFORMED, 0.85, _ERR,
        "Error in the time fields of certificate."),
    Pattern("certificate type is not supported", ("unsupported-key-type",), 0.85, _ERR),
    Pattern("SNI host name not recogni[sz]ed", r.SNI, 0.93, _ERR, "The SNI host name not recognised."),
    Pattern("Error in password/key file|Parsing error in password", ("psk-mismatch", "key-file-unreadable"), 0.8, _ERR,
        "Error in password/key file."),
    Pattern("does not allow digital signatures", ("key-usage",), 0.93, "GnuTLS lib/cert-cred.c"),
    Pattern("certificate signer not (?:trusted|found)|signer(?:'s certificate)? (?:is )?not trusted", r.UNKNOWN_ISSUER,
        0.85, "git http.c and curl with GnuTLS 2", "server verification failed: certificate signer not trusted."),
    Pattern("ASN1 parser: ", ("malformed-cert", "key-file-unreadable", "unsupported-key-type"), 0.85, _ERR,
        "ASN1 parser: Error in DER parsing."),
    Pattern("certificate signer of [^\n]{1,200} was not a CA", r.ISSUER, 0.93, "wget src/gnutls.c",
        "The certificate signer of 'x' was not a CA."),
    Pattern("The private key is invalid|PKCS #11 (?:initiali[sz]ation )?error", r.KEY_FILE, 0.75, _ERR,
        "PKCS #11 initialization error."),
)  # fmt: skip
FAMILY = Family(
    "GnuTLS",
    PATTERNS,
    (
        Mark(r"\bGnuTLS\b|gnutls_|\*\*\* Fatal error:|\|<\d>\|", "GnuTLS", Side.CLIENT, 5, "*** Fatal error: x"),
        Mark(r"Processed \d+ CA certificate|gnutls-cli|- Certificate\[\d+\] info", "gnutls-cli", Side.CLIENT, 8,
            "Processed 143 CA certificate(s)."),
        Mark(r"^--\d{4}-\d\d-\d\d \d\d:\d\d:\d\d--|\bwget\d?\b|To connect to [^\n]{1,200} insecurely, use", "wget",
            Side.CLIENT, 8, "--2026-11-21 10:08:47-- https://x/"),
        Mark(r"^Error in handshake: |Accepted connection from IPv[46]", "gnutls-serv", Side.SERVER, 9,
            "Error in handshake: No certificate was found."),
        Mark(r"\blftp\b", "lftp", Side.CLIENT, 8, "lftp"),
    ),
)  # fmt: skip
