"""The list of certificates: what is missing, surplus, in the wrong place, or not allowed to sign."""

import socket
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs7

from tests.lab.aia import Page, response
from tests.lab.bench import Bench, Running, with_sha1
from tests.lab.fault import fault
from tests.lab.net import bind_all
from tests.lab.script import flood
from tests.lab.tls import context, terminate
from tests.support.pki import Authority, Leaf

_DAY = timedelta(days=1)


def _send(bench: Bench, host: str, leaf: Leaf, chain: Sequence[x509.Certificate]) -> Running:
    """The leaf, then exactly this."""
    return bench.serve(host, terminate(context(leaf, chain=chain)))


def _lone(bench: Bench, host: str, aia: str | None, **overrides: object) -> Running:
    """The leaf without its intermediate."""
    return _send(bench, host, bench.pki.leaf(host, aia=aia, **overrides), ())


def _two_tiers(bench: Bench) -> tuple[Authority, Authority]:
    """A policy CA under the root, an issuing CA under that."""
    policy = bench.pki.root.intermediate("Lab Policy CA")
    return policy, policy.intermediate("Lab Second Issuing CA")


def _published(bench: Bench, name: str, page: Page | None = None, content_type: str = "application/pkix-cert") -> str:
    return bench.shelf.put(name, bench.pki.issuing.der if page is None else page, content_type)


# --- incomplete ------------------------------------------------------------------------------------------------------


@fault("chain-incomplete", "The intermediate is not sent; AIA has it", "chain-incomplete")
def incomplete(bench: Bench, host: str) -> Running:
    return _lone(bench, host, _published(bench, "issuing.crt"))


@fault("chain-incomplete-pem", "AIA serves PEM where DER belongs", "chain-incomplete")
def incomplete_pem(bench: Bench, host: str) -> Running:
    return _lone(bench, host, _published(bench, "issuing.pem", bench.pki.issuing.pem))


@fault("chain-incomplete-pkcs7", "AIA serves a certs-only PKCS #7 (RFC 5280 4.2.2.1 allows it)", "chain-incomplete")
def incomplete_pkcs7(bench: Bench, host: str) -> Running:
    bundle = pkcs7.serialize_certificates([bench.pki.issuing.cert], serialization.Encoding.DER)
    return _lone(bench, host, _published(bench, "issuing.p7c", bundle, "application/pkcs7-mime"))


@fault(
    "chain-incomplete-no-aia",
    "The intermediate is not sent, and nothing says where it is",
    "chain-incomplete",
)
def incomplete_no_aia(bench: Bench, host: str) -> Running:
    return _lone(bench, host, None)


@fault(
    "chain-incomplete-two", "Two intermediates are missing; each certificate's AIA has its issuer", "chain-incomplete"
)
def incomplete_two(bench: Bench, host: str) -> Running:
    policy = bench.pki.root.intermediate("Lab Policy CA")
    issuing = policy.intermediate("Lab Third Issuing CA", aia=_published(bench, "policy.crt", policy.der))
    leaf = issuing.issue(dns=(host,), aia=_published(bench, "third.crt", issuing.der))
    return _send(bench, host, leaf, ())


@fault("chain-incomplete-upper", "The issuing CA is sent, the policy CA above it is not", "chain-incomplete")
def incomplete_upper(bench: Bench, host: str) -> Running:
    policy = bench.pki.root.intermediate("Lab Upper CA")
    issuing = policy.intermediate("Lab Lower CA", aia=_published(bench, "upper.crt", policy.der))
    return _send(bench, host, issuing.issue(dns=(host,)), (issuing.cert,))


@fault("chain-incomplete-aia-refused", "AIA points where nothing listens", "chain-incomplete")
def aia_refused(bench: Bench, host: str) -> Running:
    (sock,) = bind_all(["127.0.0.1"])
    bench.ends_with(sock.close)
    return _lone(bench, host, f"http://127.0.0.1:{sock.getsockname()[1]}/issuing.crt")


@fault("chain-incomplete-aia-404", "AIA answers 404", "chain-incomplete")
def aia_404(bench: Bench, host: str) -> Running:
    return _lone(bench, host, _published(bench, "x").removesuffix("x") + "gone.crt")


@fault("chain-incomplete-aia-html", "AIA serves a web page", "chain-incomplete")
def aia_html(bench: Bench, host: str) -> Running:
    return _lone(bench, host, _published(bench, "login.crt", b"<html><!channel>please log in</html>", "text/html"))


