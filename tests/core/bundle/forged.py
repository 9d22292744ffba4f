"""Bundles made to order, each with one thing wrong (or oddly right), and what is to be found in it.

Every case is judged by four: ours, the machine's `openssl verify`, pyOpenSSL and cryptography's verifier.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.support.pki import CLIENT_AUTH, NOW, SERVER_AUTH, Authority, Leaf, RawExtension, self_signed

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
ANY_USE = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE
ROOT = Authority.root("Matrix Root")
OTHER_ROOT = Authority.root("Other Root")
CA = ROOT.intermediate("Matrix Issuing CA")
GOOD = CA.issue()


@dataclass(frozen=True, slots=True, kw_only=True)
class Forged:
    """``sent``: the file's certificates in their order. ``codes``: findings, root cause first."""

    name: str
    sent: tuple[x509.Certificate, ...]
    codes: tuple[str, ...] = ()
    roots: tuple[Authority, ...] = (ROOT,)
    host: str = "a.test"
    at: datetime = NOW


CASES: list[Forged] = []


def _case(name: str, sent: Leaf | Sequence[x509.Certificate], *codes: str, **more: object) -> None:
    certificates = sent.sent if isinstance(sent, Leaf) else tuple(sent)
    CASES.append(Forged(name=name, sent=certificates, codes=codes, **more))  # type: ignore[arg-type]


def dates() -> None:
    _case("sound", GOOD)
    _case("last second", CA.issue(not_after=NOW), "cert-expiring-soon")
    _case("expired a second ago", CA.issue(not_after=NOW - SECOND), "cert-expired")
    _case("expired long ago", CA.issue(not_after=NOW - 90 * DAY), "cert-expired")
    _case("first second", CA.issue(not_before=NOW))
    _case("valid in a second", CA.issue(not_before=NOW + SECOND), "cert-not-yet-valid")
    _case("judged later", GOOD, "cert-expired", at=NOW + 100 * DAY)
    _case("judged earlier", GOOD, "cert-not-yet-valid", at=NOW - 30 * DAY)
    old_ca = ROOT.intermediate("Old CA", not_after=NOW - SECOND)
    _case("intermediate expired", old_ca.issue(), "intermediate-expired")
    _case("intermediate's last second", ROOT.intermediate("Ending CA", not_after=NOW).issue())
    ending = Authority.root("Ending Root", not_after=NOW)
    _case("root's last second", ending.intermediate("Under Ending").issue(), roots=(ending,))
    early = ROOT.intermediate("Early CA", not_before=NOW + SECOND)
    _case("intermediate not yet valid", early.issue(), "cert-not-yet-valid")
    _case("leaf and intermediate expired", old_ca.issue(not_after=NOW - DAY), "cert-expired", "intermediate-expired")
    old_root = Authority.root("Old Root", not_after=NOW - SECOND)
    _case("root expired", old_root.intermediate("Under Old").issue(), "intermediate-expired", roots=(old_root,))


def order() -> None:
    policy = ROOT.intermediate("Policy CA")
    issuing = policy.intermediate("Deep Issuing CA")
    leaf = issuing.issue()
    _case("three deep", leaf)
    _case("intermediates swapped", (leaf.cert, policy.cert, issuing.cert), "chain-order")
    _case("reversed", (policy.cert, issuing.cert, leaf.cert), "chain-order")
    _case("root first", (ROOT.cert, CA.cert, GOOD.cert), "chain-order", "root-sent")
    _case("root last", (*GOOD.sent, ROOT.cert), "root-sent")
    _case("intermediate twice", (*GOOD.sent, CA.cert), "chain-duplicate")
    _case("leaf twice", (GOOD.cert, GOOD.cert, CA.cert), "chain-duplicate")
    _case("unrelated root", (*GOOD.sent, OTHER_ROOT.cert), "root-sent")
    stranger = OTHER_ROOT.intermediate("Stranger CA")
    _case("unrelated intermediate", (*GOOD.sent, stranger.cert), "chain-unrelated")
    _case("another leaf behind", (*GOOD.sent, CA.issue(dns=["b.test"]).cert), "chain-unrelated")
    _case("upper intermediate missing", (leaf.cert, issuing.cert), "chain-incomplete")


