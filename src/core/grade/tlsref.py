"""The level of TLSRef "Server Side TLS" 6.0 that a server meets, and what is to be changed for the next.

Law: what the guideline does not list must not be accepted; that something listed is missing is advice, but for the
protocols, which must all be there. Data: data/tlsref-6.0.json (MPL-2.0, see data/NOTICE).
"""

import importlib.resources
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.grade.sight import Sight, max_age
from core.model.certificate import CertificateFacts, KeyKind
from core.model.grade import Level, LevelName
from core.wire.registry import Version, cipher_by_iana_name, group, group_by_name, version_name

_ORDER = (LevelName.MODERN, LevelName.INTERMEDIATE)
HYBRID = "X25519MLKEM768"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guideline:
    versions: tuple[str, ...]
    suites: tuple[str, ...]
    groups: tuple[str, ...]
    curves: tuple[str, ...]
    min_rsa: int
    recommended_days: int
    maximum_days: int
    hsts_seconds: int


@cache
def guideline(name: LevelName) -> Guideline:
    text = importlib.resources.files("core.grade").joinpath("data", "tlsref-6.0.json").read_text(encoding="utf-8")
    row = json.loads(text)[name.value]
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Guideline(**fields)


def level(sight: Sight) -> Level:
    """The best level without a change to make; else none, and the changes for intermediate."""
    needed = {name: changes(sight, guideline(name)) for name in _ORDER}
    if not needed[LevelName.MODERN]:
        return Level(name=LevelName.MODERN, next=None, advice=advice(sight, guideline(LevelName.MODERN)))
    reached = not needed[LevelName.INTERMEDIATE]
    name = LevelName.INTERMEDIATE if reached else LevelName.NONE
    following = LevelName.MODERN if reached else LevelName.INTERMEDIATE
    return Level(
        name=name,
        next=following,
        changes=needed[following],
        advice=advice(sight, guideline(LevelName.INTERMEDIATE)),
    )


def changes(sight: Sight, wanted: Guideline) -> tuple[str, ...]:
    """Each difference as an order: "disable TLS 1.0", "remove cipher …"."""
    spoken = {version_name(v.version) for v in sight.server.supported}
    found = [f"enable {name}" for name in wanted.versions if name not in spoken]
    found += [f"disable {name}" for name in sorted(spoken - set(wanted.versions))]
    found += _suite_changes(sight, wanted)
    extra = [group(code).name for code in sight.server.groups if group(code).name not in wanted.groups]
    found += [f"remove key-exchange group {name}" for name in extra]
    leaf = sight.leaf
    found += _certificate_changes(leaf, wanted) if leaf else []
    if sight.http and (max_age(sight.hsts) or 0) < wanted.hsts_seconds:
        found.append(f"send Strict-Transport-Security with max-age={wanted.hsts_seconds}")
    return tuple(found)


def _suite_changes(sight: Sight, wanted: Guideline) -> list[str]:
    """Only of versions that stay: the rest goes with its version."""
    staying = [v for v in sight.tls if version_name(v.version) in wanted.versions]
    allowed = {suite.code for name in wanted.suites if (suite := cipher_by_iana_name(name))}
    kept = dict.fromkeys(code for v in staying for code in v.suites)
    known = {suite.code: suite for suite in sight.suites}
    found = [f"remove cipher {known[c].openssl or known[c].iana}" for c in kept if c not in allowed]
    lacking = (version_name(v.version) for v in staying if not allowed & set(v.suites))
    return found + [f"add a cipher of the guideline to {name}" for name in lacking]


def _certificate_changes(leaf: CertificateFacts, wanted: Guideline) -> list[str]:
    found = []
    match leaf.key.kind:
        case KeyKind.EC if _curve(leaf) in wanted.curves:
            pass
        case KeyKind.RSA if wanted.min_rsa and leaf.key.bits >= wanted.min_rsa:
            pass
        case _:
            rsa = f" or an RSA key of {wanted.min_rsa} bits" if wanted.min_rsa else ""
            found.append(f"use a certificate with an ECDSA key on P-256 or P-384{rsa}")
    if leaf.lifetime.days > wanted.maximum_days:
        found.append(f"use a certificate that lives at most {wanted.maximum_days} days (now {leaf.lifetime.days})")
    if leaf.signature_hash in {"sha1", "md5"}:
        found.append("use a certificate that is signed with SHA-256 or better")
    return found


def _curve(leaf: CertificateFacts) -> str:
    known = group_by_name(leaf.key.curve or "")
    return known.name if known else ""


def advice(sight: Sight, wanted: Guideline) -> tuple[str, ...]:
    """What the guideline wishes and the level does not hang on."""
    spoken = {group(code).name for code in sight.server.groups}
    found = []
    if sight.server.groups_complete and HYBRID not in spoken and sight.speaks(Version.TLS1_3):
        found.append(f"add the post-quantum hybrid group {HYBRID}")
    leaf = sight.leaf
    if leaf and wanted.recommended_days < leaf.lifetime.days <= wanted.maximum_days:
        found.append(f"renew with certificates of at most {wanted.recommended_days} days")
    if leaf and leaf.ocsp_urls and sight.stapled is False:
        found.append("staple OCSP responses: the certificate names a responder")
    return tuple(found)
