"""The certificate lives longer than its date of issue allows: `validity-too-long`.

## What we saw
notBefore through notAfter (both included) is longer than the limit that was in force on the day of notBefore: 825 days
from 2018-03-01, 398 from 2020-09-01, 200 from 2026-03-15, 100 from 2027-03-15, 47 from 2029-03-15.

## What it means
The CA issued against the Baseline Requirements, or dated the certificate wrongly. Chrome and Apple enforce the limits
for public roots. For a CA of your own (a root you gave) only Apple's limit counts: 825 days from 2019-07-01 on.

## Who is affected
Chrome and everything on Apple systems.

## How to fix it
Have the certificate reissued with a permitted lifetime.

## How to check the fix
`openssl s_client … | openssl x509 -noout -dates` shows the shorter lifetime.

## References
- CA/Browser Forum BR section 6.3.2, ballots 193, SC-31 and SC-081v3
- Apple, requirements for trusted certificates: https://support.apple.com/103769
"""

from datetime import UTC, datetime, timedelta

from core.model.evidence import Evidence
from core.model.finding import Blame, Severity
from core.model.path import PathAnalysis
from core.model.prose import Moment, Prose, prose
from core.model.verdict import NotApplicable, Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, baseline, finding, judge_paths
from core.words.certificate_clients import TOO_LONG
from core.words.certificate_proofs import served
from core.words.certificate_remedy import reissue
from core.words.certificate_time import span
from core.words.chain_trust import accepted_by_user, public_paths
from core.words.references import page

# Certificates issued on or after the day, newest first: the longest lifetime. BR section 6.3.2.
_LIMITS = (
    (datetime(2029, 3, 15, tzinfo=UTC), 47),
    (datetime(2027, 3, 15, tzinfo=UTC), 100),
    (datetime(2026, 3, 15, tzinfo=UTC), 200),
    (datetime(2020, 9, 1, tzinfo=UTC), 398),
    (datetime(2018, 3, 1, tzinfo=UTC), 825),
)
_APPLE = (datetime(2019, 7, 1, tzinfo=UTC), timedelta(days=825))  # for certificates of every CA, private ones too
_SLACK = timedelta(
    seconds=1
)  # Apple states days, not ends; `openssl x509 -days 825` makes 825 days and the last second


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look)


def limit_of(not_before: datetime, *, private: bool = False) -> timedelta | None:
    """The longest lifetime for a certificate issued then; None before there was one worth enforcing."""
    if private:
        since, longest = _APPLE
        return longest if not_before >= since else None
    return next((timedelta(days=days) for since, days in _LIMITS if not_before >= since), None)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    private = accepted_by_user(paths) or not public_paths(paths)
    if private and not accepted_by_user(paths):
        return NotApplicable("the chain leads to no root that anybody trusts")
    leaf = case.leaf
    limit = limit_of(leaf.not_before, private=private)
    if limit is None or leaf.lifetime <= limit + (_SLACK if private else timedelta()):
        return ()
    words = Wording(
        severity=Severity.AT_RISK,
        blame=Blame.CA,
        what=(f"its certificate lives {_length(leaf.lifetime, limit)}, and {limit.days} days are allowed",),
        means=prose(
            "Apple's systems refuse it, whoever issued it; other clients leave private CAs their own lifetimes."
            if private
            else "Chrome and Apple refuse certificates that outlive the limit of their date of issue."
        ),
        seen=(
            prose("Valid from ", Moment(leaf.not_before), " to ", Moment(leaf.not_after)),
            *_limit_lines(leaf.not_before, private=private),
        ),
        impact=tuple(impact for impact in TOO_LONG if impact.client == "Safari" or not private),
        fix=reissue(f"a certificate that lives at most {limit.days} days", case.evidence.software),
        verify=served(case.evidence.target, "-dates"),
        references=(
            baseline("6.3.2", "Certificate operational periods"),
            page("Apple: requirements for trusted certificates", "https://support.apple.com/103769"),
        ),
    )
    return (finding(case, "validity-too-long", words),)


def _limit_lines(issued: datetime, *, private: bool) -> tuple[Prose, ...]:
    """The limit that counts, and the next one, which the next certificate may fall under."""
    if private:
        return ()
    later = [(since, days) for since, days in _LIMITS if since > issued]
    now = next((since, days) for since, days in _LIMITS if since <= issued)
    lines = [prose(f"Limit for certificates issued since {now[0].date()}: {now[1]} days")]
    if later:
        lines.append(prose(f"From {later[-1][0].date()} on: {later[-1][1]} days"))
    return tuple(lines)


def _length(lifetime: timedelta, limit: timedelta) -> str:
    """A lifetime beyond the limit; where whole days would not show it, with what is beyond."""
    return span(lifetime) if lifetime.days > limit.days else f"{limit.days} days and {span(lifetime - limit)}"


RULE = Rule(codes=("validity-too-long",), rank=750, check=check)
