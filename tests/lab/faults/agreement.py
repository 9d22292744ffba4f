"""Servers that speak every current version and still have nothing in common with some current client.

The version is settled before group and suite (RFC 8446 section 4.2.1): what TLS 1.2 accepts does not save who gets TLS
1.3. Real programs, set up too narrowly.
"""

from tests.lab.bench import Bench, Running
from tests.lab.fault import fault
from tests.lab.faults.alerts import answer_alert
from tests.lab.faults.maps import SSL3, before, choose
from tests.lab.foreign import s_server
from tests.lab.hellos import SUPPORTED_VERSIONS, extensions


def _rsa(bench: Bench, host: str, *options: str) -> Running:
    return s_server(bench, host, bench.pki.leaf(host, key="rsa2048"), "-cipher", "ECDHE+AESGCM", *options)


@fault("agreement-p521", "s_server with P-521 alone: no Chrome, no Edge", "no-shared-group", needs="openssl")
def p521(bench: Bench, host: str) -> Running:
    return _rsa(bench, host, "-groups", "P-521")


@fault("agreement-x448", "s_server with X448 as its only group: no browser at all", "no-shared-group", needs="openssl")
def x448(bench: Bench, host: str) -> Running:
    return _rsa(bench, host, "-groups", "X448")


@fault(
    "agreement-p521-rsa",
    "s_server with P-521 alone, and RSA key exchange in TLS 1.2, which nobody gets to who has TLS 1.3",
    "no-shared-group",
    also=("weak-cipher-enabled",),
    needs="openssl",
)
def p521_rsa(bench: Bench, host: str) -> Running:
    return _rsa(bench, host, "-groups", "P-521", "-cipher", "ECDHE+AESGCM:AES128-GCM-SHA256")


@fault(
    "agreement-ccm",
    "s_server with TLS_AES_128_CCM_SHA256 alone in TLS 1.3, beside a right TLS 1.2",
    "no-shared-cipher",
    needs="openssl",
)
def ccm(bench: Bench, host: str) -> Running:
    return _rsa(bench, host, "-ciphersuites", "TLS_AES_128_CCM_SHA256")


@fault(
    "agreement-sslv3-only",
    "SSL 3.0 alone; an offer of newer versions by name is refused, as it has to be",
    "protocol-too-old",
    also=("alert-protocol-version", "legacy-renegotiation", "cbc-only", "no-forward-secrecy"),
    notes="The hand-made SSL 3.0 is from before RFC 5746.",
)
def sslv3_only(bench: Bench, host: str) -> Running:
    answer = choose(SSL3, (0x0035, 0x002F))
    return bench.serve(host, before(answer, _by_name, answer_alert(70)))


def _by_name(hello: bytes) -> bool:
    """Versions are offered in supported_versions."""
    return SUPPORTED_VERSIONS in extensions(hello)
