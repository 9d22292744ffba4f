"""The certificate carries a critical extension that clients do not know: `unknown-critical-ext`.

## What we saw
An extension marked critical whose identifier no TLS client processes, in the server's certificate or above it.

## What it means
Critical says: refuse if you do not understand this. Usually a private extension was marked critical by mistake, or a
precertificate (with the CT poison) was deployed in place of the certificate.

## Who is affected
Every client that verifies certificates.

## How to fix it
Have the certificate reissued with that extension not critical, or without it.

## How to check the fix
`openssl s_client … | openssl x509 -noout -text` shows no unknown extension marked critical.

## References
- RFC 5280 section 4.2 (Certificate Extensions)
- RFC 6962 section 3.1 (the CT poison extension)
"""

from collections.abc import Iterator

from core.model.evidence import Evidence
from core.model.path import Flaw
from core.model.prose import Code, Prose, prose, quote
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge, rfc5280
from core.words.certificate_clients import CRITICAL
from core.words.certificate_proofs import served
from core.words.certificate_remedy import reissue
from core.words.chain_impact import flaw_lines
from core.words.references import rfc

_POISON = "1.3.6.1.4.1.11129.2.4.3"


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look)


def _look(case: Case) -> Answer:
    seen = tuple(_seen(case))
    if not seen:
        return ()
    poisoned = _POISON in case.leaf.critical_unknown
    words = Wording(
        what=(
            "a precertificate is served in place of the certificate"
            if poisoned
            else "its certificate has a critical extension that clients do not know",
        ),
        means=prose("A client has to refuse a certificate with a critical extension that it cannot process."),
        seen=seen,
        impact=CRITICAL,
        fix=(
            *reissue("a certificate without that extension, or with it not critical", case.evidence.software),
            prose("Own CA with openssl: drop the word ", Code("critical"), " before the extension's value"),
        ),
        verify=served(case.evidence.target, "-text"),
        references=(rfc5280("4.2", "Certificate Extensions"), rfc(6962, "3.1", "Log Entries")),
        explains=frozenset({"chain-untrusted"}),
    )
    return (finding(case, "unknown-critical-ext", words),)


def _seen(case: Case) -> Iterator[Prose]:
    for oid in case.leaf.critical_unknown[:8]:
        name = " (the CT poison of a precertificate)" if oid == _POISON else ""
        yield prose("Critical extension ", quote(oid, 80), name)
    if case.presentation.paths:
        yield from flaw_lines(case.presentation.paths.problems(Flaw.UNKNOWN_CRITICAL))


RULE = Rule(codes=("unknown-critical-ext",), rank=733, check=check)
