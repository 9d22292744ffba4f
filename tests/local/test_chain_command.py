"""`tlscheck chain` as a person or a pipeline runs it: files in, text or JSON out, exit codes, passwords."""

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat, pkcs12

from local.cli import main
from tests.lab.aia import Shelf
from tests.support.pki import NOW, Authority, Leaf, to_der, to_pem

ROOT = Authority.root()
CA = ROOT.intermediate()
LEAF = CA.issue()
AT = f"{NOW:%Y-%m-%dT%H:%M:%SZ}"
LOCK = BestAvailableEncryption(b"secret")
LOCKED_KEY = LEAF.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, LOCK)
P12 = pkcs12.serialize_key_and_certificates(b"n", LEAF.key, LEAF.cert, [CA.cert], LOCK)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the test's files are, and where the command runs."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    for name, data in {
        "root.pem": ROOT.pem,
        "full.pem": LEAF.fullchain_pem,
        "leaf.pem": LEAF.pem,
        "reversed.pem": to_pem(CA.cert, LEAF.cert),
        "key.pem": LEAF.key_pem,
        "other.key": CA.issue().key_pem,
        "locked.key": LOCKED_KEY,
        "site.p12": P12,
        "right.txt": b"secret\nsecond line\n",
        "wrong.txt": b"guess\n",
        "junk.pem": b"no certificate",
    }.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    troubles: list[BaseException] = []
    with_pages = Shelf(troubles)
    yield with_pages
    with_pages.close()
    assert troubles == []


def chain(*words: str) -> int:
    return main(["chain", *words, "--ca-file", "root.pem", "--at", AT])


