"""Asking issuers beside the sweep: once a certificate, as often as they wish, and never in the way of a check."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from core.model.observation import Depth
from core.model.renewal import Answer, Question, Suggested, Unanswered, Window
from core.model.report import Report
from core.model.target import Target
from core.model.trust import Store, StoreVerdict
from core.model.watch_state import Kind, TargetState
from core.watching import keys
from core.watching.shelf import read
from core.watching.sweeping import Swept, sweep
from tests.core.watching.test_facts import certificate
from tests.core.watching.test_sweeping import due_again, kinds, state_of
from tests.core.watching.world import KEY, START, Weather, World, fine
from tests.support.table import Fuse, Mishap

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PUBLIC = StoreVerdict(store=Store.MOZILLA, trusted=True, anchor="X1", because="")


def serving(serial: str = "1234", store: Store = Store.MOZILLA, begin: datetime = START - 10 * DAY) -> Weather:
    def weather(target: Target, depth: Depth, at: datetime) -> Report:
        leaf = replace(
            certificate(f"leaf-{serial}", "R12", serial=serial, authority_key_id="aa", not_before=begin),
            issuer="CN=R12,O=Let's Encrypt,C=US", not_after=begin + 90 * DAY,
        )  # fmt: skip
        return replace(fine(target, depth, at), certificates=(leaf,), trust=(replace(PUBLIC, store=store),))

    return weather


@dataclass
class Ca:
    """Answers what it is told to; keeps what it was asked."""

    answer: Answer | None
    asked: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    async def __call__(self, questions: Sequence[Question], seconds: float) -> Mapping[str, Answer]:
        self.asked += [question.id for question in questions]
        self.seconds.append(seconds)
        return {question.id: self.answer for question in questions if self.answer is not None}


def usual(again_in: timedelta = 6 * HOUR) -> Suggested:
    return Suggested(window=Window(start=START + 50 * DAY, end=START + 52 * DAY), again_in=again_in)


def world(*hosts: str, serial: str = "1234", store: Store = Store.MOZILLA) -> World:
    made = World()
    for host in hosts or ("a.example",):
        made.weather[host] = serving(serial, store)
        made.watch(host)
    return made


def swept(made: World, ca: Ca, *found: str, seconds: float = 60.0) -> Swept:
    return asyncio.run(sweep(made.desk, made.check, found or (KEY,), made.clock.monotonic() + seconds, ca))


def again(made: World, ca: Ca, after: timedelta) -> Swept:
    made.clock.forward(after)
    made.tick()
    made.line.errands.clear()
    return swept(made, ca)


def test_what_the_issuer_wishes_is_kept_with_the_target() -> None:
    made, ca = world(), Ca(usual())
    assert swept(made, ca) == Swept(checked=1, news=(KEY,))
    renewal = state_of(made).renewal
    assert renewal is not None
    assert (renewal.sha256, renewal.start, renewal.end) == ("leaf-1234", START + 50 * DAY, START + 52 * DAY)
    assert ca.asked == ["qg.EjQ"]


def test_the_check_is_written_before_anybody_is_asked() -> None:
    made = world()
    seen: list[datetime | None] = []

    async def ask(questions: Sequence[Question], seconds: float) -> Mapping[str, Answer]:
        seen.append(state_of(made).checked_at)
        return {}

    asyncio.run(sweep(made.desk, made.check, [KEY], made.clock.monotonic() + 60, ask))
    assert seen == [START]


def test_a_certificate_of_many_targets_is_asked_about_once() -> None:
    hosts = ("a.example", "b.example", "c.example")
    made, ca = world(*hosts), Ca(usual())
    found = [f"{host}:443" for host in hosts]
    swept(made, ca, *found)
    assert ca.asked == ["qg.EjQ"]
    states = [read(made.table, keys.state(key), TargetState) for key in found]
    assert all(held is not None and held.value.renewal is not None for held in states)


def test_a_target_checked_later_takes_what_is_known() -> None:
    made, ca = world("a.example", "b.example"), Ca(usual())
    swept(made, ca, "a.example:443")
    swept(made, ca, "b.example:443")
    held = read(made.table, keys.state("b.example:443"), TargetState)
    assert held is not None
    assert held.value.renewal is not None
    assert len(ca.asked) == 1


def test_it_is_asked_again_when_the_issuer_wishes_and_not_before() -> None:
    made, ca = world(), Ca(usual(again_in=6 * HOUR))
    swept(made, ca)
    again(made, ca, 6 * HOUR - timedelta(seconds=1))
    assert len(ca.asked) == 1
    again(made, ca, HOUR)
    assert len(ca.asked) == 2


def test_the_same_answer_again_writes_no_target_and_tells_nothing() -> None:
    made, ca = world(), Ca(usual())
    swept(made, ca)
    made.work()
    before = made.fuse.count
    made.clock.forward(DAY)
    made.tick()
    made.line.errands.clear()
    before = made.fuse.count
    assert swept(made, ca).news == ()
    assert made.fuse.names[before:] == ["write Put state", "write Put wish"]


def test_a_certificate_that_no_public_store_trusts_is_not_asked_about() -> None:
    ca = Ca(usual())
    swept(world(store=Store.USER), ca)
    assert ca.asked == []


def test_no_answer_changes_nothing() -> None:
    made, ca = world(), Ca(usual(again_in=HOUR))
    swept(made, ca)
    known = state_of(made).renewal
    ca.answer = Unanswered(because="HTTP status 500", again_in=6 * HOUR)
    again(made, ca, DAY)
    assert state_of(made).renewal == known
    assert made.reports == ["Let's Encrypt did not say when 1 certificates are to be renewed: HTTP status 500"]
    again(made, ca, 5 * HOUR)
    assert len(ca.asked) == 2, "not before the six hours are over"


def test_a_ca_that_says_nothing_in_time_is_asked_at_the_next_check() -> None:
    made, ca = world(), Ca(None)
    assert swept(made, ca).failed == ()
    assert state_of(made).renewal is None
    again(made, ca, HOUR)
    assert len(ca.asked) == 2


def test_without_time_left_nobody_is_asked() -> None:
    ca = Ca(usual())
    assert swept(world(), ca, seconds=3.5).checked == 1
    assert ca.asked == []


def test_asking_gets_no_more_than_its_time() -> None:
    ca = Ca(usual())
    swept(world(), ca, seconds=60)
    assert ca.seconds == [8.0]


def test_a_table_that_fails_then_leaves_the_check_as_it_is() -> None:
    made = world()
    made.fuse = Fuse(at=2, mishap=Mishap.REFUSED)
    made.start()
    assert swept(made, Ca(usual())).failed == ()
    assert state_of(made).checked_at == START
    assert any("waits for the next check" in line for line in made.reports)


def test_an_early_wish_is_told_in_the_channel_with_its_reason() -> None:
    made, ca = world(), Ca(usual(again_in=HOUR))
    swept(made, ca)
    made.work()
    at = START + DAY
    page = "https://letsencrypt.org/incident"
    ca.answer = Suggested(window=Window(start=at - HOUR, end=at - HOUR / 2, why=page), again_in=HOUR)
    assert again(made, ca, DAY).news == (KEY,)
    assert kinds(made)[-1] is Kind.EARLY
    renewal = state_of(made).renewal
    assert renewal is not None
    assert renewal.why == page


def test_an_early_wish_is_looked_into_at_once_and_then_daily() -> None:
    """A revocation may follow, and only a full check asks for it."""
    made, ca = world(), Ca(usual(again_in=HOUR))
    swept(made, ca)
    at = START + DAY
    ca.answer = Suggested(window=Window(start=at - HOUR, end=at - HOUR / 2), again_in=HOUR)
    again(made, ca, DAY)
    made.checks.clear()
    again(made, ca, timedelta(minutes=1))
    assert [depth for _, depth in made.checks] == [Depth.FULL]
    assert state_of(made).full_due == made.clock.now() + DAY


def test_what_was_asked_before_the_certificate_changed_is_not_kept() -> None:
    made = world()
    swept(made, Ca(usual()))

    async def ask(questions: Sequence[Question], seconds: float) -> Mapping[str, Answer]:
        return {question.id: usual() for question in questions}

    made.weather["a.example"] = serving("5678", begin=START)
    due_again(made)
    asyncio.run(sweep(made.desk, made.check, [KEY], made.clock.monotonic() + 60, ask))
    renewal = state_of(made).renewal
    assert renewal is not None
    assert renewal.sha256 == "leaf-5678"
