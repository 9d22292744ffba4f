"""The server sends certificates that no client needs: `root-sent`, `chain-duplicate`, `chain-unrelated`.

## What we saw
A self-signed root in the chain, a certificate sent twice, or one that signs nothing in the chain.

## What it means
Nothing breaks. A client trusts a root because it has it, never because it was sent; every certificate costs about a
kilobyte in every full handshake, and may cost a round trip.

## Who is affected
Nobody fails; each connection carries needless bytes.

## How to fix it
Remove them from the chain file: the server's certificate and its intermediates are enough.

## How to check the fix
`openssl s_client -showcerts` lists only what is needed.

## References
- RFC 8446 section 4.4.2 (Certificate): the trust anchor may be omitted
- RFC 5246 section 7.4.2 (Server Certificate)
"""

from collections.abc import Iterator

from core.model.certificate import CertificateFacts
from core.model.evidence import Evidence
from core.model.finding import Finding, Severity
from core.model.path import PathAnalysis
from core.model.prose import Prose, prose
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths
from core.words.certificate_proofs import chain_sent
from core.words.chain_impact import named, put_chain
from core.words.chain_pem import pem
from core.words.references import rfc


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look, seconds=False)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    return tuple(_surplus(case, paths))


def _surplus(case: Case, paths: PathAnalysis) -> Iterator[Finding]:
    wrong = {c.sha256 for c in paths.wrong_intermediates}
    roots = {c.sha256 for c in paths.roots_sent}
    unrelated = tuple(c for c in paths.unrelated if c.sha256 not in wrong | roots)
    if paths.roots_sent:
        yield _finding(
            case, paths, "root-sent", "the root certificate is sent, which clients never need", paths.roots_sent
        )
    if paths.duplicates:
        yield _finding(case, paths, "chain-duplicate", "a certificate is sent more than once", paths.duplicates)
    if unrelated:
        yield _finding(
            case, paths, "chain-unrelated", "a certificate is sent that signs nothing in the chain", unrelated
        )


def _finding(
    case: Case, paths: PathAnalysis, code: str, what: str, certificates: tuple[CertificateFacts, ...]
) -> Finding:
    size = sum(len(c.der) for c in certificates)
    words = Wording(
        severity=Severity.NOTE,
        what=(what,),
        means=prose(f"Nothing breaks; {size} bytes are sent in every full handshake that no client uses."),
        seen=tuple(_line(c) for c in certificates[:10]),
        fix=put_chain(case.evidence.software, prose("Remove it from the chain file")),
        verify=chain_sent(case.evidence.target),
        references=(rfc(8446, "4.4.2", "Certificate"),),
        attachment=pem(paths.repaired_chain) if paths.complete_as_sent else None,
    )
    return finding(case, code, words)


def _line(certificate: CertificateFacts) -> Prose:
    return prose(named(certificate), f", {len(certificate.der)} bytes, needless")


RULE = Rule(codes=("root-sent", "chain-duplicate", "chain-unrelated"), rank=890, check=check)
