"""Every label of the shared corpus, where it lies beside the repository."""

import gzip
import json
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from adapters.capture_file import CaptureBytes
from adapters.roots import load_trust_stores
from core.capture.analyse import analyse
from core.model.capture import Capture
from core.render import capture_json, capture_plain

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "pcap-dev"
LABELS = CORPUS / "labels.jsonl"
if not LABELS.exists():
    pytest.skip("the shared corpus of captures is not beside this repository", allow_module_level=True)

Label = dict[str, Any]
ROWS: list[Label] = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
stores = cache(load_trust_stores)


@cache
def captured(file: str) -> Capture:
    with (CORPUS / file).open("rb") as source:
        return analyse(CaptureBytes(source), stores)


def rows(*expected: str) -> list[Any]:
    return [pytest.param(row, id=row["file"]) for row in ROWS if row["expect"] in expected]


@pytest.mark.parametrize("row", [pytest.param(r, id=r["file"]) for r in ROWS if r["primary"]])
def test_the_primary_conversation(row: Label) -> None:
    primary = row["primary"]
    shown = capture_json.render(captured(row["file"]))["conversations"]
    (found,) = [c for c in shown if (c["client"], c["server"]) == (primary["client"], primary["server"])]
    fields = ("sni", "versions_offered", "outcome", "failed_at", "cipher")
    expected = {f: primary[f] for f in fields} | {"version": primary["version_chosen"]}
    if "group" in primary:
        expected["group"] = primary["group"]
    assert {f: found[f] for f in expected} == expected
    alerts = [(a["from"], a["level"], a["description"]) for a in primary["alerts"]]
    assert [(a["from"], a["level"], a["description"]) for a in found["alerts"]] == alerts
    causes = [cause["code"] for cause in found["causes"]]
    if primary["codes"]:
        assert causes[0] in primary["acceptable_codes"]
    else:
        assert not causes or causes[0] in primary["acceptable_codes"]


@pytest.mark.parametrize("row", rows("diagnose"))
def test_nothing_else_fails_than_what_the_label_names(row: Label) -> None:
    failing = {(c.client, c.server) for c in captured(row["file"]).conversations if c.troubled}
    also = {(c["client"], c["server"]) for c in row.get("also_failed", [])}
    assert failing == {(row["primary"]["client"], row["primary"]["server"])} | also


@pytest.mark.parametrize("row", rows("healthy", "incomplete", "no_tls", "udp_tls", "no_packets"))
def test_no_failure_where_none_is(row: Label) -> None:
    capture = captured(row["file"])
    assert capture.troubled == ()
    assert capture.readable


@pytest.mark.parametrize("row", rows("udp_tls"))
def test_tls_over_udp_is_named(row: Label) -> None:
    assert captured(row["file"]).udp_tls


@pytest.mark.parametrize("row", rows("reject", "reject_or_partial", "reject_or_limit"))
def test_what_is_wrong_with_a_file_is_said(row: Label) -> None:
    """A file whose bytes break off says so through its source where it is gzip."""
    capture = captured(row["file"])
    with (CORPUS / row["file"]).open("rb") as source:
        packed = CaptureBytes(source)
        for _ in packed:
            pass
    assert capture.problems or packed.problem
    assert row["expect"] != "reject" or not capture.readable


@pytest.mark.parametrize("row", [pytest.param(r, id=r["file"]) for r in ROWS])
def test_every_capture_can_be_shown(row: Label) -> None:
    capture = captured(row["file"])
    assert row["file"] in capture_plain.render(capture, row["file"])
    assert json.loads(capture_json.dumps(capture))["schema"] == "tlscheck.capture/1"


def plain_bytes(row: Label) -> bytes:
    data: bytes = (CORPUS / row["file"]).read_bytes()
    try:
        return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except (EOFError, zlib.error):
        return data


@pytest.mark.parametrize("row", rows("diagnose"))
def test_a_damaged_copy_raises_nothing(row: Label) -> None:
    """Every 97th byte turned over, one at a time in its own copy; and every eighth of the length alone."""
    data = plain_bytes(row)
    for at in range(0, min(len(data), 4000), 97):
        analyse([data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]], stores)
    for part in range(8):
        analyse([data[: len(data) * part // 8]], stores)
