"""Explanation → ``tlscheck.explanation/1``. Stable: fields are only ever added. Documented in docs/explain.md."""

import json
from typing import Any

from core.model.explanation import Explanation, SeenCertificate, Transcript
from core.model.prose import plain

SCHEMA = "tlscheck.explanation/1"
Json = dict[str, Any]


def render(explanation: Explanation) -> Json:
    """The explanation as JSON values. ``tool``, ``side``, ``means``: null when not known."""
    return {
        "schema": SCHEMA,
        "tool": explanation.tool,
        "side": explanation.side.value if explanation.side else None,
        "hosts": list(explanation.hosts),
        "causes": [
            {"code": c.code, "confidence": round(c.confidence, 2), "because": c.because} for c in explanation.causes
        ],
        "actor": explanation.actor.value,
        "means": plain(explanation.means) if explanation.means else None,
        "fix": [plain(step).strip() for step in explanation.fix],
        "next": [plain(step).strip() for step in explanation.next],
        "transcript": _transcript(explanation.transcript) if explanation.transcript.says_something else None,
    }


def dumps(explanation: Explanation) -> str:
    return json.dumps(render(explanation), indent=2, ensure_ascii=False)


def _transcript(seen: Transcript) -> Json:
    return {
        "version": seen.version,
        "cipher": seen.cipher,
        "group": seen.group,
        "alpn": seen.alpn,
        "verify": seen.verify,
        "verify_text": seen.verify_text,
        "chain": [_certificate(c) for c in seen.chain],
    }


def _certificate(seen: SeenCertificate) -> Json:
    return {
        "subject": seen.subject,
        "issuer": seen.issuer,
        "not_before": seen.not_before or None,
        "not_after": seen.not_after or None,
    }