def gaps() -> None:
    _case("intermediate missing", (GOOD.cert,), "chain-incomplete")
    _case("only the intermediate", (CA.cert,), "ca-cert-as-leaf")
    _case("leaf from the root", ROOT.issue())
    wrong = ROOT.intermediate("Another Issuing CA")
    _case("wrong intermediate", (GOOD.cert, wrong.cert), "chain-wrong-intermediate")
    twin = ROOT.intermediate("Matrix Issuing CA")
    _case("intermediate's name with another key", (GOOD.cert, twin.cert), "chain-wrong-intermediate")
    _case("self-signed", self_signed(), "self-signed")
    _case("self-signed and trusted", (_TRUSTED_LEAF.cert,), roots=(_trusted(),))
    lonely = Authority.root("Unknown Root").intermediate("Unknown CA").issue()
    _case("unknown root", lonely, "untrusted-root")
    _case("unknown root in the file", (*lonely.sent, _top(lonely)), "untrusted-root", "root-sent")
    _case("signed by a stranger's key", CA.issue(signed_by=OTHER_ROOT.key), "chain-untrusted", "chain-unrelated")
    altered = CA.intermediate("Altered CA", signed_by=OTHER_ROOT.key)
    _case("intermediate signed by a stranger's key", altered.issue(), "chain-untrusted", "chain-unrelated")


def cross_signs() -> None:
    new = Authority.root("New Root")
    crossed = ROOT.cross_sign(new)
    leaf = new.intermediate("New Issuing CA").issue()
    _case("new root known, cross-sign sent", (*leaf.sent, crossed.cert), roots=(new, ROOT))
    _case("only the old root known", (*leaf.sent, crossed.cert))
    _case("cross-sign missing", leaf, "untrusted-root")
    stale = ROOT.cross_sign(new, not_after=NOW - DAY)
    _case("expired cross-sign beside a good way", (*leaf.sent, stale.cert), "cross-sign-expired", roots=(new, ROOT))
    _case("expired cross-sign, no other way", (*leaf.sent, stale.cert), "intermediate-expired")
    again = ROOT.cross_sign(CA, not_after=NOW - DAY)
    _case("intermediate renewed, both sent", (GOOD.cert, again.cert, CA.cert), "cross-sign-expired")


def wrong_turns() -> None:
    """Two issuers of one name: OpenSSL takes the first and does not come back."""
    right, wrong = (ROOT.intermediate("Twin CA", ski=False) for _ in range(2))
    leaf = right.issue(aki=False)
    _case("a namesake's certificate first", (leaf.cert, wrong.cert, right.cert), "chain-order", "chain-unrelated")
    _case("a namesake's certificate behind", (leaf.cert, right.cert, wrong.cert), "chain-unrelated")
    new = Authority.root("Newer Root").intermediate("Twice Certified CA")
    known, site = ROOT.cross_sign(new), new.issue()
    _case("way to an unknown root first", (site.cert, new.cert, known.cert), "chain-order")
    _case("way to the known root first", (site.cert, known.cert, new.cert))
    _case("issuer's key identifier differs", CA.issue(aki=b"another key"), "chain-untrusted")


def malformed() -> None:
    broken = CA.issue(ku=None, extra=[RawExtension("2.5.29.15", b"\x04\x05\x01", critical=True)])
    _case("key usage malformed", broken, "malformed-cert")
    _case("no use listed", CA.issue(eku=None, extra=[RawExtension("2.5.29.37", b"\x30\x00")]), "malformed-cert")
    garbled = CA.issue(san=False, cn="a.test", extra=[RawExtension("2.5.29.17", b"\x30\x7f\x01")])
    _case("names malformed", garbled, "malformed-cert", "hostname-mismatch")
    issuer = ROOT.intermediate("Garbled CA", ku=None, extra=[RawExtension("2.5.29.15", b"\x04\x05\x01")])
    _case("issuer's key usage malformed", issuer.issue(), "malformed-cert")


