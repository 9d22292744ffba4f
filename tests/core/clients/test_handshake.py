"""Version, group and suite: what a client and a server agree on, and what the map does not settle."""

from dataclasses import replace

import pytest

from core.clients.catalogue import client
from core.model.client import Refusal
from core.model.server_map import DhParameters, Preference, Tri
from core.wire.registry import Version
from tests.core.clients.support import GOOD_RSA, connects, meets, refuses, undecided
from tests.support.server_maps import RSA_12, SAFE, server, spoken, tls12, tls13

AES_SHA = ("ECDHE-RSA-AES128-SHA", "AES128-SHA")


def test_the_highest_common_version_is_taken() -> None:
    assert connects(meets("chrome-current")).version == "TLS 1.3"
    assert connects(meets("openssl-1.0.2")).version == "TLS 1.2"


def test_no_common_version_is_said_with_both_sides() -> None:
    answer = refuses(meets("java-7u80"))
    assert (answer.code, answer.reason) == (
        Refusal.NO_VERSION,
        "it offers TLS 1.0, and the server speaks TLS 1.3, TLS 1.2",
    )
    assert answer.shows == "javax.net.ssl.SSLHandshakeException: Received fatal alert: protocol_version"


def test_a_server_that_is_too_old_has_other_words() -> None:
    old = server(spoken(Version.TLS1_0, *AES_SHA))
    assert refuses(meets("chrome-current", old)).shows == "ERR_SSL_VERSION_OR_CIPHER_MISMATCH"
    assert refuses(meets("go-1.19", old)).shows == "tls: server selected unsupported protocol version 301"


def test_a_version_that_was_not_found_out_leaves_it_open() -> None:
    mapped = server(tls12(), unknown=[Version.TLS1_3])
    assert undecided(meets("chrome-current", mapped)).because == "whether the server speaks TLS 1.3 is not known"
    assert connects(meets("openssl-1.0.2", mapped)).version == "TLS 1.2"


def test_no_common_suite() -> None:
    answer = refuses(meets("safari-6", server(tls12(*RSA_12)), GOOD_RSA))
    assert answer.code is Refusal.NO_CIPHER
    assert answer.reason.startswith(
        "it offers none of the server's cipher suites in TLS 1.2 (TLS_ECDHE_RSA_WITH_AES_128"
    )


def test_a_suite_list_that_was_cut_short_proves_no_no() -> None:
    mapped = server(spoken(Version.TLS1_2, *RSA_12, complete=False))
    assert undecided(meets("safari-6", mapped, GOOD_RSA)).because == (
        "the server's cipher suites in TLS 1.2 are not all known"
    )


def test_a_server_that_limited_us_proves_no_no() -> None:
    assert "closed us out" in undecided(meets("safari-6", server(tls12(*RSA_12), limited="closed us out"))).because


