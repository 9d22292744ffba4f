"""Certificates that products make for themselves until somebody installs a real one, told by their names.

Marks come from the products' sources and documentation, as seen in their certificates. A mark alone condemns nothing:
whether the certificate fits the name or is trusted is for the rule to weigh.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from core.model.certificate import CertificateFacts


@dataclass(frozen=True, slots=True)
class Placeholder:
    """All patterns given have to match their whole field. ``self_signed``: the mark is too common among real ones
    otherwise."""

    product: str
    cn: str | None = None
    org: str | None = None
    issuer: str | None = None
    self_signed: bool = False

    def fits(self, facts: CertificateFacts) -> bool:
        fields = ((self.cn, facts.common_name), (self.org, facts.organisation), (self.issuer, facts.issuer))
        if self.self_signed and not facts.self_signed:
            return False
        return all(re.fullmatch(pattern, text or "", re.IGNORECASE) for pattern, text in fields if pattern is not None)


SNAKEOIL = "the operating system's snakeoil certificate"
PLACEHOLDERS = (
    Placeholder("the ingress controller's fake certificate", cn="Kubernetes Ingress Controller Fake Certificate"),
    Placeholder("Traefik's default certificate", cn="TRAEFIK DEFAULT CERT"),
    Placeholder("a Cloudflare Origin CA certificate, which only Cloudflare trusts", issuer=r".*CloudFlare Origin .*"),
    Placeholder("a certificate of Caddy's internal CA", issuer=r".*CN=Caddy Local Authority.*"),
    Placeholder("the sample certificate of Apache mod_ssl", org="SomeOrganization"),
    Placeholder("the certificate that Red Hat's httpd makes at first start", org="Unspecified"),
    Placeholder("a certificate with OpenSSL's sample answers", org="Internet Widgits Pty Ltd", self_signed=True),
    Placeholder("a certificate with OpenSSL's sample answers", org="Default Company Ltd", self_signed=True),
    Placeholder("a certificate of Go's generate_cert example", org="Acme Co"),
    Placeholder("a certificate with keytool's sample answers", cn="Unknown", org="Unknown"),
    Placeholder("VMware ESXi's default certificate", org=r"VMware,? Inc\.?"),
    Placeholder("F5 BIG-IP's default certificate", cn=r"localhost\.localdomain", org="MyCompany"),
    Placeholder(SNAKEOIL, cn=r"localhost|localhost\.localdomain|.*\.localdomain"),
    Placeholder("Plesk's default certificate", cn=r"Plesk|Parallels Panel|.*", org=r"Plesk|Parallels.*|SWsoft.*|Odin"),
    Placeholder("Plesk's default certificate", cn=r"Plesk|Parallels Panel"),
    Placeholder("cPanel's self-signed certificate", issuer=r".*(emailAddress|1\.2\.840\.113549\.1\.9\.1)=ssl@.*",
                self_signed=True),
    Placeholder("Synology DSM's default certificate", org=r"Synology Inc\.?"),
    Placeholder("Synology DSM's default certificate", cn=r"synology(\.com)?"),
    Placeholder("QNAP's default certificate", org=r"QNAP Systems,? Inc\.?"),
    Placeholder("QNAP's default certificate", cn=r"QNAP NAS"),
    Placeholder("the UniFi controller's default certificate", cn=r"UniFi|unifi\.local"),
    Placeholder("FortiGate's default certificate", org="Fortinet.*"),
    Placeholder("FortiGate's default certificate", cn=r"FortiGate.*|FGT\w+|FG\d+\w+"),
    Placeholder("Cisco IOS's self-signed certificate", cn=r"IOS-Self-Signed-Certificate-\d+"),
    Placeholder("Citrix NetScaler's default certificate", org=r"Citrix.*", cn=r"default .*|ns-server-certificate"),
    Placeholder("Proxmox VE's default certificate", org="Proxmox Virtual Environment"),
    Placeholder("GitLab's default certificate", org=r"GitLab.*", self_signed=True),
    Placeholder("the certificate of IIS's management service", cn=r"WMSvc-.*"),
    Placeholder("pfSense's default certificate", cn=r"pfSense-\w+"),
    Placeholder("OPNsense's default certificate", org="OPNsense"),
    Placeholder("HPE iLO's default certificate", cn=r"ILO\w+", org=r"Hewlett[ -]Packard.*"),
    Placeholder("Dell iDRAC's default certificate", cn=r"idrac.*"),
    Placeholder("Supermicro's default certificate", org=r"Super Micro.*"),
    Placeholder("Webmin's default certificate", org=r"Webmin Webserver on .*"),
)  # fmt: skip

_SNAKEOIL_LIFETIME = timedelta(days=3650)


def placeholder_of(facts: CertificateFacts) -> str | None:
    """What product's placeholder this is, or None."""
    known = next((p.product for p in PLACEHOLDERS if p.fits(facts)), None)
    return known or (SNAKEOIL if looks_like_snakeoil(facts) else None)


def looks_like_snakeoil(facts: CertificateFacts) -> bool:
    """Debian's make-ssl-cert: self-signed for ten years, subject nothing but the machine's unqualified name."""
    name = facts.common_name or ""
    return (
        facts.self_signed
        and bool(name)
        and "." not in name
        and facts.subject == f"CN={name}"
        and abs(facts.not_after - facts.not_before - _SNAKEOIL_LIFETIME) <= timedelta(days=3)
    )
