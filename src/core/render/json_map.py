"""The map of a server as JSON values: every name with its wire number, every fact three-valued."""

from dataclasses import fields
from typing import Any

from core.model.report import MappedAddresses
from core.model.server_map import DhParameters, Features, Tri, VersionMap
from core.wire import registry
from core.wire.codes import Version

Json = dict[str, Any]


def mapped(item: MappedAddresses) -> Json:
    server = item.map
    return {
        "addresses": list(item.addresses),
        "versions": [_version(v) for v in server.versions],
        "groups": [_named(g, registry.group(g).name) for g in server.groups],
        "groups_complete": server.groups_complete,
        "group_preference": server.group_preference.value,
        "signature_schemes": [_named(s, registry.signature_scheme(s).name) for s in server.signature_schemes],
        "signatures_complete": server.signatures_complete,
        "dh": _dh(server.dh) if server.dh else None,
        "features": _features(server.features),
        "other_chains": len(server.other_chains),
        "client_certificate": {
            "asked": server.client_cert_asked.value,
            "authorities": list(server.client_cert_authorities),
        },
        "limited": server.limited,
        "inconsistent": server.inconsistent,
    }


def _version(version: VersionMap) -> Json:
    return {
        "version": registry.version_name(version.version),
        "supported": version.supported.value,
        "because": version.because,
        "suites": [_suite(version.version, code) for code in version.suites],
        "preference": version.preference.value,
        "complete": version.complete,
    }


def _suite(version: int, code: int) -> Json:
    suite = registry.suite(version, code)
    number = f"0x{code:06X}" if version == Version.SSL2 else f"0x{code:04X}"
    return {"number": number, "name": suite.iana, "openssl": suite.openssl}


def _named(code: int, name: str) -> Json:
    return {"number": f"0x{code:04X}", "name": name}


def _dh(dh: DhParameters) -> Json:
    return {"bits": dh.bits, "name": dh.name, "common": dh.common, "reused": dh.reused.value}


def _features(features: Features) -> Json:
    values = {field.name: getattr(features, field.name) for field in fields(features)}
    return {
        name: value.value if isinstance(value, Tri) else list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }
