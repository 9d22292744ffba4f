"""The server shows a product's placeholder instead of a certificate of its own: `default-cert`.

## What we saw
The certificate carries the well-known names of one that a product makes for itself (an ingress controller, Traefik, an
appliance, the operating system's snakeoil), and clients do not accept it for this name.

## What it means
No certificate is configured for this name, or the configured one could not be loaded, so the product fell back.

## Who is affected
Every client that verifies certificates.

## How to fix it
Install a certificate for this name and bind it to the right host name; look into the product's log for why the
configured one was not used (secret missing, wrong namespace, unreadable file).

## How to check the fix
`openssl s_client … | openssl x509 -noout -subject -issuer` shows the certificate you installed.

## References
- ingress-nginx, default certificate: https://kubernetes.github.io/ingress-nginx/user-guide/tls/
- Traefik, default certificate: https://doc.traefik.io/traefik/https/tls/
- Debian ssl-cert: make-ssl-cert(8)
"""

from core.model.certificate import Matches
from core.model.evidence import Evidence
from core.model.finding import Confidence
from core.model.prose import Code, prose, quote
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge
from core.words.certificate_clients import SELF_SIGNED, UNTRUSTED_ROOT_NOT_SENT
from core.words.certificate_placeholders import SNAKEOIL, looks_like_snakeoil, placeholder_of
from core.words.certificate_proofs import served
from core.words.certificate_remedy import install
from core.words.chain_trust import trusted_somewhere
from core.words.references import page

_REFERENCES = (
    page("ingress-nginx: default SSL certificate", "https://kubernetes.github.io/ingress-nginx/user-guide/tls/"),
    page("Traefik: default certificate", "https://doc.traefik.io/traefik/https/tls/#default-certificate"),
    page("make-ssl-cert(8)", "https://manpages.debian.org/make-ssl-cert.8"),
)


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look, seconds=False)


def _look(case: Case) -> Answer:
    product = placeholder_of(case.leaf)
    for_it = isinstance(case.presentation.name, Matches)
    made_for_it = for_it and (trusted_somewhere(case.presentation) or product == SNAKEOIL)
    if product is None or made_for_it:
        return ()
    words = Wording(
        confidence=Confidence.INFERRED if looks_like_snakeoil(case.leaf) else Confidence.MEASURED,
        what=(f"it shows {product} instead of a certificate of its own",),
        means=prose(
            "No certificate is configured for ", Code(case.asked),
            ", or the configured one could not be loaded; the product then falls back to its placeholder.",
        ),
        seen=(prose("The names ", quote(case.leaf.subject), f" are those of {product}"),),
        impact=SELF_SIGNED if case.leaf.self_signed else UNTRUSTED_ROOT_NOT_SENT,
        fix=(
            prose("Obtain a certificate for ", Code(case.asked), " if there is none yet, and install it:"),
            *install(case.evidence.software),
            prose("Look into the server's log for why the configured certificate was not used "
                  "(missing secret, other namespace, unreadable file, no matching host)"),
        ),
        verify=served(case.evidence.target, "-subject -issuer"),
        references=_REFERENCES,
        explains=frozenset({"self-signed", "hostname-mismatch", "no-san", "wildcard-depth", "ip-not-in-san",
                            "untrusted-root", "chain-incomplete", "chain-untrusted", "sni-default-cert",
                            "ca-cert-as-leaf", "cert-expired"}),
    )  # fmt: skip
    return (finding(case, "default-cert", words),)


RULE = Rule(codes=("default-cert",), rank=700, check=check)
