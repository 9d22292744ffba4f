"""`weak-cipher-only`: broken suites and nothing else."""

from core.model.observation import HelloAnswered, Profile, Refused, ServerFlight
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.weak_cipher_only import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import ANON, NULL, RC4, TRIPLE_DES, V12, fired, server, verdict
from tests.core.rules.support import SHELLO_12, alert, attempt, completed, make_evidence, only


def test_it_fires() -> None:
    finding = only(
        RULE.check(
            make_evidence(
                attempt(alert(40)), attempt(HelloAnswered(ServerFlight(version=0x0303, cipher=0x0005)), Profile.LEGACY)
            )
        )
    )
    assert told(finding) == (
        "weak-cipher-only",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: it has broken cipher suites only (RC4)",
    )


def test_an_aes_suite_in_the_old_offer_is_not_weak() -> None:
    assert isinstance(
        RULE.check(
            make_evidence(
                attempt(alert(40)), attempt(HelloAnswered(ServerFlight(version=0x0303, cipher=0x009E)), Profile.LEGACY)
            )
        ),
        NotApplicable,
    )


def test_a_modern_hello_that_is_answered_disproves_it() -> None:
    assert isinstance(
        RULE.check(
            make_evidence(
                attempt(alert(40)),
                attempt(SHELLO_12, Profile.TLS12_ONLY),
                attempt(HelloAnswered(ServerFlight(version=0x0303, cipher=0x0005)), Profile.LEGACY),
            )
        ),
        NotApplicable,
    )


def test_a_modern_suite_passes() -> None:
    assert RULE.check(make_evidence(attempt(completed()))) == PASSED


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)


def test_the_survey_proves_it_of_a_server_that_works() -> None:
    finding = fired(RULE, server({V12: (TRIPLE_DES, NULL)}))
    assert told(finding)[4] == "a.test:443 is broken: it has broken cipher suites only (3DES)"
    assert not finding.accounts_for_failure


def test_one_sound_suite_in_the_map_disproves_it() -> None:
    assert verdict(RULE, server({V12: (TRIPLE_DES, 0xC02F)})) == PASSED


def test_a_map_cut_short_proves_nothing() -> None:
    weak_choice = completed(version=0x0303, cipher=TRIPLE_DES)
    answer = verdict(RULE, server({V12: (TRIPLE_DES,)}, complete=False), outcome=weak_choice)
    assert isinstance(answer, Undetermined)


def test_what_lacks_encryption_or_authentication_altogether_has_codes_of_its_own() -> None:
    for suites in ((NULL,), (ANON,), (NULL, ANON)):
        assert isinstance(verdict(RULE, server({V12: suites}), outcome=alert(40)), NotApplicable)
    assert fired(RULE, server({V12: (NULL, RC4)}), outcome=alert(40)).code == "weak-cipher-only"
