"""Servers with a certificate for ECDSA and one for RSA, of which clients get the one that suits them.

The usual fault is a forgotten second renewal: whoever looks with a current client sees nothing of it.
"""

from datetime import timedelta

from tests.lab.bench import Bench, Running
from tests.lab.fault import fault
from tests.lab.foreign import nginx
from tests.lab.tls import context, terminate
from tests.support.pki import Leaf

_DAY = timedelta(days=1)
_SUITES = b"ECDHE+AESGCM"


def _dual(bench: Bench, host: str, first: Leaf, **second: object) -> Running:
    """``second``: what is different about the RSA certificate."""
    rsa = bench.pki.leaf(host, key="rsa2048", ku=("digital_signature", "key_encipherment"), **second)
    made = context(first)
    made.set_cipher_list(_SUITES)
    made.use_certificate(rsa.cert)
    made.use_privatekey(rsa.key)  # type: ignore[arg-type]
    return bench.serve(host, terminate(made))


@fault("dual", "An ECDSA and an RSA certificate, both right")
def both_right(bench: Bench, host: str) -> Running:
    return _dual(bench, host, bench.pki.leaf(host))


@fault("dual-rsa-expired", "The ECDSA certificate was renewed, the RSA one forgotten", "cert-expired")
def rsa_expired(bench: Bench, host: str) -> Running:
    return _dual(bench, host, bench.pki.leaf(host), not_after=bench.now - 20 * _DAY)


@fault("dual-rsa-expiring", "The RSA certificate has five of its 90 days left", "cert-expiring-soon")
def rsa_expiring(bench: Bench, host: str) -> Running:
    return _dual(bench, host, bench.pki.leaf(host), not_before=bench.now - 85 * _DAY, not_after=bench.now + 5 * _DAY)


@fault("dual-rsa-other-name", "The RSA certificate is for another name", "hostname-mismatch")
def rsa_other_name(bench: Bench, host: str) -> Running:
    return _dual(bench, host, bench.pki.leaf(host), dns=("old.example",))


@fault("dual-both-expired", "Both have expired: said once", "cert-expired")
def both_expired(bench: Bench, host: str) -> Running:
    return _dual(bench, host, bench.pki.leaf(host, not_after=bench.now - 3 * _DAY), not_after=bench.now - 20 * _DAY)


@fault("dual-nginx-rsa-incomplete", "nginx, the RSA file without its intermediate", "chain-incomplete", needs="nginx")
def nginx_rsa_incomplete(bench: Bench, host: str) -> Running:
    rsa = bench.pki.leaf(host, key="rsa2048", ku=("digital_signature", "key_encipherment"))
    certificate, key = bench.folder / f"{host}.rsa.crt", bench.folder / f"{host}.rsa.key"
    certificate.write_bytes(rsa.pem)
    key.write_bytes(rsa.key_pem)
    more = f"ssl_certificate {certificate}; ssl_certificate_key {key}; ssl_ciphers ECDHE+AESGCM;"
    return nginx(bench, host, bench.pki.leaf(host), more=more)
