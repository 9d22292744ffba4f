"""The section about what stands around a server: each lookup in words, and what could not be told said so."""

from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_address

import pytest
from hypothesis import given

from core.diagnose import diagnose
from core.model.observation import Ending, HttpAnswer
from core.model.posture import (
    CaaAt,
    CaaRecord,
    Dnssec,
    DsRecord,
    HttpsRecord,
    Nothing,
    PlainAnswer,
    PlainClosed,
    PlainHttp,
    Posture,
    Records,
    Signature,
    SignatureState,
    TlsaRecord,
    Unanswered,
    ZoneKey,
)
from core.model.prose import plain
from core.model.section import Tone
from core.sections.posture import posture_sections
from core.wire.octets import uint, vector
from tests.core.rules.posture_support import around
from tests.core.rules.support import attempt, completed, examined
from tests.support.pki import NOW
from tests.support.reports import texts


def rows(posture: Posture | None, hsts: str | None = None, *, http: bool = False) -> dict[str, tuple[str, Tone]]:
    answer = HttpAnswer(200, hsts=hsts) if http else None
    evidence = around(examined(attempt(completed(ending=Ending(answered=True, http=answer)))), posture)
    (section,) = posture_sections(diagnose(evidence, ()))
    return {row.label: (plain(row.value), row.tone) for row in section.rows}


def caa(*records: CaaRecord) -> Posture:
    return Posture(caa=(CaaAt("a.test", Nothing()), CaaAt("test", Records("test", records))))


def test_nothing_around_it_is_said_plainly() -> None:
    posture = Posture(
        caa=(CaaAt("a.test", Nothing()), CaaAt("test", Nothing())),
        tlsa=Nothing(),
        https=Nothing(),
        dnssec=Dnssec(zone="a.test", ds=Nothing(), keys=Nothing()),
    )
    assert rows(posture, http=True) == {
        "CAA": ("none: any public CA may issue", Tone.PLAIN),
        "DNSSEC": ("not signed, zone a.test", Tone.PLAIN),
        "TLSA": ("none", Tone.PLAIN),
        "HTTPS record": ("none", Tone.PLAIN),
        "HSTS": ("none", Tone.DOUBTFUL),
    }


def test_what_could_not_be_told_is_not_none() -> None:
    late = Unanswered("no resolver answered in time")
    posture = Posture(caa=(CaaAt("a.test", late),), tlsa=late, https=late, dnssec=Dnssec(zone=None), plain_http=late)
    found = rows(posture)
    assert {tone for _, tone in found.values()} == {Tone.UNKNOWN}
    assert found["TLSA"][0] == "not determined: no resolver answered in time"
    assert found["CAA"][0] == "not determined: a.test, no resolver answered in time"


def test_what_was_not_asked_is_not_shown_but_for_the_reason() -> None:
    assert rows(None) == {}
    assert rows(Posture(skipped="the target is an address")) == {
        "DNS": ("not looked at: the target is an address", Tone.UNKNOWN)
    }


@pytest.mark.parametrize(
    ("records", "said"),
    [
        (
            [CaaRecord("issue", "a.example"), CaaRecord("issue", "b.example; x=1")],
            "a.example, b.example; x=1 (at test)",
        ),
        ([CaaRecord("issue", ";")], "no CA (at test)"),
        ([CaaRecord("issue", "a.example"), CaaRecord("issuewild", ";")], "a.example, wildcards: no CA (at test)"),
        ([CaaRecord("iodef", "mailto:x@a.test")], "any public CA, reports to mailto:x@a.test (at test)"),
    ],
)
def test_caa(records: Sequence[CaaRecord], said: str) -> None:
    assert rows(caa(*records))["CAA"] == (said, Tone.GOOD)


def test_a_signed_zone_and_who_says_so() -> None:
    made = Signature("A", 1, 13, NOW, NOW + timedelta(days=1), SignatureState.VALID)
    link = Dnssec(
        zone="a.test",
        ds=Records("a.test", (DsRecord(1, 13, 2, fits=True),)),
        keys=Records("a.test", (ZoneKey(1, 13, entry_point=True),)),
        signatures=(made,),
    )
    said = (
        "signed, zone a.test: DS, keys and signatures of the zone fit; the first signature ends 2026-06-02 12:00:00 UTC"
    )
    assert rows(Posture(dnssec=link))["DNSSEC"] == (said, Tone.GOOD)
    vouched = rows(Posture(dnssec=Dnssec(zone="a.test", authenticated=True)))["DNSSEC"]
    assert vouched == ("signed, zone a.test: the resolver validated it", Tone.GOOD)
    assert rows(Posture(dnssec=Dnssec(zone="a.test", ds=link.ds, keys=Nothing())))["DNSSEC"][1] is Tone.BAD


