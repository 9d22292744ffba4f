"""The worker's own part of the composition root for what people give it: texts and files. Loads the TLS libraries."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace

from adapters.capture_file import CaptureBytes
from core.answering import Read
from core.bundle.evidence import Question
from core.bundle.fetching import judge_with_issuers
from core.bundle.reading import read_bundle
from core.capture.analyse import analyse
from core.model.bundle import BundleReport, Reading
from core.model.capture import Capture, Problem
from core.model.job import Job, WatchList
from core.model.message import Answer
from core.model.trust import TrustStores
from core.model.watch import Team
from core.ports import CertificateFetcher, Clock
from core.reading import CAPTURE_BYTES, Means, read
from core.render.slack_read import answer_of
from core.slack_ports import Files
from handlers.sheets import Sheets

UNPACKED_BYTES = 3 * CAPTURE_BYTES  # of a packed capture; what is beyond is not read, and said so


FilesOf = Callable[[Team], Files]


def make_reader(
    files: FilesOf, stores: TrustStores, fetcher: CertificateFetcher, clock: Clock, sheets: Sheets | None = None
) -> Read:
    """``files``: those that a team's token may see. ``fetcher``: for issuers that a file of certificates lacks, within
    the address policy. ``sheets``: None where nothing is watched."""

    async def judge(reading: Reading, name: str) -> BundleReport:
        question = Question(name=name, stores=stores, at=clock.now())
        return await judge_with_issuers(reading, question, fetcher, clock)

    async def reader(job: Job, seconds: float) -> Answer:
        assert job.subject is not None
        if isinstance(job.subject, WatchList) and sheets is not None:
            return answer_of(sheets.exporter(job).hand_out(), job.id)
        means = Means(
            files=files(job.workspace), clock=clock, unpack=read_bundle, judge=judge,
            capture=lambda data: _captured(data, stores), watches=sheets.importer(job) if sheets else None,
        )  # fmt: skip
        return answer_of(await read(job.subject, means, seconds), job.id)

    return reader


def _captured(data: bytes, stores: TrustStores) -> Capture:
    source = CaptureBytes(io.BytesIO(data))
    bounded = _Bounded(source)
    capture = analyse(bounded, lambda: stores)
    sentence = source.problem or bounded.problem
    if sentence is None:
        return capture
    return replace(capture, problems=(Problem(sentence, capture.bytes_read), *capture.problems))


class _Bounded:
    """The pieces until `UNPACKED_BYTES` have passed."""

    def __init__(self, pieces: CaptureBytes) -> None:
        self._pieces = pieces
        self.problem: str | None = None

    def __iter__(self) -> Iterator[bytes]:
        passed = 0
        for piece in self._pieces:
            passed += len(piece)
            if passed > UNPACKED_BYTES:
                self.problem = f"The capture unpacks to more than {UNPACKED_BYTES >> 20} MB: the rest was not read."
                return
            yield piece
