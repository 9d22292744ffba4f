"""``tlscheck explain`` end to end, without a network."""

import io
import json
import sys
from pathlib import Path

import pytest

from local.cli import main

EXPIRED = "curl: (60) SSL certificate problem: certificate has expired"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["explain", *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_words_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *EXPIRED.split())
    assert (code, out.splitlines()[0]) == (0, "This is almost certainly: cert-expired")


def test_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    log = tmp_path / "error.log"
    log.write_text(EXPIRED, encoding="utf-16")
    code, out, _ = run(capsys, "--json", str(log))
    assert (code, json.loads(out)["causes"][0]["code"]) == (0, "cert-expired")


@pytest.mark.parametrize("words", [(), ("-",)])
def test_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(EXPIRED.encode())))
    code, out, _ = run(capsys, "--json", *words)
    assert (code, json.loads(out)["tool"]) == (0, "curl")


@pytest.mark.parametrize("code", ["cert-expired", "ca-bundle-missing"])
def test_the_page_of_a_code(capsys: pytest.CaptureFixture[str], code: str) -> None:
    done, out, _ = run(capsys, code)
    assert done == 0
    assert "## How to fix it" in out


def test_a_code_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "--json", "cert-expired")
    assert json.loads(out)["causes"] == [
        {"code": "cert-expired", "confidence": 1.0, "because": "“cert-expired” is a finding code"}
    ]


def test_a_mistyped_code_gets_its_neighbours(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "cert-expred")
    assert (code, "Did you mean cert-expired" in err) == (2, True)


def test_a_text_without_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "lunch", "at", "noon")
    assert (code, out) == (0, "No TLS problem shows in this text.\n")


def test_a_registered_code_says_what_it_means_from_either_side(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "48")
    assert (code, out.splitlines()[0]) == (0, "TLS alert 48 (unknown_ca)")
    assert "Shown by a client" in out
    assert "Shown by a server" in out


def test_a_registered_code_as_json_names_its_findings(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--json", "X509_V_ERR_CERT_HAS_EXPIRED")
    assert (code, json.loads(out)["causes"][0]["code"]) == (0, "cert-expired")
