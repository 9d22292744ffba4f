"""One check after another: what is an event, and what is none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.model.finding import Severity
from core.model.renewal import Renewal
from core.model.report import State
from core.model.target import Target
from core.model.watch import Facts, Leaf, Problem, Serving
from core.model.watch_state import Event, Kind, TargetState
from core.watching.certificates import SETTLED, STEADY, organisation, surprises
from core.watching.reach import calm
from core.watching.standing import standing
from core.watching.transition import MOST_LATELY, advance, overlook

DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LE = "CN=R12,O=Let's Encrypt,C=US"
WRONG_NAME = Problem("hostname-mismatch", Severity.BROKEN, "The certificate is for another name")
SELF_SIGNED = Problem("self-signed", Severity.BROKEN, "The certificate is self-signed")
OLD_TLS = Problem("legacy-protocol-enabled", Severity.AT_RISK, "TLS 1.0 is spoken")
NO_HSTS = Problem("no-hsts", Severity.ADVICE, "HSTS is missing")
SOON = Problem("cert-expiring-soon", Severity.AT_RISK, "The certificate expires soon")
SHAKY = Problem("ipv6-broken", Severity.AT_RISK, "IPv6 does not work")


def leaf(sha256: str = "a", *, end: datetime = NOW + 80 * DAY, **other: object) -> Leaf:
    plain = Leaf(
        sha256=sha256, serial="1", issuer=LE, names=("a.example", "www.a.example"), key="RSA 2048",
        not_before=end - 90 * DAY, not_after=end, chain=("R12",),
    )  # fmt: skip
    return replace(plain, **other)  # type: ignore[arg-type]


def up(*problems: Problem, served: Sequence[Leaf] = (leaf(),), undetermined: tuple[str, ...] = ()) -> Facts:
    return Facts(
        checked_at=NOW, state=State.OK, reached=True, problems=problems, undetermined=undetermined,
        leaf=served[0] if served else None, others=tuple(served[1:]),
        serving=tuple(Serving(one.sha256, (f"192.0.2.{n}",)) for n, one in enumerate(served)),
        earliest=served[0].not_after if served else None,
    )  # fmt: skip


DOWN = Facts(
    checked_at=NOW, state=State.BROKEN, reached=False, problems=(Problem("tcp-refused", Severity.BROKEN, "refused"),)
)


def blank() -> TargetState:
    return TargetState(key="a.example:443", target=Target("a.example"), watchers=1, next_due=NOW, full_due=NOW)


def walk(*checks: tuple[Facts, timedelta], state: TargetState | None = None) -> tuple[TargetState, list[Event]]:
    """Checks at times after `NOW`; all events."""
    events: list[Event] = []
    state = state or blank()
    for facts, after in checks:
        state, new = advance(state, facts, NOW + after)
        events += new
    return state, events


def kinds(*checks: tuple[Facts, timedelta], state: TargetState | None = None) -> list[Kind]:
    return [event.kind for event in walk(*checks, state=state)[1]]


KNOWN, _ = walk((up(), -DAY))


# --- problems ---------------------------------------------------------------------------------------------------------


def test_the_first_check_is_the_baseline() -> None:
    assert kinds((up(OLD_TLS, NO_HSTS, SOON), 0 * DAY)) == [Kind.CHECKED]


def test_what_is_broken_at_first_is_news() -> None:
    assert kinds((up(WRONG_NAME, OLD_TLS), 0 * DAY)) == [Kind.BROKE]


def test_the_same_again_is_no_news() -> None:
    assert kinds((up(), 0 * DAY), (up(), DAY), state=KNOWN) == []
    broken, _ = walk((up(WRONG_NAME), 0 * DAY))
    assert kinds((up(replace(WRONG_NAME, headline="in other words")), HOUR), state=broken) == []


def test_broken_worse_eased_recovered() -> None:
    state, events = walk(
        (up(WRONG_NAME), 0 * HOUR),
        (up(WRONG_NAME, SELF_SIGNED), HOUR),
        (up(SELF_SIGNED), 2 * HOUR),
        (up(), 3 * HOUR),
        state=KNOWN,
    )
    assert [event.kind for event in events] == [Kind.BROKE, Kind.WORSE, Kind.EASED, Kind.RECOVERED]
    assert [event.seq for event in events] == [2, 3, 4, 5]
    assert events[-1].since == NOW
    assert events[-1].lines[0] == "Works again after 3 hours"
    assert state.broken_since is None


def test_one_fault_in_the_place_of_another_is_both() -> None:
    assert kinds((up(WRONG_NAME), 0 * DAY), (up(SELF_SIGNED), HOUR), state=KNOWN) == [
        Kind.BROKE, Kind.WORSE, Kind.EASED,
    ]  # fmt: skip


def test_a_new_risk_and_new_advice_are_a_degradation() -> None:
    _, events = walk((up(OLD_TLS, NO_HSTS), 0 * DAY), (up(), DAY), state=KNOWN)
    assert [event.kind for event in events] == [Kind.DEGRADED, Kind.EASED]
    assert events[0].problems == (OLD_TLS, NO_HSTS)


def test_what_time_brings_is_left_to_reminders() -> None:
    assert kinds((up(SOON), 0 * DAY), (up(), DAY), state=KNOWN) == []


def test_what_was_not_asked_is_not_over() -> None:
    state, events = walk(
        (up(OLD_TLS), 0 * DAY), (up(undetermined=("legacy-protocol-enabled",)), DAY), (up(OLD_TLS), 2 * DAY),
        (up(), 3 * DAY), state=KNOWN,
    )  # fmt: skip
    assert [event.kind for event in events] == [Kind.DEGRADED, Kind.EASED]
    assert state.facts is not None
    assert state.facts.problems == ()


def test_what_a_check_did_not_ask_is_not_kept() -> None:
    state, _ = walk((up(undetermined=("no-hsts", "weak-dh")), -DAY), (up(undetermined=("no-hsts",)), 0 * DAY))
    assert state.facts is not None
    assert state.facts.undetermined == ()


def test_what_could_never_be_answered_is_no_change_when_it_is_found() -> None:
    """The first check is a quick one, the next a full one."""
    code = OLD_TLS.code
    assert kinds((up(undetermined=(code,)), 0 * DAY), (up(OLD_TLS), DAY)) == [Kind.CHECKED]
    answered = [(up(undetermined=(code,)), 0 * DAY), (up(), DAY), (up(undetermined=(code,)), 2 * DAY)]
    assert kinds(*answered, (up(OLD_TLS), 3 * DAY)) == [Kind.CHECKED, Kind.DEGRADED]


def test_what_is_broken_is_news_also_when_it_was_not_answered_before() -> None:
    assert kinds((up(undetermined=("self-signed",)), 0 * DAY), (up(SELF_SIGNED), DAY)) == [Kind.CHECKED, Kind.BROKE]


def test_graver_than_before_is_news() -> None:
    state, _ = walk((up(NO_HSTS), 0 * DAY))
    assert kinds((up(replace(NO_HSTS, severity=Severity.AT_RISK)), DAY), state=state) == [Kind.DEGRADED]
    assert kinds((up(replace(NO_HSTS, severity=Severity.BROKEN)), DAY), state=state) == [Kind.BROKE]


def test_what_comes_and_goes_is_seen_twice_a_minute_apart() -> None:
    assert kinds((up(SHAKY), 0 * DAY), (up(), 75 * SECOND), state=KNOWN) == []
    assert kinds((up(SHAKY), 0 * DAY), (up(SHAKY), 59 * SECOND), state=KNOWN) == []
    assert kinds((up(SHAKY), 0 * DAY), (up(SHAKY), 60 * SECOND), state=KNOWN) == [Kind.DEGRADED]
    assert kinds((up(SHAKY), 0 * DAY), (up(), DAY), (up(SHAKY), 2 * DAY), state=KNOWN) == []


def test_lost_and_obsolete_versions_are_told() -> None:
    state, _ = walk((replace(up(), versions=("TLS 1.2", "TLS 1.3")), 0 * DAY))
    quick, events = walk((up(), HOUR), (replace(up(), versions=("TLS 1.0", "TLS 1.2")), 2 * HOUR), state=state)
    assert [event.lines for event in events] == [("TLS 1.0 is spoken now", "TLS 1.3 is no longer spoken")]
    assert quick.facts is not None


# --- reach ------------------------------------------------------------------------------------------------------------


def test_one_missed_check_says_nothing() -> None:
    state, events = walk((DOWN, 0 * DAY), (up(), 75 * SECOND), state=KNOWN)
    assert events == []
    assert state.suspect_since is None


def test_a_second_look_a_minute_later_confirms() -> None:
    state, events = walk((DOWN, 0 * DAY), (DOWN, 59 * SECOND), (DOWN, 60 * SECOND), (DOWN, HOUR), state=KNOWN)
    assert [event.kind for event in events] == [Kind.UNREACHABLE]
    assert events[0].since == NOW
    assert state.unreachable_since == NOW
    assert state.facts == KNOWN.facts, "nothing that was known is forgotten"


def test_coming_back_is_confirmed_too() -> None:
    down, _ = walk((DOWN, 0 * DAY), (DOWN, MINUTE), state=KNOWN)
    assert kinds((up(), HOUR), (DOWN, HOUR + MINUTE), (up(), HOUR + 2 * MINUTE), state=down) == []
    _, events = walk((up(), HOUR), (up(), HOUR + MINUTE), state=down)
    assert [event.kind for event in events] == [Kind.REACHABLE]
    assert events[0].lines == ("Reachable again after 60 minutes",)


def test_the_more_outages_a_day_the_longer_it_has_to_answer() -> None:
    assert [calm(n) for n in (0, 1, 2, 3, 4, 99)] == [
        MINUTE, MINUTE, 5 * MINUTE, 25 * MINUTE, 2 * HOUR, 2 * HOUR,
    ]  # fmt: skip


def test_an_unreachable_server_recovers_nothing() -> None:
    broken, _ = walk((up(WRONG_NAME), 0 * DAY), state=KNOWN)
    state, events = walk((DOWN, HOUR), (DOWN, HOUR + MINUTE), state=broken)
    assert [event.kind for event in events] == [Kind.UNREACHABLE]
    assert state.broken_since == NOW


def test_a_clock_that_goes_back_begins_the_confirmation_anew() -> None:
    assert kinds((DOWN, 0 * DAY), (DOWN, -HOUR), (DOWN, -HOUR + 59 * SECOND), state=KNOWN) == []
    assert kinds((DOWN, 0 * DAY), (DOWN, -HOUR), (DOWN, -HOUR + MINUTE), state=KNOWN) == [Kind.UNREACHABLE]


# --- certificates -----------------------------------------------------------------------------------------------------

NEXT = leaf("b", end=NOW + 140 * DAY)


def test_a_routine_renewal_is_quiet_and_teaches_the_habit() -> None:
    state, events = walk((up(served=[NEXT]), 50 * DAY), state=KNOWN)
    assert [event.kind for event in events] == [Kind.RENEWED]
    assert state.habit == (0.3333,)
    assert state.former == ("a",)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"issuer": "CN=X,O=Other Trust,C=NL"}, "Another issuer: Other Trust instead of Let's Encrypt"),
        ({"names": ("a.example",)}, "No longer in the certificate: www.a.example"),
        ({"key": "RSA 1024"}, "A weaker key: RSA 1024 instead of RSA 2048"),
        ({"chain": ()}, "A shorter chain: R12 is no longer sent"),
        ({"not_after": NOW + 79 * DAY}, "It ends earlier: 2026-08-19 12:00 UTC instead of 2026-08-20 12:00 UTC"),
    ],
)
def test_a_surprising_certificate_says_why(change: dict[str, object], said: str) -> None:
    _, events = walk((up(served=[replace(NEXT, **change)]), 50 * DAY), state=KNOWN)  # type: ignore[arg-type]
    assert [(event.kind, event.lines) for event in events] == [(Kind.CERTIFICATE, (said,))]


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "CN=YR2,O=Let's Encrypt,C=US", "chain": ("YR2", "ISRG Root YR")},
        {"names": ("a.example", "*.a.example")},
        {"names": ("a.example", "www.a.example", "new.a.example")},
        {"key": "RSA 4096"},
        {"key": "EC secp256r1"},
    ],
)
def test_routine_is_what_is_as_good(change: dict[str, object]) -> None:
    assert surprises(leaf(), replace(NEXT, **change)) == ()  # type: ignore[arg-type]


def test_the_organisation_of_a_name() -> None:
    assert organisation(LE) == "Let's Encrypt"
    assert organisation(r"CN=x,O=Example\, Inc.,C=US") == "Example, Inc."
    assert organisation("CN=Example Issuing CA 2") == "CN=Example Issuing CA 2"
    assert organisation("CN=a\u202eb,O=c\x1b[31md") == "c\ufffd[31md"


def test_a_rollout_is_one_state_with_an_end() -> None:
    both = up(served=[leaf(), NEXT])
    state, events = walk(
        (both, 0 * HOUR), (up(served=[NEXT, leaf()]), HOUR), (up(served=[NEXT]), 2 * HOUR),
        (up(served=[NEXT]), 3 * HOUR), (up(served=[NEXT]), 2 * HOUR + STEADY), state=KNOWN,
    )  # fmt: skip
    assert [event.kind for event in events] == [Kind.ROLLOUT, Kind.ROLLED_OUT]
    assert events[1].at == NOW + 2 * HOUR + STEADY
    assert events[0].lines == ("A roll-out: 1 of 2 addresses serve one certificate, the rest another",)
    assert state.rollout == ()


def test_certificates_that_alternate_between_checks_are_a_rollout_too() -> None:
    turns = [(up(served=[leaf() if n % 2 else NEXT]), n * HOUR) for n in range(12)]
    state, events = walk(*turns, state=KNOWN)
    assert [event.kind for event in events] == [Kind.RENEWED, Kind.ROLLOUT]
    assert state.rollout == ("a", "b")


def test_several_certificates_for_a_week_are_normal() -> None:
    both = up(served=[leaf(), NEXT])
    week = ((both, 0 * HOUR), (both, SETTLED - SECOND), (both, SETTLED), (both, 2 * SETTLED))
    state, events = walk(*week, state=KNOWN)
    assert [event.kind for event in events] == [Kind.ROLLOUT, Kind.ROLLED_OUT]
    assert state.rollout_since is None


def test_several_certificates_from_the_first_check_on_are_normal() -> None:
    both = up(served=[leaf(), NEXT])
    assert kinds((both, 0 * HOUR), (both, HOUR), (up(served=[NEXT, leaf()]), 2 * HOUR)) == [Kind.CHECKED]


def test_a_stranger_among_the_addresses_is_told() -> None:
    other = leaf("x", end=NOW + 140 * DAY, issuer="CN=Proxy,O=Inspect Inc.")
    assert kinds((up(served=[leaf(), other]), 0 * DAY), state=KNOWN) == [Kind.CERTIFICATE, Kind.ROLLOUT]


def test_a_check_without_a_certificate_keeps_the_one_seen_last() -> None:
    alert = Problem("alert-handshake-failure", Severity.BROKEN, "The server refuses")
    state, events = walk((up(alert, served=[]), 0 * DAY), (up(), HOUR), state=KNOWN)
    assert [event.kind for event in events] == [Kind.BROKE, Kind.RECOVERED]
    assert state.facts is not None
    assert state.facts.leaf == leaf()


def test_what_ari_said_of_another_certificate_is_forgotten() -> None:
    wish = Renewal(sha256="a", start=NOW, end=NOW + DAY, usual=NOW + DAY)
    asked = replace(KNOWN, renewal=wish)
    assert walk((up(), 0 * DAY), state=asked)[0].renewal == wish
    assert walk((up(served=[NEXT]), 0 * DAY), state=asked)[0].renewal is None


# --- time -------------------------------------------------------------------------------------------------------------


def test_a_moment_that_has_come_is_an_event_once() -> None:
    state = replace(KNOWN, next_moment=NOW)
    assert kinds((up(), -SECOND), state=state) == []
    assert kinds((up(), 0 * DAY), (up(), HOUR), state=state) == [Kind.MOMENT]
    assert kinds((DOWN, 0 * DAY), state=state) == [Kind.MOMENT], "also while nobody answers"


def test_a_target_that_nobody_checks_is_told_once_and_its_return_too() -> None:
    state, nothing = overlook(KNOWN, NOW + DAY)
    assert (state, nothing) == (KNOWN, ())
    state, events = overlook(KNOWN, NOW + DAY + SECOND)
    assert [event.kind for event in events] == [Kind.UNCHECKED]
    assert overlook(state, NOW + 9 * DAY) == (state, ())
    _, back = walk((up(), 9 * DAY), state=state)
    assert [event.kind for event in back] == [Kind.CHECKED]
    assert back[0].lines == ("Checked again after 10 days",)


def test_a_target_that_was_never_checked_is_told_after_two_hours() -> None:
    state, nothing = overlook(blank(), NOW + 2 * HOUR)
    assert nothing == ()
    state, events = overlook(state, NOW + 2 * HOUR + SECOND)
    assert [event.lines for event in events] == [("Not checked for 2 hours: nothing is known of it",)]
    assert state.unchecked_since == NOW


def test_what_hindered_the_checks_stands_beside_since_when() -> None:
    state, _ = overlook(replace(KNOWN, missed="its turn did not come in time"), NOW + DAY + SECOND)
    (stands,) = standing(state, (), NOW + DAY + SECOND)
    assert stands.said == "Not checked since 2026-05-31 12:00 UTC: its turn did not come in time"


def test_the_last_events_are_kept_for_the_digest_and_no_more() -> None:
    turns = [(up(WRONG_NAME) if n % 2 else up(), n * HOUR) for n in range(30)]
    state, _ = walk(*turns, state=KNOWN)
    assert len(state.lately) == MOST_LATELY
    assert state.lately[-1].kind is Kind.BROKE


def test_the_same_state_and_facts_give_the_same() -> None:
    assert advance(KNOWN, up(WRONG_NAME), NOW) == advance(KNOWN, up(WRONG_NAME), NOW)
