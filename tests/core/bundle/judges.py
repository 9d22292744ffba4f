"""Four judges of one bundle: the machine's `openssl verify`, pyOpenSSL, cryptography's verifier, and ours.

The three partners are driven here on their own, not through the house's wrappers; the first certificate of the file is
the server's, as it would be on the wire, and the name is asked of each.
"""

import re
import subprocess
import tempfile
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from OpenSSL import crypto
from OpenSSL._util import ffi, lib

from core.bundle.evidence import Question
from core.bundle.examine import judge
from core.bundle.reading import read_bundle
from core.model.bundle import BundleReport
from core.model.trust import Store as RootStore
from tests.core.bundle.forged import Forged
from tests.support.pki import to_pem
from tests.support.trust import anchor, trusting


@dataclass(frozen=True, slots=True)
class Ruling:
    """``why``: the judge's words, or its number."""

    ok: bool
    why: str = ""


def is_address(host: str) -> bool:
    return bool(re.fullmatch(r"[0-9.]+", host))


def openssl_verify(case: Forged) -> Ruling:
    """`openssl verify -purpose sslserver` at the case's time, with its name."""
    with tempfile.TemporaryDirectory() as folder:
        roots, chain, leaf = (Path(folder) / name for name in ("roots", "chain", "leaf"))
        roots.write_bytes(to_pem(*(root.cert for root in case.roots)))
        chain.write_bytes(to_pem(*case.sent[1:]))
        leaf.write_bytes(to_pem(case.sent[0]))
        untrusted = ["-untrusted", str(chain)] if case.sent[1:] else []
        name = ["-verify_ip" if is_address(case.host) else "-verify_hostname", case.host]
        command = ["openssl", "verify", "-no-CApath", "-no-CAstore", "-CAfile", str(roots), *untrusted, *name]
        at = ["-purpose", "sslserver", "-attime", str(int(case.at.timestamp()))]
        run = subprocess.run([*command, *at, str(leaf)], capture_output=True, text=True, timeout=30, check=False)
    told = re.search(r"error (\d+) at", run.stderr + run.stdout)
    return Ruling(run.returncode == 0, told[1] if told else run.stderr[:100])


def pyopenssl(case: Forged) -> Ruling:
    """X509_verify_cert of the OpenSSL in cryptography's wheel."""
    store = crypto.X509Store()
    for root in case.roots:
        store.add_cert(crypto.X509.from_cryptography(root.cert))
    store.set_time(case.at)
    lib.X509_STORE_set_purpose(store._store, lib.X509_PURPOSE_SSL_SERVER)
    lib.X509_STORE_set1_param(store._store, _named(case))
    leaf, *rest = map(crypto.X509.from_cryptography, case.sent)
    try:
        crypto.X509StoreContext(store, leaf, rest).verify_certificate()
    except crypto.X509StoreContextError as error:
        return Ruling(False, str(error.errors[0]))
    return Ruling(True)


def _named(case: Forged) -> object:
    wanted = lib.X509_VERIFY_PARAM_new()
    param = ffi.gc(wanted, lib.X509_VERIFY_PARAM_free)
    if is_address(case.host):
        packed = ip_address(case.host).packed
        lib.X509_VERIFY_PARAM_set1_ip(param, packed, len(packed))
    else:
        lib.X509_VERIFY_PARAM_set1_host(param, case.host.encode(), len(case.host))
    return param


def pyca(case: Forged) -> Ruling:
    """cryptography.x509.verification with its web PKI defaults."""
    subject: x509.DNSName | x509.IPAddress = (
        x509.DNSName(case.host) if not is_address(case.host) else x509.IPAddress(ip_address(case.host))
    )
    try:
        store = Store([root.cert for root in case.roots])
        builder = PolicyBuilder().store(store).time(case.at.replace(tzinfo=None))
        builder.build_server_verifier(subject).verify(case.sent[0], list(case.sent[1:]))
    except (VerificationError, ValueError) as error:
        return Ruling(False, str(error))
    return Ruling(True)


def ours(case: Forged) -> BundleReport:
    """The file of the case, with the case's roots as the person's own."""
    stores = trusting(*(anchor(root, RootStore.USER) for root in case.roots))
    question = Question(name="bundle.pem", stores=stores, at=case.at, at_given=True, host=case.host)
    return judge(read_bundle(to_pem(*case.sent), "bundle.pem"), question)