def test_tlsa_records_and_whether_anybody_vouches() -> None:
    record = TlsaRecord(3, 1, 1, bytes(32))
    bare, vouched = (Records("x", (record,), authenticated=word) for word in (False, True))
    assert rows(Posture(tlsa=bare))["TLSA"][0] == "3 1 1 0000000000000000…; not vouched for by the resolver"
    assert rows(Posture(tlsa=vouched))["TLSA"][0] == "3 1 1 0000000000000000…; vouched for by the resolver"


OTHER_ECH = vector(2, b"\xfe\x0c\x00\x00")


def ech(name: bytes) -> bytes:
    body = b"\x01" + uint(32, 2) + vector(2, bytes(32)) + vector(2, bytes(4)) + b"\x00" + vector(1, name) + vector(2)
    return vector(2, uint(0xFE0D, 2) + vector(2, body))


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (HttpsRecord(priority=0, target="svc.example"), "alias, target svc.example"),
        (HttpsRecord(priority=1, target="."), "priority 1"),
        (
            HttpsRecord(priority=1, target=".", alpn=("h2", "h3"), port=8443, hints=(ip_address("192.0.2.1"),)),
            "priority 1, ALPN h2, h3, port 8443, hints 192.0.2.1",
        ),
        (
            HttpsRecord(priority=1, target=".", hints=(ip_address("192.0.2.9"),)),
            "priority 1, hints 192.0.2.9, none of them an address of the name",
        ),
        (HttpsRecord(priority=1, target=".", ech=ech(b"cover.example")), "priority 1, ECH by way of cover.example"),
        (HttpsRecord(priority=1, target=".", ech=OTHER_ECH), "priority 1, ECH of a version that we cannot read"),
    ],
)  # fmt: skip
def test_https_records(record: HttpsRecord, said: str) -> None:
    assert rows(Posture(https=Records("a.test", (record,))))["HTTPS record"][0] == said


def test_an_ech_list_that_cannot_be_read() -> None:
    found = rows(Posture(https=Records("a.test", (HttpsRecord(priority=1, target=".", ech=b"\x00"),))))["HTTPS record"]
    assert found[0].startswith("priority 1, ECH configuration that cannot be read (ECHConfigList: ")


@pytest.mark.parametrize(
    ("header", "said", "tone"),
    [
        ("max-age=31536000", "for 365 days, this name", Tone.GOOD),
        ("max-age=300; includeSubDomains", "for 300 seconds, this name and all below it", Tone.DOUBTFUL),
        (
            "max-age=31536000; includeSubDomains; preload",
            "for 365 days, this name and all below it; fit for preloading",
            Tone.GOOD,
        ),
        (
            "max-age=31536000; preload",
            "for 365 days, this name; not fit for preloading, lacks includeSubDomains",
            Tone.GOOD,
        ),
        ("preload", "cannot be read (it has no readable max-age): preload", Tone.BAD),
    ],
)
def test_hsts(header: str, said: str, tone: Tone) -> None:
    assert rows(None, header, http=True)["HSTS"] == (said, tone)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (PlainHttp(301, "https://a.test/"), "port 80 answers with status 301 to https://a.test/"),
        (PlainHttp(200), "port 80 answers with status 200"),
        (PlainClosed("Connection refused"), "not served: Connection refused"),
    ],
)
def test_plain_http(answer: PlainAnswer, said: str) -> None:
    assert rows(Posture(plain_http=answer, skipped="x"))["Plain HTTP"][0] == said


@given(texts, texts, texts)
def test_a_strangers_words_stay_one_printable_line(caa_value: str, location: str, name: str) -> None:
    posture = Posture(
        caa=(CaaAt("a.test", Records(name, (CaaRecord("issue", caa_value), CaaRecord("iodef", location)))),),
        https=Records(name, (HttpsRecord(priority=1, target=name, alpn=(location,)),)),
        dnssec=Dnssec(zone=name, authenticated=True),
        plain_http=PlainHttp(301, location),
    )
    for label, (said, _) in rows(posture, caa_value or None, http=True).items():
        assert said.isprintable(), (label, said)
