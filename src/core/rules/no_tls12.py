"""`no-tls12`: TLS 1.3 and nothing older is accepted.

## What we saw
A hello that offers TLS 1.3 is answered, one that offers TLS 1.2 alone is refused.

## What it means
A sound choice where the clients are known (TLSRef level "modern"). Clients from before 2018 cannot connect.

## Who is affected
Clients without TLS 1.3: Chrome before 70, Firefox before 63, Safari before 12.1, Android before 10, Java before 8u261
and 11, OpenSSL before 1.1.1 (RHEL 7, Debian 9), .NET Framework before 4.8, all of Windows before 11 and Server 2022
where Schannel is used.

## How to fix it
Nothing, where that is meant. To let them in, accept TLS 1.2 too, with ECDHE and AEAD ciphers only.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME -tls1_2` completes, if TLS 1.2 was enabled.

## References
- RFC 8446 (TLS 1.3): https://www.rfc-editor.org/rfc/rfc8446
- RFC 9325 section 3.1.1 (TLS versions): https://www.rfc-editor.org/rfc/rfc9325#section-3.1.1
- TLSRef Server Side TLS: https://docs.tlsref.org/
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import prose
from core.model.server_map import Tri
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.words import proofs, remedy_survey
from core.words.alert_impact import alert_impact
from core.words.mapped import TLS1_2, TLS1_3, Hits, Surveyed, judge_maps, undecided
from core.words.references import TLS13, rfc

_PROTOCOL_VERSION = 70


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> bool | Undetermined | NotApplicable | None:
    if case.map.supports(TLS1_2) is Tri.YES:
        return None
    if case.map.supports(TLS1_3) is not Tri.YES:
        return undecided(case.map, TLS1_2, TLS1_3) or NotApplicable("TLS 1.3 is not accepted either")
    return undecided(case.map, TLS1_2) or True


def _finding(hits: Hits[bool]) -> Finding:
    target = hits.evidence.target
    return Finding(
        code="no-tls12",
        severity=Severity.NOTE,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(Severity.NOTE, "only TLS 1.3 is accepted, so clients from before 2018 cannot connect"),
        evidence=hits.lines(lambda *_: ()),
        means=prose(
            "A sound choice where the clients are known. Shut out are Chrome before 70, Firefox before 63, Safari "
            "before 12.1, Android before 10, Java before 8u261, OpenSSL before 1.1.1, and Windows before 11 and Server "
            "2022 where Schannel is used; below is what their old versions show."
        ),
        impact=tuple(i for i in alert_impact(target, _PROTOCOL_VERSION, at_hello=True) if i.client != "Go"),
        fix=(prose("Nothing, where that is meant. To let old clients in:"), *remedy_survey.protocols(hits.evidence)),
        verify=proofs.s_client(target, "-tls1_2"),
        references=(TLS13, rfc(9325, "3.1.1", "TLS versions")),
    )


RULE = Rule(codes=("no-tls12",), rank=951, check=check, needs=Needs.SURVEY, advisory=True)
