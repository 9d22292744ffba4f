"""Report → ``tlscheck.report/1``. Stable: fields are only ever added. Documented in docs/report-json.md."""

import json
from datetime import datetime
from typing import Any

from core.model.certificate import CertificateFacts
from core.model.finding import Finding
from core.model.prose import plain
from core.model.report import AddressSummary, NegotiatedSummary, Open, Report, Step
from core.render.json_grade import client, graded
from core.render.json_map import mapped
from core.render.json_posture import around
from core.render.json_revocation import revocation_json

SCHEMA = "tlscheck.report/1"
Json = dict[str, Any]


def render(report: Report) -> Json:
    """The report as JSON values."""
    target = report.target
    return {
        "schema": SCHEMA,
        "target": {
            "host": target.host,
            "port": target.port,
            "server_name": target.server_name,
            "starttls": target.starttls,
        },
        "checked_at": moment_json(report.checked_at),
        "judged_at": moment_json(report.judged_at),
        "duration_ms": round(report.duration_ms, 1),
        "connections": report.connections,
        "verdict": report.state.value,
        "findings": [finding_json(f) for f in report.findings],
        "passed": list(report.passed),
        "not_applicable": [open_json(o) for o in report.not_applicable],
        "undetermined": [open_json(o) for o in (*report.undetermined, *report.crashed)],
        "steps": [_step(s) for s in report.steps],
        "addresses": [_address(a) for a in report.addresses],
        "certificates": [certificate_json(c) for c in report.certificates],
        "trust": {
            v.store.name.lower(): {"trusted": v.trusted, "anchor": v.anchor, "because": v.because} for v in report.trust
        },
        "negotiated": _negotiated(report.negotiated) if report.negotiated else None,
        "server_software": report.server_software,
        "revocation": [revocation_json(status) for status in report.revocation],
        "still_looking": list(report.still_looking),
        "out_of_time": report.out_of_time,
        "depth": report.depth.value,
        "maps": [mapped(item) for item in report.maps],
        "clients": [client(result) for result in report.clients],
        "grade": graded(report.grade) if report.grade else None,
        "posture": around(report.posture) if report.posture else None,
        "hsts": report.http.hsts if report.http else None,
    }


def dumps(report: Report | list[Report]) -> str:
    """One object for one report, a list for several."""
    value = [render(r) for r in report] if isinstance(report, list) else render(report)
    return json.dumps(value, indent=2, ensure_ascii=False)


def finding_json(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "blame": finding.blame.value,
        "confidence": finding.confidence.value,
        "headline": plain(finding.headline),
        "evidence": [plain(line) for line in finding.evidence],
        "means": plain(finding.means),
        "impact": [{"client": i.client, "shows": i.shows} for i in finding.impact],
        "fix": [plain(step).strip() for step in finding.fix],
        "verify": finding.verify,
        "references": [{"title": r.title, "url": r.url} for r in finding.references],
        "chain_pem": finding.attachment,
    }


def open_json(item: Open) -> Json:
    return {"code": item.code, "because": item.because}


def _step(step: Step) -> Json:
    ms = None if step.ms is None else round(step.ms, 1)
    return {"name": step.name, "status": step.status.value, "ms": ms, "detail": step.detail}


def _negotiated(found: NegotiatedSummary) -> Json:
    return {"version": found.version, "cipher": found.cipher, "group": found.group, "alpn": found.alpn}


def _address(address: AddressSummary) -> Json:
    return {
        "address": address.address,
        "ok": address.ok,
        "outcome": address.outcome,
        "leaf_sha256": address.leaf_sha256,
    }


def certificate_json(facts: CertificateFacts) -> Json:
    return {
        "subject": facts.subject,
        "issuer": facts.issuer,
        "serial": facts.serial,
        "sha256": facts.sha256,
        "not_before": moment_json(facts.not_before),
        "not_after": moment_json(facts.not_after),
        "names": list(facts.names),
        "key": {"kind": facts.key.kind.value, "bits": facts.key.bits, "curve": facts.key.curve},
        "signature": facts.signature_hash or facts.signature_oid,
        "is_ca": facts.is_ca,
        "self_signed": facts.self_signed,
        "unreadable": list(facts.unreadable),
    }


def moment_json(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
