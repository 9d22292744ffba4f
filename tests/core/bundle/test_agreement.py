"""Where OpenSSL and cryptography's verifier agree on a bundle, we say the same; where they do not, the report says
which clients go which way.
"""

import re
import shutil
import subprocess

import pytest

from core.model.bundle import BundleReport
from core.model.finding import Severity
from core.model.prose import plain
from tests.core.bundle.forged import CASES, Forged
from tests.core.bundle.judges import openssl_verify, ours, pyca, pyopenssl

BEYOND_CHAINS = {
    "key usage without signature": "Chrome, Java and every TLS 1.3 client look at it in the handshake",
    "RSA 1024": "security levels and browsers refuse it in the handshake",
    "Ed25519": "browsers offer no such signature",
    "DSA": "nobody offers such a signature since TLS 1.3",
}
LAST_SECONDS = {"last second", "intermediate's last second", "root's last second"}

cases = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


@pytest.fixture(scope="module")
def machine_openssl() -> str:
    """The first number of the machine's OpenSSL."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl program on this machine")
    told = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=True, timeout=30).stdout
    found = re.match(r"OpenSSL (\d+)", told)
    return found[1] if found else pytest.skip(f"not OpenSSL: {told}")


def broken(report: BundleReport) -> bool:
    return any(finding.severity is Severity.BROKEN for finding in report.report.findings)


def differences(report: BundleReport) -> list[str]:
    return [plain(line) for line in report.families]


@cases
def test_what_is_found_root_cause_first(case: Forged) -> None:
    report = ours(case)
    assert tuple(finding.code for finding in report.report.findings) == case.codes
    assert (report.report.undetermined, report.report.crashed) == ((), ())


@cases
def test_where_both_verifiers_agree_so_do_we(case: Forged) -> None:
    openssl, webpki, report = pyopenssl(case), pyca(case), ours(case)
    if openssl.ok != webpki.ok:
        assert differences(report), "where they differ, the report says who says what"
    elif case.name in BEYOND_CHAINS:
        assert (openssl.ok, broken(report)) == (True, True)
        assert differences(report)[0].startswith("Both verifiers accept the chain; TLS clients ask more")
    else:
        assert broken(report) is not openssl.ok


@cases
def test_the_machines_openssl_says_the_same_as_the_one_within(case: Forged, machine_openssl: str) -> None:
    theirs, within = openssl_verify(case), pyopenssl(case)
    if case.name in LAST_SECONDS and int(machine_openssl) < 4:
        assert (theirs.ok, theirs.why, within.ok) == (False, "10", True)
        assert any("is the last valid second" in line for line in differences(ours(case)))
    else:
        assert (theirs.ok, theirs.why) == (within.ok, within.why)


def case(name: str) -> Forged:
    return next(case for case in CASES if case.name == name)


def test_a_bundle_that_all_accept_has_no_difference_to_tell() -> None:
    assert differences(ours(case("sound"))) == []


def test_a_bundle_that_all_refuse_has_no_difference_to_tell() -> None:
    assert differences(ours(case("expired long ago"))) == []


def test_each_side_of_a_difference_is_told_with_its_words() -> None:
    openssl, webpki = differences(ours(case("common name only")))
    assert openssl == (
        "By OpenSSL's rules (curl, Python, Ruby, PHP, Node, PostgreSQL, nginx as a client) the chain is valid"
    )
    assert webpki.startswith(
        "By the web PKI's rules (near Chrome, Edge, Firefox, Safari, Go, rustls) it is refused: "
        "validation failed: missing required extension"
    )


def test_weak_signatures_are_a_matter_of_security_levels_too() -> None:
    told = differences(ours(case("SHA-1 leaf")))
    assert told[0].endswith("the chain is valid")
    assert told[-1].startswith("OpenSSL's own clients add a security level")
