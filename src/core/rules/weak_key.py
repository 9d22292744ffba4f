"""A key in the chain is too short: `weak-key`.

## What we saw
An RSA (or DSA) key under 2048 bits or an elliptic curve under 224 bits, in the server's certificate or in a CA
certificate above it. Roots are left out: they are trusted by being known.

## What it means
Such keys give less than 112 bits of strength; RSA with 1024 bits is within reach of well-funded attackers.

## Who is affected
Everything on Apple systems; OpenSSL at security level 2 (its default since 3.2, and before in Debian, Ubuntu, RHEL)
with curl, Python and Node on top of it; current Java. Chrome and Firefox refuse RSA under 1024 bits.

## How to fix it
Make a new key (ECDSA P-256, or RSA 2048 and more) and have the certificate reissued for it.

## How to check the fix
`openssl s_client … | openssl x509 -noout -text | grep Public-Key` shows the new size.

## References
- CA/Browser Forum BR section 6.1.5 (Key sizes)
- NIST SP 800-57 part 1, section 5.6.1
- SSL_CTX_set_security_level(3)
"""

from core.model.certificate import CertificateFacts, KeyKind
from core.model.evidence import Evidence
from core.model.prose import Code, prose
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, baseline, finding, judge
from core.words.certificate_clients import ca_weak_key, weak_key
from core.words.certificate_proofs import served
from core.words.certificate_remedy import reissue
from core.words.chain_impact import named
from core.words.chain_trust import below_root
from core.words.references import page

_LEAST = {KeyKind.RSA: 2048, KeyKind.DSA: 2048, KeyKind.EC: 224}
_LEVELS = "https://docs.openssl.org/master/man3/SSL_CTX_get_security_level/"


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look)


def weak(certificate: CertificateFacts) -> bool:
    """Under 112 bits of strength; a key whose size could not be read is not judged."""
    return 0 < certificate.key.bits < _LEAST.get(certificate.key.kind, 0)


def _look(case: Case) -> Answer:
    culprits = tuple(c for c in below_root(case.presentation) if weak(c))
    if not culprits:
        return ()
    first, mine = culprits[0], culprits[0].sha256 == case.leaf.sha256
    size = f"{first.key.kind.value} with {first.key.bits} bits"
    words = Wording(
        what=(f"its certificate's key is too short, {size}",)
        if mine
        else ("the key of the issuer ", named(first), f" is too short, {size}"),
        means=prose("Keys under 112 bits of strength (RSA 2048, EC 224) can be broken, and clients refuse them."),
        seen=tuple(prose(named(c), f": {c.key.kind.value}, {c.key.bits} bits") for c in culprits),
        impact=weak_key(first.key.kind.value, first.key.bits) if mine else ca_weak_key(first.key.bits),
        fix=(
            prose("Make a new key: ", Code("openssl ecparam -name prime256v1 -genkey -noout -out privkey.pem")),
            *reissue("a certificate for the new key" + ("" if mine else " from another CA"), case.evidence.software),
        ),
        verify=served(case.evidence.target, "-text") + " | grep Public-Key",
        references=(baseline("6.1.5", "Key sizes"), page("OpenSSL security levels", _LEVELS)),
    )
    return (finding(case, "weak-key", words),)


RULE = Rule(codes=("weak-key",), rank=740, check=check)
