"""Sentences for registered codes behind which no finding stands: they are not about the other side, or about no
connection at all."""

TOPICS = {
    "aborted": "The program ended the connection itself, or the person did; this says nothing about the other side.",
    "application": "The program that uses the library refused the certificate by a rule of its own.",
    "cert-url": "The other side was given the address of a certificate instead of the certificate (RFC 6066 section "
        "5), and could not fetch it, or got another one. Hardly any software does this.",
    "client-settings": "The program's own settings forbid this: no protocol version or cipher is left, or a feature is "
        "switched off or locked by a policy.",
    "ct-log": "Data of a Certificate Transparency log could not be read. This is about the log, not about the server.",
    "database": "The program's own certificate store has a problem: it is damaged, of an old format, in use, or holds "
        "something of the same name. A fresh profile shows whether that is so.",
    "delegated-credential": "The server uses a delegated credential (RFC 9345) that is expired, badly signed, too "
        "long valid, or not permitted by its certificate.",
    "early-data": "The data that was sent ahead of the handshake (0-RTT) was not accepted. Clients repeat it without; "
        "a server farm whose members differ in version or keys shows this again and again.",
    "ech": "Encrypted ClientHello did not work: the configuration in DNS does not fit the keys of the server, or the "
        "server answered without it.",
    "fine": "The certificate was found valid. This is no error.",
    "internal": "The program's security library failed in itself, or was called wrongly. This says nothing about the "
        "other side.",
    "mail": "This is about signed or encrypted mail or files (S/MIME, PKCS #7), not about a TLS connection.",
    "memory": "The program ran out of memory. This says nothing about the other side.",
    "no-ems": "The other side lacks the extended master secret (RFC 7627), which this program's policy wants.",
    "no-revocation": "The certificate names neither a revocation list nor an OCSP responder, so nobody can learn "
        "whether it is revoked. Current browsers do not mind.",
    "no-session": "The session to be resumed is not known any more. Clients then begin a new one.",
    "obsolete": "Current versions do not show this any more; it belongs to a feature that was removed.",
    "password": "A password or PIN for the program's own key store is wrong, missing, locked or expired.",
    "pkcs12": "A PKCS #12 file (.p12, .pfx) could not be imported or exported: wrong password, damaged, or encrypted "
        "in a way that this program does not know.",
    "policy": "A certificate policy that was asked for, or that a CA imposes, is not fulfilled by the chain.",
    "proxy-certificate": "The chain holds a proxy certificate (RFC 3820), as used in grid computing, that is not "
        "allowed, too deep, or wrongly named.",
    "quic": "The handshake over QUIC (UDP) failed. Browsers try again over TCP, and what shows there is the cause.",
    "raw-public-key": "The other side showed a bare public key instead of a certificate (RFC 7250), and no key to "
        "compare it with is configured.",
    "suite-b": "The chain does not keep to Suite B (P-256 and P-384 only), which this program was told to demand.",
    "tls13-intolerant": "Something on the way does not cope with TLS 1.3: an old proxy or load balancer.",
    "token": "A smart card, token or key module (PKCS #11) is missing, locked or faulty.",
}  # fmt: skip
