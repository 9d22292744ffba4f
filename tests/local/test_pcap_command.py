"""`tlscheck pcap`: files of all kinds in, text or JSON and an exit code out."""

import gzip
import io
import json
from pathlib import Path

import pytest

from adapters.capture_file import CHUNK, CaptureBytes
from core.capture.analyse import analyse
from local.cli import main
from tests.core.capture.packets import Connection, pcap, pcapng
from tests.core.capture.talks import STORES, TLS12, client_context, connection_of, handshake

TOLD = handshake(client_context(TLS12))
HEALTHY = connection_of(TOLD).end(0).end(1).frames
REFUSED = Connection().open().say(0, TOLD.flights[0].data).say(1, bytes([21, 3, 3, 0, 2, 2, 70])).end(1).end(0).frames


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "capture.pcap"


def run(file: Path, data: bytes, *options: str) -> int:
    file.write_bytes(data)
    return main(["pcap", str(file), *options])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(pcap(HEALTHY), 0, id="healthy"),
        pytest.param(pcapng(HEALTHY), 0, id="healthy pcapng"),
        pytest.param(gzip.compress(pcap(HEALTHY)), 0, id="healthy gzip"),
        pytest.param(pcap(REFUSED), 1, id="failed"),
        pytest.param(pcap(REFUSED)[:-3], 1, id="failed, and the file cut short"),
        pytest.param(pcap(HEALTHY[:5]), 3, id="ends in the handshake"),
        pytest.param(pcap(HEALTHY)[:-3], 3, id="healthy as far as it goes"),
        pytest.param(pcap([]), 3, id="no packet"),
        pytest.param(gzip.compress(pcap(HEALTHY))[:-200], 3, id="gzip cut short"),
        pytest.param(b"", 2, id="empty"),
        pytest.param(b"<html>", 2, id="HTML"),
        pytest.param(pcap(HEALTHY, link=999), 2, id="unknown link type"),
    ],
)
def test_exit_codes(file: Path, data: bytes, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, data) == code
    assert str(file) in capsys.readouterr().out


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pcap", str(tmp_path / "none.pcap")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_json_has_the_documented_shape(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, pcap(REFUSED), "--json") == 1
    shown = json.loads(capsys.readouterr().out)
    assert (shown["schema"], shown["readable"], shown["truncated_at"]) == ("tlscheck.capture/1", True, None)
    (conversation,) = shown["conversations"]
    expected = {
        "client": "192.0.2.1:40000",
        "server": "198.51.100.1:443",
        "sni": "a.test",
        "versions_offered": ["TLS1.2"],
        "version": None,
        "cipher": None,
        "group": None,
        "outcome": "failed",
        "failed_at": "server_hello",
    }
    assert {key: conversation[key] for key in expected} == expected
    (alert,) = conversation["alerts"]
    assert [alert[key] for key in ("from", "level", "description", "number")] == [
        "server",
        "fatal",
        "protocol_version",
        70,
    ]
    assert [cause["code"] for cause in conversation["causes"]] == ["no-shared-protocol"]
    assert conversation["ended_by"]["who"] == "server"
    assert conversation["actor"] == "server"


def test_text_says_where_who_why_and_what_to_do(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(file, pcap(REFUSED))
    shown = capsys.readouterr().out
    for words in ("FAILED 192.0.2.1:40000 → 198.51.100.1:443 (a.test)", "[no-shared-protocol]", "Who must act",
                  "Who ended it", "What it means", "Fix", "tlscheck check a.test:443 @198.51.100.1"):  # fmt: skip
        assert words in shown


def test_a_healthy_capture_is_one_line_a_conversation(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(file, pcap(HEALTHY))
    assert "completed: 192.0.2.1:40000 → 198.51.100.1:443 (a.test) TLS1.2 TLS_ECDHE_ECDSA" in capsys.readouterr().out


def test_gzip_of_several_members_and_of_several_chunks() -> None:
    data = pcap(HEALTHY * 400)
    assert len(data) > CHUNK
    packed = gzip.compress(data[:1000]) + gzip.compress(data[1000:])
    assert b"".join(CaptureBytes(io.BytesIO(packed))) == data
    assert analyse(CaptureBytes(io.BytesIO(packed)), lambda: STORES).packets == len(HEALTHY) * 400


def test_gzip_that_unpacks_without_end_is_left() -> None:
    source = CaptureBytes(io.BytesIO(gzip.compress(pcap([]) + bytes(100_000_000))))
    assert sum(map(len, source)) < 20_000_000
    assert source.problem is not None
    assert "times its size" in source.problem


def test_damaged_gzip_gives_what_stood_before(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packed = bytearray(gzip.compress(pcap(HEALTHY), compresslevel=0))
    packed[-12] ^= 0xFF
    assert run(file, bytes(packed)) == 3
    assert "damaged" in capsys.readouterr().out
