"""The lab checked by other eyes: a client made of Python's `ssl` sees each server misbehave as it says."""

import re
import ssl

import pytest

from tests.lab.bench import Bench, Running
from tests.lab.catalogue import FAULTS
from tests.lab.fault import Fault
from tests.lab.look import look
from tests.lab.starting import start

SEEN_BY_CODE = {
    "cert-expired": "verify 10",
    "cert-not-yet-valid": "verify 9",
    "hostname-mismatch": "verify 62",
    "wildcard-depth": "verify 62",
    "ip-not-in-san": "verify 64",
    "self-signed": "verify 18",
    "default-cert": "verify 18",
    "untrusted-root": "verify 19",
    "chain-untrusted": "verify 20",
    "chain-incomplete": "verify 20",
    "chain-wrong-intermediate": "verify 20",
    "eku-missing": "verify 26",
    "unknown-critical-ext": "verify 34",
    "weak-key": "verify 66",
    "sha1-signature": "verify 68",
    "intermediate-expired": "verify 10",
    "pathlen-violation": "verify 25",
    "issuer-not-ca": "verify ",  # 24 before OpenSSL 3, 79 since
    "key-mismatch": "error BAD_SIGNATURE",
    "malformed-cert": "error ",
    "malformed-handshake": "error ",
    "oversized-chain": "error ",
    "corrupt-record": "error ",
    "not-tls": "not tls ",
    "not-tls-http": "not tls b'HTTP/1.1 ",
    "not-tls-banner": "not tls b'",
    "starttls-needed": "not tls b'",
    "starttls-not-offered": "plain ",
    "starttls-refused": "plain ",
    "closed-on-connect": "eof",
    "closed-after-hello": "eof",
    "reset-after-hello": "reset",
    "closed-mid-handshake": "eof",
    "silent-after-hello": "silent",
    "stalled-mid-handshake": "stalled",
    "tcp-refused": "refused",
    "tcp-timeout": "no answer",
    "net-unreachable": "no route",
    "sni-unrecognized-name": "alert 112",
    "sni-default-cert": "verify 62",
    "sni-filtered": "reset",
    "mtu-blackhole": "silent",
    "tls-intercepted": "verify 20",
    "downgrade-detected": "error INAPPROPRIATE_FALLBACK",
}
LARGE_HELLO = ssl.OPENSSL_VERSION_INFO >= (3, 5)  # it offers ML-KEM, whose key share fills a segment
CLIENT_CERT_13 = "ok, then error TLSV13_ALERT_CERTIFICATE_REQUIRED"
SEEN_BY_NAME = {
    "untrusted-issuer": "verify 20",
    "sni-filtered-silent": "silent",
    "sni-any-closed": "eof",
    "hello-size-reset": "reset" if LARGE_HELLO else "ok",
    "hello-size-silent": "silent" if LARGE_HELLO else "ok",
    "tls13-closed": "eof",
    "tls13-alert": "alert 50",
    "rc4-only": "alert 40",
    "anonymous-only": "alert 40",
    "null-only": "alert 40",
    "agreement-p521": "ok",
    "agreement-x448": "ok",
    "agreement-p521-rsa": "ok",
    "agreement-ccm": "alert 40",
    "agreement-sslv3-only": "alert 70",
    "key-usage-enciphers-static": "ok",
    "dual-rsa-expired": "ok",  # the other certificate is right
    "dual-rsa-other-name": "ok",
    "dual-nginx-rsa-incomplete": "ok",
    "alert-close-notify": "closed politely",
    "alert-warning-only": "eof",
    "alert-mid-handshake": "alert 80",
    "alert-after-server-hello": "alert 40",
    "alert-alpn": "ok",  # this client offers no ALPN
    "hello-requests-endless": "flood",
    "key-secp256k1": "alert 40",
    "expired-and-wrong-name": "verify 62",
    "weak-expired-wrong-name": "verify 66",
    "chain-incomplete-expired": "verify 20",
    "name-constraints-permitted": "verify 47",
    "name-constraints-excluded": "verify 48",
    "odd-address-refuses": "ok ok refused",
    "odd-address-silent": "no answer ok ok",
    "odd-address-expired": "ok verify 10 ok",
    "odd-address-other-certificate": "ok ok ok",
    "odd-address-other-site": "verify 62 ok ok",
    "odd-address-alert": "ok alert 80 ok",
    "ipv6-refused": "ok refused",
    "ipv6-silent": "no answer ok",
    "tcp-refused-everywhere": "refused refused refused",
    "not-tls-http-html": "not tls b'<!DOCTYPE",
    "not-tls-http-shy": "eof",
    "reset-on-connect": "reset",
    "reset-after-server-hello": "reset",
    "closed-after-handshake": "ok, then eof",
    "reset-after-handshake": "ok, then reset",
    "slow-trickle": "stalled",
    "slow-answer": "silent",
    "sni-unrecognized-warning": "ok",
    "client-cert-required-tls13": CLIENT_CERT_13,
    "client-cert-required-unnamed": CLIENT_CERT_13,
    "haproxy-client-cert": CLIENT_CERT_13,
    "openssl-client-cert": CLIENT_CERT_13,
    "java-client-cert": "ok, then error ",  # Java 17: bad_certificate; Java 21: certificate_required
    "client-cert-required-tls12": "alert 40",
    "haproxy-client-cert-tls12": "alert 40",
    "client-cert-required-alert-42": "alert 42",
    "java-client-cert-tls12": "alert ",  # Java 17: 42; Java 21: 40
    "client-cert-required-alert-116": "alert 116",
    "client-cert-required-closes": "eof",
    "client-cert-required-by-page": "ok",
    "nginx-client-cert": "ok",
    "openssl-old-versions": "alert 70",
    "openssl-exotic-cipher": "alert 40",
    "private-ca-virtual-hosts": "verify 20",
    "mtu-blackhole-stall": "stalled",
    "split-records-closed": "ok",
    "split-segments-reset": "ok",
    "map-no-version": "alert 70",
    "map-aria": "alert 40",
    "map-brainpool": "alert 40",
    "map-odd-version": "ok ok ok",
    "map-odd-suites": "ok ok",
    "map-sha1": "alert 40",
    "map-dh1024-only": "error DH_KEY_TOO_SMALL",
}
HARMLESS_TO_OPENSSL = {
    "no-forward-secrecy", "rate-limited", "answers-vary", "grease-intolerant", "extension-intolerant",
    "cipher-list-intolerant",
    "cert-expiring-soon", "validity-too-long", "no-san", "ca-cert-as-leaf", "key-usage", "unsupported-key-type",
    "chain-order", "chain-duplicate", "chain-unrelated", "root-sent", "cross-sign-expired", "sni-required",
    "client-cert-optional", "server-clock-skew",
    "revoked", "intermediate-revoked", "staple-expired", "staple-invalid", "must-staple-missing", "no-ocsp-staple",
    "ocsp-unreachable", "crl-unreachable", "crl-stale",
    "no-hsts", "tlsa-mismatch", "dnssec-broken",
}  # fmt: skip
ADDRESSED = [fault for fault in FAULTS if not fault.name.startswith("dns-")]


