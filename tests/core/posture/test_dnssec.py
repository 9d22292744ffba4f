"""What validating resolvers make of a zone, from what was measured."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.posture import (
    Dnssec,
    DsRecord,
    Nothing,
    Records,
    Signature,
    SignatureState,
    Unanswered,
    ZoneKey,
)
from core.posture.dnssec import Broken, DnssecUntold, Signed, Unsigned, status
from tests.support.pki import NOW

KEYS = Records("a.test", (ZoneKey(1, 13, entry_point=True),))
DS = Records("a.test", (DsRecord(1, 13, 2, fits=True),))
UNTIL = NOW + timedelta(days=3)


def signature(covers: str, state: SignatureState = SignatureState.VALID) -> Signature:
    return Signature(covers, 1, 13, NOW - timedelta(days=1), UNTIL, state)


SOUND = Dnssec(zone="a.test", ds=DS, keys=KEYS, signatures=(signature("A"), signature("DNSKEY")))


def test_a_link_that_holds_is_signed_but_not_vouched_for() -> None:
    assert status(SOUND) == Signed("a.test", vouched=False, expires=UNTIL)


def test_the_resolvers_word_counts() -> None:
    assert status(Dnssec(zone="a.test", authenticated=True)) == Signed("a.test", vouched=True)


def test_no_ds_is_unsigned_with_or_without_keys() -> None:
    assert status(replace(SOUND, ds=Nothing())) == Unsigned("a.test", island=True)
    assert status(Dnssec(zone="a.test", ds=Nothing(), keys=Nothing())) == Unsigned("a.test")


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"keys": Nothing()}, "the parent has a DS record, and the zone publishes no key"),
        (
            {"ds": Records("a.test", (DsRecord(7, 13, 2, fits=False),))},
            "the DS record at the parent (key tag 7) belongs to no key of the zone",
        ),
        ({"refused_when_checked": True}, "the resolver's validation fails, and with checking disabled it answers"),
        (
            {"signatures": (signature("DNSKEY"),), "unsigned": ("A",)},
            "the A records carry no signature, though the parent says that the zone is signed",
        ),
    ],
)
def test_broken(change: dict[str, object], because: str) -> None:
    found = status(replace(SOUND, **change))  # type: ignore[arg-type]
    assert isinstance(found, Broken)
    assert found.because == because


@pytest.mark.parametrize(
    "state", [SignatureState.EXPIRED, SignatureState.PREMATURE, SignatureState.BAD, SignatureState.NO_KEY]
)
def test_a_set_whose_only_signature_does_not_hold_is_broken(state: SignatureState) -> None:
    bad = signature("A", state)
    found = status(replace(SOUND, signatures=(bad, signature("DNSKEY"))))
    assert found == Broken("a.test", f"the signature of the A records {state.value}", bad)


def test_one_signature_of_several_is_enough() -> None:
    old = signature("A", SignatureState.EXPIRED)
    assert isinstance(status(replace(SOUND, signatures=(old, *SOUND.signatures))), Signed)


def test_one_ds_of_several_is_enough() -> None:
    several = Records("a.test", (DsRecord(7, 13, 2, fits=False), *DS.items))
    assert isinstance(status(replace(SOUND, ds=several)), Signed)


@pytest.mark.parametrize(
    "change",
    [
        {"ds": Unanswered("late")},
        {"keys": Unanswered("late")},
        {"ds": Records("a.test", (DsRecord(1, 13, 99, fits=None),))},
        {"signatures": ()},
        {"signatures": (signature("A", SignatureState.UNSUPPORTED), signature("DNSKEY"))},
    ],
)
def test_untold(change: dict[str, object]) -> None:
    assert isinstance(status(replace(SOUND, **change)), DnssecUntold)  # type: ignore[arg-type]


def test_not_asked_is_untold() -> None:
    assert status(None) == DnssecUntold("not asked")


def test_a_ds_that_could_not_be_asked_does_not_hide_a_refusal() -> None:
    assert isinstance(status(replace(SOUND, ds=Unanswered("late"), refused_when_checked=True)), Broken)
