"""Who is asked about which certificate, in which order, and who need not be asked."""

from datetime import UTC, datetime, timedelta

import pytest

from core.certificates.facts import parse_certificate
from core.certificates.paths import build_paths
from core.certificates.revocation import answer_to, exempt, requests_for, short_lived, statuses_for, worth_keeping
from core.model.certificate import CertificateFacts
from core.model.path import PathAnalysis
from core.model.revocation import Doubt, Source, Standing, StatusFetched, StatusRequest
from tests.support import revocation as made
from tests.support.pki import NOW, Authority, Leaf, Overrides, RawExtension
from tests.support.trust import trusting

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
CRL, CRL_2, OCSP, ROOT_CRL, CA_OCSP = (f"http://{n}.test/" for n in ("crl", "crl2", "ocsp", "root-crl", "ca-ocsp"))
ROOT = Authority.root()
CA = ROOT.intermediate("Test Issuing CA", crl=ROOT_CRL, ocsp=CA_OCSP)
BOTH = CA.issue(crl=CRL, ocsp=OCSP)


def facts(of: Leaf | Authority) -> CertificateFacts:
    read = parse_certificate(of.der)
    assert isinstance(read, CertificateFacts)
    return read


def paths_of(leaf: Leaf) -> PathAnalysis:
    sent = [c for c in map(parse_certificate, leaf.sent_ders[1:]) if isinstance(c, CertificateFacts)]
    return build_paths(facts(leaf), sent, (), trusting(ROOT), NOW)


def asked(leaf: Leaf, *came: StatusFetched) -> list[tuple[Source, str]]:
    return [(r.source, r.url) for r in requests_for(paths_of(leaf), came, NOW)]


def request(leaf: Leaf, place: str) -> StatusRequest:
    """The request for this place, wherever in the order it comes."""
    came: tuple[StatusFetched, ...] = ()
    while True:
        wanted = requests_for(paths_of(leaf), came, NOW)
        found = [r for r in wanted if r.url == place]
        if found:
            return found[0]
        assert wanted
        came = (*came, *(StatusFetched(request=r, failure="down") for r in wanted))


def test_a_leaf_asks_its_responder_and_an_intermediate_its_list() -> None:
    assert asked(BOTH) == [(Source.OCSP, OCSP), (Source.CRL, ROOT_CRL)]


def test_only_one_who_got_no_answer_asks_on() -> None:
    down = StatusFetched(request=request(BOTH, OCSP), failure="down")
    listed = StatusFetched(request=request(BOTH, ROOT_CRL), body=made.crl(ROOT))
    assert asked(BOTH, down, listed) == [(Source.CRL, CRL)]
    assert asked(BOTH, StatusFetched(request=request(BOTH, OCSP), body=made.answer(BOTH)), listed) == []


def test_an_answer_that_says_nothing_is_no_answer() -> None:
    useless = StatusFetched(request=request(BOTH, OCSP), body=made.refusal())
    assert (Source.CRL, CRL) in asked(BOTH, useless)


def test_what_is_pending_is_waited_for() -> None:
    pending = StatusFetched(request=request(BOTH, OCSP), failure="slow", pending=True)
    assert (Source.CRL, CRL) not in asked(BOTH, pending)


def test_when_all_places_were_tried_nobody_is_asked() -> None:
    came = [StatusFetched(request=request(BOTH, place), failure="down") for place in (OCSP, CRL, ROOT_CRL, CA_OCSP)]
    assert asked(BOTH, *came) == []


def test_without_its_issuer_nobody_is_asked() -> None:
    alone = Leaf(cert=BOTH.cert, key=BOTH.key, chain=())
    assert asked(alone) == []


def test_a_root_is_never_asked_about() -> None:
    assert asked(ROOT.issue()) == []
    assert len(statuses_for(paths_of(BOTH), (), (), NOW).statuses) == 2


def test_the_same_leaf_in_another_chain_needs_its_own_answer() -> None:
    other = CA.issue(crl=CRL)
    came = StatusFetched(request=request(CA.issue(crl=CRL), CRL), body=made.crl(CA))
    status = statuses_for(paths_of(other), (), (came,), NOW).leaf
    assert (status.standing, status.answers) == (Standing.UNKNOWN, ())


@pytest.mark.parametrize(
    ("overrides", "because"),
    [
        (Overrides(crl=CRL), None),
        (Overrides(ocsp=OCSP), None),
        (Overrides(), "it names no place where a revocation would be published"),
        (Overrides(crl="ldap:///x"), "it names only places that are asked by another protocol than HTTP"),
        (
            Overrides(crl=CRL, extra=(RawExtension("2.5.29.56", b"\x05\x00"),)),
            "it says that there is no revocation information (RFC 9608)",
        ),
        (Overrides(crl=CRL, not_after=NOW), None),
        (
            Overrides(crl=CRL, not_after=NOW - SECOND),
            "it has expired, and CAs drop expired certificates from their lists",
        ),
    ],
)
def test_who_need_not_be_asked(overrides: Overrides, because: str | None) -> None:
    assert exempt(facts(CA.issue(**overrides)), NOW) == because


CHANGE = datetime(2026, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begin", "length", "short"),
    [
        (CHANGE, timedelta(seconds=604_800), True),
        (CHANGE, timedelta(seconds=604_801), False),
        (CHANGE - SECOND, timedelta(seconds=864_000), True),
        (CHANGE - SECOND, timedelta(seconds=864_001), False),
    ],
)
def test_short_lived_by_the_rule_of_its_day(begin: datetime, length: timedelta, short: bool) -> None:
    """A validity period includes its last second (BR section 1.6.1)."""
    leaf = CA.issue(not_before=begin, not_after=begin + length - SECOND)
    assert short_lived(facts(leaf)) == short


def test_a_ca_is_never_short_lived() -> None:
    brief = ROOT.intermediate("Brief CA", not_before=NOW - DAY, not_after=NOW + DAY)
    assert not short_lived(facts(brief))


def test_only_a_signed_current_answer_is_worth_keeping() -> None:
    asked_for = request(BOTH, CRL)
    good = made.crl(CA, until=NOW + DAY)
    assert worth_keeping(asked_for, good, NOW) == NOW + DAY
    assert worth_keeping(asked_for, made.crl(CA, BOTH, until=NOW + DAY), NOW) == NOW + DAY
    assert worth_keeping(asked_for, made.spoiled(good), NOW) is None
    assert worth_keeping(asked_for, good, NOW + 2 * DAY) is None
    assert worth_keeping(asked_for, b"<html>", NOW) is None


def test_a_request_about_rubbish_is_answered_with_doubt() -> None:
    rubbish = StatusRequest(source=Source.CRL, url=CRL, certificate=b"x", issuer=b"y")
    assert answer_to(rubbish, made.crl(CA), NOW).doubt is Doubt.UNREACHABLE
