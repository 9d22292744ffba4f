"""The stapled OCSP response is out of date: `staple-expired`.

## What we saw
The server sends an OCSP response for its certificate whose nextUpdate has passed. The second named there still counts.

## What it means
The server no longer gets fresh responses and keeps sending the old one: it cannot reach the responder or resolve its
name, or a file is stapled that nobody renews.

## Who is affected
GnuTLS clients refuse the connection. Browsers, curl and OpenSSL take an old staple as none. With a must-staple
certificate (RFC 7633) it is broken by its own demand.

## How to fix it
Let the server reach the OCSP responder, or renew the file that it staples.

## How to check the fix
`openssl s_client -status` shows a Next Update in the future.

## References
- RFC 6960 section 4.2.2.1 (Time)
- RFC 6066 section 8 (Certificate Status Request)
"""

from core.model.evidence import Evidence
from core.model.finding import Severity
from core.model.prose import prose
from core.model.revocation import Doubt
from core.model.verdict import NotApplicable, Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge
from core.words.certificate_time import span
from core.words.references import rfc
from core.words.revocation import STAPLE_OLD, STAPLING, moot, show_staple, stapling
from core.words.staples import NO_STAPLE_SENT, look_at_responder, sent, staple_lines, where


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look, seconds=False)


def _look(case: Case) -> Answer:
    came = sent(case)
    if not came:
        return NO_STAPLE_SENT
    if moot(case.evidence):
        return NotApplicable("judged at a given time, for which this staple was not made")
    old = tuple((stapled, answer) for stapled, answer in came if answer.doubt is Doubt.STALE)
    if not old:
        return ()
    end = old[0][1].next_update
    late = f" {span(case.at - end)} ago" if end else ""
    words = Wording(
        severity=Severity.BROKEN if case.leaf.must_staple else Severity.AT_RISK,
        what=(f"{where(case, [s for s, _ in old])}the stapled OCSP response went out of date{late}",),
        means=prose(
            "The server no longer gets fresh OCSP responses and keeps sending the last one.",
            " Its certificate demands a valid staple (must-staple)." if case.leaf.must_staple else "",
        ),
        seen=staple_lines(old),
        impact=STAPLE_OLD,
        fix=(*look_at_responder(case), *stapling(case.evidence.software)),
        verify=show_staple(case.evidence.target),
        references=(rfc(6960, "4.2.2.1", "Time"), STAPLING),
    )
    return (finding(case, "staple-expired", words),)


RULE = Rule(codes=("staple-expired",), rank=917, check=check)
