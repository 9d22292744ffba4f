"""The compiled root stores: complete, parseable, quick to load, and a person's own roots beside them."""

import base64
import hashlib
import re
from datetime import date
from pathlib import Path

import certifi
import pytest

from adapters.roots import NoCertificatesError, load_trust_stores
from core.certificates.facts import parse_certificate, subject_id_of
from core.model.certificate import CertificateFacts
from core.model.trust import PUBLIC_STORES, Limit, Store
from tests.support.pki import Authority

STORES = load_trust_stores()
OWN = Authority.root("Own Root")
ISRG_X1 = "96bcec06264976f37460779acf28c5a7cfe8a3c0aae11a8ffcee05c0bddf08c6"  # letsencrypt.org/certificates


def test_every_public_store_is_there() -> None:
    assert STORES.stores == PUBLIC_STORES
    assert all(len(STORES.roots(store)) > 90 for store in PUBLIC_STORES)
    assert not STORES.user_supplied


def test_every_root_is_readable_and_filed_under_its_own_name_and_fingerprint() -> None:
    for sha256, anchor in STORES.by_sha256.items():
        facts = parse_certificate(anchor.der)
        assert isinstance(facts, CertificateFacts)
        assert (facts.sha256, facts.subject_id) == (sha256, anchor.subject_id)
        assert anchor in STORES.by_subject[facts.subject_id]
        assert STORES.contains(facts) == anchor


def test_a_well_known_root_is_in_every_store() -> None:
    assert STORES.by_sha256[ISRG_X1].stores == frozenset(PUBLIC_STORES)


def test_the_limits_of_the_data_are_kept() -> None:
    limits = {limit for anchor in STORES.by_sha256.values() for limit in anchor.limits}
    assert limits == {
        Limit(store=Store.MOZILLA, distrust_after=date(2024, 11, 30)),
        Limit(store=Store.MOZILLA, distrust_after=date(2026, 4, 15)),
        Limit(store=Store.MOZILLA, domains=("*.tr",)),
    }


def test_mozilla_and_certifi_differ_little() -> None:
    """Both are copies of one list, taken on different days; a large difference means that one was misread."""
    blocks = re.findall("-----BEGIN CERTIFICATE-----(.*?)-----END", Path(certifi.where()).read_text("ascii"), re.DOTALL)
    theirs = {hashlib.sha256(base64.b64decode(block)).hexdigest() for block in blocks}
    ours = {sha256 for sha256, anchor in STORES.by_sha256.items() if Store.MOZILLA in anchor.stores}
    print("only in certifi:", sorted(theirs - ours))
    print("only in the compiled data:", sorted(ours - theirs))
    assert len(theirs ^ ours) <= 20
    assert len(theirs & ours) > 100


def test_the_data_tells_its_day() -> None:
    assert STORES.as_of >= date(2026, 10, 23)


def test_own_roots_are_added_as_the_users() -> None:
    stores = load_trust_stores(b"# our roots\n" + OWN.pem + b"trailing words\n")
    assert stores.user_supplied
    assert stores.stores[-1] is Store.USER
    assert stores.roots(Store.USER) == (OWN.der,)
    assert len(stores.by_sha256) == len(STORES.by_sha256) + 1
    assert stores.by_subject[subject_id_of(OWN.der)][0].stores == {Store.USER}


def test_a_public_root_given_by_the_user_is_held_by_both() -> None:
    der = STORES.by_sha256[ISRG_X1].der
    pem = b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der) + b"-----END CERTIFICATE-----\n"
    stores = load_trust_stores(pem)
    assert stores.by_sha256[ISRG_X1].stores == frozenset(Store)
    assert len(stores.by_sha256) == len(STORES.by_sha256)


def test_an_unreadable_block_among_good_ones_is_counted() -> None:
    damaged = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    stores = load_trust_stores(damaged + OWN.pem)
    assert (stores.user_unreadable, len(stores.roots(Store.USER))) == (1, 1)


@pytest.mark.parametrize(
    "pem", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_file_without_certificates_is_refused(pem: bytes) -> None:
    with pytest.raises(NoCertificatesError):
        load_trust_stores(pem)


def test_a_file_beyond_the_bound_is_refused() -> None:
    with pytest.raises(NoCertificatesError, match="more than 10000000 bytes"):
        load_trust_stores(b" " * 10_000_001)


def test_likely_roots_are_found_by_name_in_the_stores_asked_for() -> None:
    stores = load_trust_stores(OWN.pem)
    leaf = parse_certificate(OWN.issue().der)
    assert isinstance(leaf, CertificateFacts)
    assert [anchor.der for anchor in stores.likely_roots((leaf,), Store.MOZILLA, Store.USER)] == [OWN.der]
    assert stores.likely_roots((leaf,), Store.MOZILLA) == ()
    assert [anchor.der for anchor in stores.issuers_of(leaf)] == [OWN.der]
