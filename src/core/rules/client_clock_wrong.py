"""The clock on this side is wrong, not the certificate: `client-clock-wrong`.

## What we saw
The certificate is not yet valid by our clock, while the server (its HTTP Date, or the OCSP staple it passes on) tells a
time at which it is, more than five minutes ahead of ours. Or our clock shows a day before our own root data was made.

## What it means
Two witnesses, the CA that dated the certificate and the server, agree against this machine. Nothing has to be mended at
the server; everything that this machine says about dates is unreliable until its clock is set.

## Who is affected
This machine, and every other whose clock is as far behind.

## How to fix it
Set the clock and keep it right with NTP.

## How to check the fix
`timedatectl` says that the system clock is synchronized; check again.

## References
- RFC 5280 section 6.1.3 (the current time is an input of path validation)
- RFC 5905 (NTP version 4)
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Code, Moment, Prose, prose
from core.model.verdict import PASSED, NotApplicable, Rule, Verdict, found
from core.words.certificate_cases import rfc5280
from core.words.certificate_clients import NOT_YET_VALID
from core.words.certificate_clock import OursIsBehind, cross_check, ours_is_behind, premature_authorities
from core.words.certificate_time import span
from core.words.references import rfc


def check(evidence: Evidence) -> Verdict:
    if evidence.at_given:
        return NotApplicable("the time of judgement was given")
    leaves = [p.leaf for p in evidence.presentations if p.leaf is not None]
    early = [c for p in evidence.presentations for c in premature_authorities(p, evidence.at)]
    for leaf in (*leaves, *early, None):
        if behind := ours_is_behind(evidence, leaf):
            return found(_finding(evidence, behind))
    return PASSED if leaves else NotApplicable("no certificate was seen whose dates could be judged")


def _finding(evidence: Evidence, behind: OursIsBehind) -> Finding:
    at_least = "at least " if behind.reading is None else ""
    return Finding(
        code="client-clock-wrong",
        severity=Severity.BROKEN,
        blame=Blame.CLIENT,
        confidence=Confidence.MEASURED,
        headline=prose(
            f"The clock of this machine is {at_least}{span(behind.by)} behind: dates cannot be judged with it"
        ),
        evidence=(*_dates(evidence), *cross_check(evidence), *_root_data(evidence, behind)),
        means=prose(
            "The dates of the certificate and the time that the server tells agree with each other, not with our clock."
            if behind.reading
            else "This program cannot run before its own root certificates were published, so the clock is wrong."
        ),
        impact=NOT_YET_VALID,
        fix=(
            prose(
                "Set the clock and keep it synchronized: ",
                Code("timedatectl set-ntp true"),
                " (Windows: ",
                Code("w32tm /resync"),
                ", macOS: ",
                Code("sntp -sS time.apple.com"),
                ")",
            ),
            prose(
                "In a virtual machine or container set the host's clock; on a board without battery, run NTP before TLS"
            ),
        ),
        verify="timedatectl status",
        references=(rfc5280("6.1.3", "Basic Certificate Processing"), rfc(5905, title="NTP version 4")),
        explains=frozenset({"cert-not-yet-valid", "server-clock-skew"}),
    )


def _dates(evidence: Evidence) -> tuple[Prose, ...]:
    leaves = [p.leaf for p in evidence.presentations if p.leaf is not None]
    return tuple(prose("The certificate is valid from ", Moment(leaf.not_before)) for leaf in leaves)


def _root_data(evidence: Evidence, behind: OursIsBehind) -> tuple[Prose, ...]:
    if behind.reading:
        return ()
    return (prose(f"Our root certificate data was published on {evidence.stores.as_of.isoformat()}"),)


RULE = Rule(codes=("client-clock-wrong",), rank=600, check=check)
