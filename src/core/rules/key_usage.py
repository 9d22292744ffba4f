"""The certificate's key usage forbids what a TLS server does with the key: `key-usage`.

## What we saw
A key usage extension that lacks digitalSignature while the handshake signs with the key: always in TLS 1.3 and with
every (EC)DHE suite. An RSA key may do with keyEncipherment where static RSA key exchange was negotiated. Without that
extension every use is allowed.

## What it means
The handshake signs with this key in every TLS 1.3 connection and in all with forward secrecy; clients that look refuse.

## Who is affected
Chrome, Firefox and Java; OpenSSL, curl, Python and Node when none of the TLS usages is there.

## How to fix it
Have the certificate reissued with digitalSignature (RSA: and keyEncipherment).

## How to check the fix
`openssl s_client … | openssl x509 -noout -ext keyUsage` says "Digital Signature".

## References
- RFC 5280 section 4.2.1.3 (Key Usage)
- RFC 8446 section 4.4.2.2 (the digitalSignature bit must be set if the extension is present)
"""

from core.model.certificate import KeyKind, KeyUsage
from core.model.evidence import Evidence, flight_of
from core.model.finding import Impact
from core.model.prose import Code, prose
from core.model.verdict import Rule, Verdict
from core.wire.registry import cipher
from core.words.certificate_cases import Answer, Case, Wording, finding, judge, rfc5280
from core.words.certificate_clients import openssl
from core.words.certificate_proofs import served
from core.words.certificate_remedy import reissue
from core.words.impact import impacts
from core.words.references import rfc

_TLS_USES = frozenset({KeyUsage.DIGITAL_SIGNATURE, KeyUsage.KEY_ENCIPHERMENT, KeyUsage.KEY_AGREEMENT})


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look)


def _look(case: Case) -> Answer:
    uses = case.leaf.key_usage
    if uses is None or KeyUsage.DIGITAL_SIGNATURE in uses:
        return ()
    rsa = case.leaf.key.kind is KeyKind.RSA
    if rsa and KeyUsage.KEY_ENCIPHERMENT in uses and not _signs(case):
        return ()
    needed = "digitalSignature and keyEncipherment" if rsa else "digitalSignature"
    words = Wording(
        what=("the key usage of its certificate does not allow TLS",),
        means=prose("The server signs the handshake with this key, which the certificate does not permit."),
        seen=(prose("Key usage: ", Code(", ".join(sorted(uses)) or "nothing"), f"; needed: {needed}"),),
        impact=_impact(uses),
        fix=(
            *reissue(f"a certificate with key usage {needed}", case.evidence.software),
            prose("Own CA with openssl: ", Code(f"keyUsage = critical,{needed.replace(' and ', ',')}")),
        ),
        verify=served(case.evidence.target, "-ext keyUsage"),
        references=(rfc5280("4.2.1.3", "Key Usage"), rfc(8446, "4.4.2.2", "Server Certificate Selection")),
    )
    return (finding(case, "key-usage", words),)


def _signs(case: Case) -> bool:
    """A handshake was seen in which the server signs with its key: TLS 1.3, or an ephemeral key exchange."""
    mine = (e for e in case.evidence.endpoints if e.address in case.presentation.addresses)
    flights = (flight_of(a.outcome) for e in mine for a in e.attempts)
    return any(f.cipher is not None and cipher(f.cipher).forward_secret for f in flights)


def _impact(uses: frozenset[KeyUsage]) -> tuple[Impact, ...]:
    own = impacts(
        chrome="ERR_SSL_KEY_USAGE_INCOMPATIBLE",
        firefox="SEC_ERROR_INADEQUATE_KEY_USAGE",
        java="sun.security.validator.ValidatorException: KeyUsage does not allow digital signatures",
    )
    return (
        own
        if uses & _TLS_USES
        else (*own, *impacts(**openssl(26, "unsuitable certificate purpose", node="INVALID_PURPOSE")))
    )


RULE = Rule(codes=("key-usage",), rank=732, check=check)
