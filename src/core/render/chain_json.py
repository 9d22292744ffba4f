"""BundleReport → ``tlscheck.chain/1``. Stable: fields are only ever added. Documented in docs/chain.md."""

import json
from typing import Any

from core.model.bundle import BundleReport, Key, KeyFacts, StorePath
from core.model.certificate import CertificateFacts, UnreadableCertificate
from core.model.prose import plain
from core.model.report import State
from core.model.trust import EngineOpinion
from core.render.json import certificate_json, finding_json, moment_json, open_json
from core.words.chain_pem import pem

SCHEMA = "tlscheck.chain/1"
Json = dict[str, Any]


def render(bundle: BundleReport) -> Json:
    """The report as JSON values. ``ok``: nothing is broken or at risk, and nothing is left open."""
    report = bundle.report
    return {
        "schema": SCHEMA,
        "ok": bundle.state is State.OK,
        "verdict": bundle.state.value,
        "file": bundle.name,
        "format": bundle.container,
        "host": bundle.host,
        "judged_at": moment_json(report.judged_at),
        "findings": [finding_json(f) for f in report.findings],
        "passed": list(report.passed),
        "not_applicable": [open_json(o) for o in report.not_applicable],
        "undetermined": [open_json(o) for o in (*report.undetermined, *report.crashed)],
        "paths": [_path(p) for p in bundle.paths],
        "verifiers": [_opinion(o) for o in bundle.opinions],
        "differences": [plain(line) for line in bundle.families],
        "bundle_pem": pem(bundle.corrected) or None,
        "bundle_unchanged": bundle.as_it_is,
        "certificates": [_certificate(c) for c in bundle.certificates],
        "key": _key(bundle.key, fits=bundle.key_fits) if bundle.key else None,
        "other_blocks": list(bundle.others),
    }


def dumps(bundle: BundleReport) -> str:
    return json.dumps(render(bundle), indent=2, ensure_ascii=False)


def _path(path: StorePath) -> Json:
    verdict = path.verdict
    return {
        "store": verdict.store.name.lower(),
        "trusted": verdict.trusted,
        "path": list(path.subjects),
        "because": verdict.because,
    }


def _opinion(opinion: EngineOpinion) -> Json:
    return {
        "verifier": opinion.engine,
        "says": opinion.opinion.value,
        "code": opinion.code,
        "depth": opinion.depth,
        "text": opinion.text,
    }


def _certificate(certificate: CertificateFacts | UnreadableCertificate) -> Json:
    if isinstance(certificate, CertificateFacts):
        return certificate_json(certificate)
    return {"sha256": certificate.sha256, "unreadable": [certificate.reason], "offset": certificate.offset}


def _key(key: Key, *, fits: bool | None) -> Json:
    """The key's public half in words; ``fits`` null: not compared, ``because`` says why."""
    if isinstance(key, KeyFacts):
        facts = key.facts
        told: Json = {"kind": facts.kind.value, "bits": facts.bits, "curve": facts.curve, "encrypted": key.encrypted}
        return {"source": key.source, "fits": fits, **told, "because": None}
    return {"source": key.source, "fits": None, "encrypted": key.locked or None, "because": key.because}
