"""The TLSRef level, and each thing to change for the next."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.grade import grade
from core.model.grade import Level, LevelName
from core.model.observation import Negotiated
from core.wire.registry import Version
from tests.core.grade.support import surveyed
from tests.core.rules.certificate_support import CA, NOW
from tests.support.pki import Leaf
from tests.support.server_maps import ECDSA_12, RSA_12, server, spoken, tls12, tls13

ECDSA = "use a certificate with an ECDSA key on P-256 or P-384"
MODERN, INTERMEDIATE, NONE = LevelName.MODERN, LevelName.INTERMEDIATE, LevelName.NONE


def level(*args: object, **named: object) -> Level:
    found = grade(surveyed(*args, **named)).level  # type: ignore[arg-type]
    assert found is not None
    return found


def test_tls13_alone_with_ecdsa_and_ninety_days_is_modern() -> None:
    assert level(server(tls13())) == Level(name=MODERN, next=None)


def test_tls12_beside_it_is_intermediate_and_one_step_from_modern() -> None:
    assert level() == Level(name=INTERMEDIATE, next=MODERN, changes=("disable TLS 1.2",))


def test_an_rsa_key_is_intermediate() -> None:
    found = level(server(tls13(), tls12(*RSA_12)), CA.issue(key="rsa2048", scts=2))
    assert found.name is INTERMEDIATE
    assert found.changes == ("disable TLS 1.2", ECDSA)


@pytest.mark.parametrize(
    ("mapped", "change"),
    [
        (server(tls12()), "enable TLS 1.3"),
        (server(tls13(), tls12(), spoken(Version.TLS1_0, "AES128-SHA")), "disable TLS 1.0"),
        (server(tls13(), tls12(), spoken(Version.SSL2)), "disable SSL 2.0"),
        (server(tls13(), tls12(*ECDSA_12, "ECDHE-RSA-AES128-SHA")), "remove cipher ECDHE-RSA-AES128-SHA"),
        (server(groups=("x25519", "secp256r1", "secp521r1")), "remove key-exchange group secp521r1"),
    ],
)
def test_one_thing_too_many_or_missing_is_no_level_and_named(mapped: object, change: str) -> None:
    found = level(mapped)
    assert (found.name, found.next, found.changes) == (NONE, INTERMEDIATE, (change,))


def test_without_any_suite_of_the_guideline_one_is_to_be_added() -> None:
    found = level(server(tls13(), tls12("ECDHE-ECDSA-AES128-SHA")))
    assert found.changes == ("remove cipher ECDHE-ECDSA-AES128-SHA", "add a cipher of the guideline to TLS 1.2")


def test_ciphers_of_a_version_that_goes_need_no_order_of_their_own() -> None:
    assert level(server(tls13(), tls12(), spoken(Version.TLS1_1, "AES128-SHA"))).changes == ("disable TLS 1.1",)


@pytest.mark.parametrize(
    ("leaf", "change"),
    [
        (
            CA.issue(key="p521", scts=2),
            "use a certificate with an ECDSA key on P-256 or P-384 or an RSA key of 2048 bits",
        ),
        (
            CA.issue(not_before=NOW, not_after=NOW + timedelta(days=367), scts=2),
            "use a certificate that lives at most 366 days (now 367)",
        ),
    ],
)
def test_the_certificate_is_part_of_the_level(leaf: Leaf, change: str) -> None:
    assert level(leaf=leaf).changes == (change,)


def test_a_lifetime_of_366_days_is_intermediate_with_advice() -> None:
    leaf = CA.issue(not_before=NOW, not_after=NOW + timedelta(days=366) - timedelta(seconds=1), scts=2)
    found = level(leaf=leaf)
    assert (found.name, found.advice) == (INTERMEDIATE, ("renew with certificates of at most 90 days",))


@pytest.mark.parametrize(("header", "met"), [("max-age=63072000", True), ("max-age=63071999", False), (None, False)])
def test_hsts_of_two_years_is_asked_of_http(header: str | None, met: bool) -> None:
    found = level(hsts=header)
    wanted = () if met else ("send Strict-Transport-Security with max-age=63072000",)
    assert (found.name is INTERMEDIATE, found.changes) == (met, wanted or ("disable TLS 1.2",))


def test_without_http_there_is_no_hsts_to_ask_for() -> None:
    assert level(http=False).name is INTERMEDIATE


def test_a_missing_hybrid_group_is_advice() -> None:
    found = level(server(groups=("x25519", "secp256r1")))
    assert (found.name, found.advice) == (INTERMEDIATE, ("add the post-quantum hybrid group X25519MLKEM768",))


def test_a_staple_is_advised_only_where_a_responder_is_named() -> None:
    named = surveyed(leaf=CA.issue(ocsp="http://a.test/ocsp", scts=2))
    assert (found := grade(named).level)
    assert found.advice == ("staple OCSP responses: the certificate names a responder",)
    (endpoint,) = named.endpoints
    done = endpoint.attempts[0].outcome
    assert isinstance(done, Negotiated)
    stapled = replace(done, flight=replace(done.flight, staple=b"response"))
    endpoint = replace(endpoint, attempts=(replace(endpoint.attempts[0], outcome=stapled),))
    assert (found := grade(replace(named, endpoints=(endpoint,))).level)
    assert found.advice == ()
