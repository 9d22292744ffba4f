"""Terminal text and JSON of a bundle: everything that is known, and nothing that a stranger could inject."""

import json
import re
from datetime import timedelta

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from core.render import chain_json, chain_plain
from core.render.plain import Style
from tests.core.bundle.test_examine import CA, LEAF, OWN, ROOT, examined, key_file
from tests.support.pki import NOW, RawExtension, to_pem

CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@settings(max_examples=40)
@given(name=st.text(min_size=1, max_size=40), common=st.text(min_size=1, max_size=40))
def test_no_control_character_of_a_stranger_reaches_a_terminal(name: str, common: str) -> None:
    try:
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])
    except ValueError:
        return
    unknown = RawExtension("1.3.6.1.4.1.55555.1", b"\x05\x00", critical=True)
    report = examined(to_pem(CA.issue(subject=subject, extra=[unknown]).cert), name=name)
    assert not CONTROLS.search(chain_plain.render(report))
    assert json.loads(chain_json.dumps(report))["file"] == name


def test_the_state_is_told_in_words_and_colour_is_only_added() -> None:
    report = examined(LEAF.fullchain_pem)
    bare, coloured = chain_plain.render(report), chain_plain.render(report, Style(colour=True))
    assert bare.startswith("bundle.pem: fine\n")
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == bare


def test_the_bundle_to_deploy_is_printed_once_and_whole() -> None:
    text = chain_plain.render(examined(to_pem(CA.cert, LEAF.cert, ROOT.cert)))
    assert text.count("-----BEGIN CERTIFICATE-----") == 2
    assert text.endswith(LEAF.fullchain_pem.decode())


def test_a_long_file_is_listed_in_part() -> None:
    text = chain_plain.render(examined(to_pem(*LEAF.sent, *[CA.cert] * 18)))
    assert "  12. Test Issuing CA" in text
    assert "  and 8 more\n" in text


def test_stores_with_the_same_reason_stand_together() -> None:
    text = chain_plain.render(examined(LEAF.fullchain_pem))
    assert "\n  Mozilla, Chrome, Apple, Microsoft, Android, Java: Test Root is not in this store\n" in text
    assert "\n  your CA file: a path leads to Test Root\n" in text


def test_verifiers_that_differ_are_told_apart() -> None:
    text = chain_plain.render(examined(CA.issue(san=False, cn="a.test").fullchain_pem))
    assert "Verifiers differ" in text
    assert "By OpenSSL's rules" in text
    assert "Verifiers differ" not in chain_plain.render(examined(LEAF.fullchain_pem))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (LEAF.key_pem, "belongs to the certificate"),
        (CA.issue().key_pem, "does not belong to it"),
    ],
)
def test_the_key_is_told_by_kind_and_fit(data: bytes, said: str) -> None:
    text = chain_plain.render(examined(LEAF.fullchain_pem, key=key_file(data)))
    assert f"  key in privkey.pem: EC secp256r1, {said}\n" in text


def test_what_is_open_is_told_with_its_reason() -> None:
    text = chain_plain.render(examined(CA.issue(san=False, cn="Jane Doe").fullchain_pem))
    assert text.startswith("bundle.pem: could not be determined\n")
    assert "  the certificate names no host, and none was given: hostname-mismatch\n" in text


def test_json_tells_an_unreadable_certificate_in_its_place() -> None:
    broken = b"-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n"
    told = chain_json.render(examined(LEAF.pem + broken))
    first, second = told["certificates"]
    assert first["subject"] == "CN=a.test"
    assert second["unreadable"]
    assert "subject" not in second


def test_an_open_question_is_not_ok_in_json() -> None:
    told = chain_json.render(examined(CA.issue(san=False, cn="Jane Doe").fullchain_pem))
    assert (told["ok"], told["verdict"], told["findings"]) == (False, "undetermined", [])


def test_the_instant_of_judgement_is_told() -> None:
    assert chain_json.render(examined(LEAF.fullchain_pem))["judged_at"] == "2026-06-01T12:00:00Z"
    late = examined(CA.issue(not_after=NOW - timedelta(days=1)).fullchain_pem, stores=OWN)
    assert "judged as of 2026-06-01 12:00:00 UTC" in chain_plain.render(late)