def constraints() -> None:
    flat = ROOT.intermediate("Flat CA", pathlen=0)
    _case("path length kept", flat.issue())
    _case("path length broken", flat.intermediate("Below Flat").issue(), "pathlen-violation")
    one = ROOT.intermediate("One Below CA", pathlen=1).intermediate("Below One")
    _case("path length 1 kept", one.issue())
    inside = ROOT.intermediate("Permitted CA", permitted=[x509.DNSName("test")])
    _case("name permitted", inside.issue())
    outside = ROOT.intermediate("Elsewhere CA", permitted=[x509.DNSName("b.test")])
    _case("name not permitted", outside.issue(), "name-constraints")
    barred = ROOT.intermediate("Barred CA", excluded=[x509.DNSName("a.test")])
    _case("name excluded", barred.issue(), "name-constraints")
    _case("other name excluded", ROOT.intermediate("Spared CA", excluded=[x509.DNSName("b.test")]).issue())
    _case("issued by a leaf", CA.issue(dns=["ca.test"]).as_authority().issue(), "issuer-not-ca")
    dotted = ROOT.intermediate("Dotted CA", permitted=[x509.DNSName(".a.test")])
    _case("constraint with a dot, name below", dotted.issue(dns=["x.a.test"]), host="x.a.test")
    _case("constraint with a dot, the name itself", dotted.issue(), "name-constraints")
    _other_constraints()
    mute = ROOT.intermediate("Mute CA", ku=["crl_sign"])
    _case("issuer may not sign", mute.issue(), "issuer-not-ca")


def _other_constraints() -> None:
    def both(*more: x509.GeneralName) -> dict[str, Any]:
        return {"other_names": [x509.DNSName("a.test"), *more], "cn": "a.test"}

    mail, me = x509.RFC822Name("a.test"), both(x509.RFC822Name("me@b.test"))
    _case("mail permitted elsewhere", ROOT.intermediate("Post CA", permitted=[mail]).issue(**me), "name-constraints")
    _case("mail permitted, none named", ROOT.intermediate("Post CA 2", permitted=[mail]).issue())
    _case("mail excluded elsewhere", ROOT.intermediate("Post CA 3", excluded=[mail]).issue(**me))
    one = ROOT.intermediate("Post CA 4", excluded=[x509.RFC822Name("me@B.test")])
    _case("one mailbox excluded", one.issue(**me), "name-constraints")
    page, site = both(x509.UniformResourceIdentifier("https://u@w.b.test:8/x")), x509.UniformResourceIdentifier
    _case("page excluded", ROOT.intermediate("URI CA", excluded=[site(".b.test")]).issue(**page), "name-constraints")
    _case("page's parent excluded", ROOT.intermediate("URI CA 2", excluded=[site("b.test")]).issue(**page))
    acme = x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "ACME  ltd")]))
    tied = ROOT.intermediate("Directory CA", permitted=[acme])
    _case("directory name permitted", tied.issue(org="Acme Ltd"))
    _case("directory name elsewhere", tied.issue(org="Other Ltd"), "name-constraints")
    below = tied.intermediate("Elsewhere Below", org="Other Ltd").issue(org="Acme Ltd")
    _case("intermediate's directory name elsewhere", below, "name-constraints")


def uses() -> None:
    _case("any use", CA.issue(eku=[ANY_USE]), "eku-missing")
    _case("any use and server", CA.issue(eku=[ANY_USE, SERVER_AUTH]))
    _case("intermediate for any use", ROOT.intermediate("Any CA", eku=[ANY_USE]).issue(), "eku-missing")
    _case("client certificate", CA.issue(eku=[CLIENT_AUTH]), "eku-missing")
    _case("client and server", CA.issue(eku=[CLIENT_AUTH, SERVER_AUTH]))
    _case("no extended key usage", CA.issue(eku=None))
    narrow = ROOT.intermediate("Mail CA", eku=[CLIENT_AUTH])
    _case("intermediate for clients only", narrow.issue(), "eku-missing")
    _case("key usage without signature", CA.issue(ku=["key_agreement"]), "key-usage")
    _case("no key usage", CA.issue(ku=None))
    unknown = RawExtension("1.3.6.1.4.1.55555.1", b"\x05\x00", critical=True)
    _case("unknown critical extension", CA.issue(extra=[unknown]), "unknown-critical-ext")
    _case("unknown extension", CA.issue(extra=[unknown._replace(critical=False)]))
    _case("CA flag in the leaf", CA.issue(ca=True, ku=["digital_signature", "key_cert_sign"]), "ca-cert-as-leaf")