def value(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def codes(told: Any) -> list[str]:
    return [finding["code"] for finding in told["findings"]]


def test_a_sound_file_ends_with_0_and_says_what_is_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert chain("full.pem", "--host", "a.test", "--key", "key.pem") == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("full.pem: fine\n\nPEM, 2 certificates\n  1. a.test, issued by CN=Test Issuing CA")
    assert "key in key.pem: EC secp256r1, belongs to the certificate" in out
    assert "your CA file ✓" in out
    assert out.endswith("Certificates and order are what a server should send.\n")


def test_json_has_the_documented_shape(capsys: pytest.CaptureFixture[str]) -> None:
    assert chain("full.pem", "--host", "a.test", "--key", "key.pem", "--json") == 0
    told = value(capsys)
    assert (told["schema"], told["ok"], told["findings"]) == ("tlscheck.chain/1", True, [])
    assert (told["bundle_pem"], told["bundle_unchanged"]) == (LEAF.fullchain_pem.decode(), True)
    assert told["key"] == {
        "source": "key.pem",
        "fits": True,
        "kind": "EC",
        "bits": 256,
        "curve": "secp256r1",
        "encrypted": False,
        "because": None,
    }
    assert [c["subject"] for c in told["certificates"]] == ["CN=a.test", "CN=Test Issuing CA,O=Test Trust Ltd"]
    own = next(path for path in told["paths"] if path["store"] == "user")
    assert own == {
        "store": "user",
        "trusted": True,
        "path": ["CN=a.test", "CN=Test Issuing CA,O=Test Trust Ltd", "CN=Test Root,O=Test Trust Ltd"],
        "because": "a path leads to Test Root",
    }
    assert {v["verifier"]: v["says"] for v in told["verifiers"]} == {
        "OpenSSL": "ok",
        "cryptography.x509.verification": "ok",
    }


def test_without_a_key_there_is_none_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    chain("full.pem", "--json")
    assert value(capsys)["key"] is None


def test_a_wrong_order_ends_with_1_and_the_right_one_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chain("reversed.pem", "--out", "fixed.pem", "--json") == 1
    told = value(capsys)
    assert (codes(told), told["ok"]) == (["chain-order"], False)
    assert (folder / "fixed.pem").read_bytes() == LEAF.fullchain_pem == told["bundle_pem"].encode()
    assert chain("fixed.pem") == 0


def test_a_finding_has_the_shape_of_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    chain("leaf.pem", "--offline", "--json")
    (found,) = value(capsys)["findings"]
    assert found["code"] == "chain-incomplete"
    assert set(found) >= {"severity", "blame", "confidence", "headline", "evidence", "means", "impact", "fix", "verify"}
    assert found["verify"] == "tlscheck chain leaf.pem --ca-file root.pem"


def test_a_bundle_that_cannot_be_had_is_not_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert chain("leaf.pem", "--out", "fixed.pem") == 1
    out, err = capsys.readouterr()
    assert err == "tlscheck: no corrected bundle can be made, so fixed.pem is not written\n"
    assert "A corrected bundle cannot be made from this." in out
    assert not (folder / "fixed.pem").exists()


def lacking(folder: Path, shelf: Shelf) -> Leaf:
    leaf = CA.issue(aia=shelf.put("ca.crt", CA.der))
    (folder / "leaf.pem").write_bytes(leaf.pem)
    return leaf


def test_a_missing_intermediate_is_fetched_from_its_issuer(
    folder: Path, shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    leaf = lacking(folder, shelf)
    assert chain("leaf.pem", "--json") == 1
    told = value(capsys)
    assert (codes(told), shelf.fetched) == (["chain-incomplete"], ["/ca.crt"])
    assert told["bundle_pem"] == to_pem(leaf.cert, CA.cert).decode()


def test_offline_nothing_is_fetched(folder: Path, shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    lacking(folder, shelf)
    assert chain("leaf.pem", "--offline", "--json") == 1
    assert (value(capsys)["bundle_pem"], shelf.fetched) == (None, [])


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(LEAF.cert.not_valid_after_utc, 1), (LEAF.cert.not_valid_after_utc + timedelta(seconds=1), 1)],
)
def test_dates_are_judged_at_the_time_given(
    moment: datetime, expected: int, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["chain", "full.pem", "--ca-file", "root.pem", "--json", "--at", f"{moment:%Y-%m-%dT%H:%M:%SZ}"]
    assert main(words) == expected
    within = moment == LEAF.cert.not_valid_after_utc
    assert codes(value(capsys)) == ["cert-expiring-soon" if within else "cert-expired"]


def test_without_a_time_it_is_now(capsys: pytest.CaptureFixture[str]) -> None:
    main(["chain", "full.pem", "--ca-file", "root.pem", "--json"])
    judged = datetime.fromisoformat(value(capsys)["judged_at"])
    assert abs(datetime.now(UTC) - judged) < timedelta(minutes=1)


@pytest.mark.parametrize("host", ["a.test", "https://a.test/path", "A.TEST:8443"])
def test_a_host_is_taken_as_it_is_pasted(host: str) -> None:
    assert chain("full.pem", "--host", host) == 0


def test_another_host_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    assert chain("full.pem", "--host", "b.test", "--json") == 1
    assert codes(value(capsys)) == ["hostname-mismatch"]


def test_a_strange_key_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    assert chain("full.pem", "--key", "other.key", "--json") == 1
    told = value(capsys)
    assert (codes(told), told["key"]["fits"]) == (["private-key-problem"], False)


def test_standard_input_is_a_file_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LEAF.fullchain_pem)))
    assert chain("-") == 0
    assert capsys.readouterr().out.startswith("standard input: fine\n")


def test_a_file_name_of_any_bytes_can_be_told(folder: Path) -> None:
    odd = os.path.join(os.fsencode(folder), b"\xff\x1b.pem")  # noqa: PTH118  bytes, which Path does not take
    Path(os.fsdecode(odd)).write_bytes(LEAF.fullchain_pem)
    command: list[str | bytes] = [sys.executable, "-m", "local.cli", "chain", odd, "--ca-file", "root.pem", "--at", AT]
    for words in ("--offline", "--json"):
        run = subprocess.run(
            [*command, words],
            capture_output=True,
            cwd=folder,
            timeout=50,
            check=False,
            env=os.environ | {"PYTHONIOENCODING": "utf-8:strict"},
        )
        assert (run.returncode, b"\x1b" in run.stdout) == (0, False), run.stderr


