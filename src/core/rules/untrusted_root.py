"""The chain leads to a root that no known store holds: `untrusted-root`.

## What we saw
The path from the certificate upwards ends in a root certificate (sent by the server, fetched, or named as issuer) that
is neither in the root stores of browsers and systems nor among the roots you gave.

## What it means
Usually a company's own CA, a development CA, or an inspecting proxy. Clients that have its root are content; all others
refuse.

## Who is affected
Every client on which this root is not installed.

## How to fix it
For a public server, use a certificate of a public CA. For an internal one, install the root on the clients.

## How to check the fix
`openssl s_client … -verify_return_error` ends with "Verification: OK" where the root is installed.

## References
- RFC 5280 section 6.1.1 (trust anchor information)
- Mozilla Root Store Policy; Chrome Root Program Policy
"""

from core.model.evidence import Evidence
from core.model.finding import Confidence
from core.model.path import PathAnalysis
from core.model.prose import Code, Piece, Prose, prose, quote
from core.model.verdict import Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths, rfc5280
from core.words.certificate_clients import UNTRUSTED_ROOT_NOT_SENT, UNTRUSTED_ROOT_SENT
from core.words.certificate_proofs import verified
from core.words.certificate_remedy import reissue
from core.words.chain_impact import named
from core.words.chain_trust import fetch_lines, rootless


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    if not rootless(case, paths):
        return ()
    gap = paths.missing_issuer
    root: Piece = quote(gap.subject or "(an issuer without name)") if gap else named(paths.best.top)
    sent = any(c.sha256 == paths.best.top.sha256 for c in paths.roots_sent)
    words = Wording(
        confidence=Confidence.INFERRED if gap else Confidence.MEASURED,
        what=("no root store knows the root of its chain, ", root),
        means=prose(
            "Usually a company's own CA, a test CA or an inspecting proxy. "
            "Clients that have its root accept it, all others refuse."
        ),
        seen=(_way(paths, root, sent=sent), *fetch_lines(case), _stores(case)),
        impact=UNTRUSTED_ROOT_SENT if sent else UNTRUSTED_ROOT_NOT_SENT,
        fix=(
            prose("Used by your own machines only: install the root on them (Debian: ",
                  Code("/usr/local/share/ca-certificates/root.crt"), " and ", Code("update-ca-certificates"),
                  "; Windows: group policy; Java: ", Code("keytool -importcert"),
                  "; Node: ", Code("NODE_EXTRA_CA_CERTS"),
                  "), and check with ", Code(f"tlscheck check --ca-file YOUR-ROOT.pem {case.evidence.target}")),
            *reissue("a certificate from a public CA, if the public connects", case.evidence.software),
        ),
        verify=verified(case.evidence),
        references=(rfc5280("6.1.1", "Inputs: trust anchor information"),),
        explains=frozenset({"chain-untrusted"}),
    )  # fmt: skip
    return (finding(case, "untrusted-root", words),)


def _way(paths: PathAnalysis, root: Piece, *, sent: bool) -> Prose:
    if paths.missing_issuer:
        return prose("The path ends below ", root, ", which was neither sent nor found")
    where = "which the server sent itself" if sent else "fetched from the address that the certificate names"
    return prose("The path ends in the self-signed ", root, f", {where}")


def _stores(case: Case) -> Prose:
    stores = ", ".join(store.value for store in case.evidence.stores.stores)
    return prose(f"Looked up in: {stores} (as of {case.evidence.stores.as_of.isoformat()}): in none of them")


RULE = Rule(codes=("untrusted-root",), rank=790, check=check)