@fault("chain-incomplete-aia-endless", "AIA sends bytes without end", "chain-incomplete")
def aia_endless(bench: Bench, host: str) -> Running:
    def page(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/pkix-cert\r\n\r\n")
        flood(b"\x30\x82\xff\xff" * 4096)(sock)

    return _lone(bench, host, _published(bench, "endless.crt", page))


@fault("chain-incomplete-aia-silent", "AIA takes the request and says nothing", "chain-incomplete", slow=True)
def aia_silent(bench: Bench, host: str) -> Running:
    return _lone(bench, host, _published(bench, "silent.crt", lambda sock: sock.recv(1) and None))


@fault("chain-incomplete-aia-loop", "AIA redirects to itself", "chain-incomplete")
def aia_loop(bench: Bench, host: str) -> Running:
    def page(sock: socket.socket) -> None:
        sock.sendall(response(b"", status="302 Found", more="Location: /loop.crt\r\n"))

    return _lone(bench, host, _published(bench, "loop.crt", page))


@fault("chain-incomplete-aia-file", "AIA names a local file", "chain-incomplete")
def aia_file(bench: Bench, host: str) -> Running:
    path = bench.folder / "issuing.der"
    path.write_bytes(bench.pki.issuing.der)
    return _lone(bench, host, path.as_uri())


@fault("chain-incomplete-aia-wrong", "AIA serves a certificate that did not sign the leaf", "chain-incomplete")
def aia_wrong(bench: Bench, host: str) -> Running:
    return _lone(bench, host, _published(bench, "wrong.crt", bench.pki.stranger.der))


@fault(
    "chain-incomplete-expired",
    "The intermediate is not sent, and the leaf has expired",
    "cert-expired",
    "chain-incomplete",
)
def incomplete_expired(bench: Bench, host: str) -> Running:
    return _lone(bench, host, _published(bench, "expired-issuing.crt"), not_after=bench.now - 3 * _DAY)


# --- wrong, surplus, out of order ------------------------------------------------------------------------------------


@fault(
    "chain-wrong-same-name",
    "An intermediate of the right name and another key is sent",
    "chain-wrong-intermediate",
)
def wrong_same_name(bench: Bench, host: str) -> Running:
    twin = bench.pki.root.intermediate("Lab Issuing CA")
    return _send(bench, host, bench.pki.leaf(host, aia=_published(bench, "right.crt")), (twin.cert,))


@fault(
    "chain-wrong-other-name",
    "The intermediate of last year's certificate is sent",
    "chain-wrong-intermediate",
)
def wrong_other_name(bench: Bench, host: str) -> Running:
    last_year = bench.pki.root.intermediate("Lab Issuing CA 2025")
    return _send(bench, host, bench.pki.leaf(host, aia=_published(bench, "right.crt")), (last_year.cert,))


@fault("chain-order", "Leaf, policy CA, issuing CA: the upper two are swapped", "chain-order")
def order(bench: Bench, host: str) -> Running:
    policy, issuing = _two_tiers(bench)
    return _send(bench, host, issuing.issue(dns=(host,)), (policy.cert, issuing.cert))


@fault("chain-duplicate", "The intermediate is sent twice", "chain-duplicate")
def duplicate(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)
    return _send(bench, host, leaf, leaf.chain * 2)


@fault("chain-duplicate-leaf", "The leaf is sent twice", "chain-duplicate")
def duplicate_leaf(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)
    return _send(bench, host, leaf, (leaf.cert, *leaf.chain))


@fault("chain-unrelated", "A certificate that belongs to no path is sent besides", "chain-unrelated")
def unrelated(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)
    stray = bench.pki.stranger.intermediate("Stray CA")
    return _send(bench, host, leaf, (*leaf.chain, stray.cert))


@fault("root-sent", "The root is sent too", "root-sent")
def root_sent(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)
    return _send(bench, host, leaf, (*leaf.chain, bench.pki.root.cert))


@fault("root-sent-first", "Leaf, root, intermediate", "chain-order", "root-sent")
def root_first(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)
    return _send(bench, host, leaf, (bench.pki.root.cert, *leaf.chain))


# --- may not sign ----------------------------------------------------------------------------------------------------


@fault("intermediate-expired", "The only intermediate has expired", "intermediate-expired")
def intermediate_expired(bench: Bench, host: str) -> Running:
    old = bench.pki.root.intermediate("Lab Old CA", not_after=bench.now - 2 * _DAY)
    return _send(bench, host, old.issue(dns=(host,)), (old.cert,))


@fault(
    "both-expired",
    "Leaf and intermediate have expired",
    "cert-expired",
    "intermediate-expired",
)
def both_expired(bench: Bench, host: str) -> Running:
    old = bench.pki.root.intermediate("Lab Older CA", not_after=bench.now - 2 * _DAY)
    return _send(bench, host, old.issue(dns=(host,), not_after=bench.now - _DAY), (old.cert,))


@fault(
    "cross-sign-expired",
    "An expired cross-signed copy of the root is sent; the root itself is trusted",
    "cross-sign-expired",
)
def cross_expired(bench: Bench, host: str) -> Running:
    old = Authority.root("Lab Root of Old", at=bench.now)
    crossed = old.cross_sign(bench.pki.root, not_after=bench.now - 20 * _DAY)
    leaf = bench.pki.leaf(host)
    return _send(bench, host, leaf, (*leaf.chain, crossed.cert))


@fault("cross-sign-expired-intermediate", "The issuing CA is sent in two versions, one expired", "cross-sign-expired")
def cross_expired_intermediate(bench: Bench, host: str) -> Running:
    old = Authority.root("Lab Other Root of Old", at=bench.now)
    crossed = old.cross_sign(bench.pki.issuing, not_after=bench.now - 20 * _DAY)
    leaf = bench.pki.leaf(host)
    return _send(bench, host, leaf, (*leaf.chain, crossed.cert))


@fault("pathlen-violation", "An intermediate below one that allows none below it", "pathlen-violation")
def pathlen(bench: Bench, host: str) -> Running:
    upper = bench.pki.root.intermediate("Lab Last CA", pathlen=0)
    lower = upper.intermediate("Lab One Too Many CA")
    return _send(bench, host, lower.issue(dns=(host,)), (lower.cert, upper.cert))


@fault("name-constraints-permitted", "The intermediate may sign for corp.example only", "name-constraints")
def name_permitted(bench: Bench, host: str) -> Running:
    bound = bench.pki.root.intermediate("Lab Corp CA", permitted=(x509.DNSName("corp.example"),))
    return _send(bench, host, bound.issue(dns=(host,)), (bound.cert,))


@fault("name-constraints-excluded", "The intermediate may not sign for lab.test", "name-constraints")
def name_excluded(bench: Bench, host: str) -> Running:
    bound = bench.pki.root.intermediate("Lab Elsewhere CA", excluded=(x509.DNSName("lab.test"),))
    return _send(bench, host, bound.issue(dns=(host,)), (bound.cert,))


@fault("name-constraints-kept", "The intermediate may sign for lab.test, and does: all right")
def name_kept(bench: Bench, host: str) -> Running:
    bound = bench.pki.root.intermediate("Lab Bound CA", permitted=(x509.DNSName("lab.test"),))
    return _send(bench, host, bound.issue(dns=(host,)), (bound.cert,))


@fault("issuer-not-ca", "Another server's certificate was used to sign", "issuer-not-ca")
def issuer_not_ca(bench: Bench, host: str) -> Running:
    signer = bench.pki.leaf("signer.lab.test")
    leaf = signer.as_authority().issue(dns=(host,))
    return _send(bench, host, leaf, (signer.cert, *signer.chain))


@fault(
    "issuer-may-not-sign", "The intermediate's keyUsage lacks keyCertSign", "issuer-not-ca", instead=(("key-usage",),)
)
def issuer_may_not_sign(bench: Bench, host: str) -> Running:
    mute = bench.pki.root.intermediate("Lab Mute CA", ku=("crl_sign", "digital_signature"))
    return _send(bench, host, mute.issue(dns=(host,)), (mute.cert,))


@fault("sha1-intermediate", "The intermediate is signed with SHA-1", "sha1-signature")
def sha1_intermediate(bench: Bench, host: str) -> Running:
    right = bench.pki.root.intermediate("Lab SHA-1 CA")
    leaf = right.issue(dns=(host,))
    weak = with_sha1(replace(leaf, cert=right.cert), bench.pki.root.key)
    return _send(bench, host, leaf, (weak.cert,))
