"""Fix steps for the client or server that wrote the text, by code and tool. Ordered, complete in themselves."""

from core.explain import trust_steps
from core.model.evidence import Software
from core.model.explanation import Side
from core.model.finding import Blame
from core.model.prose import Block, Code, Prose, prose
from core.words import certificate_remedy, remedy

Steps = tuple[Prose, ...]
_SOFTWARE = {
    "nginx": Software.NGINX, "nginx as proxy": Software.NGINX, "Apache httpd": Software.APACHE,
    "Apache httpd as proxy": Software.APACHE, "HAProxy": Software.HAPROXY, "Caddy": Software.CADDY,
    "Traefik": Software.TRAEFIK, "IIS": Software.IIS, "Schannel": Software.IIS, "Kubernetes":
        Software.KUBERNETES_INGRESS,
}  # fmt: skip
_NAMES = frozenset({"hostname-mismatch", "wildcard-depth", "no-san", "ip-not-in-san", "default-cert"})
_REISSUE = {
    "hostname-mismatch": "a certificate that lists the name among its subject alternative names",
    "wildcard-depth": "a certificate that lists the name itself",
    "no-san": "a certificate with subject alternative names",
    "ip-not-in-san": "a certificate that lists the address as an iPAddress name, or let the client connect by name",
    "default-cert": "a certificate for the name",
    "sha1-signature": "a certificate signed with SHA-256 or better, with a current intermediate",
    "weak-key": "a certificate with an RSA key of at least 2048 bits or an ECDSA P-256 key",
    "unsupported-key-type": "a certificate with an RSA 2048 or ECDSA P-256 key",
    "malformed-cert": "a certificate from a CA that follows RFC 5280",
    "eku-missing": "a certificate whose extended key usage has serverAuth (clientAuth for a client)",
    "key-usage": "a certificate whose key usage has digitalSignature",
    "ca-cert-as-leaf": "an end-entity certificate",
    "issuer-not-ca": "a certificate from a CA whose own certificate says so (basicConstraints CA:TRUE)",
    "pathlen-violation": "a certificate from a CA that may have this many CAs below it",
    "name-constraints": "a certificate from a CA that may issue for this name",
    "unknown-critical-ext": "a certificate without that critical extension",
    "validity-too-long": "a certificate that is valid for at most 200 days",
    "ct-missing": "a certificate from a CA that logs it",
    "revoked": "a new certificate with a new key",
    "self-signed": "a certificate from a CA that the clients trust",
}
_PLAIN: dict[str, Steps] = {
    "intermediate-expired": (prose("Replace the intermediate by the CA's current one in the chain file, then "
        "reload the server"),),
    "client-clock-wrong": (prose("Set the clock: ", Code("timedatectl set-ntp true"), " (Windows ", Code(
        "w32tm /resync"), ")"), prose("Compare: ", Code("date -u"))),
    "cert-not-yet-valid": (prose("Look at the clocks of both sides first: ", Code("date -u")), prose(
        "If they are right, wait until the certificate begins, or have it issued anew")),
    "sni-default-cert": (prose("Make the client send the server name (SNI), e.g. ", Code(
        "openssl s_client -servername NAME")), prose("Give the server a site and certificate for that name")),
    "sni-required": (prose("Make the client send the server name (SNI): connect by name, not by address; ", Code(
        "-servername NAME")),),
    "sni-unrecognized-name": (prose("Connect with a name that the server has a site for; compare SNI and Host header"),
        prose("Or add the name to the server's sites, with a certificate for it")),
    "tls-intercepted": (prose("Ask whoever runs the inspection for its root certificate, or for an exception for "
        "this host"),),
    "revocation-unavailable": (prose("Allow the client to reach the CRL and OCSP addresses of the certificate: ", Code(
        "openssl x509 -noout -ext crlDistributionPoints,authorityInfoAccess -in cert.pem")), prose(
        "Where CRLs are files, download the current ones and reload")),
    "staple-invalid": (prose("Let the server fetch a fresh OCSP response: it must reach the responder and know the "
        "issuer (nginx ", Code("ssl_trusted_certificate"), ")"), prose("If the CA has no OCSP any more, switch "
        "stapling off")),
    "pinning-failed": (prose("Compare the pin with the key that is served: ", Code(
        "openssl s_client -connect HOST:443 </dev/null | openssl x509 -pubkey -noout | openssl pkey -pubin "
        "-outform der | openssl dgst -sha256 -binary | base64")), prose("If the key was changed on purpose, ship "
        "the new pin before the key; HSTS errors end when the certificate is right")),
    "client-too-old": (prose("Update the client's TLS library or runtime; until then enable TLS 1.2 in it if it "
        "knows it"),),
    "security-level": (prose("Replace the weak certificate, key or cipher on the other side: the policy is right"),
        prose("Only as a stop-gap for one connection: ", Code("DEFAULT@SECLEVEL=1"), " as the cipher list")),
    "legacy-renegotiation": (prose("Update the server's TLS software: it lacks RFC 5746"), prose(
        "Only as a stop-gap, for one client, in its ", Code("openssl.cnf"), ":", Block(
        "[system_default_sect]\nOptions = UnsafeLegacyServerConnect", "ini"))),
    "weak-dh": (prose("Prefer ECDHE on the server, or give it a group of 2048 bits: ", Code(
        "openssl dhparam -out dh.pem 2048")),),
    "client-cert-required": (prose("Give the client a certificate and its key: ", Code(
        "curl --cert client.pem --key client.key"), "; Java ", Code("-Djavax.net.ssl.keyStore=…")), prose(
        "Or, if no mutual TLS is wanted, stop the server from asking (nginx ", Code("ssl_verify_client off;"), ")")),
    "client-cert-rejected": (prose("Look at the client certificate: ", Code("openssl x509 -in client.pem -noout "
        "-subject -issuer -dates -purpose")), prose("Renew it from the CA that the server names, with extended key "
        "usage clientAuth, and send its intermediates along"), prose("On the server, see that its list of client "
        "CAs contains that CA")),
    "key-file-unreadable": (prose("See that the file exists, is readable for the process and of the format that it "
        "expects: ", Code("openssl x509 -in cert.pem -noout -subject"), ", ", Code("openssl pkey -in key.pem -noout")),
        prose("PKCS#12 and keystores: check the password (", Code("openssl pkcs12 -in site.p12 -info -noout"), ", ",
        Code("keytool -list -keystore FILE"), ")")),
    "server-no-certificate": (prose("Configure a certificate and key for this name on the server and reload it"),),
    "wrong-port-or-protocol": (prose("Use the scheme and port that belong together: https 443, http 80, smtps 465, "
        "imaps 993; STARTTLS on 25, 587, 143, 5432, 3306"), prose("See what the port speaks: ", Code(
        "curl -v http://HOST:PORT"), " or ", Code("nc HOST PORT"))),
    "not-tls-http": (prose("Call the port with the scheme that it speaks (https:// for TLS, http:// for plain)"),
        prose("A proxy before the server: make its upstream scheme fit")),
    "starttls-needed": (prose("Let the client begin in plain text and upgrade: ", Code(
        "openssl s_client -starttls smtp -connect HOST:25")),),
    "starttls-not-offered": (prose("Switch TLS on in the server (PostgreSQL ", Code("ssl = on"), ", MySQL ", Code(
        "ssl_cert"), ", Postfix ", Code("smtpd_tls_security_level = may"), ")"), prose(
        "Or connect to the port that speaks TLS from the first byte")),
    "starttls-refused": (prose("Read the server's log: usually its certificate or key cannot be loaded"),),
    "tls-required": (prose("Switch TLS on in the client: ", Code("sslmode=require"), ", ", Code("--ssl-mode=REQUIRED"),
        ", STARTTLS for mail, https:// for HTTP"),),
    "tcp-refused": (prose("See that the service runs and listens on this port: ", Code("ss -ltnp")),),
    "net-unreachable": (prose("Look at routes and VPN: ", Code("ip route get ADDRESS")),),
    "tcp-timeout": (prose("Find the hop that drops the packets: firewall, security group, network ACL, VPN: ", Code(
        "tcptraceroute HOST PORT")),),
    "silent-after-hello": (prose("Try from another network; if that works, a firewall, proxy or MTU on the way is "
        "the cause"), prose("Look at the MTU: ", Code("ping -M do -s 1472 HOST"))),
    "reset-after-hello": (prose("Try from another network and with another name; if that works, a filter on the "
        "way is the cause"), prose("Read the server's or load balancer's log at that time")),
    "closed-mid-handshake": (prose("Read the log of the other side at that time: it knows why it closed"), prose(
        "Try from another network, to tell a filter from the server")),
    "missing-close-notify": (prose("Compare the length received with Content-Length: if it is complete, nothing is "
        "lost"), prose("Update the server, or the proxy before it, so that it sends close_notify")),
    "corrupt-record": (prose("Compare with another network and another machine; switch off offloading and "
        "middleboxes that rewrite packets"),),
    "proxy-refused": (prose("Check address and login of the proxy (", Code("HTTPS_PROXY"),
        "), and whether it allows this host and port"),),
    "dns-nxdomain": (prose("Check the name: ", Code("dig NAME")), prose("Inside a company or cluster: use the "
        "resolver that knows it")),
    "psk-mismatch": (prose("Give both sides the same key and identity (OpenVPN: the same ta.key and "
        "tls-crypt/tls-auth mode)"),),
    "tls-library-missing": (prose("Install the client with TLS: build it with the OpenSSL headers present, or "
        "install the missing package"),),
    "acme-failed": (prose("Read the CA's sentence in the log: it names the challenge that failed"), prose(
        "Make port 80 (http-01), 443 (tls-alpn-01) or the TXT record (dns-01) reachable from the internet, then "
        "try once against the staging server"),),
    "alert-no-application-protocol": (prose("Let both sides offer a protocol in common: h2 or http/1.1 (nginx ", Code(
        "http2 on;"), ")"),),
    "dns-failure": (prose("Check the name and the resolver: ", Code("dig NAME")),),
}  # fmt: skip
_SAME = {
    "staple-expired": "staple-invalid", "must-staple-missing": "staple-invalid", "no-ocsp-staple": "staple-invalid",
    "crl-unreachable": "revocation-unavailable", "crl-stale": "revocation-unavailable",
    "ocsp-unreachable": "revocation-unavailable", "alert-certificate-required": "client-cert-required",
    "not-tls": "wrong-port-or-protocol", "not-tls-banner": "wrong-port-or-protocol",
    "alert-internal-error": "server-no-certificate", "dns-servfail": "dns-failure", "dns-timeout": "dns-failure",
    "closed-after-hello": "closed-mid-handshake", "closed-on-connect": "closed-mid-handshake",
    "stalled-mid-handshake": "silent-after-hello", "mtu-blackhole": "silent-after-hello", "server-clock-skew":
        "client-clock-wrong",
}  # fmt: skip
_PROTOCOLS = frozenset({"no-shared-protocol", "protocol-too-old", "alert-protocol-version"})
_CIPHERS = frozenset({"no-shared-cipher", "weak-cipher-only", "no-shared-group", "no-shared-signature-algorithm",
                      "alert-handshake-failure", "alert-insufficient-security"})  # fmt: skip


