"""The map in words: what is spoken, what is not, what could not be found out."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from core.model.prose import plain
from core.model.report import MappedAddresses
from core.model.section import Section, Tone
from core.model.server_map import DhParameters, Features, Preference, ServerMap, Tri
from core.sections import sections
from core.sections.server import server_sections
from tests.support.maps import MODERN, undecided, version
from tests.support.reports import healthy_report, reports


def shown(server: ServerMap) -> dict[str, str]:
    report = replace(healthy_report(), maps=(MappedAddresses(("192.0.2.1",), server),))
    (section,) = server_sections(report)
    return {row.label: plain(row.value) for row in section.rows}


def test_a_modern_server() -> None:
    told = shown(MODERN)
    assert told["TLS 1.3"] == (
        "TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256 (the client's order counts)"
    )
    assert told["Not spoken"] == "TLS 1.1, TLS 1.0, SSL 3.0, SSL 2.0"
    assert told["Groups"] == "X25519MLKEM768, x25519, secp256r1"
    assert told["ALPN"] == "h2, http/1.1"
    assert told["Resumption"] == "ticket yes, TLS 1.3 PSK yes"
    assert told["Compression"] == "no"


def test_what_is_not_known_is_not_said_to_be_off() -> None:
    told = shown(replace(MODERN, versions=(version(0x0304, 0x1301), undecided(0x0301))))
    assert told["TLS 1.0"] == "not determined: silence, twice"
    assert "Not spoken" not in told


def test_an_unfinished_list_says_so() -> None:
    half = replace(version(0x0303, 0xC02F, preference=Preference.SINGLE), complete=False)
    told = shown(replace(MODERN, versions=(half,), groups_complete=False, signatures_complete=False))
    assert told["TLS 1.2"].endswith("; not every suite could be asked")
    assert told["Groups"].endswith("; not every group could be asked")
    assert told["Signs with"].endswith("; not every scheme was asked")


@pytest.mark.parametrize(
    ("dh", "sentence"),
    [
        (DhParameters(bits=2048, name="ffdhe2048"), "2048 bits, ffdhe2048"),
        (DhParameters(bits=1024, common=True), "1024 bits, a prime that many servers share"),
        (
            DhParameters(bits=2048, reused=Tri.YES),
            "2048 bits, an own prime; the same key for several connections",
        ),
    ],
)
def test_diffie_hellman(dh: DhParameters, sentence: str) -> None:
    assert shown(replace(MODERN, dh=dh))["Diffie-Hellman"] == sentence


@pytest.mark.parametrize(("size", "sentence"), [(0, "no"), (16384, "up to 16384 bytes")])
def test_early_data(size: int, sentence: str) -> None:
    assert shown(replace(MODERN, features=Features(early_data=size)))["0-RTT"] == sentence


def test_a_client_certificate_that_is_asked_for_names_its_authorities() -> None:
    asked = replace(MODERN, client_cert_asked=Tri.YES, client_cert_authorities=("CN=A", "CN=B"))
    assert shown(asked)["Client certificate"] == "asked for, of CN=A; CN=B"


def test_old_versions_and_weak_suites_are_marked() -> None:
    old = replace(MODERN, versions=(version(0x0303, 0x000A), version(0x0301, 0x002F)))
    (section,) = server_sections(replace(healthy_report(), maps=(MappedAddresses(("192.0.2.1",), old),)))
    tones = {row.label: row.tone for row in section.rows}
    assert (tones["TLS 1.2"], tones["TLS 1.0"]) == (Tone.DOUBTFUL, Tone.BAD)


def test_addresses_that_differ_have_a_section_each() -> None:
    two = (MappedAddresses(("192.0.2.1", "192.0.2.2"), MODERN), MappedAddresses(("192.0.2.3",), ServerMap(versions=())))
    titles = [section.title for section in server_sections(replace(healthy_report(), maps=two))]
    assert titles == ["What the server offers at 192.0.2.1, 192.0.2.2", "What the server offers at 192.0.2.3"]


def test_a_server_that_limits_us_is_said_in_the_lead() -> None:
    limited = replace(MODERN, limited="it resets since the 12th connection")
    (section,) = server_sections(replace(healthy_report(), maps=(MappedAddresses(("x",), limited),)))
    assert section.lead is not None
    assert plain(section.lead).startswith("Incomplete: it resets since the 12th connection.")


@settings(max_examples=60)
@given(reports)
def test_any_report_has_sections_with_rows(report: object) -> None:
    made = sections(report)  # type: ignore[arg-type]
    assert all(isinstance(section, Section) and section.rows for section in made)


def test_a_server_that_contradicts_itself_is_said_in_the_lead() -> None:
    moody = replace(MODERN, inconsistent="it refused TLS 1.3 after it had spoken it")
    (section,) = server_sections(replace(healthy_report(), maps=(MappedAddresses(("x",), moody),)))
    assert section.lead is not None
    assert plain(section.lead) == "It contradicts itself: it refused TLS 1.3 after it had spoken it"
