"""What each code means in a sentence or two, and who usually must act. For texts; rules word their own findings."""

from dataclasses import dataclass

from core.model.finding import Blame

_S, _C, _N, _CA = Blame.SERVER, Blame.CLIENT, Blame.NETWORK, Blame.CA


@dataclass(frozen=True, slots=True)
class Meaning:
    actor: Blame
    words: str


MEANINGS = {
    "cert-expired": Meaning(_S, "A certificate of the server's chain is past its last day. Usually a renewal "
        "failed, or succeeded and the server was not reloaded."),
    "intermediate-expired": Meaning(_S, "An intermediate certificate that the server sends is past its last day."),
    "cert-not-yet-valid": Meaning(_S, "The certificate begins in the future of the clock that judged it: that "
        "clock is behind, or the certificate was issued by a machine whose clock is ahead."),
    "client-clock-wrong": Meaning(_C, "The clock of the side that verifies is wrong, so that good certificates "
        "seem expired or not yet valid."),
    "server-clock-skew": Meaning(_S, "The server's clock is wrong."),
    "hostname-mismatch": Meaning(_S, "The certificate is genuine, but not for the name or address that the client "
        "asked for."),
    "wildcard-depth": Meaning(_S, "A wildcard covers one label only: *.example.com is not a.b.example.com."),
    "no-san": Meaning(_S, "The certificate names its host in the common name only. Current clients read the "
        "subject alternative names and nothing else."),
    "ip-not-in-san": Meaning(_S, "The client connects to an IP address, and the certificate does not list that "
        "address as an iPAddress name."),
    "sni-default-cert": Meaning(_S, "The server did not learn or does not know the name, and shows the certificate "
        "of another site."),
    "default-cert": Meaning(_S, "The server shows a product's placeholder certificate: no certificate was "
        "configured for this name."),
    "chain-incomplete": Meaning(_S, "The server does not send the intermediate certificate. Browsers find it by "
        "themselves; curl, OpenSSL, Java, Go, Python and Node do not."),
    "chain-untrusted": Meaning(_S, "No path leads from the server's certificate to a root that the client trusts."),
    "chain-wrong-intermediate": Meaning(_S, "The server sends an intermediate that did not sign its certificate."),
    "chain-order": Meaning(_S, "The certificates are sent in the wrong order."),
    "untrusted-root": Meaning(_S, "The chain ends at a root that this client does not know: a private CA, a root "
        "that was removed, or a certificate that signs itself."),
    "root-distrust": Meaning(_CA, "The root store of this client has withdrawn its trust from this CA."),
    "self-signed": Meaning(_S, "The server's certificate is signed by itself. No client trusts it unless it was "
        "told to."),
    "tls-intercepted": Meaning(_N, "A proxy or security product between client and server opens the TLS connection "
        "and answers with a certificate of its own CA."),
    "ca-bundle-missing": Meaning(_C, "The client has no list of trusted roots, an outdated one, or cannot read it: "
        "it can trust nobody."),
    "revoked": Meaning(_S, "The CA has revoked the certificate, usually because the key leaked or the certificate "
        "was misissued."),
    "intermediate-revoked": Meaning(_S, "The CA has revoked an intermediate certificate of the chain."),
    "revocation-unavailable": Meaning(_C, "The verifier must know whether the certificate is revoked and could not "
        "find out: the CRL or the OCSP responder is unreachable, missing or out of date."),
    "crl-unreachable": Meaning(_CA, "The revocation list could not be downloaded."),
    "crl-stale": Meaning(_CA, "The revocation list is older than it may be."),
    "ocsp-unreachable": Meaning(_CA, "The OCSP responder could not be reached."),
    "staple-invalid": Meaning(_S, "The OCSP response that the server staples, or has to staple, cannot be used."),
    "staple-expired": Meaning(_S, "The server staples an OCSP response that is out of date."),
    "must-staple-missing": Meaning(_S, "The certificate demands a stapled OCSP response and the server sends none."),
    "no-ocsp-staple": Meaning(_S, "The server staples no OCSP response."),
    "sha1-signature": Meaning(_S, "A certificate is signed with SHA-1 or MD5, which current clients refuse."),
    "weak-key": Meaning(_S, "A key in the chain is too short for the client's policy."),
    "unsupported-key-type": Meaning(_S, "The certificate's key or signature is of a kind that this client cannot use."),
    "malformed-cert": Meaning(_S, "A certificate breaks the rules of X.509 in a way that this client does not accept."),
    "eku-missing": Meaning(_S, "The certificate's extended key usage does not allow this use (serverAuth for a "
        "server, clientAuth for a client)."),
    "key-usage": Meaning(_S, "The certificate's key usage forbids what the handshake needs it for."),
    "ca-cert-as-leaf": Meaning(_S, "A CA certificate is used as the server's own."),
    "issuer-not-ca": Meaning(_S, "A certificate of the chain was issued by one that is not a CA."),
    "pathlen-violation": Meaning(_CA, "There are more CA certificates in the chain than one of them allows."),
    "name-constraints": Meaning(_CA, "The CA is not allowed to issue for this name."),
    "unknown-critical-ext": Meaning(_CA, "The certificate carries a critical extension that this client does not "
        "know, so it must refuse it."),
    "validity-too-long": Meaning(_CA, "The certificate is valid for longer than this client accepts."),
    "ct-missing": Meaning(_CA, "The certificate is not proven to be in enough Certificate Transparency logs."),
    "pinning-failed": Meaning(_C, "The client expects a certain key, certificate or policy (pinning, HSTS, DANE) "
        "and got something else."),
    "tlsa-mismatch": Meaning(_S, "The TLSA record in DNS does not fit the certificate."),
    "dnssec-broken": Meaning(_S, "DNSSEC validation of the name fails."),
    "no-shared-protocol": Meaning(_S, "Client and server have no TLS version in common: one of them is old, or was "
        "told to refuse what the other offers."),
    "protocol-too-old": Meaning(_S, "The server speaks nothing newer than TLS 1.1, which current clients refuse."),
    "client-too-old": Meaning(_C, "The client's TLS library cannot do what the server demands (usually TLS 1.2)."),
    "no-shared-cipher": Meaning(_S, "Client and server have no cipher suite in common, or the server has no "
        "certificate of a kind that the client can use."),
    "weak-cipher-only": Meaning(_S, "The server accepts only ciphers that current clients have dropped."),
    "no-shared-group": Meaning(_S, "Client and server have no key-exchange group in common."),
    "no-shared-signature-algorithm": Meaning(_S, "Client and server have no signature algorithm in common that "
        "fits the certificate's key."),
    "security-level": Meaning(_C, "The client's own policy (OpenSSL's security level, a crypto policy, FIPS) "
        "refuses the keys, hashes or ciphers at hand."),
    "weak-dh": Meaning(_S, "The server uses a Diffie-Hellman group that is too small."),
    "legacy-renegotiation": Meaning(_S, "The server lacks secure renegotiation (RFC 5746), and OpenSSL 3 refuses "
        "to talk to it."),
    "sni-unrecognized-name": Meaning(_S, "The server has no site for the name that the client sent in SNI."),
    "sni-required": Meaning(_C, "The server needs a server name (SNI) and the client sent none."),
    "server-no-certificate": Meaning(_S, "The server has no certificate for this name, or none at all."),
    "alert-no-application-protocol": Meaning(_S, "Client and server have no application protocol (ALPN: h2, "
        "http/1.1 …) in common."),
    "client-cert-required": Meaning(_C, "The server asks for a client certificate (mutual TLS) and got none."),
    "alert-certificate-required": Meaning(_C, "The server asks for a client certificate (mutual TLS) and got none."),
    "client-cert-rejected": Meaning(_C, "A client certificate was presented, and the other side does not accept "
        "it: wrong CA, expired, revoked, or not meant for clients."),
    "private-key-problem": Meaning(_S, "Private key and certificate do not belong together."),
    "key-mismatch": Meaning(_S, "The server signs with a key that does not fit its certificate."),
    "key-file-unreadable": Meaning(_S, "A certificate, key or keystore file is missing, unreadable, of the wrong "
        "format, or its passphrase is wrong."),
    "wrong-port-or-protocol": Meaning(_C, "One side speaks TLS and the other does not: wrong port, wrong scheme, "
        "or a port that wants STARTTLS first."),
    "not-tls-http": Meaning(_S, "Plain HTTP and TLS meet on one port: the client speaks the one, the server the "
        "other."),
    "not-tls-banner": Meaning(_C, "The port speaks another protocol in plain text."),
    "not-tls": Meaning(_S, "What came back is no TLS."),
    "starttls-needed": Meaning(_C, "The port wants a plain-text STARTTLS command before TLS begins."),
    "starttls-not-offered": Meaning(_S, "TLS was demanded on a connection that begins in plain text, and the "
        "server does not offer the upgrade."),
    "starttls-refused": Meaning(_S, "The server offers STARTTLS and then declines it, usually because its "
        "certificate or key cannot be loaded."),
    "tls-required": Meaning(_C, "The server insists on TLS and the client stayed in plain text."),
    "tcp-refused": Meaning(_S, "Nothing listens on that port, or a firewall rejects it. TLS was not reached."),
    "net-unreachable": Meaning(_N, "There is no route to the address. TLS was not reached."),
    "tcp-timeout": Meaning(_N, "No answer came in time: packets are dropped by a firewall or security group, or "
        "the host is down."),
    "silent-after-hello": Meaning(_N, "The TCP connection stands and the handshake is never answered."),
    "stalled-mid-handshake": Meaning(_N, "The handshake begins and then stalls."),
    "mtu-blackhole": Meaning(_N, "Small packets pass, large ones vanish on the way."),
    "reset-after-hello": Meaning(_N, "The connection is reset while TLS is being set up or used: by the server, a "
        "firewall or a load balancer."),
    "closed-mid-handshake": Meaning(_S, "The other side closes the connection in the middle of the handshake "
        "without saying why."),
    "closed-after-hello": Meaning(_S, "The other side closes the connection right after the first message."),
    "closed-on-connect": Meaning(_S, "The connection is closed before any byte."),
    "closed-after-handshake": Meaning(_S, "The handshake completes and then the connection is closed."),
    "sni-filtered": Meaning(_N, "A filter on the way kills connections for this server name."),
    "missing-close-notify": Meaning(_S, "The other side closed without TLS's goodbye (close_notify), so the reader "
        "cannot tell a complete answer from a cut one."),
    "corrupt-record": Meaning(_N, "A record arrived damaged, or the two sides hold different keys."),
    "malformed-handshake": Meaning(_S, "A handshake message could not be read."),
    "downgrade-detected": Meaning(_N, "Something on the way weakened the offer."),
    "proxy-refused": Meaning(_N, "The forward proxy declines to open the tunnel, or wants a login first. TLS was "
        "not reached."),
    "dns-nxdomain": Meaning(_C, "The name does not resolve. TLS was not reached."),
    "dns-failure": Meaning(_C, "The name does not resolve, and the text does not say why. TLS was not reached."),
    "dns-servfail": Meaning(_S, "The resolver fails for this name."),
    "dns-timeout": Meaning(_N, "No resolver answers."),
    "psk-mismatch": Meaning(_C, "The two sides hold different pre-shared keys, or one does not know the other's "
        "identity."),
    "tls-library-missing": Meaning(_C, "The client was built without TLS, or cannot load its TLS library."),
    "acme-failed": Meaning(_S, "The certificate could not be obtained by ACME: the CA could not check the name, or "
        "limits the rate."),
    "client-aborted": Meaning(_C, "The client left without saying why."),
    "alert-handshake-failure": Meaning(_S, "The server finds nothing acceptable in the offer: no cipher, no "
        "certificate for the name, or no client certificate."),
    "alert-internal-error": Meaning(_S, "The other side failed for a reason of its own; often it has no "
        "certificate for the name."),
    "alert-access-denied": Meaning(_C, "The certificate was valid, and the access was denied."),
    "alert-insufficient-security": Meaning(_S, "The server wants stronger ciphers than the client offers."),
    "alert-inappropriate-fallback": Meaning(_C, "The client retried with an older version, and the server knows "
        "that it could do better."),
}  # fmt: skip
_ALERT = Meaning(_S, "The other side ended the handshake with this alert.")


def meaning(code: str) -> Meaning:
    """Total: alerts without an entry share one."""
    return MEANINGS.get(code, _ALERT)
