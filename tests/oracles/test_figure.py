"""The map against independent tools, on servers set up differently. Every difference is named and explained.

sslscan takes a second a server, testssl.sh half a minute or more: that one only runs when TLSCHECK_TESTSSL is set.
The explanations are in docs/survey.md.
"""

import os
import shutil
from collections.abc import Iterator, Mapping

import pytest

from core.wire.registry import GroupKind, Version, cipher, group
from tests.lab.bench import Bench
from tests.oracles.scans import Found, in_shape, ours, sslscan
from tests.oracles.scans import testssl as scan_with_testssl
from tests.oracles.servers import SETUPS, Setup, runnable

pytestmark = pytest.mark.slow
each = pytest.mark.parametrize("setup", SETUPS, ids=lambda setup: setup.name)
CURVE_SM2 = 0x0029
ECDSA_ALONE = ("openssl-anonymous", "openssl-tls12-ecdsa", "java-tls12")


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Bench() as bench:
        yield bench


def begin(setup: Setup, tool: str) -> None:
    if not runnable(setup):
        pytest.skip(f"this machine lacks {setup.needs}")
    if shutil.which(tool) is None:
        pytest.skip(f"this machine lacks {tool} (Debian package of that name)")


@each
@pytest.mark.timeout(120)
def test_versions_suites_and_groups_are_those_of_sslscan(setup: Setup, bench: Bench) -> None:
    begin(setup, "sslscan")
    running = setup.start(bench)
    mine, theirs = ours(bench, running), sslscan(running)
    assert mine.complete, (mine.limited, mine.inconsistent)
    found = in_shape(mine)
    assert found.versions == theirs.versions
    assert {v: suites - beyond_sslscan_suites(setup, suites) for v, suites in found.suites.items()} == theirs.suites
    assert theirs.groups is not None
    assert found.groups is not None
    assert theirs.groups <= found.groups
    assert {g for g in found.groups - theirs.groups if not beyond_sslscan(g, setup, found)} == set()


def beyond_sslscan_suites(setup: Setup, suites: frozenset[int]) -> frozenset[int]:
    """OpenSSL 4 without DH parameters takes DHE suites from clients that offer groups of RFC 7919: sslscan does not."""
    dhe = frozenset(suite for suite in suites if cipher(suite).key_exchange == "DHE")
    return dhe if setup.name == "openssl-4-old" else frozenset()


def beyond_sslscan(number: int, setup: Setup, found: Found) -> bool:
    """Groups that sslscan 2.0 does not ask for (hybrids, SM2), and curves beside the one that an ECDSA key needs."""
    known = group(number)
    if known.kind is GroupKind.FF and Version.TLS1_3 not in found.versions:
        return True  # sslscan asks for these in TLS 1.3 only
    ecdsa_alone = setup.name in ECDSA_ALONE and Version.TLS1_3 not in found.versions
    return bool(known.post_quantum) or number == CURVE_SM2 or (ecdsa_alone and known.kind is GroupKind.EC)


@each
@pytest.mark.timeout(600)
@pytest.mark.skipif("TLSCHECK_TESTSSL" not in os.environ, reason="testssl.sh takes minutes: set TLSCHECK_TESTSSL")
def test_versions_suites_and_groups_are_those_of_testssl(setup: Setup, bench: Bench) -> None:
    begin(setup, "testssl")
    running = setup.start(bench)
    found, theirs = in_shape(ours(bench, running)), scan_with_testssl(running, bench.folder)
    assert found.versions == theirs.versions
    assert differences(found.suites, theirs.suites) == {}
    assert theirs.groups is not None
    assert found.groups is not None
    assert theirs.groups <= found.groups


def differences(
    mine: Mapping[int, frozenset[int]], theirs: Mapping[int, frozenset[int]]
) -> dict[int, tuple[frozenset[int], frozenset[int]]]:
    """Per version: only ours, only theirs."""
    return {
        version: (mine[version] - theirs[version], theirs[version] - mine[version])
        for version in mine
        if mine[version] != theirs.get(version)
    }
