"""How a leaf chains: each classification, and its near-miss."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from core.certificates.facts import parse_certificate
from core.certificates.paths import MAX_DEPTH, MAX_PATHS, build_paths
from core.model.certificate import CertificateFacts
from core.model.path import Ending, Flaw, Order, PathAnalysis
from core.model.trust import Limit, Store, TrustStores
from tests.support.pki import CLIENT_AUTH, NOW, Authority, Leaf, Overrides, to_der
from tests.support.trust import anchor, trusting

SECOND = timedelta(seconds=1)
ROOT = Authority.root()
CA = ROOT.intermediate("Issuing CA")
LEAF = CA.issue()
STORES = trusting(ROOT)
NOTHING = trusting()


def facts(of: Leaf | Authority | x509.Certificate) -> CertificateFacts:
    parsed = parse_certificate(to_der(of) if isinstance(of, x509.Certificate) else of.der)
    assert isinstance(parsed, CertificateFacts)
    return parsed


def analyse(
    leaf: Leaf | Authority,
    sent: Sequence[Leaf | Authority] | None = None,
    *,
    stores: TrustStores = STORES,
    fetched: Sequence[Authority] = (),
) -> PathAnalysis:
    """`sent`: what followed the leaf; by default its right intermediates."""
    after = leaf.chain if sent is None else sent
    return build_paths(facts(leaf), [facts(c) for c in after], [facts(c) for c in fetched], stores, NOW)


def flaws(analysis: PathAnalysis) -> list[tuple[Flaw, int]]:
    return [(problem.flaw, problem.depth) for problem in analysis.best.problems]


def test_a_sound_chain_has_nothing_to_say() -> None:
    found = analyse(LEAF)
    assert (found.ending, found.complete_as_sent, found.order) == (Ending.ANCHORED, True, Order.CORRECT)
    assert (found.is_incomplete, found.is_untrusted_root, found.is_self_signed_leaf) == (False, False, False)
    assert found.best.certificates == (facts(LEAF), facts(CA), facts(ROOT))
    assert found.repaired_chain == (facts(LEAF), facts(CA))
    empty = (found.missing, found.unrelated, found.wrong_intermediates, found.duplicates, found.roots_sent)
    assert empty == ((), (), (), (), ())
    assert (found.expired_everywhere, found.expired_somewhere, found.badly_signed, flaws(found)) == ((), (), (), [])
    assert {v.store for v in found.store_verdicts if v.trusted} == set(Store) - {Store.USER}


def test_a_missing_intermediate_is_described_by_name_key_and_address() -> None:
    leaf = CA.issue(aia="http://aia.test/ca")
    found = analyse(leaf, [])
    assert (found.ending, found.complete_as_sent, found.is_incomplete) == (Ending.NO_ISSUER, False, True)
    assert found.missing_issuer is not None
    assert (found.missing_issuer.child, found.missing_issuer.child_depth) == (facts(leaf), 0)
    assert found.missing_issuer.subject == "CN=Issuing CA,O=Test Trust Ltd"
    assert found.missing_issuer.key_id == facts(CA).subject_key_id
    assert found.missing_issuer.aia_urls == ("http://aia.test/ca",)
    assert {verdict.trusted for verdict in found.store_verdicts} == {None}


def test_a_fetched_intermediate_completes_the_repaired_chain() -> None:
    found = analyse(LEAF, [], fetched=[CA])
    assert (found.ending, found.complete_as_sent, found.is_incomplete) == (Ending.ANCHORED, False, True)
    assert (found.missing, found.missing_issuer) == ((facts(CA),), None)
    assert found.repaired_chain == (facts(LEAF), facts(CA))
    verdict = found.verdict(Store.MOZILLA)
    assert verdict is not None
    assert verdict.trusted
    assert verdict.because.endswith("only with an intermediate that the server did not send")


def test_a_fetched_root_is_not_missing() -> None:
    found = analyse(LEAF, stores=NOTHING, fetched=[ROOT])
    assert (found.complete_as_sent, found.is_incomplete, found.is_untrusted_root) == (True, False, True)
    assert (found.missing, found.ending) == ((), Ending.UNTRUSTED_ROOT)


def test_a_second_missing_intermediate_is_asked_of_the_first() -> None:
    upper = ROOT.intermediate("Upper CA")
    lower = upper.intermediate("Lower CA", aia="http://aia.test/upper")
    found = analyse(lower.issue(), [lower])
    assert found.missing_issuer is not None
    assert (found.missing_issuer.child, found.missing_issuer.child_depth) == (facts(lower), 1)
    assert found.is_incomplete


@pytest.mark.parametrize(("sent", "ending"), [([CA, ROOT], Ending.UNTRUSTED_ROOT), ([CA], Ending.NO_ISSUER)])
def test_an_unknown_root_is_told_whether_it_is_sent_or_not(sent: list[Authority], ending: Ending) -> None:
    found = analyse(LEAF, sent, stores=NOTHING)
    assert (found.ending, found.is_untrusted_root, found.is_incomplete) == (ending, True, False)


def test_a_self_signed_leaf() -> None:
    lone = Authority.root("a.test", ca=False)
    assert analyse(lone, [], stores=NOTHING).is_self_signed_leaf
    assert analyse(lone, [], stores=trusting(lone)).ending is Ending.ANCHORED
    assert not analyse(LEAF, [], stores=NOTHING).is_self_signed_leaf


def test_an_intermediate_of_the_right_name_and_another_key_is_an_impostor() -> None:
    other = ROOT.intermediate("Issuing CA")
    found = analyse(LEAF, [other])
    assert (found.impostors, found.wrong_intermediates) == ((facts(other),), (facts(other),))
    assert found.badly_signed == ()


def test_an_intermediate_that_signs_nothing_is_wrong_while_the_right_one_lacks() -> None:
    stray = ROOT.intermediate("Other CA")
    lacking, complete = analyse(LEAF, [stray]), analyse(LEAF, [CA, stray])
    assert (lacking.wrong_intermediates, lacking.impostors) == ((facts(stray),), ())
    assert (complete.wrong_intermediates, complete.unrelated) == ((), (facts(stray),))


def test_an_altered_signature_is_neither_missing_nor_wrong_intermediate() -> None:
    found = analyse(CA.issue(signed_by=ROOT.key), [CA])
    assert found.badly_signed == (found.leaf,)
    assert (found.missing_issuer, found.wrong_intermediates, found.is_incomplete) == (None, (), False)
    assert {verdict.trusted for verdict in found.store_verdicts} == {False}


def test_order() -> None:
    lower = CA.intermediate("Lower CA")
    leaf = lower.issue()
    assert analyse(leaf, [lower, CA, ROOT]).order is Order.CORRECT
    assert analyse(leaf, [CA, lower]).order is Order.SHUFFLED
    assert analyse(leaf, [CA, lower]).repaired_chain == (facts(leaf), facts(lower), facts(CA))
    assert analyse(leaf, [lower, ROOT.intermediate("Stray"), CA]).order is Order.CORRECT


def test_the_missing_issuers_kin_is_the_known_root_of_its_organisation() -> None:
    lacking = analyse(CA.issue(), []).missing_issuer
    assert lacking is not None
    assert (lacking.organisation, lacking.kin) == ("Test Trust Ltd", facts(ROOT))


@pytest.mark.parametrize("org", [None, "Test Trust", "Trust Ltd", "Ä" * 70, "x"])
def test_another_organisation_is_no_kin(org: str | None) -> None:
    lacking = analyse(Authority.root("Elsewhere", org=org).issue(), []).missing_issuer
    assert lacking is not None
    assert (lacking.organisation, lacking.kin) == (org, None)


def test_a_missing_middle_certificate_is_no_disorder() -> None:
    middle = CA.intermediate("Middle")
    assert analyse(middle.issue(), [CA], fetched=[middle]).order is Order.CORRECT


def test_a_cross_sign_beside_the_root_is_in_order() -> None:
    cross = Authority.root("Old Root").cross_sign(ROOT)
    assert analyse(LEAF, [CA, ROOT, cross]).order is Order.CORRECT


def test_the_leaf_in_second_place_is_found_and_the_chain_set_right() -> None:
    cases: list[tuple[Authority, list[Leaf | Authority]]] = [(CA, [LEAF]), (ROOT, [CA, LEAF])]
    for first, rest in cases:
        found = analyse(first, rest)
        assert (found.order, found.intended_leaf) == (Order.LEAF_NOT_FIRST, facts(LEAF))
        assert found.repaired_chain == (facts(LEAF), facts(CA))
        assert (found.unrelated, found.wrong_intermediates) == ((), ())


def test_duplicates_and_roots() -> None:
    found = analyse(LEAF, [CA, CA, ROOT, LEAF])
    assert found.duplicates == (facts(CA), facts(LEAF))
    assert found.roots_sent == (facts(ROOT),)
    assert (found.order, found.unrelated) == (Order.CORRECT, ())


@pytest.mark.parametrize(("offset", "expected"), [(-SECOND, [(Flaw.EXPIRED, 1)]), (timedelta(0), []), (SECOND, [])])
def test_an_intermediate_is_valid_through_its_last_second(offset: timedelta, expected: list[tuple[Flaw, int]]) -> None:
    old = ROOT.intermediate("Old CA", not_after=NOW + offset)
    found = analyse(old.issue())
    assert flaws(found) == expected
    assert found.expired_everywhere == ((facts(old),) if expected else ())
    assert found.expired_somewhere == ()


@pytest.mark.parametrize(
    ("offset", "expected"), [(-SECOND, []), (timedelta(0), []), (SECOND, [(Flaw.NOT_YET_VALID, 1)])]
)
def test_an_intermediate_is_valid_from_its_first_second(offset: timedelta, expected: list[tuple[Flaw, int]]) -> None:
    assert flaws(analyse(ROOT.intermediate("New CA", not_before=NOW + offset).issue())) == expected


def test_an_expired_cross_sign_beside_a_sound_path_is_expired_somewhere() -> None:
    old = Authority.root("Old Root")
    cross = old.cross_sign(ROOT, not_after=NOW - SECOND)
    for stores in (STORES, trusting(ROOT, old)):
        found = analyse(LEAF, [CA, cross], stores=stores)
        assert (found.expired_everywhere, found.expired_somewhere) == ((), (facts(cross),))
        assert found.verdict(Store.CHROME) == analyse(LEAF).verdict(Store.CHROME)


def test_an_expired_cross_sign_is_expired_everywhere_for_who_knows_the_old_root_only() -> None:
    old = Authority.root("Old Root")
    cross = old.cross_sign(ROOT, not_after=NOW - SECOND)
    found = analyse(LEAF, [CA, cross], stores=trusting(old))
    assert (found.expired_everywhere, found.expired_somewhere) == ((facts(cross),), ())


def test_an_expired_root_in_a_store_that_the_server_did_not_lead_to_is_no_matter() -> None:
    renewed = Authority.root(key=ROOT.key)
    expired = Authority.root(key=ROOT.key, not_after=NOW - SECOND)
    found = analyse(LEAF, stores=trusting(expired, renewed))
    assert (found.expired_everywhere, found.expired_somewhere, flaws(found)) == ((), (), [])


def test_an_expired_intermediate_whose_renewal_could_be_fetched_still_fails_as_sent() -> None:
    key = CA.key
    old = ROOT.intermediate("Renewed CA", key=key, not_after=NOW - SECOND)
    new = ROOT.intermediate("Renewed CA", key=key)
    found = analyse(new.issue(), [old], fetched=[new])
    assert found.expired_everywhere == (facts(old),)
    assert found.repaired_chain == (found.leaf, facts(new))


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({"ku": ("crl_sign",)}, [Flaw.NO_CERT_SIGN]),
        ({"ku": None}, []),
        ({"ca": False}, [Flaw.NOT_CA]),
        ({"eku": [CLIENT_AUTH]}, [Flaw.EXTENDED_USE]),
        ({"permitted": [x509.DNSName("b.test")]}, [Flaw.NAME_CONSTRAINTS]),
        ({"permitted": [x509.DNSName("test")]}, []),
        ({"excluded": [x509.DNSName("a.test")]}, [Flaw.NAME_CONSTRAINTS]),
        ({"excluded": [x509.DNSName("x.a.test")]}, []),
        ({"sig_hash": hashes.SHA1()}, [Flaw.WEAK_SIGNATURE]),
        ({"pathlen": 0}, []),
    ],
)
def test_what_makes_an_intermediate_unfit(overrides: Overrides, expected: list[Flaw]) -> None:
    found = analyse(ROOT.intermediate("Odd CA", **overrides).issue())
    assert flaws(found) == [(flaw, 1) for flaw in expected]
    assert found.problems(*expected) == found.best.problems
    assert {verdict.trusted for verdict in found.store_verdicts} == {not expected}


@pytest.mark.parametrize(("allowed", "expected"), [(0, [(Flaw.PATH_LENGTH, 2)]), (1, []), (None, [])])
def test_path_length_counts_authorities_below(allowed: int | None, expected: list[tuple[Flaw, int]]) -> None:
    upper = ROOT.intermediate("Upper CA", pathlen=allowed)
    assert flaws(analyse(upper.intermediate("Lower CA").issue())) == expected


def test_a_weak_self_signature_of_a_root_harms_nothing() -> None:
    root = Authority.root("SHA-1 Root", sig_hash=hashes.SHA1())
    assert flaws(analyse(root.issue(), stores=trusting(root))) == []


def test_a_problem_that_another_path_avoids_is_no_problem() -> None:
    weak = ROOT.intermediate("Twin CA", key=CA.key, pathlen=0, sig_hash=hashes.SHA1())
    good = ROOT.intermediate("Twin CA", key=CA.key)
    found = analyse(good.issue(), [weak, good])
    assert found.problems(Flaw.WEAK_SIGNATURE) == ()
    assert flaws(found) == []


def test_each_store_is_asked_for_itself() -> None:
    found = analyse(LEAF, stores=trusting(anchor(ROOT, Store.MOZILLA, Store.USER)))
    assert {v.store: v.trusted for v in found.store_verdicts} == {s: s in {Store.MOZILLA, Store.USER} for s in Store}
    chrome = found.verdict(Store.CHROME)
    assert chrome is not None
    assert chrome.because == "Test Root is not in this store"


@pytest.mark.parametrize(("issued", "trusted"), [(date(2026, 4, 15), True), (date(2026, 4, 16), False)])
def test_a_store_may_distrust_what_is_issued_after_a_day(issued: date, *, trusted: bool) -> None:
    limit = Limit(store=Store.MOZILLA, distrust_after=date(2026, 4, 15))
    stores = trusting(anchor(ROOT, Store.MOZILLA, Store.APPLE, limits=(limit,)))
    leaf = CA.issue(not_before=NOW.replace(month=issued.month, day=issued.day))
    found = analyse(leaf, stores=stores)
    verdicts = {verdict.store: verdict.trusted for verdict in found.store_verdicts}
    assert (verdicts[Store.MOZILLA], verdicts[Store.APPLE]) == (trusted, True)


@pytest.mark.parametrize(("name", "trusted"), [("a.tr", True), ("a.test", False), ("atr", False)])
def test_a_store_may_trust_a_root_for_some_domains(name: str, *, trusted: bool) -> None:
    stores = trusting(anchor(ROOT, Store.MOZILLA, limits=(Limit(store=Store.MOZILLA, domains=("*.tr",)),)))
    verdict = analyse(CA.issue(dns=[name]), stores=stores).verdict(Store.MOZILLA)
    assert verdict is not None
    assert verdict.trusted is trusted


def test_a_signature_that_we_cannot_compute_is_unknown_not_wrong() -> None:
    """The EC point of the intermediate is replaced by one that is on no curve."""
    der = bytearray(CA.der)
    at = CA.der.index(b"\x03\x42\x00\x04") + 4
    der[at : at + 64] = bytes(64)
    broken = parse_certificate(bytes(der))
    assert isinstance(broken, CertificateFacts)
    found = build_paths(facts(LEAF), [broken], [], STORES, NOW)
    assert Flaw.UNPROVEN_SIGNATURE in {flaw for flaw, _ in flaws(found)}
    assert found.impostors == ()


def test_a_mesh_of_cross_signs_is_cut_short_and_says_so() -> None:
    keys = [Authority.root(f"Mesh {n}") for n in range(6)]
    mesh = [one.cross_sign(other) for one in keys for other in keys if one is not other]
    found = analyse(keys[0].issue(), mesh, stores=NOTHING)
    assert found.truncated
    assert len(found.paths) <= MAX_PATHS
    assert max(len(path.members) for path in found.paths) <= MAX_DEPTH
    assert {verdict.trusted for verdict in found.store_verdicts} == {None}


def test_hundreds_of_certificates_are_borne() -> None:
    crowd = [ROOT.intermediate(f"CA {n}") for n in range(200)]
    found = analyse(LEAF, [CA, *crowd])
    assert found.truncated
    assert found.ending is Ending.ANCHORED
