"""A root store drops or limits the root of this chain by a date: `root-distrust`.

## What we saw
The published data of the store says that certificates below this root issued after a day are no longer trusted, or that
the root is trusted for certain domains only.

## What it means
The store's owner phases this CA out. A certificate issued before that day stays good until it expires; the next one
from the same root will not be accepted.

## Who is affected
The clients of the stores named, from the next renewal on, or now if this certificate was issued after the day.

## How to fix it
Change to another CA before the next renewal.

## How to check the fix
`tlscheck check` no longer lists a limit for the new certificate's root.

## References
- Mozilla, additional trust changes: https://wiki.mozilla.org/CA/Additional_Trust_Changes
- Chrome Root Program: https://googlechrome.github.io/chromerootprogram/
"""

from datetime import date

from core.model.evidence import Evidence
from core.model.finding import Blame, Severity
from core.model.path import PathAnalysis
from core.model.prose import Prose, prose
from core.model.trust import PUBLIC_STORES, Store
from core.model.verdict import NotApplicable, Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths
from core.words.certificate_remedy import reissue
from core.words.chain_impact import named
from core.words.chain_trust import accepted_by_user, limited, public_paths, public_verdicts
from core.words.proofs import recheck
from core.words.references import page

_REFERENCES = (
    page("Mozilla: additional trust changes", "https://wiki.mozilla.org/CA/Additional_Trust_Changes"),
    page("Chrome Root Program", "https://googlechrome.github.io/chromerootprogram/"),
)


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    if accepted_by_user(paths):
        return NotApplicable("the chain is judged by your own roots")
    if not public_paths(paths):
        return NotApplicable("the chain leads to no root of a public store")
    stores = tuple(store for store in PUBLIC_STORES if limited(paths, store) and _day(paths, store))
    if not stores:
        return ()
    verdicts = {v.store: v for v in public_verdicts(paths)}
    refused = [store for store in stores if store in verdicts and verdicts[store].trusted is False]
    root = named(public_paths(paths, stores[0])[0].top)
    who = ", ".join(store.value for store in stores)
    dead = not any(v.trusted for v in verdicts.values()) and bool(refused)
    words = Wording(
        severity=Severity.BROKEN if dead else Severity.AT_RISK,
        blame=Blame.CA,
        what=(f"its root is {'no longer trusted' if refused else 'phased out'} by {who}: ", root),
        means=prose(
            f"Clients of {', '.join(s.value for s in refused)} refuse this certificate: it was issued after the day."
            if refused
            else "This certificate was issued before that day and stays good; the next one from this root will not be."
        ),
        seen=tuple(_line(paths, store) for store in stores),
        fix=reissue("a certificate from another CA, before the next renewal", case.evidence.software),
        verify=recheck(case.evidence.target),
        references=_REFERENCES,
    )
    return (finding(case, "root-distrust", words),)


def _day(paths: PathAnalysis, store: Store) -> date | None:
    """The latest day: the way that stays open longest."""
    limits = [path.anchor.limit(store) for path in public_paths(paths, store) if path.anchor]
    return max((limit.distrust_after for limit in limits if limit and limit.distrust_after), default=None)


def _line(paths: PathAnalysis, store: Store) -> Prose:
    root = named(public_paths(paths, store)[0].top)
    return prose(f"Store {store.value}: nothing that ", root, f" signs after {_day(paths, store)} is trusted")


RULE = Rule(codes=("root-distrust",), rank=840, check=check)
