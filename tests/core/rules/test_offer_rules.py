"""What comparing hellos proves: old versions, old ciphers, intolerance, names that are filtered."""

from dataclasses import replace

import pytest

from core.model.finding import Blame, Confidence, Severity
from core.model.observation import (
    Fault,
    HelloAnswered,
    Negotiated,
    Outcome,
    PeerFault,
    Profile,
    Refused,
    ServerFlight,
    Stage,
    TimedOut,
)
from core.model.prose import plain
from core.model.verdict import PASSED, Found, NotApplicable, Undetermined
from core.rules import hello_size_intolerant, protocol_too_old, sni_filtered, tls13_intolerant, weak_cipher_only
from tests.core.rules.support import (
    HELLO_FIN,
    HELLO_RST,
    HELLO_SILENCE,
    SHELLO,
    SHELLO_12,
    TARGET,
    alert,
    attempt,
    completed,
    make_evidence,
    only,
)

RULES = [
    protocol_too_old.RULE,
    weak_cipher_only.RULE,
    tls13_intolerant.RULE,
    hello_size_intolerant.RULE,
    sni_filtered.RULE,
]
FULL, AGAIN, V12, SMALL, LARGE = (
    Profile.FULL,
    Profile.FULL_AGAIN,
    Profile.TLS12_ONLY,
    Profile.SMALL,
    Profile.LARGE,
)
NO_SNI, OTHER, LEGACY = Profile.NO_SNI, Profile.OTHER_SNI, Profile.LEGACY
A40, A70 = alert(40), alert(70)


def old(version: int, cipher: int = 0xC013) -> HelloAnswered:
    return HelloAnswered(ServerFlight(version=version, cipher=cipher, bytes_received=80))


def negotiated(version: int, name: str, cipher: int = 0xC013) -> Negotiated:
    return replace(completed(version=version, cipher=cipher), version=name)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        # versions
        ({FULL: negotiated(0x0301, "TLS 1.0")}, ["protocol-too-old"]),
        ({FULL: negotiated(0x0302, "TLS 1.1")}, ["protocol-too-old"]),
        ({FULL: negotiated(0x0303, "TLS 1.2")}, []),
        ({FULL: A70, V12: A70, SMALL: A70, LEGACY: old(0x0301)}, ["protocol-too-old"]),
        ({FULL: A70, V12: A70, SMALL: A70, LEGACY: old(0x0300, 0x0005)}, ["protocol-too-old", "weak-cipher-only"]),
        ({FULL: A70, V12: SHELLO_12, SMALL: A70, LEGACY: old(0x0301)}, ["tls13-intolerant"]),
        ({FULL: PeerFault(Stage.SERVER_FLIGHT, Fault.UNSUPPORTED, "x", ServerFlight(version=0x0300))},
         ["protocol-too-old"]),
        # ciphers
        ({FULL: A40, V12: A40, SMALL: A40, LEGACY: old(0x0303, 0x0005)}, ["weak-cipher-only"]),
        ({FULL: A40, V12: A40, SMALL: A40, LEGACY: old(0x0303, 0x000A)}, ["weak-cipher-only"]),
        ({FULL: A40, V12: A40, SMALL: A40, LEGACY: old(0x0303, 0x009E)}, []),
        ({FULL: A40, V12: SHELLO_12, SMALL: SHELLO, LARGE: SHELLO, LEGACY: old(0x0303, 0x0005)}, []),
        ({FULL: A40, V12: A40, SMALL: A40,
          LEGACY: TimedOut(Stage.SERVER_FLIGHT, 3000.0, ServerFlight(version=0x0303, cipher=0x0005))},
         ["weak-cipher-only"]),
        # TLS 1.3
        ({FULL: HELLO_FIN, V12: SHELLO_12, SMALL: HELLO_FIN}, ["tls13-intolerant"]),
        ({FULL: HELLO_SILENCE, V12: SHELLO_12, SMALL: HELLO_SILENCE, LEGACY: SHELLO_12}, ["tls13-intolerant"]),
        ({FULL: HELLO_FIN, V12: HELLO_FIN, SMALL: HELLO_FIN}, []),
        ({FULL: alert(40, Stage.SERVER_FLIGHT, version=0x0303), V12: SHELLO_12, SMALL: A40}, []),
        # size
        ({FULL: HELLO_SILENCE, V12: SHELLO_12, SMALL: SHELLO, LARGE: HELLO_SILENCE}, ["hello-size-intolerant"]),
        ({FULL: HELLO_RST, V12: SHELLO_12, SMALL: SHELLO, LARGE: SHELLO}, []),
        # names
        ({FULL: HELLO_RST, V12: HELLO_RST, SMALL: HELLO_RST, NO_SNI: SHELLO, OTHER: SHELLO}, ["sni-filtered"]),
        ({FULL: HELLO_SILENCE, OTHER: SHELLO, NO_SNI: HELLO_SILENCE}, ["sni-filtered"]),
        ({FULL: HELLO_FIN, OTHER: HELLO_FIN, NO_SNI: SHELLO}, ["sni-filtered"]),
        ({FULL: HELLO_RST, OTHER: HELLO_RST, NO_SNI: HELLO_RST}, []),
        ({FULL: HELLO_RST, V12: SHELLO_12, SMALL: HELLO_RST, NO_SNI: SHELLO, OTHER: SHELLO}, ["tls13-intolerant"]),
        ({FULL: alert(112), OTHER: SHELLO, NO_SNI: SHELLO}, []),
        # a second attempt that works: nothing about the offer
        ({FULL: HELLO_RST, AGAIN: completed(), OTHER: SHELLO, SMALL: SHELLO, LARGE: HELLO_RST}, []),
        ({FULL: completed()}, []),
    ],
)  # fmt: skip
def test_what_the_hellos_prove(seen: dict[Profile, Outcome], expected: list[str]) -> None:
    evidence = make_evidence(*(attempt(outcome, profile) for profile, outcome in seen.items()))
    verdicts = [rule.check(evidence) for rule in RULES]
    findings = [finding for verdict in verdicts if isinstance(verdict, Found) for finding in verdict.findings]
    assert [finding.code for finding in findings] == expected
    assert all(finding.severity is Severity.BROKEN for finding in findings)
    assert all(finding.accounts_for_failure for finding in findings)


