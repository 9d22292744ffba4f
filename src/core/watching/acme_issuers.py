"""Which issuers publish renewal information (RFC 9773), and where. Data; a CA that is not here is not asked.

Law: an entry names its source. The directory is read before anything is asked, and only a ``renewalInfo`` on one of the
listed hosts is believed; a CA that stops to publish it is asked nothing. Staging directories are not here.

Not listed: DigiCert (its directory is that of an account), SSL.com (its directory names no renewalInfo), Buypass (it
issues no TLS certificates any more).
"""

from typing import Final

from core.model.renewal import Issuer

ISSUERS: Final = (
    # RFC 9773's draft, "Current Implementations"; letsencrypt.org, 2024-04-25, "An Engineer's Guide to Integrating ARI
    # into Existing ACME Clients". renewalInfo: https://acme-v02.api.letsencrypt.org/acme/renewal-info
    Issuer(
        organisation="Let's Encrypt",
        directory="https://acme-v02.api.letsencrypt.org/directory",
        hosts=("acme-v02.api.letsencrypt.org",),
        pages=("letsencrypt.org", "letsencrypt.status.io"),
    ),
    # security.googleblog.com, 2023-05, "Google Trust Services ACME API available to all users at no cost".
    # renewalInfo: https://dv.acme-v02.api.pki.goog/renewal-info
    Issuer(
        organisation="Google Trust Services",
        directory="https://dv.acme-v02.api.pki.goog/directory",
        hosts=("dv.acme-v02.api.pki.goog",),
        pages=("pki.goog", "cloud.google.com"),
    ),
    # The directory, as quoted in 2025 by the Internet Component Suite (OverbyteIcsSslX509Certs), names
    # https://ari.trust-provider.com/renewalInfo.
    Issuer(
        organisation="ZeroSSL",
        directory="https://acme.zerossl.com/v2/DV90",
        hosts=("ari.trust-provider.com", "acme.zerossl.com"),
        pages=("zerossl.com", "sectigo.com", "trust-provider.com"),
    ),
    # The directory as published in October 2026 names a renewalInfo on ari.sectigo.com.
    Issuer(
        organisation="Sectigo Limited",
        directory="https://acme.sectigo.com/v2/DV",
        hosts=("ari.sectigo.com", "acme.sectigo.com"),
        pages=("sectigo.com",),
    ),
)
