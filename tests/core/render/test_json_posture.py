"""Lookups in `tlscheck.report/1`: how each ended is always said."""

import json
from ipaddress import ip_address

from core.model.posture import (
    CaaAt,
    CaaRecord,
    Dnssec,
    HttpsRecord,
    Nothing,
    PlainClosed,
    PlainHttp,
    Posture,
    Records,
    TlsaRecord,
    Unanswered,
)
from core.render.json_posture import around


def test_records_none_and_not_determined_are_told_apart() -> None:
    posture = Posture(
        caa=(CaaAt("a.test", Nothing()), CaaAt("test", Records("test", (CaaRecord("issue", ";", critical=True),)))),
        tlsa=Records("_443._tcp.a.test", (TlsaRecord(3, 1, 1, b"\xab"),), authenticated=True),
        https=Unanswered("late"),
        dnssec=Dnssec(zone="a.test", ds=Nothing(), keys=Nothing()),
        plain_http=PlainHttp(301, "https://a.test/"),
    )
    assert around(posture) == {
        "skipped": None,
        "caa": [
            {"name": "a.test", "status": "none", "authenticated": False},
            {
                "name": "test",
                "status": "records",
                "at": "test",
                "records": [{"tag": "issue", "value": ";", "critical": True}],
                "authenticated": False,
            },
        ],
        "tlsa": {
            "status": "records",
            "at": "_443._tcp.a.test",
            "records": [{"usage": 3, "selector": 1, "matching": 1, "data": "ab"}],
            "authenticated": True,
        },
        "https": {"status": "not determined", "because": "late"},
        "dnssec": {"status": "unsigned", "zone": "a.test"},
        "plain_http": {"status": 301, "location": "https://a.test/"},
    }


def test_what_was_not_asked_is_null() -> None:
    found = around(Posture(skipped="the target is an address", plain_http=PlainClosed("refused")))
    assert found == {
        "skipped": "the target is an address",
        "caa": [],
        "tlsa": None,
        "https": None,
        "dnssec": None,
        "plain_http": {"status": None, "because": "refused"},
    }


def test_everything_is_plain_json() -> None:
    record = HttpsRecord(priority=1, target=".", alpn=("h2",), hints=(ip_address("192.0.2.1"),), ech=b"\x00")
    posture = Posture(https=Records("a.test", (record,)), dnssec=Dnssec(zone="a.test", authenticated=True))
    told = json.loads(json.dumps(around(posture)))
    assert told["https"]["records"][0]["ech"] == "00"
    assert told["dnssec"] == {"status": "signed", "zone": "a.test", "vouched": True}
