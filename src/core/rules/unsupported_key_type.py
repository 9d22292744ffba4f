"""The certificate's key is of a kind that clients cannot use: `unsupported-key-type`.

## What we saw
A key that is neither RSA nor ECDSA on P-256, P-384 or P-521: DSA, Ed25519, Ed448, secp256k1, a Brainpool curve.

## What it means
Some of these are sound, but browsers have no code for them in certificates, and public CAs may not issue for them.

## Who is affected
Browsers always. OpenSSL, curl, Go, Java and Python accept Ed25519, and OpenSSL most curves; DSA is dead in TLS 1.3.

## How to fix it
Make an ECDSA P-256 or RSA key and have the certificate reissued for it. (A second certificate beside it is possible.)

## How to check the fix
`openssl s_client … | openssl x509 -noout -text | grep "Public Key Algorithm"` says rsaEncryption or id-ecPublicKey.

## References
- CA/Browser Forum Baseline Requirements section 6.1.5 and 7.1.3.1 (permitted keys)
- RFC 8446 section 4.2.3 (Signature Algorithms)
- RFC 8422 section 5.1.1 (curves)
"""

from core.model.certificate import KeyKind, PublicKeyFacts
from core.model.evidence import Evidence
from core.model.finding import Impact
from core.model.prose import Code, prose, quote
from core.model.verdict import Rule, Undetermined, Verdict
from core.words.certificate_cases import Answer, Case, Wording, baseline, finding, judge
from core.words.certificate_proofs import served
from core.words.certificate_remedy import reissue
from core.words.impact import impacts, safari_no_tls
from core.words.references import rfc

_CURVES = frozenset({"secp256r1", "secp384r1", "secp521r1"})
_STRONG_ENOUGH = 224  # below, it is `weak-key`'s matter


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look, seconds=False)


def _look(case: Case) -> Answer:
    key = case.leaf.key
    if key.kind is KeyKind.OTHER and not key.oid:
        return Undetermined("the public key could not be read")
    if key.kind is KeyKind.RSA or (key.kind is KeyKind.EC and (key.curve in _CURVES or key.bits < _STRONG_ENOUGH)):
        return ()
    words = Wording(
        what=("browsers cannot use the kind of its certificate's key, ", quote(_name(key))),
        means=prose("Browsers implement RSA and ECDSA on P-256, P-384, P-521; public CAs issue for nothing else."),
        seen=(prose("Public key: ", quote(_name(key)), f", {key.bits} bits" if key.bits else ""),),
        impact=_impact(case, key),
        fix=(
            prose("Make a key that all clients know: ",
                  Code("openssl ecparam -name prime256v1 -genkey -noout -out privkey.pem")),
            *reissue("a certificate for the new key", case.evidence.software),
        ),
        verify=served(case.evidence.target, "-text") + " | grep 'Public Key Algorithm'",
        references=(baseline("6.1.5", "Key sizes"), rfc(8446, "4.2.3", "Signature Algorithms")),
    )  # fmt: skip
    return (finding(case, "unsupported-key-type", words),)


def _name(key: PublicKeyFacts) -> str:
    if key.kind is KeyKind.OTHER:
        return f"algorithm {key.oid}"
    return key.curve or key.kind.value


def _impact(case: Case, key: PublicKeyFacts) -> tuple[Impact, ...]:
    browsers = impacts(
        chrome="ERR_SSL_VERSION_OR_CIPHER_MISMATCH",
        firefox="SSL_ERROR_NO_CYPHER_OVERLAP",
        safari=safari_no_tls(case.evidence.target),
    )
    if key.kind in {KeyKind.ED25519, KeyKind.EC}:
        return browsers
    rest = impacts(
        java="javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure",
        go="remote error: tls: handshake failure",
    )
    return (*browsers, *rest)


RULE = Rule(codes=("unsupported-key-type",), rank=742, check=check)
