"""Names by which inspecting proxies, antivirus and debugging tools sign the certificates that they make up.

Law: a name is a hint, never a proof: anybody may call a CA anything. Matching is on the issuer's name, case-blind.
Names as the products' own manuals print them (default CA names of the vendors' administration guides).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from core.model.certificate import CertificateFacts


@dataclass(frozen=True, slots=True)
class Inspector:
    """``local``: it runs on the client's own machine."""

    product: str
    pattern: str
    local: bool = False


INSPECTORS: Final = (
    Inspector("Zscaler", r"zscaler"),
    Inspector("Fortinet FortiGate", r"fortinet|fortigate"),
    Inspector("Netskope", r"netskope|goskope"),
    Inspector("Palo Alto Networks", r"palo ?alto networks|pan-os|globalprotect"),
    Inspector("Cisco Umbrella or Secure Firewall", r"cisco (umbrella|secure|ironport|firepower)|opendns"),
    Inspector("Symantec (Blue Coat) ProxySG", r"blue ?coat|proxysg|symantec web security"),
    Inspector("Sophos", r"sophos"),
    Inspector("SonicWall", r"sonicwall"),
    Inspector("WatchGuard", r"watchguard|fireware"),
    Inspector("Check Point", r"check ?point"),
    Inspector("Barracuda", r"barracuda"),
    Inspector("Skyhigh (McAfee) Web Gateway", r"mcafee web gateway|skyhigh"),
    Inspector("Forcepoint", r"forcepoint|websense"),
    Inspector("iboss", r"\biboss\b"),
    Inspector("Securly", r"securly"),
    Inspector("Lightspeed", r"lightspeed"),
    Inspector("Smoothwall", r"smoothwall"),
    Inspector("ContentKeeper", r"contentkeeper"),
    Inspector("Untangle", r"untangle"),
    Inspector("Cloudflare Gateway", r"cloudflare (gateway|for teams)|gateway ca - cloudflare"),
    Inspector("Menlo Security", r"menlo security"),
    Inspector("Squid", r"\bsquid\b"),
    Inspector("mitmproxy", r"mitmproxy", local=True),
    Inspector("Charles", r"charles proxy", local=True),
    Inspector("Fiddler", r"do_not_trust_fiddler|fiddler ?root", local=True),
    Inspector("Burp Suite", r"portswigger", local=True),
    Inspector("Kaspersky", r"kaspersky", local=True),
    Inspector("Avast", r"avast (web|web/mail|antivirus)", local=True),
    Inspector("AVG", r"avg (web|technologies|antivirus)", local=True),
    Inspector("ESET", r"eset ssl filter", local=True),
    Inspector("Bitdefender", r"bitdefender", local=True),
    Inspector("Superfish", r"superfish|komodia", local=True),
)


def inspector(certificates: Iterable[CertificateFacts]) -> Inspector | None:
    """The product that an issuer among these certificates is named after."""
    issuers = " | ".join(certificate.issuer for certificate in certificates)
    return next((known for known in INSPECTORS if re.search(known.pattern, issuers, re.IGNORECASE)), None)