def test_headlines() -> None:
    old_server = only(protocol_too_old.check(make_evidence(attempt(negotiated(0x0301, "TLS 1.0")))))
    assert plain(old_server.headline) == (
        "a.test:443 is broken for current clients: it speaks nothing newer than TLS 1.0"
    )
    rc4 = make_evidence(attempt(A40), attempt(old(0x0303, 0x0005), LEGACY))
    assert plain(only(weak_cipher_only.check(rc4)).headline) == (
        "a.test:443 is broken: it has broken cipher suites only (RC4)"
    )
    filtered = make_evidence(attempt(HELLO_RST), attempt(SHELLO, OTHER), attempt(SHELLO, NO_SNI))
    assert plain(only(sni_filtered.check(filtered)).headline) == (
        "a.test:443 is broken from here: connections for the name a.test are killed, another name passes"
    )


def test_a_filter_is_the_networks_matter_unless_no_name_passes() -> None:
    by_name = only(sni_filtered.check(make_evidence(attempt(HELLO_RST), attempt(SHELLO, OTHER))))
    any_name = only(
        sni_filtered.check(make_evidence(attempt(HELLO_RST), attempt(HELLO_RST, OTHER), attempt(SHELLO, NO_SNI)))
    )
    assert (by_name.blame, by_name.confidence) == (Blame.NETWORK, Confidence.MEASURED)
    assert (any_name.blame, any_name.confidence) == (Blame.SERVER, Confidence.INFERRED)


def test_what_did_not_run_leaves_the_question_open() -> None:
    assert isinstance(tls13_intolerant.check(make_evidence(attempt(HELLO_FIN), attempt(SHELLO_12, V12))), Undetermined)
    assert isinstance(
        hello_size_intolerant.check(make_evidence(attempt(HELLO_FIN), attempt(SHELLO, SMALL))), Undetermined
    )
    assert isinstance(sni_filtered.check(make_evidence(attempt(HELLO_FIN))), Undetermined)


def test_a_control_that_our_limit_cut_short_proves_nothing() -> None:
    cut = TimedOut(Stage.HELLO, 300.0, budget=True)
    evidence = make_evidence(attempt(HELLO_FIN), attempt(SHELLO, SMALL), attempt(cut, LARGE))
    assert isinstance(hello_size_intolerant.check(evidence), Undetermined)


@pytest.mark.parametrize(("silence", "told"), [(999.0, False), (1000.0, True)])
def test_a_large_hello_met_with_silence_where_the_small_one_is_answered_at_once(silence: float, told: bool) -> None:
    """Our limit cuts the third round short; a second is still far more than the 20 ms of the small hello's answer."""
    cut = TimedOut(Stage.HELLO, silence, budget=True)
    evidence = make_evidence(attempt(HELLO_SILENCE), attempt(SHELLO, SMALL), attempt(cut, LARGE))
    verdict = hello_size_intolerant.check(evidence)
    assert isinstance(verdict, Found) is told
    if told:
        assert only(verdict).confidence is Confidence.INFERRED


def test_a_weak_choice_of_a_working_server_is_not_fine_and_not_proven_either() -> None:
    verdict = weak_cipher_only.check(make_evidence(attempt(negotiated(0x0303, "TLS 1.2", 0x003B))))
    assert isinstance(verdict, Undetermined)
    assert "TLS_RSA_WITH_NULL_SHA256" in verdict.because


def test_an_address_has_no_name_to_filter() -> None:
    bare = replace(TARGET, host="192.0.2.1", server_name=None)
    assert isinstance(sni_filtered.check(make_evidence(attempt(HELLO_RST, target=bare), target=bare)), NotApplicable)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.codes[0])
def test_no_tcp_no_question(rule: object) -> None:
    assert isinstance(rule.check(make_evidence(attempt(Refused()))), NotApplicable)  # type: ignore[attr-defined]


def test_a_working_modern_server_passes_on_version_and_cipher() -> None:
    evidence = make_evidence(attempt(completed()))
    assert protocol_too_old.check(evidence) == PASSED
    assert weak_cipher_only.check(evidence) == PASSED
