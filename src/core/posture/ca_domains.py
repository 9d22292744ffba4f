"""By which domains a CA recognises itself in CAA records, found by the organisation in its issuing certificate.

Law: a CA that is not here is unknown, never forbidden. Where a CA answers to names of a partner or of a CA that it took
over, those are listed too: a wrong "blocked" costs more than a missed one.

Sources: the CCADB's report "List of CAA Identifiers" (ccadb.org/resources) and the CAs' own practice statements,
section 4.2 (ISRG, Google Trust Services, Amazon Trust Services, DigiCert, Sectigo, GlobalSign, SSL.com …).
"""

from typing import Final

_DIGICERT: Final = (
    "digicert.com", "www.digicert.com", "digicert.ne.jp", "cybertrust.ne.jp", "thawte.com", "geotrust.com",
    "rapidssl.com", "symantec.com", "quovadisglobal.com", "digitalcertvalidation.com", "amazon.com", "amazontrust.com",
    "awstrust.com", "amazonaws.com",
)  # fmt: skip
_SECTIGO: Final = (
    "sectigo.com", "comodo.com", "comodoca.com", "usertrust.com", "trust-provider.com", "entrust.net",
    "affirmtrust.com", "zerossl.com",
)  # fmt: skip
_AMAZON: Final = ("amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com", "aws.amazon.com")
_ENTRUST: Final = ("entrust.net", "affirmtrust.com", "sectigo.com", "ssl.com")
_GODADDY: Final = ("godaddy.com", "starfieldtech.com")

# Organisation (O of the issuing CA, in small letters, its beginning) → domains. Longer beginnings stand first.
_BY_ORGANISATION: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("let's encrypt", ("letsencrypt.org",)),
    ("internet security research group", ("letsencrypt.org",)),
    ("google trust services", ("pki.goog",)),
    ("amazon", _AMAZON),
    ("digicert", _DIGICERT),
    ("geotrust", _DIGICERT),
    ("thawte", _DIGICERT),
    ("rapidssl", _DIGICERT),
    ("quovadis", (*_DIGICERT, "www.pkioverheid.nl")),
    ("sectigo", _SECTIGO),
    ("comodo ca", _SECTIGO),
    ("the usertrust network", _SECTIGO),
    ("zerossl", _SECTIGO),
    ("globalsign", ("globalsign.com",)),
    ("godaddy", _GODADDY),
    ("starfield technologies", (*_GODADDY, *_AMAZON)),
    ("microsoft", ("microsoft.com", "digicert.com")),
    ("entrust", _ENTRUST),
    ("affirmtrust", _ENTRUST),
    ("ssl corp", ("ssl.com", "entrust.net", "affirmtrust.com")),
    ("buypass", ("buypass.com", "buypass.no")),
    ("hellenic academic and research institutions", ("harica.gr",)),
    ("actalis", ("actalis.it",)),
    ("asseco data systems", ("certum.pl", "certum.eu")),
    ("certum", ("certum.pl", "certum.eu")),
    ("unizeto", ("certum.pl", "certum.eu")),
    ("identrust", ("identrust.com",)),
    ("certainly", ("certainly.com",)),
    ("swisssign", ("swisssign.com",)),
    ("telia", ("telia.com", "telia.fi", "telia.se", "trust.telia.com")),
    ("d-trust", ("d-trust.net", "dtrust.de", "d-trust.de")),
    ("deutsche telekom security", ("telesec.de", "pki.dfn.de", "dfn.de")),
    ("t-systems", ("telesec.de", "pki.dfn.de", "dfn.de")),
    ("secom trust", ("secomtrust.net",)),
    ("cybertrust japan", ("cybertrust.co.jp", "cybertrust.ne.jp")),
    ("emudhra", ("emsign.com",)),
    ("certigna", ("certigna.fr", "certigna.com")),
    ("dhimyotis", ("certigna.fr", "certigna.com")),
    ("taiwan-ca", ("twca.com.tw",)),
    ("accv", ("accv.es",)),
    ("microsec", ("e-szigno.hu",)),
    ("netlock", ("netlock.hu", "netlock.net", "netlock.eu", "netlock.com")),
    ("certsign", ("certsign.ro",)),
    ("trustasia", ("trustasia.com",)),
    ("apple", ("pki.apple.com",)),
)


def domains_of(organisation: str | None) -> tuple[str, ...] | None:
    """The domains that this CA accepts in CAA records, its own first; None for one that we do not know."""
    wanted = (organisation or "").strip().lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return next((domains for begins, domains in _BY_ORGANISATION if wanted.startswith(begins)), None)
