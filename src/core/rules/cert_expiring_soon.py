"""The certificate should have been renewed by now: `cert-expiring-soon`.

## What we saw
At most 30 days are left, and at most a third of the certificate's lifetime. A fresh 6-day certificate is therefore
fine, and a 90-day one is reported at 30 days. Under 24 hours, or 15 % of the lifetime, it is urgent.

## What it means
It works today. Automatic renewal runs at two thirds of the lifetime; that this time has passed means that renewal does
not work, or that the server was not reloaded after it.

## Who is affected
Nobody yet; every client at the moment of expiry.

## How to fix it
Renew now, and find out why the renewal did not happen by itself.

## How to check the fix
`openssl s_client … | openssl x509 -noout -enddate` shows the new date.

## References
- RFC 5280 section 4.1.2.5 (Validity)
- Let's Encrypt: renew when a third of the lifetime is left
"""

from datetime import timedelta

from core.model.evidence import Evidence
from core.model.finding import Severity
from core.model.prose import Moment, prose
from core.model.verdict import Rule, Undetermined, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge, rfc5280
from core.words.certificate_clock import ours_is_behind
from core.words.certificate_proofs import served
from core.words.certificate_remedy import renew
from core.words.certificate_time import span
from core.words.references import page

_FLOOR = timedelta(days=30)
_URGENT = timedelta(hours=24)


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look)


def _look(case: Case) -> Answer:
    leaf, left = case.leaf, case.leaf.not_after - case.at
    if leaf.expired_at(case.at) or leaf.premature_at(case.at):
        return ()
    if left > min(_FLOOR, leaf.lifetime / 3):
        if ours_is_behind(case.evidence, None):
            return Undetermined("our own clock is wrong: how much time is left cannot be told")
        return ()
    urgent = left <= max(_URGENT, leaf.lifetime * 15 / 100)
    words = Wording(
        severity=Severity.AT_RISK,
        what=(f"the certificate expires in {span(left)}", ": renew it now" if urgent else ""),
        means=prose(
            f"It works now and stops for every client{' that gets it' if case.presentation.for_key else ''} at ",
            Moment(leaf.not_after),
            ". Renewal is due at two thirds of a lifetime: that time has passed, so the automatic renewal "
            "does not work, or the server was not reloaded after it.",
        ),
        seen=(
            prose("Valid from ", Moment(leaf.not_before), " to ", Moment(leaf.not_after)),
            prose(f"{span(left)} left of a lifetime of {span(leaf.lifetime)}"),
        ),
        fix=renew(case.evidence.software),
        verify=served(case.evidence.target, "-enddate"),
        references=(
            rfc5280("4.1.2.5", "Validity"),
            page("Let's Encrypt: integration guide, when to renew", "https://letsencrypt.org/docs/integration-guide/"),
        ),
    )
    return (finding(case, "cert-expiring-soon", words),)


RULE = Rule(codes=("cert-expiring-soon",), rank=760, check=check)