@pytest.mark.parametrize(
    ("preference", "suite"),
    [
        (Preference.SERVER, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
        (Preference.CLIENT, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
        (Preference.CHACHA_BY_CLIENT, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
        (Preference.UNKNOWN, None),
    ],
)
def test_who_chooses_the_suite(preference: Preference, suite: str | None) -> None:
    """Mbed TLS puts ChaCha20-Poly1305 first."""
    answer = connects(meets("mbedtls-2.28", server(tls12(*RSA_12, preference=preference)), GOOD_RSA))
    assert (answer.cipher, answer.forward_secret) == (suite, True)


def test_chacha_is_the_clients_choice_only_when_it_comes_first_there() -> None:
    mapped = server(tls12(*RSA_12, preference=Preference.CHACHA_BY_CLIENT))
    assert connects(meets("openssl-1.0.2", mapped, GOOD_RSA)).cipher == "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"


def test_the_group_is_the_servers_or_the_clients_choice() -> None:
    by_server = server(tls13(), groups=("secp384r1", "x25519"), group_preference=Preference.SERVER)
    by_client = replace(by_server, group_preference=Preference.CLIENT)
    assert connects(meets("go-1.19", by_server)).group == "secp384r1"
    assert connects(meets("go-1.19", by_client)).group == "x25519"
    assert connects(meets("go-1.19", replace(by_server, group_preference=Preference.UNKNOWN))).group is None


def test_hybrid_groups_do_not_serve_tls12() -> None:
    mapped = server(tls12("ECDHE-RSA-AES128-GCM-SHA256", "AES128-GCM-SHA256"), groups=("X25519MLKEM768",))
    answer = connects(meets("openssl-3.5", mapped, GOOD_RSA))
    assert (answer.cipher, answer.group, answer.forward_secret) == ("TLS_RSA_WITH_AES_128_GCM_SHA256", None, False)


def test_no_common_group_in_tls13() -> None:
    mapped = server(tls13(), groups=("X25519MLKEM768",))
    answer = refuses(meets("go-1.19", mapped))
    assert (answer.code, "X25519MLKEM768" in answer.reason) == (Refusal.NO_GROUP, True)
    assert "not all known" in undecided(meets("go-1.19", replace(mapped, groups_complete=False))).because


def test_no_common_signature_algorithm() -> None:
    """A server that signs with SHA-1 alone; a list that was not asked to its end proves nothing."""
    sha1 = replace(server(tls12(*RSA_12)), signature_schemes=(0x0201,), signatures_complete=True)
    assert refuses(meets("go-current", sha1, GOOD_RSA)).code is Refusal.NO_SIGNATURE
    assert connects(meets("openssl-1.0.2", sha1, GOOD_RSA)).version == "TLS 1.2"
    open_ = replace(sha1, signatures_complete=False)
    assert connects(meets("go-current", open_, GOOD_RSA)).version == "TLS 1.2"
    static = replace(sha1, versions=server(tls12("AES128-GCM-SHA256")).versions)
    assert connects(meets("openssl-3.0", static, GOOD_RSA)).version == "TLS 1.2"


def test_java_7_cannot_do_diffie_hellman_over_1024_bits() -> None:
    old = spoken(Version.TLS1_0, "DHE-RSA-AES128-SHA")
    assert connects(meets("java-7u80", server(old, dh=DhParameters(bits=1024)), GOOD_RSA)).version == "TLS 1.0"
    answer = refuses(meets("java-7u80", server(old, dh=DhParameters(bits=2048)), GOOD_RSA))
    assert answer.code is Refusal.DH_TOO_LARGE
    assert "can only range from 512 to 1024" in answer.shows


@pytest.mark.parametrize(("bits", "fine"), [(2047, False), (2048, True)])
def test_openssl_3_at_security_level_2_wants_2048_bits(bits: int, fine: bool) -> None:
    mapped = server(tls12("DHE-RSA-AES128-GCM-SHA256"), dh=DhParameters(bits=bits))
    result = meets("openssl-3.0", mapped, GOOD_RSA)
    assert (connects(result).version == "TLS 1.2") if fine else refuses(result).code is Refusal.DH_TOO_SMALL


def test_openssl_3_insists_on_secure_renegotiation_before_tls13_only() -> None:
    unsafe = replace(SAFE, secure_renegotiation=Tri.NO)
    answer = refuses(meets("openssl-3.0", server(tls12(), features=unsafe)))
    assert (answer.code, "unsafe legacy renegotiation disabled" in answer.shows) == (Refusal.UNSAFE_RENEGOTIATION, True)
    assert connects(meets("openssl-3.0", server(tls13(), features=unsafe))).version == "TLS 1.3"
    assert connects(meets("openssl-1.1.1", server(tls12(), features=unsafe))).version == "TLS 1.2"


def test_openssl_3_refuses_the_sha1_signed_key_exchange_of_tls10() -> None:
    mapped = server(spoken(Version.TLS1_0, *AES_SHA))
    assert refuses(meets("openssl-3.0", mapped, GOOD_RSA)).code is Refusal.WEAK_SIGNATURE
    assert connects(meets("openssl-1.1.1", mapped, GOOD_RSA)).version == "TLS 1.0"


def test_a_hello_in_ssl2_format_is_an_assumption() -> None:
    mapped = server(spoken(Version.TLS1_0, *AES_SHA))
    assert "the server reads a hello in SSL 2.0's format" in connects(meets("openssl-0.9.8", mapped, GOOD_RSA)).assumes


def test_a_client_certificate_that_is_asked_is_an_assumption() -> None:
    answer = connects(meets("go-1.19", server(client_cert_asked=Tri.YES)))
    assert answer.assumes[0] == "the server does not insist on a client certificate, or the client has one"


def test_every_client_has_its_offer_from_the_table() -> None:
    assert client("edge-current").hello == client("chrome-current").hello
