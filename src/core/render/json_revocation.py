"""Revocation in `tlscheck.report/1`: what each source said of each certificate. Fields are only ever added."""

from datetime import datetime
from typing import Any

from core.model.revocation import CertificateStatus, StatusAnswer

Json = dict[str, Any]


def revocation_json(status: CertificateStatus) -> Json:
    """One certificate below the root."""
    return {
        "sha256": status.certificate.sha256,
        "serial": status.certificate.serial,
        "standing": status.standing.name.lower(),
        "exempt": status.exempt,
        "answers": [_answer(answer) for answer in status.answers],
    }


def _answer(answer: StatusAnswer) -> Json:
    return {
        "source": answer.source.name.lower(),
        "url": answer.url or None,
        "standing": answer.standing.name.lower(),
        "doubt": answer.doubt.name.lower() if answer.doubt else None,
        "detail": answer.detail or None,
        "this_update": _moment(answer.this_update),
        "next_update": _moment(answer.next_update),
        "revoked_at": _moment(answer.revoked_at),
        "reason": answer.reason,
    }


def _moment(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
