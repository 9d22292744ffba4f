"""What stands around a server → JSON values of ``tlscheck.report/1``. Every lookup says how it ended."""

from collections.abc import Callable
from typing import Any, TypeVar

from core.model.posture import (
    CaaRecord,
    HttpsRecord,
    Lookup,
    Nothing,
    PlainAnswer,
    PlainClosed,
    PlainHttp,
    Posture,
    Records,
    TlsaRecord,
    Unanswered,
)
from core.posture.dnssec import Broken, DnssecStatus, DnssecUntold, Signed, Unsigned, status

Json = dict[str, Any]
T = TypeVar("T")


def around(posture: Posture) -> Json:
    """``status`` of a lookup: "records", "none" or "not determined"; null where nothing was asked."""
    return {
        "skipped": posture.skipped,
        "caa": [{"name": at.name, **_lookup(at.lookup, _caa)} for at in posture.caa],
        "tlsa": _lookup(posture.tlsa, _tlsa) if posture.tlsa else None,
        "https": _lookup(posture.https, _https) if posture.https else None,
        "dnssec": _dnssec(status(posture.dnssec)) if posture.dnssec else None,
        "plain_http": _plain(posture.plain_http) if posture.plain_http else None,
    }


def _lookup(lookup: Lookup[T], shown: Callable[[T], Json]) -> Json:
    match lookup:
        case Records(name, items, authenticated):
            found = [shown(item) for item in items]
            return {"status": "records", "at": name, "records": found, "authenticated": authenticated}
        case Nothing(authenticated):
            return {"status": "none", "authenticated": authenticated}
        case Unanswered(because):
            return {"status": "not determined", "because": because}


def _caa(record: CaaRecord) -> Json:
    return {"tag": record.tag, "value": record.value, "critical": record.critical}


def _tlsa(record: TlsaRecord) -> Json:
    return {
        "usage": record.usage,
        "selector": record.selector,
        "matching": record.matching,
        "data": record.data.hex(),
    }


def _https(record: HttpsRecord) -> Json:
    return {
        "priority": record.priority,
        "target": record.target,
        "alpn": list(record.alpn),
        "port": record.port,
        "hints": [str(hint) for hint in record.hints],
        "ech": record.ech.hex() if record.ech is not None else None,
    }


def _dnssec(found: DnssecStatus) -> Json:
    match found:
        case Signed(zone, vouched):
            return {"status": "signed", "zone": zone, "vouched": vouched}
        case Unsigned(zone):
            return {"status": "unsigned", "zone": zone}
        case Broken(zone, because):
            return {"status": "broken", "zone": zone, "because": because}
        case DnssecUntold(because):
            return {"status": "not determined", "because": because}


def _plain(answer: PlainAnswer) -> Json:
    match answer:
        case PlainHttp(code, location):
            return {"status": code, "location": location or None}
        case PlainClosed(because):
            return {"status": None, "because": because}
        case Unanswered(because):
            return {"status": "not determined", "because": because}
