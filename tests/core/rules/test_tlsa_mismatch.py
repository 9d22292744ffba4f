"""`tlsa-mismatch`: only records that DNSSEC vouches for, against the chain as sent."""

import hashlib

from core.certificates.der import subject_public_key
from core.model.posture import (
    Dnssec,
    DsRecord,
    Lookup,
    Nothing,
    Posture,
    Records,
    Signature,
    SignatureState,
    TlsaRecord,
    Unanswered,
    ZoneKey,
)
from core.model.prose import plain
from core.model.verdict import PASSED, NotApplicable, Undetermined, Verdict
from core.rules.tlsa_mismatch import RULE
from tests.core.rules.certificate_support import CA, GOOD, served, told
from tests.core.rules.posture_support import around
from tests.core.rules.support import only, said
from tests.support.pki import NOW

OWNER = "_443._tcp.a.test"
RIGHT = TlsaRecord(3, 1, 1, hashlib.sha256(subject_public_key(GOOD.der)).digest())
WRONG = TlsaRecord(3, 1, 1, hashlib.sha256(subject_public_key(CA.issue().der)).digest())
SIGNED = Dnssec(
    zone="a.test",
    ds=Records("a.test", (DsRecord(1, 13, 2, fits=True),)),
    keys=Records("a.test", (ZoneKey(1, 13, entry_point=True),)),
    signatures=(Signature("DNSKEY", 1, 13, NOW, NOW, SignatureState.VALID),),
)
UNSIGNED = Dnssec(zone="a.test", ds=Nothing(), keys=Nothing())


def judged(tlsa: Lookup[TlsaRecord] | None, dnssec: Dnssec | None = None) -> Verdict:
    return RULE.check(around(served(GOOD), Posture(tlsa=tlsa, dnssec=dnssec)))


def vouched(*records: TlsaRecord) -> Records[TlsaRecord]:
    return Records(OWNER, records, authenticated=True)


def test_a_record_of_another_key_gets_advice() -> None:
    found = only(judged(vouched(WRONG)))
    headline = "a.test:443: its TLSA records do not fit the certificate: clients that use DANE refuse the connection"
    assert told(found) == ("tlsa-mismatch", "advice", "server", "measured", headline)
    assert plain(found.evidence[1]) == f"TLSA of {OWNER} → 3 1 1 {WRONG.data.hex()}: does not fit"
    assert f"{OWNER}. TLSA 3 1 1 {RIGHT.data.hex()}" in said(found)


def test_a_fitting_record_passes_beside_an_old_one() -> None:
    assert judged(vouched(WRONG, RIGHT)) == PASSED


def test_a_zone_that_we_found_sound_vouches_too() -> None:
    assert only(judged(Records(OWNER, (WRONG,)), SIGNED)).code == "tlsa-mismatch"


def test_without_dnssec_the_records_mean_nothing() -> None:
    assert isinstance(judged(Records(OWNER, (WRONG,)), UNSIGNED), NotApplicable)


def test_where_dnssec_is_untold_so_is_this() -> None:
    assert isinstance(judged(Records(OWNER, (WRONG,)), Dnssec(zone=None)), Undetermined)


def test_no_records_are_no_question() -> None:
    assert isinstance(judged(Nothing()), NotApplicable)
    assert isinstance(judged(None), NotApplicable)


def test_a_failed_lookup_is_undetermined() -> None:
    assert isinstance(judged(Unanswered("late")), Undetermined)


def test_records_that_clients_ignore_pass() -> None:
    assert judged(vouched(TlsaRecord(9, 9, 9, b""))) == PASSED


def test_a_whole_anchor_that_was_not_sent_is_undetermined() -> None:
    assert isinstance(judged(vouched(TlsaRecord(2, 0, 0, b"0"))), Undetermined)
