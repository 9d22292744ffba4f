"""OpenVPN, strongSwan's EAP-TLS, RADIUS and other tunnels.

Sources: OpenVPN src/openvpn/ssl.c, ssl_verify*.c, tls_crypt.c; FreeRADIUS src/main/tls.c.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_VPN = "OpenVPN src/openvpn"
PATTERNS = (
    Pattern("EVENT: CONNECTION_TIMEOUT|Server poll timeout, trying next remote", r.TIMEOUT, 0.9,
        "OpenVPN 3 client/ovpncli.cpp", "EVENT: CONNECTION_TIMEOUT"),
    Pattern("(?:subject|issuer) certificate invalid \\(valid from", r.EXPIRED, 0.88, "strongSwan credentials",
        "subject certificate invalid (valid from Nov 01 2024 to Nov 01 2026)"),
    Pattern("no (?:trusted|issuer certificate found)[^\n]{0,20} (?:RSA |ECDSA |ED25519 )?public key found|no issuer "
        "certificate found for", r.UNKNOWN_ISSUER, 0.88, "strongSwan libstrongswan/credentials",
        "no trusted RSA public key found for 'vpn.example.com'", r.client_certificate(r.UNKNOWN_ISSUER)),
    Pattern("packet HMAC authentication failed|tls-crypt unwrap error|TLS Error: cannot locate HMAC|"
        "tls-crypt-v2[^\n]{0,60}failed|Authenticate/Decrypt packet error: packet HMAC", ("psk-mismatch",
        "corrupt-record"), 0.96, _VPN, "Authenticate/Decrypt packet error: packet HMAC authentication failed"),
    Pattern("TLS key negotiation failed to occur within \\d+ seconds", ("silent-after-hello", "tcp-timeout",
        "psk-mismatch"), 0.85, _VPN, "TLS key negotiation failed to occur within 60 seconds (check your network "
        "connectivity)"),
    Pattern("TLS error: Unsupported protocol", r.PROTOCOL, 0.96, _VPN),
    Pattern("VERIFY ERROR: (?:depth=\\d+, )?(?:could not extract|error=)", (), 0.0, _VPN,
        "VERIFY ERROR: depth=0, error="),
    Pattern("VERIFY X509NAME ERROR|Certificate (?:subject|name)[^\n]{0,60}does not match[^\n]{0,40}verify-x509-name",
        r.NAME, 0.96, _VPN, "VERIFY X509NAME ERROR: CN=a, must be b"),
    Pattern("(?:incoming )?packet (?:HMAC )?authentication failed", r.PSK, 0.95, _VPN,
        "TLS Error: incoming packet authentication failed from [AF_INET]192.0.2.1:1194"),
    Pattern("ca md too weak[\\s\\S]{0,200}Cannot load [^\n]{0,30}certificate file", r.WEAK_HASH, 0.96, _VPN,
        "SSL routines::ca md too weak\nCannot load inline certificate file"),
    Pattern("(?:ee|ca) key too small[\\s\\S]{0,200}Cannot load [^\n]{0,30}certificate file", r.WEAK_KEY, 0.96, _VPN,
        "SSL routines::ee key too small\nCannot load inline certificate file"),
    Pattern("VERIFY (?:EKU|KU|nsCertType) ERROR|Certificate does not have (?:extended )?key usage extension|"
        "Certificate does not have the expected", r.PURPOSE, 0.95, _VPN, "VERIFY EKU ERROR", ("client-cert-rejected",
        "eku-missing")),
    Pattern("VERIFY CRL[^\n]{0,40}(?:failed|is revoked)|CRL: cannot read|VERIFY ERROR[^\n]{0,40}CRL", r.STATUS, 0.88,
        _VPN, "CRL: cannot read CRL from file /x"),
    Pattern("Cannot load (?:certificate|private key|CA certificate|DH parameters|inline certificate) file|Cannot "
        "load (?:certificate|private key)|Cannot open [^\n]{1,120} for (?:DH|static key)", r.KEY_FILE, 0.95, _VPN,
        "Cannot load certificate file /etc/openvpn/client.crt"),
    Pattern("Cannot load CA certificate file", ("ca-bundle-missing", "key-file-unreadable"), 0.95, _VPN),
    Pattern("Private key password verification failed", r.KEY_FILE, 0.96, _VPN),
    Pattern("Local TLS options (?:hash|string)|Bad encapsulated packet length from peer", ("wrong-port-or-protocol",),
        0.7, _VPN, "Bad encapsulated packet length from peer (18516)"),
    Pattern("TLS Error: TLS handshake failed", r.UNCLEAR, 0.3, _VPN),
    Pattern("eap_?tls[^\n]{0,80}(?:unknown CA|unknown_ca)", r.UNKNOWN_ISSUER, 0.7, "FreeRADIUS src/main/tls.c",
        "eap_tls: TLS Alert read:fatal:unknown CA", ("untrusted-root", "chain-incomplete", "self-signed")),
    Pattern("TLS Alert read:fatal:unknown CA", ("client-cert-rejected",), 0.85, "FreeRADIUS src/main/tls.c", at_server=(
        "untrusted-root", "chain-incomplete", "self-signed")),
    Pattern("TLS Alert read:fatal:(?:certificate expired)", ("client-cert-rejected",), 0.85,
        "FreeRADIUS src/main/tls.c", "TLS Alert read:fatal:certificate expired", r.EXPIRED),
    Pattern("TLS Alert read:fatal:(?:access denied|bad certificate|certificate unknown)", ("client-cert-rejected",),
        0.85, "FreeRADIUS src/main/tls.c", "TLS Alert read:fatal:access denied", ("untrusted-root", "chain-incomplete",
        "self-signed")),
    Pattern("TLS Alert write:fatal:protocol version", r.PROTOCOL, 0.93, "FreeRADIUS src/main/tls.c"),
    Pattern("TLS Alert write:fatal:handshake failure", r.CIPHER, 0.8, "FreeRADIUS src/main/tls.c"),
    Pattern("TLS Alert write:fatal:(?:unknown CA|certificate expired|bad certificate|certificate revoked)",
        r.UNKNOWN_ISSUER,
        0.8, "FreeRADIUS src/main/tls.c", "TLS Alert write:fatal:unknown CA", r.REJECTED),
    Pattern("SNI: (?:no pattern matched|no servername received|Unknown ServerName)", r.SNI, 0.9, "stunnel src/ctx.c",
        "SNI: no pattern matched servername: x"),
    Pattern("client did not request TLS, rejecting|Client does not want TLS|MSSQL expected but not requested",
        r.TLS_WANTED,
        0.88, "stunnel src/protocol.c", "PostgreSQL client did not request TLS, rejecting"),
    Pattern("CERT: Certificate not found in local repository|Rejected by CERT at depth", ("untrusted-root",
        "pinning-failed"),
        0.82, "stunnel src/verify.c", "CERT: Certificate not found in local repository",
        r.REJECTED),
)  # fmt: skip
FAMILY = Family(
    "OpenVPN",
    tuple(p for p in PATTERNS if p.codes),
    (
        Mark(r"\bopenvpn\b|TLS Error: TLS object|VERIFY (?:OK|ERROR|KU|EKU|X509NAME)|TLS_ERROR: BIO read|Initial "
            r"packet from \[AF_INET", "OpenVPN", Side.CLIENT, 7, "VERIFY ERROR: depth=0"),
        Mark(r"OpenVPN server|openvpn@server|server\.conf|MULTI: |\d+\.\d+\.\d+\.\d+:\d+ (?:TLS(?:_ERROR| Error)?:|"
            r"VERIFY|OpenSSL:)|"
            r"Authenticate/Decrypt packet error", "OpenVPN server", Side.SERVER, 9, "203.0.113.40:1194 VERIFY ERROR"),
        Mark(r"eap_?(?:tls|peap|ttls)|\bradiusd\b|FreeRADIUS", "FreeRADIUS", Side.SERVER, 8, "eap_tls: x"),
    ),
)  # fmt: skip
