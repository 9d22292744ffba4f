"""Gaps between what is sent and a root: which of the certificates above the leaf is missing, and what only looks so."""

from datetime import timedelta

from cryptography import x509

from tests.lab.bench import Bench, Running
from tests.lab.fault import fault
from tests.lab.tls import context, terminate
from tests.support.pki import Authority, Leaf


def _send(bench: Bench, host: str, leaf: Leaf, *chain: x509.Certificate) -> Running:
    return bench.serve(host, terminate(context(leaf, chain=chain)))


def _two_tiers(bench: Bench) -> tuple[Authority, Authority]:
    """A policy CA under the root, an issuing CA under that."""
    policy = bench.pki.root.intermediate("Lab Policy CA")
    return policy, policy.intermediate("Lab Fourth Issuing CA")


@fault("chain-incomplete-policy", "A policy CA of the trusted root's organisation is not sent", "chain-incomplete")
def policy_missing(bench: Bench, host: str) -> Running:
    _, issuing = _two_tiers(bench)
    return _send(bench, host, issuing.issue(dns=(host,)), issuing.cert)


@fault("chain-incomplete-middle", "The policy CA is sent, the issuing CA below it is not", "chain-incomplete")
def middle_missing(bench: Bench, host: str) -> Running:
    policy, issuing = _two_tiers(bench)
    return _send(bench, host, issuing.issue(dns=(host,)), policy.cert)


@fault("chain-incomplete-middle-aia", "The same, and AIA has the issuing CA", "chain-incomplete")
def middle_fetched(bench: Bench, host: str) -> Running:
    policy, issuing = _two_tiers(bench)
    url = bench.shelf.put("middle.crt", issuing.der, "application/pkix-cert")
    return _send(bench, host, issuing.issue(dns=(host,), aia=url), policy.cert)


@fault(
    "chain-wrong-no-aia",
    "Last year's intermediate is sent, and nothing says where this year's is",
    "chain-wrong-intermediate",
)
def last_years(bench: Bench, host: str) -> Running:
    last_year = bench.pki.root.intermediate("Lab Issuing CA 2025", pathlen=0)
    return _send(bench, host, bench.pki.leaf(host), last_year.cert)


@fault(
    "unknown-issuer",
    "Issued by “My Company CA”, which is not sent: a root or an intermediate, nothing tells",
    "chain-untrusted",
)
def unknown_issuer(bench: Bench, host: str) -> Running:
    company = Authority.root("My Company CA", org=None, at=bench.now)
    return _send(bench, host, company.issue(dns=(host,)))


@fault("intermediate-not-yet-valid", "The only intermediate begins in five days", "cert-not-yet-valid")
def too_early(bench: Bench, host: str) -> Running:
    early = bench.pki.root.intermediate("Lab Early CA", not_before=bench.now + timedelta(days=5))
    return _send(bench, host, early.issue(dns=(host,)), early.cert)
