"""The certificate was not issued for servers: `eku-missing`.

## What we saw
An extended key usage extension without serverAuth, in the server's certificate or in a CA certificate above it. Without
that extension a certificate may be used for everything; anyExtendedKeyUsage in it does not do: OpenSSL, Firefox and
Safari ask for serverAuth.

## What it means
It is a client, mail or code-signing certificate, or a private CA issued it with the wrong template.

## Who is affected
Every client that verifies certificates.

## How to fix it
Have it reissued with extended key usage serverAuth.

## How to check the fix
`openssl s_client … | openssl x509 -noout -ext extendedKeyUsage` says "TLS Web Server Authentication".

## References
- RFC 5280 section 4.2.1.12 (Extended Key Usage)
- CA/Browser Forum Baseline Requirements section 7.1.2.7.10
"""

from collections.abc import Iterator

from core.model.certificate import ANY_EKU_OID, SERVER_AUTH_OID
from core.model.evidence import Evidence
from core.model.path import Flaw
from core.model.prose import Code, Prose, prose, quote
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, baseline, finding, judge, rfc5280
from core.words.certificate_clients import ANY_EKU, EKU
from core.words.certificate_proofs import served
from core.words.certificate_remedy import reissue
from core.words.chain_impact import flaw_lines

_KNOWN = {
    "1.3.6.1.5.5.7.3.2": "clientAuth",
    "1.3.6.1.5.5.7.3.3": "codeSigning",
    "1.3.6.1.5.5.7.3.4": "emailProtection",
    "1.3.6.1.5.5.7.3.8": "timeStamping",
    "1.3.6.1.5.5.7.3.9": "OCSPSigning",
    "2.5.29.37.0": "anyExtendedKeyUsage",
}


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look)


def _look(case: Case) -> Answer:
    seen = tuple(_seen(case))
    if not seen:
        return ()
    words = Wording(
        what=("its certificate may not be used for servers",),
        means=prose("The extended key usage lists what a certificate is for; serverAuth is not among it."),
        seen=seen,
        impact=ANY_EKU if _any_use_only(case) else EKU,
        fix=(
            *reissue("a certificate with extended key usage serverAuth", case.evidence.software),
            prose("Own CA with openssl: ", Code("extendedKeyUsage = serverAuth"), " in the extensions section"),
        ),
        verify=served(case.evidence.target, "-ext extendedKeyUsage"),
        references=(
            rfc5280("4.2.1.12", "Extended Key Usage"),
            baseline("7.1.2.7.10", "Subscriber certificate extended key usage"),
        ),
        explains=frozenset({"chain-untrusted"}),
    )
    return (finding(case, "eku-missing", words),)


def _seen(case: Case) -> Iterator[Prose]:
    uses = case.leaf.extended_key_usage
    if uses is not None and SERVER_AUTH_OID not in uses:
        listed = ", ".join(_KNOWN.get(oid, oid) for oid in uses[:8]) or "nothing"
        yield prose("Extended key usage: ", quote(listed), "; serverAuth is missing")
    if case.presentation.paths:
        yield from flaw_lines(case.presentation.paths.problems(Flaw.EXTENDED_USE))


def _any_use_only(case: Case) -> bool:
    """Go, Java and Chrome take anyExtendedKeyUsage for what it says."""
    issuers = case.presentation.paths.problems(Flaw.EXTENDED_USE) if case.presentation.paths else ()
    listed = (case.leaf.extended_key_usage, *(problem.certificate.extended_key_usage for problem in issuers))
    return all(uses is None or {SERVER_AUTH_OID, ANY_EKU_OID} & set(uses) for uses in listed)


RULE = Rule(codes=("eku-missing",), rank=731, check=check)
