"""The server's clock is more than five minutes off: `server-clock-skew`.

## What we saw
The Date header of the server's HTTP answer (RFC 9110 section 6.6.1), compared with our clock at that moment.

## What it means
A server with a wrong clock renews certificates and OCSP staples at the wrong time, refuses valid client certificates,
and breaks session tickets, tokens and cookies. A Date far in the past may also be that of an answer kept in a cache.

## Who is affected
Nobody's handshake today; clients with certificates of their own, and everything that is dated.

## How to fix it
Synchronize the server's clock with NTP.

## How to check the fix
`curl -sI https://HOST/ | grep -i ^date` beside `date -u`.

## References
- RFC 9110 section 6.6.1 (Date)
- RFC 5905 (NTP version 4)
"""

from core.model.evidence import ClockReading, Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Code, prose
from core.model.verdict import PASSED, NotApplicable, Rule, Undetermined, Verdict, found
from core.words.certificate_clock import TOLERANCE, described, http_clocks, ours_is_behind
from core.words.certificate_time import span
from core.words.proofs import curl
from core.words.references import rfc


def check(evidence: Evidence) -> Verdict:
    readings = http_clocks(evidence)
    if not readings:
        return NotApplicable("the server told no time over HTTP")
    leaves = [p.leaf for p in evidence.presentations if p.leaf is not None]
    if any(ours_is_behind(evidence, leaf) for leaf in (*leaves, None)):
        return Undetermined("our own clock is wrong")
    worst = max(readings, key=lambda reading: abs(reading.skew))
    return found(_finding(evidence, worst)) if abs(worst.skew) > TOLERANCE else PASSED


def _finding(evidence: Evidence, worst: ClockReading) -> Finding:
    ahead = worst.skew > TOLERANCE
    cached = "" if ahead else " A Date in the past may also belong to an answer that a cache kept."
    return Finding(
        code="server-clock-skew",
        severity=Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED if ahead else Confidence.INFERRED,
        headline=prose(
            f"{evidence.target} is at risk: the server's clock is {span(worst.skew)} {'ahead' if ahead else 'behind'}"
        ),
        evidence=tuple(described(reading) for reading in http_clocks(evidence)),
        means=prose(
            "Renewals and OCSP staples happen at the wrong time, valid client certificates are refused, "
            "tokens and cookies expire early or late." + cached
        ),
        fix=(
            prose(
                "On the server: ",
                Code("timedatectl set-ntp true"),
                ", or run chrony (Windows: ",
                Code("w32tm /resync"),
                ")",
            ),
            prose("In virtual machines see that the host's clock is right as well"),
        ),
        verify=f"date -u; {curl(evidence.target, '-sI')} 2>&1 | grep -i '^< date\\|^date'",
        references=(rfc(9110, "6.6.1", "Date"), rfc(5905, title="NTP version 4")),
    )


RULE = Rule(codes=("server-clock-skew",), rank=910, check=check)