def test_what_is_no_certificate_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    assert chain("junk.pem", "--json") == 1
    told = value(capsys)
    assert (told["ok"], codes(told), told["paths"], told["bundle_pem"]) == (False, ["key-file-unreadable"], [], None)


# --- passwords --------------------------------------------------------------------------------------------------------


def test_the_first_line_of_a_password_file_opens_pkcs12(capsys: pytest.CaptureFixture[str]) -> None:
    assert chain("site.p12", "--password-file", "right.txt", "--json") == 0
    told = value(capsys)
    assert (told["format"], told["key"]["fits"], told["bundle_pem"]) == ("PKCS #12", True, LEAF.fullchain_pem.decode())


def test_a_wrong_password_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    assert chain("site.p12", "--password-file", "wrong.txt", "--json") == 1
    assert codes(value(capsys)) == ["key-file-unreadable"]


def test_a_locked_file_without_anybody_to_ask_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert chain("site.p12") == 2
    assert capsys.readouterr().err == "tlscheck: site.p12 is locked with a password. Try: --password-file FILE\n"


def test_a_locked_key_without_anybody_to_ask_could_not_be_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert chain("full.pem", "--key", "locked.key", "--json") == 3
    told = value(capsys)
    assert (told["ok"], told["verdict"]) == (False, "undetermined")
    assert told["undetermined"] == [
        {
            "code": "private-key-problem",
            "because": "the private key was not compared: it is encrypted and no password was given",
        }
    ]


def test_a_locked_key_opens_with_the_password_file() -> None:
    assert chain("full.pem", "--key", "locked.key", "--password-file", "right.txt") == 0


@pytest.mark.parametrize("words", [["site.p12"], ["full.pem", "--key", "locked.key"]])
def test_on_a_terminal_the_password_is_asked_for_without_echo(words: Sequence[str], folder: Path) -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "local.cli", "chain", *words, "--ca-file", "root.pem", "--at", AT, "--json"]
    environment = {k: v for k, v in os.environ.items() if k != "SSL_CERT_FILE"}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=slave, stderr=slave, stdout=subprocess.PIPE, start_new_session=True
    ) as run:
        os.close(slave)
        shown = b""
        while b": " not in shown:
            shown += os.read(master, 200)
        os.write(master, b"secret\n")
        out, _ = run.communicate(timeout=50)
        shown += rest(master)
    os.close(master)
    assert b"Password for" in shown
    assert b"secret" not in shown
    assert (run.returncode, json.loads(out)["key"]["fits"]) == (0, True)


def rest(master: int) -> bytes:
    """What is left to read after the other end has closed."""
    shown = b""
    while True:
        try:
            more = os.read(master, 1000)
        except OSError:
            return shown
        if not more:
            return shown
        shown += more


# --- usage ------------------------------------------------------------------------------------------------------------

_TRY = "Try: tlscheck chain fullchain.pem --key privkey.pem"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.pem"], f"FILE cannot be read: none.pem: No such file or directory. {_TRY}"),
        (["full.pem", "--key", "none.key"], f"--key cannot be read: none.key: No such file or directory. {_TRY}"),
        (
            ["full.pem", "--password-file", "none.txt"],
            f"--password-file cannot be read: none.txt: No such file or directory. {_TRY}",
        ),
        (["full.pem", "--host", "a b"], "--host: "),
        (["full.pem", "--at", "soon"], "--at takes a date or time, not “soon”. Try: --at 2027-01-31T12:00:00Z"),
        (["full.pem", "--out", "no/where.pem"], "--out cannot be written: no/where.pem: No such file or directory"),
    ],
)
def test_wrong_words_get_one_sentence(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chain", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"tlscheck: {said}")
    assert err.count("\n") == 1


def test_a_strangers_words_bring_no_control_character(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evil = CA.issue(
        cn="\x1b[31mred\u202e", subject=x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "\x1b[31mred")])
    )
    (folder / "evil.der").write_bytes(to_der(evil.cert))
    chain("evil.der", "--offline")
    out = capsys.readouterr().out
    assert not {"\x1b", "\u202e"} & set(out)
