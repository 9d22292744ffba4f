"""Whether one client accepts the certificate that it is shown: its name, dates, key, use and path.

Law: checks in the order that clients have them; the first "no" is the answer. Names: RFC 9525; key kinds in a
handshake: RFC 8446 section 4.2.3, RFC 8422 section 5.1.
"""

from datetime import date, datetime
from typing import Final

from core.clients.handshake import Agreed
from core.clients.profile import VERIFIES_WITH_OPENSSL, Client, Words
from core.clients.served import Chain, Served
from core.clients.trust import Trusted, find_trust
from core.model.certificate import ANY_EKU_OID, SERVER_AUTH_OID, CertificateFacts, KeyKind, KeyUsage, Mismatch
from core.model.client import Refusal, Refuses, Undecided
from core.posture.scts import embedded, logs, needed
from core.wire.registry import Version, group_by_name, signature_scheme

_RSA: Final = frozenset({KeyKind.RSA})
_EC: Final = frozenset({KeyKind.EC, KeyKind.ED25519, KeyKind.ED448})
_ANY: Final = _RSA | _EC | {KeyKind.DSA, KeyKind.OTHER}
_KINDS: Final = {"RSA": _RSA, "ECDSA": _EC, "DSS": frozenset({KeyKind.DSA})}
_TLS_USES: Final = frozenset({KeyUsage.DIGITAL_SIGNATURE, KeyUsage.KEY_ENCIPHERMENT, KeyUsage.KEY_AGREEMENT})
_TLS13_CURVES: Final = {
    "secp256r1": "ecdsa_secp256r1_sha256",
    "secp384r1": "ecdsa_secp384r1_sha384",
    "secp521r1": "ecdsa_secp521r1_sha512",
}


def shown_to(client: Client, agreed: Agreed, served: Served) -> Chain | Refuses | Undecided:
    """The chain that this client gets."""
    if not client.hello.sni:
        if served.nameless_refused:
            return Refuses(code=Refusal.NO_SNI, reason="it sends no server name, and the server ends such connections")
        return served.nameless or Undecided("which certificate comes without a server name is not known")
    if served.warned and client.habits.stops_at_warning:
        reason = "the server warns that it does not know the name (alert 112), and that is the end for it"
        return Refuses(code=Refusal.SNI_WARNING, reason=reason)
    kinds = _signable(client) if agreed.version >= Version.TLS1_3 else _suite_kinds(agreed)
    if served.main is None:
        return Undecided("the server's certificate could not be read")
    found = served.for_kinds(kinds)
    if found is None and agreed.version >= Version.TLS1_3:
        kind = served.main.leaf.key.kind.value
        return Refuses(code=Refusal.KEY_KIND, reason=f"it accepts no signatures of {kind} keys")
    return found or Undecided("the certificate for the cipher suites in common was not seen")


def _suite_kinds(agreed: Agreed) -> frozenset[KeyKind]:
    return frozenset().union(*(_KINDS.get(suite.authentication or "", _ANY) for suite in agreed.suites))


def _signable(client: Client) -> frozenset[KeyKind]:
    named = {signature_scheme(code).name for code in client.hello.signatures}
    kinds = {KeyKind.RSA} if any(name.startswith("rsa_pss_rsae") for name in named) else set()
    kinds |= {KeyKind.EC} if any(name.startswith("ecdsa_") for name in named) else set()
    kinds |= {KeyKind.ED25519} if "ed25519" in named else set()
    kinds |= {KeyKind.ED448} if "ed448" in named else set()
    return frozenset(kinds) if named else _ANY


def accept(client: Client, agreed: Agreed, chain: Chain, at: datetime) -> Trusted | Refuses | Undecided:
    leaf = chain.leaf
    if objection := _key_kind(client, agreed, leaf):
        return objection
    trust = find_trust(client, chain.paths, at)
    if not client.habits.verifies:
        return trust if isinstance(trust, Trusted) else _unverified(chain)
    for objection in (
        _dates(leaf, at),
        _name(client, chain),
        _use(client, leaf),
        _key_usage(client, agreed, leaf),
        _key_size(client, leaf),
    ):
        if objection:
            return objection
    if not isinstance(trust, Trusted):
        return trust
    return _letter(client, trust) or (None if trust.private else _public_rules(client, leaf)) or trust


def no_staple(client: Client, chain: Chain, served: Served) -> Refuses | None:
    """RFC 7633: the certificate demands a stapled OCSP response, and none came."""
    demanded = client.habits.must_staple and chain.leaf.must_staple and chain is served.main
    if not demanded or served.stapled is not False:
        return None
    return Refuses(code=Refusal.NO_STAPLE, reason="the certificate demands a stapled OCSP response, and none comes")


def _unverified(chain: Chain) -> Trusted:
    """The client takes any certificate: nothing about it will change the answer."""
    best = chain.paths.best
    return Trusted(path=best, until=date.max, change="", private=True)


