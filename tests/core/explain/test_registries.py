"""Every registered code has a meaning; the lists are held against the registries themselves."""

import re

import pytest
from cryptography.hazmat.bindings.openssl.binding import Binding
from hypothesis import given
from hypothesis import strategies as st

from core.explain.asked import explain
from core.explain.documentation import documentation
from core.explain.registries import Meaning, alerts, every, lookup
from core.wire.codes import AlertDescription

LIB, FFI = Binding.lib, Binding.ffi
UNKNOWN = "unknown certificate verification error"
REGISTRIES = ("TLS alert", "OpenSSL verify code", "Chrome error", "Firefox error")


def numbers(registry: str) -> dict[int, str]:
    return {m.number: m.name for m in every() if m.registry == registry}


def test_the_alerts_are_those_of_iana() -> None:
    assert numbers("TLS alert") == {a.value: a.name.lower() for a in AlertDescription}


def test_openssl_has_words_for_every_verify_code_and_for_no_other() -> None:
    named = {n for n in range(1, 300) if FFI.string(LIB.X509_verify_cert_error_string(n)).decode() != UNKNOWN}
    assert named <= set(numbers("OpenSSL verify code"))
    assert set(numbers("OpenSSL verify code")) - named <= {101}  # CRL_VERIFY_FAILED: later than this OpenSSL


def test_the_names_of_verify_codes_are_openssls() -> None:
    bound = {getattr(LIB, name): name for name in dir(LIB) if name.startswith("X509_V_ERR_")}
    ours = numbers("OpenSSL verify code")
    assert {number: ours[number] for number in bound} == bound


@pytest.mark.parametrize(("registry", "count"), [("Chrome error", 63), ("Firefox error", 382)])
def test_no_browser_code_is_listed_twice(registry: str, count: int) -> None:
    listed = [m for m in every() if m.registry == registry]
    assert len(listed) == count == len({m.number for m in listed}) == len({m.name for m in listed})


def test_nss_counts_without_gaps_but_for_what_is_no_tls() -> None:
    ssl = sorted(n for n in numbers("Firefox error") if -0x3000 <= n < -0x2000)
    assert ssl == list(range(-0x3000, -0x3000 + 192))
    assert numbers("Firefox error")[-0x3000 + 181] == "SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT"
    assert numbers("Firefox error")[-0x2000 + 176] == "SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED"
    assert numbers("Firefox error")[-0x4000 + 17] == "MOZILLA_PKIX_ERROR_ISSUER_NO_LONGER_TRUSTED"


@pytest.mark.parametrize("registry", REGISTRIES)
def test_every_code_says_something_from_either_side_and_cites_its_list(registry: str) -> None:
    for meaning in (m for m in every() if m.registry == registry):
        assert meaning.client.endswith("."), meaning
        assert meaning.server.endswith("."), meaning
        assert meaning.source


def test_every_finding_behind_a_code_has_a_page() -> None:
    codes = {code for m in every() for code in (m.code, m.server_code) if code}
    assert {code for code in codes if documentation(code) is None} == set()


@pytest.mark.parametrize("meaning", every(), ids=lambda m: m.name)
def test_every_name_finds_its_meaning(meaning: Meaning) -> None:
    assert lookup(meaning.name) == meaning


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("48", "TLS alert 48 (unknown_ca)"),
        (" Alert 48 ", "TLS alert 48 (unknown_ca)"),
        ("tls alert number 48", "TLS alert 48 (unknown_ca)"),
        ("unknown ca", "TLS alert 48 (unknown_ca)"),
        ("`unknown_ca`", "TLS alert 48 (unknown_ca)"),
        ("x509_v_err_cert_has_expired", "OpenSSL verify code 10 (X509_V_ERR_CERT_HAS_EXPIRED)"),
        ("CERT_HAS_EXPIRED", "OpenSSL verify code 10 (X509_V_ERR_CERT_HAS_EXPIRED)"),
        ("verify error:num=20", "OpenSSL verify code 20 (X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY)"),
        ("Verify return code: 62", "OpenSSL verify code 62 (X509_V_ERR_HOSTNAME_MISMATCH)"),
        ("18", "OpenSSL verify code 18 (X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT)"),
        ("NET::ERR_CERT_AUTHORITY_INVALID", "Chrome error -202 (ERR_CERT_AUTHORITY_INVALID)"),
        ("err_ssl_version_or_cipher_mismatch", "Chrome error -113 (ERR_SSL_VERSION_OR_CIPHER_MISMATCH)"),
        ("-202", "Chrome error -202 (ERR_CERT_AUTHORITY_INVALID)"),
        ("-12263", "Firefox error -12263 (SSL_ERROR_RX_RECORD_TOO_LONG)"),
    ],
)
def test_a_code_is_found_as_people_write_it(text: str, title: str) -> None:
    found = lookup(text)
    assert found is not None
    assert found.title == title


@pytest.mark.parametrize(
    "text", ["", "expired", "alert 300", "-1", "48 hours", "example.com", "the alert 48 came", "4" * 101]
)
def test_what_is_not_exactly_one_code_is_none(text: str) -> None:
    assert lookup(text) is None


def test_a_bare_number_says_what_else_goes_by_it() -> None:
    found = lookup("48")
    assert found is not None
    assert found.also.startswith("As an OpenSSL verify code, 48 is X509_V_ERR_EXCLUDED_VIOLATION: ")


def test_an_alert_blames_the_other_side_on_either_side() -> None:
    found = lookup("unknown_ca")
    assert found is not None
    assert (found.code, found.server_code) == ("client-cert-rejected", "untrusted-root")


@pytest.mark.parametrize(
    ("text", "first"),
    [("48", "client-cert-rejected"), ("CERT_HAS_EXPIRED", "cert-expired"), ("cert-expired", "cert-expired")],
)
def test_a_code_that_is_asked_about_is_an_explanation(text: str, first: str) -> None:
    explained = explain(text)
    assert explained.causes[0].code == first
    assert explained.means is not None
    assert explained.fix


def test_the_rows_of_alerts_are_in_order() -> None:
    assert [row.number for row in alerts.ROWS] == sorted(row.number for row in alerts.ROWS)


@given(st.text(max_size=120) | st.from_regex(re.compile(r"\A(alert|verify|num=|-)? ?[0-9]{1,8}\Z")))
def test_looking_up_is_total(text: str) -> None:
    found = lookup(text)
    assert found is None or found.client
