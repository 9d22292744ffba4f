"""Windows' sentences about certificates, which .NET, PowerShell, IIS and many programs repeat.

Sources: Windows SDK winerror.h (CERT_E_…, TRUST_E_…); .NET X509ChainStatus.StatusInformation.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Pattern
from core.explain.readings import Codes

_WINDOWS = "Windows SDK winerror.h"
_SENTENCES: dict[str, tuple[Codes, float]] = {
    "A required certificate is not within its validity period": (r.EXPIRED, 0.95),
    "The validity periods of the certification chain do not nest correctly": (("validity-too-long", *r.EXPIRED), 0.8),
    "A certificate being used for a purpose other than the ones specified by its CA": (r.PURPOSE, 0.93),
    "terminated in a root certificate which is not trusted by the trust provider": (r.UNTRUSTED, 0.93),
    "A certificate chain could not be built to a trusted root authority": (r.INCOMPLETE, 0.9),
    "A certificate was explicitly revoked by its issuer": (r.REVOKED, 0.95),
    "The certification path terminates with the test root": (r.UNTRUSTED, 0.9),
    "The revocation process could not continue": (r.STATUS, 0.93),
    "The certificate is not valid for the requested usage": (r.PURPOSE, 0.93),
    "one of the CA certificates is not trusted by the policy provider": (r.UNTRUSTED, 0.9),
    "The certificate has an invalid name\\. The name is not included in the permitted list": (
        ("name-constraints",),
        0.93,
    ),
    "The signature of the certificate cannot be verified": (
        ("malformed-cert", "chain-wrong-intermediate", "untrusted-root"),
        0.8,
    ),
    "A basic constraint extension of a certificate has not been observed": (r.ISSUER, 0.93),
}
FAMILY = Family(
    "Windows' certificate functions",
    tuple(Pattern(words, codes, sure, _WINDOWS) for words, (codes, sure) in _SENTENCES.items()),
)