def _key_kind(client: Client, agreed: Agreed, leaf: CertificateFacts) -> Refuses | None:
    """A curve or key kind that the client cannot verify."""
    key, named = leaf.key, {signature_scheme(code).name for code in client.hello.signatures}
    reason = f"it does not know the kind of the server's key ({key.curve or key.kind.value})"
    refusal = Refuses(code=Refusal.KEY_KIND, reason=reason)
    match key.kind:
        case KeyKind.EC if agreed.version >= Version.TLS1_3:
            return refusal if named and _TLS13_CURVES.get(key.curve or "", "") not in named else None
        case KeyKind.EC:
            curve = group_by_name(key.curve or "")
            known = curve is not None and curve.code in client.hello.groups
            return None if known or not client.hello.groups else refusal
        case KeyKind.ED25519 | KeyKind.ED448:
            return None if key.kind.value.lower() in named else refusal
        case _:
            return None


def _dates(leaf: CertificateFacts, at: datetime) -> Refuses | None:
    if leaf.expired_at(at):
        return Refuses(code=Refusal.EXPIRED, reason=f"the certificate expired on {leaf.not_after:%Y-%m-%d}")
    if leaf.premature_at(at):
        return Refuses(code=Refusal.NOT_YET_VALID, reason=f"it is not valid before {leaf.not_before:%Y-%m-%d}")
    return None


def _name(client: Client, chain: Chain) -> Refuses | None:
    if not isinstance(chain.name, Mismatch):
        return None
    if client.habits.common_name and chain.name.common_name_fits and not chain.leaf.dns_names:
        return None
    if not client.hello.sni:
        reason = "it sends no server name and gets the certificate of another site"
        return Refuses(code=Refusal.NO_SNI, reason=reason)
    return Refuses(code=Refusal.NAME, reason="the certificate is for other names")


def _use(client: Client, leaf: CertificateFacts) -> Refuses | None:
    if leaf.critical_unknown:
        reason = f"the certificate has a critical extension that it does not know ({', '.join(leaf.critical_unknown)})"
        return Refuses(code=Refusal.CRITICAL, reason=reason)
    if leaf.key_usage is not None and not leaf.key_usage & _TLS_USES and client.words in VERIFIES_WITH_OPENSSL:
        return Refuses(code=Refusal.UNSUITABLE, reason="the certificate's key usage allows nothing that TLS does")
    uses = leaf.extended_key_usage
    if uses is None:
        if not client.habits.wants_eku:
            return None
        return Refuses(code=Refusal.UNSUITABLE, reason="it wants the extended key usage serverAuth in the certificate")
    literal = client.habits.wants_eku or client.words in VERIFIES_WITH_OPENSSL or client.words is Words.FIREFOX
    allowed = {SERVER_AUTH_OID} if literal else {SERVER_AUTH_OID, ANY_EKU_OID}
    if allowed & set(uses):
        return None
    return Refuses(code=Refusal.UNSUITABLE, reason="the certificate is not made for servers (extended key usage)")


def _key_usage(client: Client, agreed: Agreed, leaf: CertificateFacts) -> Refuses | None:
    """RFC 5246 section 7.4.2, RFC 8446 section 4.4.2.2: who signs the handshake needs digitalSignature."""
    signs = all(suite.forward_secret for suite in agreed.suites)
    if not client.habits.key_usage or not signs or leaf.key_usage is None:
        return None
    if KeyUsage.DIGITAL_SIGNATURE in leaf.key_usage:
        return None
    return Refuses(code=Refusal.KEY_USAGE, reason="the certificate's key usage lacks digitalSignature")


def _letter(client: Client, trust: Trusted) -> Refuses | None:
    """What X509_V_FLAG_X509_STRICT adds (OpenSSL 3, x509_vfy.c), as far as our facts show it."""
    if not client.habits.strict:
        return None
    for facts in trust.path.certificates:
        lacking = [
            *(["authority key identifier"] if facts.authority_key_id is None and not facts.self_signed else []),
            *(["subject key identifier"] if facts.subject_key_id is None and facts.is_ca else []),
            *(["key usage"] if facts.key_usage is None and facts.is_ca else []),
        ]
        if lacking:
            return Refuses(code=Refusal.NOT_STRICT, reason=f"{facts.display} has no {lacking[0]}, which it wants")
    return None


def _key_size(client: Client, leaf: CertificateFacts) -> Refuses | None:
    bits = leaf.key.bits
    if leaf.key.kind is not KeyKind.RSA or not 0 < bits < client.habits.min_rsa:
        return None
    return Refuses(code=Refusal.WEAK_KEY, reason=f"the RSA key has {bits} bits, and it wants {client.habits.min_rsa}")


def _public_rules(client: Client, leaf: CertificateFacts) -> Refuses | Undecided | None:
    days = client.habits.max_days
    if days and leaf.lifetime.days > days:
        reason = f"the certificate lives {leaf.lifetime.days} days, and it allows {days}"
        return Refuses(code=Refusal.TOO_LONG, reason=reason)
    carried = embedded(leaf.der)
    if client.habits.ct and (carried is None or logs(carried) < needed(leaf.lifetime)):
        said = "SCTs that cannot be read" if carried is None else f"{logs(carried)} of {needed(leaf.lifetime)} SCTs"
        return Undecided(f"the certificate carries {said}, and whether the handshake brings some was not looked at")
    return None
