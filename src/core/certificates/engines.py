"""Two verifiers' own opinions, unmixed. OpenSSL: numeric verify codes, what curl, Python and nginx see.
`cryptography.x509.verification`: the web PKI profile that browsers, Go and rustls come close to.

Both are total: whatever they raise is an opinion that says that it could not be had.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from OpenSSL import crypto
from OpenSSL._util import lib

from core.certificates.facts import load_strictly, quiet
from core.certificates.names import normal_host
from core.certificates.text import clean
from core.model.certificate import IPAddress
from core.model.trust import EngineOpinion, Opinion

OPENSSL = "OpenSSL"
PYCA = "cryptography.x509.verification"


def openssl_opinion(chain: Sequence[bytes], roots: Sequence[bytes], at: datetime) -> EngineOpinion:
    """What X509_verify_cert says for a TLS server at `at` (aware), without names: the first error, its code and depth.

    `chain`: DER, leaf first. A path must end at a self-signed root (no partial chains), as OpenSSL's default is.
    """
    try:
        context = crypto.X509StoreContext(_store(roots, at), _x509(chain[0]), [_x509(der) for der in chain[1:]])
        context.verify_certificate()
    except crypto.X509StoreContextError as error:
        code, depth, text = error.errors
        return EngineOpinion(engine=OPENSSL, opinion=Opinion.REFUSED, code=code, depth=depth, text=clean(str(text)))
    except Exception as error:  # noqa: BLE001  total by contract; the reason is in the opinion
        return _could_not_run(OPENSSL, error)
    return EngineOpinion(engine=OPENSSL, opinion=Opinion.OK, code=0, depth=None, text="ok")


def pyca_opinion(
    chain: Sequence[bytes], roots: Sequence[bytes], reference: str | IPAddress, at: datetime
) -> EngineOpinion:
    """What the web PKI verifier says of the chain (DER, leaf first) for a name or address at `at` (aware)."""
    if not roots:
        text = "no root carries the name of an issuer in this chain"
        return EngineOpinion(engine=PYCA, opinion=Opinion.REFUSED, code=None, depth=None, text=text)
    try:
        with quiet():
            store = Store([load_strictly(der) for der in roots])
            builder = PolicyBuilder().store(store).time(at.astimezone(UTC).replace(tzinfo=None))
            verifier = builder.build_server_verifier(_subject(reference))
            verifier.verify(load_strictly(chain[0]), [load_strictly(der) for der in chain[1:]])
    except VerificationError as error:
        return EngineOpinion(engine=PYCA, opinion=Opinion.REFUSED, code=None, depth=None, text=clean(str(error)))
    except Exception as error:  # noqa: BLE001  total by contract; the reason is in the opinion
        return _could_not_run(PYCA, error)
    return EngineOpinion(engine=PYCA, opinion=Opinion.OK, code=None, depth=None, text="ok")


def loads(der: bytes) -> bool:
    """Whether OpenSSL takes these bytes for a certificate; it reads only what it needs, and little strictly."""
    try:
        _x509(der)
    except crypto.Error:
        return False
    return True


def _store(roots: Sequence[bytes], at: datetime) -> crypto.X509Store:
    store = crypto.X509Store()
    for der in roots:
        store.add_cert(_x509(der))
    store.set_time(at.astimezone(UTC))
    # pyOpenSSL has no public call for this; without it the leaf's and the issuers' extended key usage is not looked at.
    lib.X509_STORE_set_purpose(store._store, lib.X509_PURPOSE_SSL_SERVER)  # noqa: SLF001
    return store


@lru_cache(maxsize=64)
def _x509(der: bytes) -> crypto.X509:
    """Nobody changes it."""
    return crypto.load_certificate(crypto.FILETYPE_ASN1, der)


def _subject(reference: str | IPAddress) -> x509.DNSName | x509.IPAddress:
    return x509.DNSName(normal_host(reference)) if isinstance(reference, str) else x509.IPAddress(reference)


def _could_not_run(engine: str, error: Exception) -> EngineOpinion:
    text = clean(f"could not run: {error or type(error).__name__}")
    return EngineOpinion(engine=engine, opinion=Opinion.COULD_NOT_RUN, code=None, depth=None, text=text)
