"""The tables name every number, know what is weak, and are what the compiler makes of its source."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools import compile_registries

from core.wire import registry
from core.wire.registry import AlertDescription, GroupKind, Weakness


def test_an_ordinary_suite_has_all_its_facts() -> None:
    suite = registry.cipher(0xC02F)
    assert (suite.iana, suite.openssl) == ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256")
    assert (suite.key_exchange, suite.authentication, suite.bulk, suite.mode) == ("ECDHE", "RSA", "AES_128", "GCM")
    assert (suite.aead, suite.forward_secret, suite.weaknesses, suite.tls13) == (True, True, (), False)


def test_a_tls13_suite_is_forward_secret_without_a_key_exchange_of_its_own() -> None:
    suite = registry.cipher(0x1301)
    assert (suite.tls13, suite.key_exchange, suite.forward_secret, suite.aead) == (True, None, True, True)


def test_static_rsa_is_not_forward_secret() -> None:
    assert registry.cipher(0x009C).forward_secret is False


@pytest.mark.parametrize(
    ("code", "weaknesses"),
    [
        (0x0000, (Weakness.NULL, Weakness.ANONYMOUS)),
        (0x0001, (Weakness.NULL, Weakness.MD5)),
        (0x0003, (Weakness.EXPORT, Weakness.RC4, Weakness.MD5)),
        (0x0005, (Weakness.RC4,)),
        (0x0006, (Weakness.EXPORT, Weakness.RC2, Weakness.MD5)),
        (0x0007, (Weakness.IDEA,)),
        (0x0009, (Weakness.DES,)),
        (0x000A, (Weakness.TRIPLE_DES,)),
        (0x0034, (Weakness.ANONYMOUS,)),
        (0x0062, (Weakness.EXPORT, Weakness.DES)),
        (0x002F, ()),
        (0xC0B4, (Weakness.NULL,)),
    ],
)
def test_weak_suites_say_why(code: int, weaknesses: tuple[Weakness, ...]) -> None:
    assert registry.cipher(code).weaknesses == weaknesses


@pytest.mark.parametrize("code", [0xE411, 0xC070])
def test_aead_comes_from_the_mode_where_the_source_errs(code: int) -> None:
    assert registry.cipher(code).aead is False


def test_an_unknown_suite_is_neither_good_nor_bad() -> None:
    suite = registry.cipher(0x1234)
    assert (suite.iana, suite.known, suite.aead, suite.forward_secret) == ("unknown (0x1234)", False, None, None)


def test_grease_is_called_grease() -> None:
    assert registry.cipher(0x7A7A).iana == "GREASE (0x7a7a)"
    assert registry.group(0x0A0A).name == "GREASE (0x0a0a)"
    assert registry.extension_name(0xFAFA) == "GREASE (0xfafa)"


def test_a_near_miss_of_grease_is_not_grease() -> None:
    assert registry.cipher(0x7A8A).iana == "unknown (0x7a8a)"


def test_openssl_names_lead_to_the_current_number_of_a_suite() -> None:
    suite = registry.cipher_by_openssl_name("ecdhe-rsa-chacha20-poly1305")
    assert suite is not None
    assert suite.code == 0xCCA8


def test_no_two_suites_share_an_openssl_name() -> None:
    names = Counter(suite.openssl for suite in registry.ciphers() if suite.openssl)
    assert [name for name, count in names.items() if count > 1] == []


def test_an_unknown_name_is_none() -> None:
    assert registry.cipher_by_openssl_name("NO-SUCH") is None
    assert registry.cipher_by_iana_name("TLS_NO_SUCH") is None
    assert registry.group_by_name("no-such") is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("x25519", 0x1D),
        ("X25519", 0x1D),
        ("prime256v1", 0x17),
        ("secp256r1", 0x17),
        ("P-384", 0x18),
        ("X25519MLKEM768", 0x11EC),
        ("SecP256r1MLKEM768", 0x11EB),
        ("ffdhe2048", 0x0100),
        ("brainpoolP256r1", 0x1A),
    ],
)
def test_groups_are_found_by_every_spelling(name: str, code: int) -> None:
    found = registry.group_by_name(name)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("code", "kind", "post_quantum", "bits"),
    [
        (0x001D, GroupKind.EC, False, 255),
        (0x0017, GroupKind.EC, False, 256),
        (0x0100, GroupKind.FF, False, 2048),
        (0x0201, GroupKind.KEM, True, None),
        (0x11EC, GroupKind.HYBRID, True, None),
        (0x6399, GroupKind.HYBRID, True, None),
        (0x1234, GroupKind.UNKNOWN, None, None),
    ],
)
def test_groups_know_what_they_rest_on(code: int, kind: GroupKind, post_quantum: bool | None, bits: int | None) -> None:
    found = registry.group(code)
    assert (found.kind, found.post_quantum, found.bits) == (kind, post_quantum, bits)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (0x0002, "SSL 2.0"),
        (0x0300, "SSL 3.0"),
        (0x0301, "TLS 1.0"),
        (0x0304, "TLS 1.3"),
        (0x0305, "unknown (0x0305)"),
        (0x7F1C, "TLS 1.3 draft 28"),
        (0xFEFD, "DTLS 1.2"),
        (0x3A3A, "GREASE (0x3a3a)"),
    ],
)
def test_versions_have_names(code: int, name: str) -> None:
    assert registry.version_name(code) == name


def test_access_denied_is_49_and_not_hidden_by_an_alias() -> None:
    assert AlertDescription(49) is AlertDescription.ACCESS_DENIED
    assert AlertDescription(48) is AlertDescription.UNKNOWN_CA


def test_every_assigned_alert_is_there() -> None:
    assigned = {0, 10, *range(20, 23), 30, *range(40, 53), 60, 70, 71, 80, 86, 90, 100, *range(109, 118), 120, 121}
    assert {int(alert) for alert in AlertDescription} == assigned


def test_alerts_and_messages_are_named_as_in_the_rfcs() -> None:
    assert registry.alert_name(112) == "unrecognized_name"
    assert registry.alert_name(99) == "unknown (0x63)"
    assert registry.handshake_name(2) == "ServerHello"
    assert registry.handshake_name(99) == "unknown (0x63)"
    assert registry.extension_name(0) == "server_name"


def test_signature_schemes_have_their_iana_names() -> None:
    assert registry.signature_scheme(0x0804).name == "rsa_pss_rsae_sha256"
    assert registry.signature_scheme(0x0403).name == "ecdsa_secp256r1_sha256"
    assert registry.signature_scheme(0x4242).name == "unknown (0x4242)"


def test_ssl2_ciphers_have_three_bytes() -> None:
    assert registry.ssl2_cipher(0x0700C0).iana == "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"
    assert registry.ssl2_cipher(0x123456).iana == "unknown (0x123456)"


@given(st.integers(0, 0xFFFF))
def test_no_number_raises(code: int) -> None:
    assert registry.cipher(code).code == code
    assert registry.group(code).code == code
    assert registry.signature_scheme(code).code == code
    assert registry.version_name(code)
    assert registry.extension_name(code)


def test_the_committed_tables_are_what_the_compiler_makes() -> None:
    for name, text in compile_registries.tables().items():
        assert (compile_registries.OUTPUT / name).read_text(encoding="utf-8") == text, name
