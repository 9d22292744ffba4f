"""A root store drops or limits the root of this chain by a date: `root-distrust`.

## What we saw
The published data of the store says that certificates below this root issued after a day are no longer trusted, or that
the root is trusted for certain domains only. Or, as a forecast: by Mozilla's schedule for old keys the root leaves its
store within a year, or before the certificate expires, and no path leads to a younger one. The age of the key is taken
from the root's notBefore.

## What it means
The store's owner phases this CA out. A certificate issued before a limit's day stays good until it expires; the next
one from the same root will not be accepted. A root that leaves the store takes every certificate below it along.

## Who is affected
The clients of the stores named, from the next renewal on, or now if this certificate was issued after the day.

## How to fix it
Change to another CA before the next renewal.

## How to check the fix
`tlscheck check` no longer lists a limit for the new certificate's root.

## References
- Mozilla, additional trust changes: https://wiki.mozilla.org/CA/Additional_Trust_Changes
- Mozilla, root CA lifecycles (policy section 7.4): https://wiki.mozilla.org/CA/Root_CA_Lifecycles
- Chrome Root Program: https://googlechrome.github.io/chromerootprogram/
"""

from collections.abc import Sequence
from datetime import date, timedelta

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Severity
from core.model.path import PathAnalysis
from core.model.prose import Moment, Prose, prose
from core.model.trust import PUBLIC_STORES, Store
from core.model.verdict import NotApplicable, Rule, Verdict
from core.posture.root_lifecycle import removal
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
_AHEAD = timedelta(days=365)


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    if accepted_by_user(paths):
        return NotApplicable("the chain is judged by your own roots")
    if not public_paths(paths):
        return NotApplicable("the chain leads to no root of a public store")
    stores = tuple(store for store in PUBLIC_STORES if limited(paths, store) and _day(paths, store))
    if not stores:
        return _forecast(case, paths)
    verdicts = {v.store: v for v in public_verdicts(paths)}
    refused = [store for store in stores if store in verdicts and verdicts[store].trusted is False]
    return (finding(case, "root-distrust", _limited(case, paths, stores, refused)),)


def _limited(case: Case, paths: PathAnalysis, stores: Sequence[Store], refused: Sequence[Store]) -> Wording:
    root = named(public_paths(paths, stores[0])[0].top)
    who = ", ".join(store.value for store in stores)
    dead = not any(v.trusted for v in public_verdicts(paths)) and bool(refused)
    return Wording(
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


def _forecast(case: Case, paths: PathAnalysis) -> Answer:
    """The day on which Mozilla's store has no root left that any path leads to, if it is near."""
    mine = [path for path in public_paths(paths, Store.MOZILLA) if not path.problems]
    if not mine:
        return ()
    last = max(mine, key=lambda path: removal(path.top.not_before.date()))
    day = removal(last.top.not_before.date())
    before_expiry = day <= case.leaf.not_after.date()
    if day < case.at.date() or not (before_expiry or day <= case.at.date() + _AHEAD):
        return ()
    words = Wording(
        severity=Severity.AT_RISK if before_expiry else Severity.ADVICE,
        blame=Blame.CA,
        confidence=Confidence.INFERRED,
        what=(f"its root is to leave Mozilla's store on {day}: ", named(last.top)),
        means=prose(
            "Firefox, and what takes its roots from Mozilla (most Linux systems, curl, Python), will not trust it "
            "then, whenever it was issued."
            if before_expiry
            else "This certificate expires before that day; the next one has to lead to another root."
        ),
        seen=(prose("Root ", named(last.top), ": valid since ", Moment(last.top.not_before)),),
        fix=reissue("a certificate whose chain leads to a younger root (ask the CA for one)", case.evidence.software),
        verify=recheck(case.evidence.target),
        references=(
            page("Mozilla: root CA lifecycles", "https://wiki.mozilla.org/CA/Root_CA_Lifecycles"),
            *_REFERENCES,
        ),
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
