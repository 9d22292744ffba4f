"""What is tested is what is deployed: a package has one version in every lock file of ours."""

import re
from pathlib import Path

import pytest

LOCKS = Path(__file__).parents[2] / "requirements"


def pins(name: str) -> dict[str, str]:
    text = (LOCKS / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", ["slack", "worker", "run"])
def test_every_deployed_version_is_the_tested_one(name: str) -> None:
    tested = pins("dev")
    deployed = pins(name)
    assert deployed
    assert {package: tested.get(package) for package in deployed} == deployed


@pytest.mark.parametrize("name", ["slack", "worker", "run", "dev", "sam", "bench"])
def test_every_pin_has_hashes_and_no_file_names_an_index(name: str) -> None:
    text = (LOCKS / f"{name}.txt").read_text(encoding="utf-8")
    entries = [e for e in re.split(r"\n(?=[A-Za-z0-9])", text.strip()) if "==" in e]
    assert [e.split()[0] for e in entries if "--hash=sha256:" not in e] == []
    assert "http" not in text
    assert "--index" not in text


def test_the_function_that_faces_slack_ships_no_tls_library() -> None:
    assert not {"cryptography", "pyopenssl"} & {package.lower() for package in pins("slack")}
