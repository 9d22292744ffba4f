"""TLSA records against real certificates, each usage, selector and matching type (RFC 6698 section 2.1)."""

import hashlib

import pytest

from core.certificates.der import DerError, subject_public_key
from core.model.posture import TlsaRecord
from core.model.target import Starttls, Target
from core.posture.dane import DaneUntold, Fits, FitsNot, NoUsable, judge, shown, wanted
from tests.support.pki import Authority

ROOT = Authority.root()
CA = ROOT.intermediate()
LEAF, OTHER = CA.issue(), CA.issue()
CHAIN = LEAF.sent_ders
ABOVE = (ROOT.der,)
WEB = Target("a.test", 443, "a.test")
MAIL = Target("mx.a.test", 25, "mx.a.test", Starttls.SMTP)


def record(usage: int, selector: int, matching: int, der: bytes) -> TlsaRecord:
    selected = subject_public_key(der) if selector == 1 else der
    data = {0: selected, 1: hashlib.sha256(selected).digest(), 2: hashlib.sha512(selected).digest()}[matching]
    return TlsaRecord(usage, selector, matching, data)


@pytest.mark.parametrize("selector", [0, 1])
@pytest.mark.parametrize("matching", [0, 1, 2])
@pytest.mark.parametrize(
    ("usage", "der", "depth"),
    [(3, CHAIN[0], 0), (2, CHAIN[1], 1), (1, CHAIN[0], 0), (0, CHAIN[1], 1), (0, ROOT.der, 2)],
)
def test_a_fitting_record(usage: int, selector: int, matching: int, der: bytes, depth: int) -> None:
    made = record(usage, selector, matching, der)
    assert judge((made,), CHAIN, ABOVE, WEB) == Fits(made, depth)


@pytest.mark.parametrize(
    ("usage", "der"), [(3, OTHER.der), (3, CHAIN[1]), (1, OTHER.der), (2, CHAIN[0]), (2, ROOT.der), (0, CHAIN[0])]
)
def test_a_record_of_another_certificate(usage: int, der: bytes) -> None:
    made = record(usage, 1, 1, der)
    assert judge((made,), CHAIN, ABOVE, WEB) == FitsNot((made,))


def test_one_fitting_record_of_two_is_enough() -> None:
    old, new = record(3, 1, 1, OTHER.der), record(3, 1, 1, LEAF.der)
    assert judge((old, new), CHAIN, ABOVE, WEB) == Fits(new, 0)


def test_mail_has_no_use_for_pkix_usages() -> None:
    assert judge((record(1, 1, 1, OTHER.der),), CHAIN, ABOVE, MAIL) == NoUsable()
    assert isinstance(judge((record(1, 1, 1, OTHER.der),), CHAIN, ABOVE, WEB), FitsNot)


@pytest.mark.parametrize(
    "made",
    [
        TlsaRecord(4, 1, 1, bytes(32)),
        TlsaRecord(3, 2, 1, bytes(32)),
        TlsaRecord(3, 1, 3, bytes(32)),
        TlsaRecord(3, 1, 1, bytes(31)),
        TlsaRecord(3, 1, 2, bytes(32)),
    ],
)
def test_records_that_clients_ignore(made: TlsaRecord) -> None:
    assert judge((made,), CHAIN, ABOVE, WEB) == NoUsable()


def test_a_whole_anchor_need_not_be_sent() -> None:
    assert isinstance(judge((record(2, 0, 0, ROOT.der),), CHAIN, ABOVE, WEB), DaneUntold)


def test_a_self_signed_leaf_may_be_its_own_anchor() -> None:
    made = record(2, 0, 1, ROOT.der)
    assert judge((made,), (ROOT.der,), (), WEB) == Fits(made, 0)


def test_what_to_publish_fits() -> None:
    text = wanted(CHAIN)
    assert text is not None
    assert shown(record(3, 1, 1, LEAF.der)) == text
    assert wanted(()) is None
    assert wanted((b"0",)) is None


def test_bytes_that_are_no_certificate_have_no_key() -> None:
    with pytest.raises(DerError):
        subject_public_key(b"\x30\x02\x30\x00")
