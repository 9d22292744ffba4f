"""The certificate proves too little publication in Certificate Transparency logs: `ct-missing`.

## What we saw
The certificate leads to a public root and carries no signed certificate timestamp (SCT), or those of fewer logs than
its lifetime asks for; none came in a stapled OCSP response. Whether the server would send some in a TLS extension was
not asked: hardly any does. Whether the logs are trusted, and run by different operators, is not judged.

## What it means
Browsers accept certificates of public CAs only with SCTs of two logs (three for lifetimes over 180 days), so that no
certificate is issued in secret.

## Who is affected
Chrome, Edge, Safari and Firefox (since version 135). Other clients do not look.

## How to fix it
Have it reissued: public CAs embed SCTs unless they were told not to.

## How to check the fix
`openssl s_client … | openssl x509 -noout -ext ct_precert_scts` lists timestamps.

## References
- RFC 6962 (Certificate Transparency), section 3.3
- Chrome and Apple: Certificate Transparency policies
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Severity
from core.model.path import PathAnalysis
from core.model.prose import Moment, prose
from core.model.verdict import NotApplicable, Rule, Undetermined, Verdict
from core.posture.scts import embedded, logs, needed
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths
from core.words.certificate_clients import NO_CT
from core.words.certificate_proofs import served
from core.words.certificate_remedy import reissue
from core.words.chain_trust import accepted_by_user, public_paths
from core.words.references import page, rfc

_OCSP_SCTS = bytes.fromhex("060a2b06010401d679020405")  # OID 1.3.6.1.4.1.11129.2.4.5, RFC 6962 section 3.3


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look, seconds=False)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    if accepted_by_user(paths) or not public_paths(paths):
        return NotApplicable("the chain leads to no public root: Certificate Transparency is not asked for")
    scts, most = embedded(case.leaf.der), needed(case.leaf.lifetime)
    if scts is None or logs(scts) >= most or _stapled(case):
        return () if scts is not None else Undetermined("its list of timestamps cannot be read")
    words = Wording(
        severity=Severity.AT_RISK,
        blame=Blame.CA,
        confidence=Confidence.INFERRED,
        what=(_short(logs(scts), most),),
        means=prose(
            "Browsers accept certificates of public CAs only with timestamps of two logs, for long ones three."
        ),
        seen=(
            prose(f"SCTs in the certificate: {len(scts)}, different logs: {logs(scts)}; in a stapled OCSP response: 0"),
            *(prose(f"SCT of log {sct.log[:16]}… at ", Moment(sct.at)) for sct in scts if sct.at),
            prose(f"Needed for a lifetime of {case.leaf.lifetime.days} days: {most} logs"),
            prose("SCTs in the TLS extension signed_certificate_timestamp: not asked for"),
        ),
        impact=NO_CT,
        fix=reissue("a certificate with embedded SCTs (the normal case: do not opt out of CT)", case.evidence.software),
        verify=served(case.evidence.target, "-ext ct_precert_scts"),
        references=(
            rfc(6962, "3.3", "Including the SCT in the TLS Handshake"),
            page("Chrome CT policy", "https://googlechrome.github.io/CertificateTransparency/ct_policy.html"),
            page("Apple CT policy", "https://support.apple.com/103214"),
        ),
    )
    return (finding(case, "ct-missing", words),)


def _short(seen: int, most: int) -> str:
    if not seen:
        return "its certificate carries no proof of Certificate Transparency"
    return (
        f"its certificate carries timestamps of {seen} log{'' if seen == 1 else 's'}, and its lifetime asks for {most}"
    )


def _stapled(case: Case) -> bool:
    """Some address of this chain staples a response that contains SCTs."""
    mine = (e for e in case.evidence.endpoints if e.address in case.presentation.addresses)
    return any(_OCSP_SCTS in (endpoint.flight.staple or b"") for endpoint in mine)


RULE = Rule(codes=("ct-missing",), rank=755, check=check)
