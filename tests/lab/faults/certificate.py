"""One certificate, wrong by itself: dates, names, trust, use, strength, hostile text."""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from tests.lab.bench import V4, Bench, Running, with_sha1
from tests.lab.fault import fault
from tests.lab.tls import V12, context, terminate
from tests.support.pki import CLIENT_AUTH, Leaf, RawExtension, self_signed

_DAY = timedelta(days=1)


def _serve(bench: Bench, host: str, **overrides: object) -> Running:
    return _present(bench, host, bench.pki.leaf(host, **overrides))


def _present(bench: Bench, host: str, leaf: Leaf) -> Running:
    return bench.serve(host, terminate(context(leaf)))


# --- dates -----------------------------------------------------------------------------------------------------------


@fault("expired", "Ended 30 days ago", "cert-expired")
def expired(bench: Bench, host: str) -> Running:
    return _serve(bench, host, not_after=bench.now - 30 * _DAY)


@fault("expired-minutes-ago", "Ended five minutes ago", "cert-expired")
def expired_just_now(bench: Bench, host: str) -> Running:
    return _serve(bench, host, not_after=bench.now - timedelta(minutes=5))


@fault("expired-years-ago", "Ended in another decade", "cert-expired")
def expired_long_ago(bench: Bench, host: str) -> Running:
    return _serve(bench, host, not_after=bench.now - 3700 * _DAY)


@fault("not-yet-valid", "Begins in ten days; the server's own clock (HTTP Date) agrees with ours", "cert-not-yet-valid")
def not_yet_valid(bench: Bench, host: str) -> Running:
    return _serve(bench, host, not_before=bench.now + 10 * _DAY)


@fault("expiring-soon", "90 days long, five of them left", "cert-expiring-soon")
def expiring_soon(bench: Bench, host: str) -> Running:
    return _serve(bench, host, not_after=bench.now + 5 * _DAY)


@fault("expiring-six-day", "Six days long, twelve hours left", "cert-expiring-soon")
def expiring_six_day(bench: Bench, host: str) -> Running:
    end = bench.now + timedelta(hours=12)
    return _serve(bench, host, not_before=end - 6 * _DAY, not_after=end)


@fault(
    "validity-too-long",
    "Issued yesterday for ten years",
    "validity-too-long",
    notes="Apple refuses more than 825 days from private authorities too (support.apple.com/103769)",
)
def too_long(bench: Bench, host: str) -> Running:
    return _serve(bench, host, not_after=bench.now + 3650 * _DAY)


# --- names -----------------------------------------------------------------------------------------------------------


@fault("validity-825-days", "825 days as `openssl x509 -days 825` makes them: what Apple allows private authorities")
def longest_private(bench: Bench, host: str) -> Running:
    begin = bench.now - _DAY
    return _serve(bench, host, not_before=begin, not_after=begin + 825 * _DAY)


@fault("wrong-name", "A certificate for another site, whatever name is asked for", "hostname-mismatch")
def wrong_name(bench: Bench, host: str) -> Running:
    return _serve(bench, host, dns=("shop.example", "www.shop.example"))


@fault("wrong-name-www", "The certificate is for the www. neighbour only", "hostname-mismatch")
def wrong_name_www(bench: Bench, host: str) -> Running:
    return _serve(bench, host, dns=(f"www.{host}",))


@fault("wrong-name-typo", "One letter of the name is wrong", "hostname-mismatch", host="mailserver.lab.test")
def wrong_name_typo(bench: Bench, host: str) -> Running:
    return _serve(bench, host, dns=("mailsevrer.lab.test",))


@fault(
    "wildcard-depth",
    "*.deep.lab.test for a.b.deep.lab.test",
    "wildcard-depth",
    host="a.b.deep.lab.test",
    instead=(("hostname-mismatch",),),
)
def wildcard_depth(bench: Bench, host: str) -> Running:
    return _serve(bench, host, dns=("*.deep.lab.test",))


@fault(
    "wildcard-apex",
    "*.apex.lab.test for apex.lab.test itself",
    "wildcard-depth",
    host="apex.lab.test",
    instead=(("hostname-mismatch",),),
)
def wildcard_apex(bench: Bench, host: str) -> Running:
    return _serve(bench, host, dns=("*.apex.lab.test",))


@fault("no-san", "The name is in the CN only", "no-san")
def no_san(bench: Bench, host: str) -> Running:
    return _serve(bench, host, cn=host, san=False)


@fault("no-san-email-only", "subjectAltName has an e-mail address and no host name", "no-san")
def email_only(bench: Bench, host: str) -> Running:
    leaf = bench.pki.issuing.issue(cn=host, other_names=(x509.RFC822Name("root@lab.test"),))
    return _present(bench, host, leaf)


@fault("ip-not-in-san", "The target is an address, the certificate has names only", "ip-not-in-san", host=V4)
def ip_not_in_san(bench: Bench, host: str) -> Running:
    return _serve(bench, host, dns=("site.lab.test",))


@fault(
    "ip-as-dns-name",
    "The address stands in the SAN as dNSName",
    "ip-not-in-san",
    host=V4,
    instead=(("hostname-mismatch",),),
)
def ip_as_dns(bench: Bench, host: str) -> Running:
    return _serve(bench, host, dns=("127.0.0.1",))


# --- trust -----------------------------------------------------------------------------------------------------------


