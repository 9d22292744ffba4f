"""Capture → ``tlscheck.capture/1``. Stable: fields are only ever added. Documented in docs/capture.md.

Names are those of the protocol world: "TLS1.2", "SSLv3", IANA's ciphers and groups; what is not in the file is null.
"""

import json
from datetime import UTC, datetime
from typing import Any

from core.model.capture import Advice, Capture, Conversation, Ending, SeenAlert
from core.model.prose import plain
from core.render.json import certificate_json
from core.wire.codes import AlertLevel, Version, alert_name, unknown
from core.wire.registry import cipher, group

SCHEMA = "tlscheck.capture/1"
Json = dict[str, Any]
_VERSIONS = {
    Version.SSL2: "SSLv2",
    Version.SSL3: "SSLv3",
    Version.TLS1_0: "TLS1.0",
    Version.TLS1_1: "TLS1.1",
    Version.TLS1_2: "TLS1.2",
    Version.TLS1_3: "TLS1.3",
}
_LEVELS: dict[int, str] = {AlertLevel.WARNING: "warning", AlertLevel.FATAL: "fatal"}
_LAST_SECOND = 253402300799


def render(capture: Capture, file: str | None = None) -> Json:
    """The capture as JSON values."""
    return {
        "schema": SCHEMA,
        "file": file,
        "format": capture.format,
        "readable": capture.readable,
        "truncated_at": capture.truncated_at,
        "problems": [{"sentence": p.sentence, "offset": p.offset} for p in capture.problems],
        "packets": capture.packets,
        "bytes": capture.bytes_read,
        "seconds": round(capture.seconds, 6),
        "conversations": [_conversation(c) for c in capture.conversations],
        "unlisted": capture.unlisted,
        "other_tcp": capture.other_tcp,
        "udp_tls": dict(capture.udp_tls),
        "name_failures": [{"name": n.name, "code": n.code, "rcode": n.rcode} for n in capture.name_failures],
        "secrets": capture.secrets,
    }


def dumps(capture: Capture, file: str | None = None) -> str:
    return json.dumps(render(capture, file), indent=2, ensure_ascii=False)


def version_text(code: int) -> str:
    """0x0303 -> "TLS1.2", 0x7f12 -> "TLS1.3-draft18"."""
    if code >> 8 == 0x7F:
        return f"TLS1.3-draft{code & 0xFF}"
    return _VERSIONS[Version(code)] if code in set(Version) else unknown(code)


def _conversation(c: Conversation) -> Json:
    return {
        "client": c.client,
        "server": c.server,
        "sni": c.sni,
        "versions_offered": [version_text(code) for code in c.versions_offered],
        "version": None if c.version is None else version_text(c.version),
        "cipher": None if c.cipher is None else cipher(c.cipher).iana,
        "group": None if c.group is None else group(c.group).name,
        "alpn": c.alpn,
        "starttls": c.starttls,
        "resumed": c.resumed,
        "client_certificate": {"asked": c.client_certificate_asked, "sent": c.client_certificate_sent},
        "alerts": [_alert(alert) for alert in c.alerts],
        "hidden_alerts": [sender.value for sender in c.hidden_alerts],
        "outcome": c.outcome.value,
        "failed_at": c.failed_at.value if c.failed_at else None,
        "causes": [{"code": k.code, "confidence": round(k.confidence, 2), "because": k.because} for k in c.causes],
        "ended_by": _ending(c.ending),
        **_advice(c.advice),
        "certificates": [certificate_json(facts) for facts in c.certificates],
        "frame": c.frame,
        "started": _moment(c.started_ns),
        "timings_ms": {
            "tcp": _ms(c.timings.tcp),
            "server_hello": _ms(c.timings.server_hello),
            "handshake": _ms(c.timings.handshake),
            "total": _ms(c.timings.total),
        },
        "timeline": [{"frame": m.frame, "ms": _ms(m.ms), "from": m.sender.value, "what": m.what} for m in c.timeline],
        "notes": list(c.notes),
    }


def _alert(alert: SeenAlert) -> Json:
    return {
        "from": alert.sender.value,
        "level": _LEVELS.get(alert.level, str(alert.level)),
        "description": alert_name(alert.number),
        "number": alert.number,
        "frame": alert.frame,
        "decrypted": alert.decrypted,
    }


def _ending(ending: Ending | None) -> Json | None:
    return None if ending is None else {"who": ending.by.value, "how": ending.how, "because": ending.because}


def _advice(advice: Advice | None) -> Json:
    if advice is None:
        return {"actor": None, "means": None, "fix": [], "check": None}
    return {
        "actor": advice.actor.value,
        "means": plain(advice.means),
        "fix": [plain(step).strip() for step in advice.fix],
        "check": advice.check,
    }


def _ms(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _moment(ns: int) -> str:
    seconds, rest = divmod(max(0, min(ns, _LAST_SECOND * 10**9)), 10**9)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest // 1000:06d}Z"