def fix(code: str, tool: str | None, side: Side | None) -> Steps:
    """What to do about ``code`` where ``tool`` wrote the text. Empty when there is nothing general to do."""
    software = _SOFTWARE.get(tool or "", Software.UNKNOWN)
    if code in trust_steps.CODES:
        return trust_steps.steps(code, tool, software)
    if code == "cert-expired":
        return certificate_remedy.renew(software)
    if code in _REISSUE:
        return certificate_remedy.reissue(_REISSUE[code], software)
    if code in ("private-key-problem", "key-mismatch"):
        return remedy.key_and_certificate(software)
    if code in _PROTOCOLS:
        return (*_update_client(side), *remedy.modern_protocols(software))
    if code in _CIPHERS:
        return (*_update_client(side), *remedy.modern_ciphers(software))
    return _PLAIN.get(_SAME.get(code, code), (remedy.logs(software),))


def _update_client(side: Side | None) -> Steps:
    if side is not Side.SERVER:
        return ()
    return (prose("The client that came is old or narrow: update it, or its TLS library"),)


def actor(code: str, side: Side | None, usual: Blame) -> Blame:
    """A server that cannot load its key must act itself; a client with such a file, the client."""
    if code in ("key-file-unreadable", "private-key-problem") and side is Side.CLIENT:
        return Blame.CLIENT
    return usual