def names() -> None:
    _case("other name", GOOD, "hostname-mismatch", host="b.test")
    _case("wildcard", CA.issue(dns=["*.a.test"]), host="x.a.test")
    _case("wildcard, two labels", CA.issue(dns=["*.a.test"]), "wildcard-depth", host="x.y.a.test")
    _case("wildcard, no label", CA.issue(dns=["*.a.test"]), "wildcard-depth")
    _case("common name only", CA.issue(san=False, cn="a.test"), "no-san")
    _case("address", CA.issue(ips=["192.0.2.1"], cn="by address"), host="192.0.2.1")
    _case("address not listed", GOOD, "ip-not-in-san", host="192.0.2.1")
    expired = CA.issue(not_after=NOW - DAY)
    _case("expired and for another name", expired, "hostname-mismatch", "cert-expired", host="b.test")


def profile() -> None:
    """What the CA/Browser Forum asks for and RFC 5280 leaves open."""
    _case("leaf without authority key identifier", CA.issue(aki=False))
    _case("leaf without subject key identifier", CA.issue(ski=False))
    _case("leaf without basic constraints", CA.issue(ca=None))
    _case("intermediate without subject key identifier", ROOT.intermediate("Nameless Key CA", ski=False).issue())
    _case("intermediate without authority key identifier", ROOT.intermediate("Orphan Key CA", aki=False).issue())
    _case("intermediate without key usage", ROOT.intermediate("Silent CA", ku=None).issue())
    _case("intermediate without basic constraints", ROOT.intermediate("Bare CA", ca=None).issue(), "issuer-not-ca")
    bare_root = Authority.root("Bare Root", ski=False, ku=None)
    _case("root without identifiers", bare_root.intermediate("Under Bare").issue(), roots=(bare_root,))
    short_root = Authority.root("Short Root", pathlen=0)
    under = short_root.intermediate("Under Short").issue()
    _case("root allows no intermediate", under, "pathlen-violation", roots=(short_root,))
    _case("empty subject", CA.issue(subject=x509.Name([])))
    mail = CA.issue(dns=[], other_names=[x509.RFC822Name("me@a.test")], cn="a.test")
    _case("mail address only", mail, "no-san")
    _case("underscore in a name", CA.issue(dns=["my_host.a.test"]), host="my_host.a.test")
    _case("a hundred names", CA.issue(dns=["a.test", *(f"n{n}.test" for n in range(99))]))
    net = ROOT.intermediate("Net CA", permitted=[x509.IPAddress(ip_network("192.0.2.0/24"))])
    _case("address permitted", net.issue(ips=["192.0.2.7"], cn="by address"), host="192.0.2.7")
    _case("address not permitted", net.issue(ips=["198.51.100.7"], cn="far"), "name-constraints", host="198.51.100.7")


def strength() -> None:
    _case("RSA 2048", CA.issue(key="rsa2048"))
    _case("RSA 1024", CA.issue(key="rsa1024"), "weak-key")
    _case("RSA 1024 intermediate", ROOT.intermediate("Weak CA", key="rsa1024").issue(), "weak-key")
    _case("P-384", CA.issue(key="p384"))
    _case("P-521", CA.issue(key="p521"))
    _case("Ed25519", CA.issue(key="ed25519"), "unsupported-key-type")
    _case("DSA", CA.issue(key="dsa2048"), "unsupported-key-type")
    _case("SHA-1 leaf", CA.issue(sig_hash=hashes.SHA1()), "sha1-signature")
    weak = ROOT.intermediate("SHA-1 CA", sig_hash=hashes.SHA1())
    _case("SHA-1 intermediate", weak.issue(), "sha1-signature")
    _case("SHA-1 root", _SHA1_ROOT.intermediate("Under SHA-1").issue(), roots=(_SHA1_ROOT,))
    _case("SHA-512", CA.issue(sig_hash=hashes.SHA512()))
    _case("lives ten years", CA.issue(not_after=NOW + 3650 * DAY), "validity-too-long")


_TRUSTED_LEAF = self_signed()
_SHA1_ROOT = Authority.root("SHA-1 Root", sig_hash=hashes.SHA1())


def _trusted() -> Authority:
    return Authority(cert=_TRUSTED_LEAF.cert, key=_TRUSTED_LEAF.key, parent=None, at=NOW)


def _top(leaf: Leaf) -> x509.Certificate:
    assert leaf.issued_by
    return leaf.issued_by.top.cert


FAMILIES: tuple[Callable[[], None], ...] = (
    dates,
    order,
    gaps,
    cross_signs,
    wrong_turns,
    malformed,
    constraints,
    uses,
    names,
    profile,
    strength,
)
for _family in FAMILIES:
    _family()
