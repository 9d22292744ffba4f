"""Three ways to map a server, in one shape: ours, sslscan's XML, testssl.sh's JSON."""

import asyncio
import json
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from adapters.checker import build_instruments
from core.model.observation import Depth
from core.model.server_map import ServerMap, Tri
from core.model.target import Target
from core.survey.read import map_of
from core.wire.registry import Version, cipher_by_iana_name, cipher_by_openssl_name, group_by_name
from core.workflows import BUDGET, observe
from tests.lab.bench import Bench, Running

_TLS = {"1.0": Version.TLS1_0, "1.1": Version.TLS1_1, "1.2": Version.TLS1_2, "1.3": Version.TLS1_3}
_TESTSSL_VERSIONS = {
    "SSLv2": Version.SSL2,
    "SSLv3": Version.SSL3,
    "TLS1": Version.TLS1_0,
    "TLS1_1": Version.TLS1_1,
    "TLS1_2": Version.TLS1_2,
    "TLS1_3": Version.TLS1_3,
}


@dataclass(frozen=True, slots=True)
class Found:
    """``suites``: per version that is spoken. ``groups``: None where the tool does not tell."""

    suites: dict[int, frozenset[int]]
    groups: frozenset[int] | None

    @property
    def versions(self) -> frozenset[int]:
        return frozenset(self.suites)


def ours(bench: Bench, running: Running) -> ServerMap:
    """Our map, by a whole check."""
    instruments = build_instruments(ca_pem=bench.ca_file.read_bytes(), public_only=False)
    address = ip_address(running.addresses[0])
    target = Target(running.host, running.port, running.host, pinned=address)
    seen = asyncio.run(observe(target, instruments, budget=BUDGET, depth=Depth.FULL, progress=lambda _: None))
    found = map_of(seen, address)
    assert found is not None
    return found


def in_shape(found: ServerMap) -> Found:
    spoken = {v.version: frozenset(v.suites) for v in found.versions if v.supported is Tri.YES}
    return Found(spoken, frozenset(found.groups))


def sslscan(running: Running) -> Found:
    address = f"127.0.0.1:{running.port}"
    command = ["sslscan", "--xml=-", "--no-colour", f"--sni-name={running.host}", "--show-cipher-ids", address]
    said = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout
    test = ET.fromstring(said).find("ssltest")
    assert test is not None
    suites: dict[int, set[int]] = {}
    for protocol in test.iter("protocol"):
        if protocol.get("enabled") == "1":
            ssl2 = Version.SSL2 if protocol.get("version") == "2" else Version.SSL3
            version = _TLS[str(protocol.get("version"))] if protocol.get("type") == "tls" else ssl2
            suites.setdefault(version, set())
    for cipher in test.iter("cipher"):
        version = _TLS[str(cipher.get("sslversion")).removeprefix("TLSv")]
        suites.setdefault(version, set()).add(int(str(cipher.get("id")), 16))
    groups = frozenset(int(str(group.get("id")), 16) for group in test.iter("group"))
    return Found({version: frozenset(found) for version, found in suites.items()}, groups)


def testssl(running: Running, folder: Path) -> Found:
    """Protocols, ciphers per protocol, and groups; nothing else, for it takes its time."""
    report = folder / "testssl.json"
    options = ["--quiet", "--color", "0", "--warnings", "batch", "--ip", "127.0.0.1", "--nodns", "none"]
    scans = ["--protocols", "--cipher-per-proto", "--pfs"]
    command = ["testssl", *options, *scans, "--jsonfile", str(report), f"{running.host}:{running.port}"]
    subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=580)
    rows = json.loads(report.read_text())
    if given_up := [row["finding"] for row in rows if row["id"] == "optimal_proto"]:
        pytest.skip(f"testssl.sh gave up: {given_up[0]}")
    return read_testssl(rows)


def read_testssl(rows: Iterable[dict[str, str]]) -> Found:
    suites: dict[int, set[int]] = {}
    groups: set[int] = set()
    for row in rows:
        name, finding = row["id"], row["finding"]
        if name in _TESTSSL_VERSIONS and re.match(r"offered|supported", finding):
            suites.setdefault(_TESTSSL_VERSIONS[name], set())
        if match := re.match(r"cipher-(tls|ssl)(\d(?:_\d)?)_x", name):
            kind, number = match.groups()
            version = Version.SSL2 if number == "2" else Version.SSL3 if kind == "ssl" else _TLS[_dotted(number)]
            known = cipher_by_iana_name(finding.split()[-1]) or cipher_by_openssl_name(finding.split()[1])
            suites.setdefault(version, set()).add(known.code if known else 0)
        if name in ("PFS_ECDHE_curves", "FS_ECDHE_curves", "DH_groups"):
            known_groups = (group_by_name(word) for word in finding.split())
            groups.update(group.code for group in known_groups if group)
    return Found({version: frozenset(found) for version, found in suites.items()}, frozenset(groups))


def _dotted(number: str) -> str:
    return number.replace("_", ".") if "_" in number else f"{number}.0"
