"""Asking in rounds, within a time, and going on later: what lacked time is pending until nobody goes on."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from adapters.clock import SystemClock
from core.model.observation import Depth, Observation
from core.model.revocation import StatusFetched, StatusRequest
from core.statuses import ask_statuses, still_looking, without_pending
from tests.core.rules.certificate_support import CA, OWN
from tests.core.rules.support import attempt, completed, make_observation
from tests.support import revocation as made

CRL_URL, OCSP_URL = "http://ca.test/list.crl", "http://ocsp.ca.test"
BOTH = CA.issue(crl=CRL_URL, ocsp=OCSP_URL)
SEEN = make_observation(attempt(completed(BOTH.sent_ders)))


class Source:
    """Answers by URL; what is not there lacks time. Remembers each round."""

    def __init__(self, replies: Mapping[str, bytes | None]) -> None:
        self.replies = replies
        self.rounds: list[list[str]] = []

    async def fetch(self, requests: Sequence[StatusRequest], deadline: float) -> tuple[StatusFetched, ...]:
        self.rounds.append([request.url for request in requests])
        return tuple(map(self._reply, requests))

    def _reply(self, request: StatusRequest) -> StatusFetched:
        if request.url not in self.replies:
            return StatusFetched(request=request, failure="no complete answer within 1.5 s", pending=True)
        body = self.replies[request.url]
        return StatusFetched(request=request, body=body, failure=None if body else "it is down")


def ask(source: Source, seen: Observation = SEEN, seconds: float = 5.0) -> Observation:
    clock = SystemClock()
    return asyncio.run(ask_statuses(seen, source, OWN, clock, clock.monotonic() + seconds))


def test_the_list_is_asked_when_the_responder_gave_no_answer() -> None:
    source = Source({OCSP_URL: None, CRL_URL: made.crl(CA)})
    seen = ask(source)
    assert source.rounds == [[OCSP_URL], [CRL_URL]]
    assert still_looking(seen) == ()


def test_one_answer_is_enough() -> None:
    source = Source({OCSP_URL: made.answer(BOTH)})
    ask(source)
    assert source.rounds == [[OCSP_URL]]


def test_a_quick_check_asks_nobody() -> None:
    source = Source({})
    quick = replace(SEEN, depth=Depth.QUICK)
    assert (ask(source, quick), source.rounds) == (quick, [])


def test_what_lacks_time_is_named_and_asked_anew_later() -> None:
    first = ask(Source({}))
    assert still_looking(first) == (f"OCSP responder at {OCSP_URL}",)
    source = Source({OCSP_URL: made.answer(BOTH)})
    later = ask(source, first)
    assert (source.rounds, still_looking(later), len(later.statuses)) == ([[OCSP_URL]], (), 1)


def test_with_no_time_at_all_nobody_is_asked_and_that_is_told() -> None:
    source = Source({OCSP_URL: made.answer(BOTH)})
    seen = ask(source, seconds=-1.0)
    assert (source.rounds, still_looking(seen)) == ([], (f"OCSP responder at {OCSP_URL}",))


def test_when_nobody_goes_on_nothing_is_pending() -> None:
    seen = without_pending(ask(Source({})))
    assert still_looking(seen) == ()
    assert [s.failure for s in seen.statuses] == ["no complete answer within 1.5 s"]
