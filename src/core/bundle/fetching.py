"""A file whose issuers are missing: ask for them where the certificates say (AIA), then judge again. Ports only."""

from collections.abc import Sequence

from core.bundle.evidence import Question
from core.bundle.examine import judge
from core.model.bundle import BundleReport, Reading
from core.model.observation import Fetched
from core.ports import CertificateFetcher, Clock

_HOPS = 3
_SECONDS = 4.0


async def judge_with_issuers(
    reading: Reading, question: Question, fetcher: CertificateFetcher, clock: Clock
) -> BundleReport:
    """The report with everything that could be fetched, in at most _HOPS rounds of _SECONDS."""
    fetched: Sequence[Fetched] = ()
    report = judge(reading, question)
    for _ in range(_HOPS):
        if not report.wanted:
            break
        fetched = (*fetched, *await fetcher.fetch(report.wanted, clock.monotonic() + _SECONDS))
        report = judge(reading, question, fetched)
    return report
