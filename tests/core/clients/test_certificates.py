"""What clients make of the certificate: name, dates, key, path, each in its own way; and when that changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.clients.catalogue import client
from core.clients.trust import Trusted, find_trust
from core.model.client import Connects, Refusal, Refuses, Undecided
from core.model.observation import Fetched
from core.model.trust import Limit, Store, TrustStores
from core.wire.registry import Version
from tests.core.clients.support import GOOD, GOOD_RSA, chain_of, connects, meets, refuses, undecided
from tests.core.rules.certificate_support import CA, DAY, NOW, OWN, PUBLIC, ROOT, SECOND, served
from tests.core.rules.support import stores_of
from tests.lab.bench import with_sha1
from tests.support.pki import CLIENT_AUTH, Authority, RawExtension
from tests.support.server_maps import RSA_12, server, spoken, tls12, tls13

ISRG_X1 = "96bcec06264976f37460779acf28c5a7cfe8a3c0aae11a8ffcee05c0bddf08c6"
AES_SHA = ("ECDHE-RSA-AES128-SHA", "AES128-SHA")
OLD = server(spoken(Version.TLS1_0, *AES_SHA))


def test_the_certificates_end_is_the_day_that_changes_it() -> None:
    result = meets("go-1.19", leaf=CA.issue(not_after=NOW + DAY))
    assert (result.changes_on, result.change) == ((NOW + DAY).date(), "the certificate expires")


def test_an_intermediate_that_ends_first_is_named() -> None:
    short = ROOT.intermediate("Short CA", not_after=NOW + timedelta(hours=12))
    result = meets("go-1.19", leaf=short.issue())
    assert (result.changes_on, result.change) == ((NOW + timedelta(hours=12)).date(), "Short CA expires")


def test_expired_and_not_yet_valid() -> None:
    assert refuses(meets("chrome-current", leaf=CA.issue(not_after=NOW - SECOND))).shows == "NET::ERR_CERT_DATE_INVALID"
    early = meets("chrome-current", leaf=CA.issue(not_before=NOW + DAY))
    assert refuses(early).code is Refusal.NOT_YET_VALID
    assert (early.changes_on, early.change) == ((NOW + DAY).date(), "the certificate becomes valid")


def test_a_wrong_name() -> None:
    answer = refuses(meets("go-1.19", leaf=CA.issue(dns=("b.test",))))
    assert (answer.code, answer.reason) == (Refusal.NAME, "the certificate is for other names")
    assert "certificate is valid for" in answer.shows


@pytest.mark.parametrize(
    ("who", "reads"), [("openssl-3.0", True), ("java-17", True), ("python-3.13", True), ("go-1.19", False)]
)
def test_who_reads_the_common_name(who: str, reads: bool) -> None:
    result = meets(who, leaf=CA.issue(cn="a.test", san=False))
    assert (connects(result).version == "TLS 1.3") if reads else refuses(result).code is Refusal.NAME


def test_a_certificate_for_clients_only() -> None:
    assert refuses(meets("go-1.19", leaf=CA.issue(eku=(CLIENT_AUTH,)))).code is Refusal.UNSUITABLE


def test_a_critical_extension_that_nobody_knows() -> None:
    leaf = CA.issue(extra=(RawExtension("1.3.6.1.4.1.99999.1", b"\x05\x00", critical=True),))
    answer = refuses(meets("node-20", leaf=leaf))
    assert (answer.code, answer.shows) == (Refusal.CRITICAL, "Error: unhandled critical extension")


def test_apple_wants_the_extended_key_usage_stated() -> None:
    bare = CA.issue(eku=None)
    assert refuses(meets("safari-current", leaf=bare)).code is Refusal.UNSUITABLE
    assert connects(meets("chrome-current", leaf=bare)).version == "TLS 1.3"


def test_digital_signature_is_wanted_by_those_that_look() -> None:
    leaf = CA.issue(key="rsa2048", ku=("key_encipherment",))
    modern, static = server(tls13(), tls12(*RSA_12)), server(tls12("AES128-GCM-SHA256"))
    answer = refuses(meets("java-17", modern, leaf))
    assert (answer.code, answer.reason) == (
        Refusal.KEY_USAGE,
        "the certificate's key usage lacks digitalSignature",
    )
    assert connects(meets("openssl-3.0", modern, leaf)).version == "TLS 1.3"
    assert connects(meets("java-17", static, leaf)).forward_secret is False


def test_python_3_13_holds_certificates_to_the_letter() -> None:
    leaf = CA.issue(aki=False)
    answer = refuses(meets("python-3.13", leaf=leaf))
    assert (answer.code, answer.reason) == (
        Refusal.NOT_STRICT,
        "a.test has no authority key identifier, which it wants",
    )
    assert connects(meets("openssl-3.0", leaf=leaf)).version == "TLS 1.3"


def test_gnutls_holds_a_certificate_that_demands_a_staple_to_it() -> None:
    leaf = CA.issue(must_staple=True)
    assert refuses(meets("gnutls-3.7", leaf=leaf, stapled=False)).code is Refusal.NO_STAPLE
    assert connects(meets("gnutls-3.7", leaf=leaf, stapled=True)).version == "TLS 1.3"
    assert connects(meets("gnutls-3.7", leaf=leaf)).version == "TLS 1.3"
    assert connects(meets("openssl-3.0", leaf=leaf, stapled=False)).version == "TLS 1.3"


def test_java_stops_at_a_warning_about_the_name() -> None:
    assert refuses(meets("java-17", warned=True)).code is Refusal.SNI_WARNING
    assert connects(meets("go-1.19", warned=True)).version == "TLS 1.3"


def test_a_small_rsa_key() -> None:
    weak = CA.issue(key="rsa1024")
    assert refuses(meets("openssl-3.0", server(tls13(), tls12(*RSA_12)), weak)).code is Refusal.WEAK_KEY
    assert connects(meets("go-1.19", server(tls13(), tls12(*RSA_12)), weak)).version == "TLS 1.3"


def test_a_curve_that_chrome_does_not_know() -> None:
    leaf = CA.issue(key="p521")
    assert refuses(meets("chrome-current", leaf=leaf)).code is Refusal.KEY_KIND
    assert connects(meets("openssl-3.0", leaf=leaf)).version == "TLS 1.3"


def test_ed25519_is_for_those_that_offer_it() -> None:
    leaf = CA.issue(key="ed25519")
    assert refuses(meets("chrome-current", leaf=leaf)).code is Refusal.KEY_KIND
    assert connects(meets("openssl-3.0", leaf=leaf)).version == "TLS 1.3"


def test_a_missing_intermediate_stops_those_that_do_not_fetch() -> None:
    alone = chain_of((GOOD.der,), OWN)
    assert not alone.paths.complete_as_sent
    assert refuses(meets("go-1.19", leaf=(GOOD.der,))).code is Refusal.INCOMPLETE
    assert refuses(meets("openssl-3.0", leaf=(GOOD.der,))).shows.startswith("verify error:num=20:")


def test_firefox_may_know_a_missing_intermediate_beforehand_and_chrome_fetches_it() -> None:
    fetched = Fetched("http://a.test/ca", (GOOD.sent_ders[1],))
    (shown,) = served((GOOD.der,), stores=OWN, fetched=[fetched]).presentations
    assert shown.paths
    chrome, firefox, go = (
        find_trust(client(who), shown.paths, NOW) for who in ("chrome-current", "firefox-current", "go-1.19")
    )
    assert isinstance(chrome, Trusted)
    assert isinstance(firefox, Undecided)
    assert isinstance(go, Refuses)
    assert (go.code, go.reason) == (
        Refusal.INCOMPLETE,
        "the server does not send Test Issuing CA, and it does not fetch missing issuers",
    )


def test_a_root_that_no_store_has() -> None:
    stranger = Authority.root("Stranger Root")
    leaf = stranger.intermediate("Stranger CA").issue()
    answer = refuses(meets("java-17", leaf=(*leaf.sent_ders, stranger.der), stores=PUBLIC))
    assert (answer.code, answer.reason) == (Refusal.UNTRUSTED, "Stranger Root is not among its roots")
    assert answer.shows.startswith("PKIX path building failed")


def test_the_users_own_ca_is_assumed_to_be_installed() -> None:
    assert connects(meets("chrome-current")).assumes == ("your own CA is installed there",)


def root_of(made: datetime) -> tuple[Authority, TrustStores]:
    root = Authority.root("Old Root", not_before=made)
    return root, stores_of(root)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (datetime(2014, 1, 1, tzinfo=UTC), "its roots are from 2013-10, and Old Root was made in 2014-01"),
        (datetime(2010, 1, 1, tzinfo=UTC), "whether its roots of 2013 hold Old Root (made in 2010) is not known"),
        (datetime(2006, 1, 1, tzinfo=UTC), "its roots of 2013 hold Old Root"),
    ],
)
def test_an_old_store_has_no_younger_root_and_is_assumed_to_have_old_ones(made: datetime, said: str) -> None:
    """Android 4.4 has the roots of October 2013."""
    root, stores = root_of(made)
    leaf = root.intermediate("CA").issue(key="rsa2048")
    result = meets("android-4.4", OLD, leaf, stores=stores)
    match result.answer:
        case Refuses(reason=told) | Undecided(because=told) | Connects(assumes=(told,)):
            assert told == said
        case _:
            raise AssertionError(result.answer)


@pytest.mark.parametrize(("who", "holds"), [("android-7.0", False), ("android-10", True), ("java-8u161", True)])
def test_isrg_root_x1_is_held_since_a_known_day(who: str, holds: bool) -> None:
    """The root is made up, its fingerprint is that of ISRG Root X1: in Android since 7.1.1, in Java since 8u141."""
    root, stores = root_of(datetime(2015, 6, 4, tzinfo=UTC))
    known = {key: replace(anchor, sha256=ISRG_X1) for key, anchor in stores.by_sha256.items()}
    stores = replace(stores, by_sha256=known, by_subject={a.subject_id: (a,) for a in known.values()})
    result = meets(who, server(tls12(*RSA_12)), root.intermediate("CA").issue(key="rsa2048"), stores=stores)
    if holds:
        assert connects(result).assumes == ()
    else:
        assert refuses(result).reason == "its roots are from 2016-08, and Old Root is in that store since 2016-12"


@pytest.mark.parametrize(
    ("who", "stores", "takes"),
    [
        ("openssl-1.0.2", PUBLIC, True),
        ("go-1.19", PUBLIC, False),
        ("java-17", PUBLIC, False),
        ("java-17", OWN, True),
    ],
)
def test_who_takes_sha1(who: str, stores: TrustStores, takes: bool) -> None:
    """Java takes it below private roots only."""
    leaf = with_sha1(CA.issue(key="rsa2048"), CA.key)
    result = meets(who, server(tls12(*RSA_12)), leaf, stores=stores)
    assert (connects(result).version == "TLS 1.2") if takes else refuses(result).code is Refusal.WEAK_SIGNATURE


def test_an_expired_root_stops_openssl_and_not_android() -> None:
    root = Authority.root("Past Root", not_before=NOW - 8000 * DAY, not_after=NOW - DAY)
    leaf = root.intermediate("CA", not_before=NOW - 10 * DAY).issue(key="rsa2048")
    mapped = server(tls12(*RSA_12))
    assert refuses(meets("openssl-1.1.1", mapped, leaf, stores=stores_of(root))).code is Refusal.EXPIRED
    assert connects(meets("android-10", mapped, leaf, stores=stores_of(root))).version == "TLS 1.2"


def test_openssl_1_0_takes_the_way_that_was_sent_though_another_is_sound() -> None:
    """The case of DST Root CA X3: the cross-signed certificate leads to an expired root, its twin is trusted."""
    past = Authority.root("Past Root", not_before=NOW - 8000 * DAY, not_after=NOW - DAY)
    twin = Authority.root("New Root")
    cross = past.intermediate("New Root", key=twin.key, not_before=NOW - 10 * DAY)
    leaf = twin.intermediate("Issuing CA").issue(key="rsa2048")
    sent = (*leaf.sent_ders, cross.der)
    mapped, stores = server(tls12(*RSA_12)), stores_of(past, twin)
    assert refuses(meets("openssl-1.0.2", mapped, sent, stores=stores)).code is Refusal.EXPIRED
    assert connects(meets("openssl-1.1.1", mapped, sent, stores=stores)).version == "TLS 1.2"
    assert connects(meets("openssl-1.0.2", mapped, leaf, stores=stores)).version == "TLS 1.2"


def test_a_store_that_phases_the_root_out_names_the_successor() -> None:
    issued = (NOW - DAY).date()
    limited = {
        k: replace(a, limits=(Limit(store=Store.CHROME, distrust_after=issued),)) for k, a in PUBLIC.by_sha256.items()
    }
    stores = replace(PUBLIC, by_sha256=limited, by_subject={a.subject_id: (a,) for a in limited.values()})
    result = meets("chrome-current", stores=stores)
    assert connects(result).version == "TLS 1.3"
    assert result.change == "the certificate expires; it takes no new certificate below Test Root"
    late = {
        k: replace(a, limits=(Limit(store=Store.CHROME, distrust_after=date(2020, 1, 1)),)) for k, a in limited.items()
    }
    dead = replace(stores, by_sha256=late, by_subject={a.subject_id: (a,) for a in late.values()})
    assert refuses(meets("chrome-current", stores=dead)).reason == (
        "it trusts nothing below Test Root that was issued after 2020-01-01"
    )


def test_public_certificates_need_scts_for_chrome_and_may_not_live_too_long() -> None:
    assert "0 of 2 SCTs" in undecided(meets("chrome-current", leaf=CA.issue(), stores=PUBLIC)).because
    long = CA.issue(scts=2, not_after=NOW + 400 * DAY)
    assert refuses(meets("chrome-current", leaf=long, stores=PUBLIC)).code is Refusal.TOO_LONG
    assert connects(meets("chrome-current", leaf=long)).version == "TLS 1.3"


def test_the_day_on_which_mozilla_lets_an_old_root_go_comes_before_the_certificates_end() -> None:
    """A key of 2008 leaves on 2027-04-15; other stores publish no such schedule."""
    old = Authority.root("Old Root", not_before=datetime(2008, 6, 1, tzinfo=UTC), not_after=NOW + 4000 * DAY)
    leaf = old.intermediate("CA", not_before=NOW - 300 * DAY).issue(not_after=NOW + 390 * DAY, scts=3)
    mozilla = meets("openssl-3.0", leaf=leaf, stores=stores_of(old))
    assert (mozilla.changes_on, mozilla.change) == (date(2027, 4, 15), "Old Root is to leave Mozilla's store")
    java = meets("java-17", leaf=leaf, stores=stores_of(old))
    assert (java.changes_on, java.change) == ((NOW + 390 * DAY).date(), "the certificate expires")


def test_a_client_without_a_server_name_gets_the_nameless_certificate() -> None:
    elsewhere = chain_of(CA.issue(dns=("default.test",), key="rsa2048"))
    same = chain_of(GOOD_RSA)
    assert connects(meets("android-2.3", OLD, GOOD_RSA, nameless=same)).version == "TLS 1.0"
    other = refuses(meets("android-2.3", OLD, GOOD_RSA, nameless=elsewhere))
    assert (other.code, other.reason) == (
        Refusal.NO_SNI,
        "it sends no server name and gets the certificate of another site",
    )
    assert refuses(meets("android-2.3", OLD, GOOD_RSA, nameless_refused=True)).code is Refusal.NO_SNI
    assert "without a server name" in undecided(meets("android-2.3", OLD, GOOD_RSA)).because


def test_the_second_certificate_serves_the_other_suites() -> None:
    """A dual server: ECDSA for modern clients, RSA for those that have no ECDSA suite in common."""
    mapped = server(tls12("ECDHE-ECDSA-AES128-GCM-SHA256"), spoken(Version.TLS1_0, "AES128-SHA"))
    expired = chain_of(CA.issue(key="rsa2048", not_after=NOW - SECOND))
    assert refuses(meets("openssl-0.9.8", mapped, others=(expired,))).code is Refusal.EXPIRED
    assert connects(meets("openssl-1.0.2", mapped, others=(expired,))).version == "TLS 1.2"
    assert "was not seen" in undecided(meets("openssl-0.9.8", mapped)).because


def test_postfix_takes_any_certificate_and_no_day_changes_that() -> None:
    result = meets("postfix", leaf=CA.issue(dns=("b.test",), not_after=NOW - SECOND))
    assert (connects(result).version, result.changes_on) == ("TLS 1.3", None)
