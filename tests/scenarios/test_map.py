"""The map of real servers against what was written into their configuration."""

import shutil
from collections.abc import Iterator

import pytest

from core.certificates.facts import parse_certificate
from core.model.certificate import CertificateFacts
from core.model.server_map import DhParameters, Preference, ServerMap, Tri
from core.wire.registry import Version, cipher, group, signature_scheme
from tests.lab.bench import Bench, Running
from tests.lab.catalogue import by_name
from tests.lab.foreign import haproxy, nginx, s_server
from tests.oracles.scans import ours
from tests.oracles.servers import HOST, SETUPS
from tests.support.pki import Leaf

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="this machine lacks openssl")
needs_nginx = pytest.mark.skipif(shutil.which("nginx") is None, reason="this machine lacks nginx")
needs_haproxy = pytest.mark.skipif(shutil.which("haproxy") is None, reason="this machine lacks haproxy")
DH_1024 = """-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
"""  # RFC 2409 section 6.2


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Bench() as bench:
        yield bench


def rsa(bench: Bench) -> Leaf:
    return bench.pki.leaf(HOST, key="rsa2048", ku=("digital_signature", "key_encipherment"))


def setup(name: str, bench: Bench) -> Running:
    return next(s for s in SETUPS if s.name == name).start(bench)


def suites(found: ServerMap, version: int) -> list[str | None]:
    known = found.version(version)
    assert known is not None
    return [cipher(code).openssl for code in known.suites]


def preference(found: ServerMap, version: int) -> Preference:
    known = found.version(version)
    assert known is not None
    return known.preference


def schemes(found: ServerMap) -> set[str]:
    return {signature_scheme(number).name for number in found.signature_schemes}


@needs_nginx
def test_nginx_with_an_order_of_its_own_a_session_cache_and_early_data(bench: Bench) -> None:
    order = "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384:AES128-SHA"
    more = (
        f"ssl_ciphers {order}; ssl_prefer_server_ciphers on; ssl_early_data on; "
        "ssl_session_cache shared:lab:1m; ssl_ecdh_curve X25519:secp384r1;"
    )
    found = ours(bench, nginx(bench, HOST, rsa(bench), more=more))
    assert suites(found, Version.TLS1_2) == order.split(":")
    assert preference(found, Version.TLS1_2) is Preference.SERVER
    assert [group(number).name for number in found.groups] == ["x25519", "secp384r1"]
    features = found.features
    assert features.alpn == ("h2", "http/1.1")
    assert (features.session_ids, features.tickets, features.psk) == (Tri.YES, Tri.YES, Tri.YES)
    assert features.early_data is not None
    assert features.early_data > 0
    assert features.fallback_scsv is Tri.YES
    assert features.downgrade_signal is Tri.YES
    assert features.compression is Tri.NO
    assert found.complete
    assert found.signatures_complete


@needs_nginx
def test_both_certificates_of_a_dual_server(bench: Bench) -> None:
    found = ours(bench, setup("nginx-dual", bench))
    (other,) = found.other_chains
    leaf = parse_certificate(other[0])
    assert isinstance(leaf, CertificateFacts)
    assert leaf.key.kind.value == "RSA"


@needs_nginx
def test_a_request_for_a_client_certificate_names_its_authorities(bench: Bench) -> None:
    more = f"ssl_client_certificate {bench.ca_file}; ssl_verify_client optional;"
    found = ours(bench, nginx(bench, HOST, rsa(bench), more=more))
    assert found.client_cert_asked is Tri.YES
    assert any("Lab Root" in name for name in found.client_cert_authorities)


@needs_haproxy
def test_haproxy_gives_chacha_to_clients_that_lead_with_it(bench: Bench) -> None:
    found = ours(bench, haproxy(bench, HOST, rsa(bench)))
    assert preference(found, Version.TLS1_2) is Preference.CHACHA_BY_CLIENT
    assert preference(found, Version.TLS1_3) is Preference.CHACHA_BY_CLIENT


@needs_openssl
def test_signature_algorithms_are_those_that_were_allowed(bench: Bench) -> None:
    options = ("-tls1_2", "-sigalgs", "RSA+SHA256:RSA-PSS+SHA512")
    found = ours(bench, s_server(bench, HOST, rsa(bench), *options))
    assert schemes(found) == {"rsa_pkcs1_sha256", "rsa_pss_rsae_sha512"}
    assert found.signatures_complete


@needs_openssl
def test_a_small_dh_group_is_measured_and_named(bench: Bench) -> None:
    params = bench.folder / "dh.pem"
    params.write_text(DH_1024)
    options = ("-tls1_2", "-dhparam", str(params), "-cipher", "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0")
    found = ours(bench, s_server(bench, HOST, rsa(bench), *options))
    assert suites(found, Version.TLS1_2) == ["DHE-RSA-AES128-GCM-SHA256"]
    assert preference(found, Version.TLS1_2) is Preference.SINGLE
    assert found.dh == DhParameters(bits=1024, name="RFC 2539 1024-bit MODP Group", reused=Tri.NO)


@needs_openssl
def test_what_was_switched_off_is_not_there(bench: Bench) -> None:
    found = ours(bench, s_server(bench, HOST, rsa(bench), "-no_ticket", "-no_etm", "-tls1_2"))
    features = found.features
    assert (features.tickets, features.session_ids) == (Tri.NO, Tri.YES)
    assert features.encrypt_then_mac is Tri.NO
    assert features.extended_master_secret is Tri.YES
    assert features.secure_renegotiation is Tri.YES
    assert features.fallback_scsv is Tri.UNKNOWN


@needs_openssl
def test_groups_of_tls_1_3_are_those_that_were_allowed(bench: Bench) -> None:
    found = ours(bench, setup("openssl-tls13", bench))
    assert {group(number).name for number in found.groups} == {"x448", "secp521r1", "ffdhe2048", "ffdhe4096"}
    assert found.groups_complete
    assert [v.version for v in found.supported] == [Version.TLS1_3]


def test_hybrid_groups_are_found_without_any_lattice_arithmetic(bench: Bench) -> None:
    found = ours(bench, setup("openssl-4", bench))
    assert {"X25519MLKEM768", "SecP256r1MLKEM768"} <= {group(number).name for number in found.groups}
    assert found.group_preference is Preference.SERVER


@pytest.mark.parametrize("name", ["limit-reset", "limit-closed"])
def test_a_limit_leaves_unknown_what_it_hid(name: str, bench: Bench) -> None:
    found = ours(bench, by_name(name).start(bench))
    assert found.limited is not None
    assert not found.complete
    assert found.supports(Version.TLS1_3) is Tri.YES


def test_a_crowd_limit_costs_time_and_no_knowledge(bench: Bench) -> None:
    found = ours(bench, by_name("crowd").start(bench))
    assert found.complete
    assert found.limited is not None


def test_a_server_that_refuses_by_closing_is_mapped_like_any_other(bench: Bench) -> None:
    silent, plain = ours(bench, by_name("closes-to-refuse").start(bench)), ours(bench, by_name("healthy").start(bench))
    assert silent.suites == plain.suites
    assert set(silent.groups) == set(plain.groups)
    assert silent.complete
    assert silent.limited is None


def test_two_machines_behind_one_address_are_told(bench: Bench) -> None:
    found = ours(bench, by_name("two-machines").start(bench))
    assert found.inconsistent is not None
    assert not found.complete
