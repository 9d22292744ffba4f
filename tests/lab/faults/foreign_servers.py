"""Faults in software that we did not write: nginx, HAProxy, stunnel, Java, and the system's OpenSSL."""

from datetime import timedelta

from tests.lab.bench import Bench, Running
from tests.lab.fault import fault
from tests.lab.foreign import haproxy, java, nginx, s_server, stunnel

_DAY = timedelta(days=1)


@fault("nginx", "nginx, all right", needs="nginx")
def nginx_right(bench: Bench, host: str) -> Running:
    return nginx(bench, host, bench.pki.leaf(host))


@fault("nginx-expired", "nginx, the certificate has expired", "cert-expired", needs="nginx")
def nginx_expired(bench: Bench, host: str) -> Running:
    return nginx(bench, host, bench.pki.leaf(host, not_after=bench.now - 7 * _DAY))


@fault(
    "nginx-incomplete",
    "nginx with the leaf alone in ssl_certificate",
    "chain-incomplete",
    needs="nginx",
)
def nginx_incomplete(bench: Bench, host: str) -> Running:
    url = bench.shelf.put("nginx-issuing.crt", bench.pki.issuing.der)
    return nginx(bench, host, bench.pki.leaf(host, aia=url), chain=False)


@fault("nginx-plain", "nginx without `ssl` on the port", "not-tls-http", needs="nginx")
def nginx_plain(bench: Bench, host: str) -> Running:
    return nginx(bench, host, bench.pki.leaf(host), tls=False)


@fault(
    "nginx-client-cert",
    "nginx with ssl_verify_client on: the handshake goes, HTTP answers 400",
    "client-cert-required",
    needs="nginx",
    instead=(("client-cert-optional",),),
)
def nginx_client_cert(bench: Bench, host: str) -> Running:
    more = f"ssl_client_certificate {bench.ca_file}; ssl_verify_client on;"
    return nginx(bench, host, bench.pki.leaf(host), more=more)


@fault("nginx-reject-handshake", "nginx with ssl_reject_handshake on", "sni-unrecognized-name", needs="nginx")
def nginx_reject(bench: Bench, host: str) -> Running:
    return nginx(bench, host, bench.pki.leaf(host), more="ssl_reject_handshake on;")


@fault("haproxy", "HAProxy, all right", needs="haproxy")
def haproxy_right(bench: Bench, host: str) -> Running:
    return haproxy(bench, host, bench.pki.leaf(host))


@fault("haproxy-client-cert", "HAProxy with verify required", "client-cert-required", needs="haproxy")
def haproxy_client_cert(bench: Bench, host: str) -> Running:
    return haproxy(bench, host, bench.pki.leaf(host), bind=f"ca-file {bench.ca_file} verify required")


@fault(
    "haproxy-client-cert-tls12",
    "HAProxy with verify required, TLS 1.2",
    "client-cert-required",
    needs="haproxy",
)
def haproxy_client_cert12(bench: Bench, host: str) -> Running:
    bind = f"ca-file {bench.ca_file} verify required ssl-max-ver TLSv1.2"
    return haproxy(bench, host, bench.pki.leaf(host), bind=bind)


@fault(
    "haproxy-strict-sni",
    "HAProxy with strict-sni and no certificate for this name",
    "sni-unrecognized-name",
    needs="haproxy",
    instead=(("alert-handshake-failure",), ("sni-required",)),
    notes="HAProxy refuses in its ClientHello callback; which alert OpenSSL then sends depends on the version",
)
def haproxy_strict(bench: Bench, host: str) -> Running:
    return haproxy(bench, host, bench.pki.leaf("other.example"), bind="strict-sni")


@fault("stunnel", "stunnel in front of an echo service, all right", needs="stunnel")
def stunnel_right(bench: Bench, host: str) -> Running:
    return stunnel(bench, host, bench.pki.leaf(host))


@fault(
    "stunnel-wrong-name",
    "stunnel with another host's certificate",
    "hostname-mismatch",
    needs="stunnel",
)
def stunnel_wrong_name(bench: Bench, host: str) -> Running:
    return stunnel(bench, host, bench.pki.leaf("mail.example"))


@fault("openssl-tls12-rsa", "s_server, TLS 1.2 and RSA, all right", needs="openssl")
def openssl_rsa(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host, key="rsa2048", ku=("digital_signature", "key_encipherment"))
    return s_server(bench, host, leaf, "-tls1_2")


@fault("openssl-tls13", "s_server, TLS 1.3 only, all right", needs="openssl")
def openssl_tls13(bench: Bench, host: str) -> Running:
    return s_server(bench, host, bench.pki.leaf(host), "-tls1_3")


@fault("openssl-p384", "s_server with a P-384 key, all right", needs="openssl")
def openssl_p384(bench: Bench, host: str) -> Running:
    return s_server(bench, host, bench.pki.leaf(host, key="p384"))


@fault("openssl-client-cert", "s_server -Verify", "client-cert-required", needs="openssl")
def openssl_client_cert(bench: Bench, host: str) -> Running:
    return s_server(bench, host, bench.pki.leaf(host), "-Verify", "1", "-CAfile", str(bench.ca_file))


@fault("openssl-client-cert-optional", "s_server -verify", "client-cert-optional", needs="openssl")
def openssl_client_cert_optional(bench: Bench, host: str) -> Running:
    return s_server(bench, host, bench.pki.leaf(host), "-verify", "1", "-CAfile", str(bench.ca_file))


@fault(
    "openssl-old-versions",
    "s_server with TLS 1.0 and 1.1 only",
    "protocol-too-old",
    needs="openssl",
    also=("alert-protocol-version", "no-shared-protocol", "legacy-protocol-enabled", "anon-cipher", "weak-dh"),
    instead=(("alert-protocol-version",), ("no-shared-protocol",)),
)
def openssl_old(bench: Bench, host: str) -> Running:
    options = ("-no_tls1_2", "-no_tls1_3", "-cipher", "ALL:@SECLEVEL=0")
    return s_server(bench, host, bench.pki.leaf(host), *options)


@fault(
    "openssl-exotic-cipher",
    "s_server with a cipher that no browser offers (ARIA)",
    "no-shared-cipher",
    needs="openssl",
    also=("alert-handshake-failure",),
    instead=(("alert-handshake-failure",),),
)
def openssl_exotic(bench: Bench, host: str) -> Running:
    return s_server(bench, host, bench.pki.leaf(host), "-tls1_2", "-cipher", "ECDHE-ARIA256-GCM-SHA384")


@fault("java", "Java's SSLServerSocket, all right", needs="java", slow=True)
def java_right(bench: Bench, host: str) -> Running:
    return java(bench, host, bench.pki.leaf(host))


@fault(
    "java-client-cert",
    "Java, setNeedClientAuth, TLS 1.3",
    "client-cert-required",
    needs="java",
    slow=True,
)
def java_client_cert(bench: Bench, host: str) -> Running:
    return java(bench, host, bench.pki.leaf(host), "need")


@fault(
    "java-client-cert-tls12",
    "Java, setNeedClientAuth, TLS 1.2: bad_certificate (42) or handshake_failure (40)",
    "client-cert-required",
    needs="java",
    slow=True,
)
def java_client_cert12(bench: Bench, host: str) -> Running:
    return java(bench, host, bench.pki.leaf(host), "need", "TLSv1.2")