def _expected_sight(fault: Fault) -> str:
    """What `look` sees, up to what differs between OpenSSL versions (then: how it begins)."""
    if fault.name in SEEN_BY_NAME:
        return SEEN_BY_NAME[fault.name]
    if number := re.fullmatch(r"alert-(\d+)", fault.name):
        return f"alert {number[1]}"
    if not fault.expected or fault.expected[0] in HARMLESS_TO_OPENSSL or fault.group.startswith("map"):
        return "ok"
    return SEEN_BY_CODE[fault.expected[0]]


def _look(bench: Bench, fault: Fault, running: Running) -> str:
    starttls = fault.options[1] if fault.options else ""
    patience = 5.0 if fault.needs == "java" else 0.4
    sights = (
        look(address, running.port, running.host, bench.ca_file, starttls=starttls, patience=patience)
        for address in running.addresses[:3]
    )
    return " ".join(dict.fromkeys(sights) if fault.name.startswith("healthy") else sights)


@pytest.mark.parametrize("fault", ADDRESSED, ids=lambda fault: fault.name)
def test_each_server_misbehaves_as_it_says(bench: Bench, fault: Fault) -> None:
    running = start(bench, fault.name)
    sight = _look(bench, fault, running)
    expected = _expected_sight(fault)
    assert sight == expected or (expected.endswith((" ", "'", "DOCTYPE")) and sight.startswith(expected))


@pytest.mark.parametrize(
    "fault", [f for f in ADDRESSED if f.name in {"healthy", "nginx", "haproxy"}], ids=lambda f: f.name
)
def test_connections_are_counted(bench: Bench, fault: Fault) -> None:
    running = start(bench, fault.name)
    for _ in range(3):
        assert _look(bench, fault, running) == "ok"
    assert running.connections == 3