@fault("self-signed", "Signed by itself", "self-signed")
def self_signed_leaf(bench: Bench, host: str) -> Running:
    return _present(bench, host, self_signed(at=bench.now, dns=(host,), cn=host))


@fault(
    "untrusted-root",
    "A whole chain up to a root that nobody knows",
    "untrusted-root",
    also=("root-sent",),
)
def untrusted_root(bench: Bench, host: str) -> Running:
    leaf = bench.pki.stranger.intermediate("Stranger Issuing CA").issue(dns=(host,))
    return bench.serve(host, terminate(context(leaf, chain=(*leaf.chain, bench.pki.stranger.cert))))


@fault(
    "untrusted-issuer",
    "Issued by a root that nobody knows and that is not sent; its name says that it is one",
    "untrusted-root",
)
def untrusted_issuer(bench: Bench, host: str) -> Running:
    return _present(bench, host, bench.pki.stranger.issue(dns=(host,)))


# --- use -------------------------------------------------------------------------------------------------------------


@fault("ca-cert-as-leaf", "A CA certificate on a server", "ca-cert-as-leaf", also=("key-usage",))
def ca_as_leaf(bench: Bench, host: str) -> Running:
    return _serve(bench, host, ca=True, ku=("key_cert_sign", "digital_signature"))


@fault("eku-client-only", "extendedKeyUsage says clientAuth only", "eku-missing")
def eku_client(bench: Bench, host: str) -> Running:
    return _serve(bench, host, eku=(CLIENT_AUTH,))


@fault("key-usage", "keyUsage without digitalSignature", "key-usage")
def key_usage(bench: Bench, host: str) -> Running:
    return _serve(bench, host, ku=("key_agreement",))


@fault("key-usage-enciphers", "RSA, keyUsage keyEncipherment only, and the server signs the handshake", "key-usage")
def enciphers(bench: Bench, host: str) -> Running:
    return _serve(bench, host, ku=("key_encipherment",), key="rsa2048")


@fault(
    "key-usage-enciphers-static",
    "The same with static RSA key exchange, which needs no more",
    "no-shared-cipher",
    "no-forward-secrecy",
)
def enciphers_only(bench: Bench, host: str) -> Running:
    made = context(bench.pki.leaf(host, ku=("key_encipherment",), key="rsa2048"), highest=V12)
    made.set_cipher_list(b"AES128-GCM-SHA256")
    return bench.serve(host, terminate(made))


@fault("unknown-critical-extension", "A critical extension that nobody knows", "unknown-critical-ext")
def unknown_critical(bench: Bench, host: str) -> Running:
    return _serve(bench, host, extra=(RawExtension("1.3.6.1.4.1.55555.1", b"\x05\x00", critical=True),))


# --- strength --------------------------------------------------------------------------------------------------------


@fault("sha1-signature", "Signed with SHA-1", "sha1-signature")
def sha1(bench: Bench, host: str) -> Running:
    return _present(bench, host, with_sha1(bench.pki.leaf(host), bench.pki.issuing.key))


@fault("weak-key", "RSA with 1024 bits", "weak-key")
def weak_key(bench: Bench, host: str) -> Running:
    return _serve(bench, host, key="rsa1024", ku=("digital_signature", "key_encipherment"))


@fault("key-ed25519", "An Ed25519 key: OpenSSL likes it, browsers do not", "unsupported-key-type")
def ed25519(bench: Bench, host: str) -> Running:
    return _serve(bench, host, key="ed25519")


@fault("key-ed448", "An Ed448 key", "unsupported-key-type")
def ed448(bench: Bench, host: str) -> Running:
    return _serve(bench, host, key="ed448")


@fault(
    "key-secp256k1",
    "A key on secp256k1: most clients do not even offer the curve",
    "unsupported-key-type",
    instead=(
        ("alert-handshake-failure",),
        ("no-shared-cipher",),
        ("no-shared-signature-algorithm",),
        ("no-shared-group",),
    ),
    also=("no-tls13",),
)
def secp256k1(bench: Bench, host: str) -> Running:
    return _serve(bench, host, key=ec.generate_private_key(ec.SECP256K1()))


# --- several at once -------------------------------------------------------------------------------------------------


@fault(
    "expired-and-wrong-name",
    "Expired, and for another site",
    "cert-expired",
    "hostname-mismatch",
    instead=(("hostname-mismatch", "cert-expired"),),
)
def expired_wrong_name(bench: Bench, host: str) -> Running:
    return _serve(bench, host, dns=("old.example",), not_after=bench.now - 5 * _DAY)


@fault(
    "self-signed-and-expired",
    "Signed by itself, and expired",
    "self-signed",
    "cert-expired",
    instead=(("cert-expired", "self-signed"),),
)
def self_signed_expired(bench: Bench, host: str) -> Running:
    return _present(bench, host, self_signed(at=bench.now, dns=(host,), not_after=bench.now - 400 * _DAY))


@fault(
    "weak-expired-wrong-name",
    "RSA-1024, expired, for another site",
    "cert-expired",
    "hostname-mismatch",
    "weak-key",
    instead=(("hostname-mismatch", "cert-expired", "weak-key"), ("weak-key", "cert-expired", "hostname-mismatch")),
)
def three_at_once(bench: Bench, host: str) -> Running:
    return _serve(bench, host, dns=("older.example",), not_after=bench.now - _DAY, key="rsa1024")
