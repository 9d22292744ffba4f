"""`dnssec-broken`: a broken link is at risk, an unsigned zone is no question, an untold one is undetermined."""

from datetime import timedelta

from core.model.posture import (
    CaaAt,
    Dnssec,
    DsRecord,
    Nothing,
    Posture,
    Records,
    Signature,
    SignatureState,
    Unanswered,
    ZoneKey,
)
from core.model.prose import plain
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.dnssec_broken import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.posture_support import around
from tests.core.rules.support import attempt, completed, examined, only
from tests.support.pki import NOW

EVIDENCE = examined(attempt(completed()))
KEYS = Records("a.test", (ZoneKey(5, 13, entry_point=True),))


def zone(state: SignatureState, *, fits: bool = True) -> Posture:
    made = tuple(
        Signature(kind, 5, 13, NOW - timedelta(days=9), NOW - timedelta(days=2), state) for kind in ("A", "DNSKEY")
    )
    return Posture(
        dnssec=Dnssec(zone="a.test", ds=Records("a.test", (DsRecord(5, 13, 2, fits),)), keys=KEYS, signatures=made)
    )


def test_expired_signatures_are_at_risk_and_dated() -> None:
    found = only(RULE.check(around(EVIDENCE, zone(SignatureState.EXPIRED))))
    headline = (
        "a.test:443 is at risk: resolvers that validate DNSSEC refuse its name, "
        "the signature of the A records has expired"
    )
    assert told(found) == ("dnssec-broken", "at_risk", "server", "measured", headline)
    assert [plain(line) for line in found.evidence] == [
        "Zone a.test: the signature of the A records has expired",
        "DS at the parent: key tag 5",
        "DNSKEY of the zone: key tag 5 (entry point)",
        "RRSIG of the A records, key tag 5: from 2026-05-23 12:00:00 UTC to 2026-05-30 12:00:00 UTC",
    ]


def test_a_ds_of_another_key_is_at_risk() -> None:
    found = only(RULE.check(around(EVIDENCE, zone(SignatureState.VALID, fits=False))))
    assert "the DS record at the parent (key tag 5) belongs to no key of the zone" in plain(found.headline)


def test_lookups_that_only_work_unchecked_are_shown() -> None:
    failed = CaaAt("a.test", Unanswered("SERVFAIL", unchecked_answers=True))
    dnssec = Dnssec(zone="a.test", refused_when_checked=True)
    found = only(RULE.check(around(EVIDENCE, Posture(caa=(failed,), dnssec=dnssec))))
    assert [plain(line) for line in found.evidence][1:] == [
        "Control: SERVFAIL, and with checking disabled (CD=1) → answered",
        "CAA of a.test → answered only with checking disabled",
    ]


def test_a_sound_zone_passes() -> None:
    assert RULE.check(around(EVIDENCE, zone(SignatureState.VALID))) == PASSED


def test_an_unsigned_zone_is_no_question() -> None:
    posture = Posture(dnssec=Dnssec(zone="a.test", ds=Nothing(), keys=Nothing()))
    assert RULE.check(around(EVIDENCE, posture)) == NotApplicable("the zone is not signed")


def test_silence_is_undetermined() -> None:
    assert isinstance(RULE.check(around(EVIDENCE, Posture(dnssec=Dnssec(zone=None)))), Undetermined)


def test_what_was_not_looked_up_is_not_judged() -> None:
    assert isinstance(RULE.check(EVIDENCE), NotApplicable)
    skipped = Posture(skipped="the target is an address")
    assert RULE.check(around(EVIDENCE, skipped)) == NotApplicable("the target is an address")
