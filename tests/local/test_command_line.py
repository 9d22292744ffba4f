"""The command line answers every wrong input with one sentence and an example, and never checks something else."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.cli import main
from tests.support.pki import Authority

EXAMPLE = "tlscheck check example.com"
PINNED = "tlscheck check 'example.com @203.0.113.7 sni=www.example.com'"
BAD_PEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


@pytest.fixture(autouse=True)
def no_roots_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Taken, so that nobody else gets it, and not listening: connections are refused."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "What shall I do: check a server, or explain an error? Try: tlscheck check example.com"),
        (["check"], "Which server shall I check? Try: tlscheck check example.com"),
        (["chain"], "Which file shall I read? Try: tlscheck chain fullchain.pem --host example.com"),
        (
            ["chek", "example.com"],
            "“chek” is not a command; tlscheck --help names all. Did you mean: tlscheck check example.com",
        ),
        (
            ["example.com", "--json"],
            (
                "“example.com” is not a command; tlscheck --help names all. "
                "Did you mean: tlscheck check example.com --json"
            ),
        ),
        (
            ["probe"],
            "“probe” is not a command; tlscheck --help names all. Did you mean: tlscheck check example.com",
        ),
        (
            ["check", "x.test", "--foo"],
            "Unrecognized arguments: --foo. Try: tlscheck check example.com (all options: tlscheck check --help)",
        ),
        (
            ["list", "too", "much"],
            "Unrecognized arguments: too much. Try: tlscheck list (all options: tlscheck list --help)",
        ),
        (
            ["check", "x.test", "--html"],
            f"Argument --html: expected one argument. Try: {EXAMPLE} (all options: tlscheck check --help)",
        ),
        (
            ["--timeout", "5", "check", "x.test"],
            "Options stand behind the command. Try: tlscheck check example.com --timeout 10",
        ),
        (["check", ""], "There is no host in this. Try: tlscheck check example.com:443"),
        (["check", "@192.0.2.1"], "“@192.0.2.1” belongs behind a host. Try: tlscheck check example.com @203.0.113.7"),
        (
            ["check", "x.test @here"],
            "“@here” is not an address to connect to. Try: tlscheck check x.test:443 @203.0.113.7",
        ),
        (
            ["check", "x.test y.test"],
            f"“x.test y.test” is not one host: what follows a space is @ADDRESS or sni=NAME. Try: {PINNED}",
        ),
    ],
)
def test_wrong_words_get_one_sentence(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"tlscheck: {said}\n")


@pytest.mark.parametrize("seconds", ["abc", "0", "-1", "nan", "inf", "301"])
def test_a_timeout_is_a_number_of_seconds(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "x.test", f"--timeout={seconds}"]) == 2
    assert f"“{seconds}” is no number of seconds between 0 and 300" in capsys.readouterr().err


def test_a_page_that_cannot_be_written_is_found_before_the_check(
    tmp_path: Path, closed_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "nowhere" / "page.html"
    assert main(["check", f"127.0.0.1:{closed_port}", "--html", str(page)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"tlscheck: --html cannot be written: {page}: No such file or directory. Try: --html report.html\n"


def test_a_page_is_written(tmp_path: Path, closed_port: int) -> None:
    assert main(["check", f"127.0.0.1:{closed_port}", "--html", str(tmp_path / "page.html")]) == 1
    assert "tcp-refused" in (tmp_path / "page.html").read_text("utf-8")


def test_wrong_input_leaves_no_empty_page_behind(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert main(["check", "x.test", "--html", str(page), "--ca-file", str(tmp_path / "none.pem")]) == 2
    assert not page.exists()


@pytest.mark.parametrize("apart", [False, True])
def test_address_and_name_behind_a_host_are_its_own(
    apart: bool, closed_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [f"a.test:{closed_port}", "@127.0.0.1", "sni=b.test"]
    main(["check", *(words if apart else [" ".join(words)]), "--json"])
    report = json.loads(capsys.readouterr().out)
    assert report["target"] == {"host": "a.test", "port": closed_port, "server_name": "b.test", "starttls": None}
    assert [finding["code"] for finding in report["findings"]] == ["tcp-refused"]


def test_a_name_can_be_left_out(closed_port: int, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", f"a.test:{closed_port} @127.0.0.1 sni=none", "--json"])
    assert json.loads(capsys.readouterr().out)["target"]["server_name"] is None


def test_roots_of_which_none_can_be_read_are_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "roots.pem").write_text(BAD_PEM)
    assert main(["check", "x.test", "--ca-file", str(tmp_path / "roots.pem")]) == 2
    assert capsys.readouterr().err == (
        "tlscheck: --ca-file: no readable certificate in PEM form (-----BEGIN CERTIFICATE-----). "
        "Try: --ca-file roots.pem\n"
    )


def test_an_unreadable_root_among_good_ones_is_told(
    tmp_path: Path, closed_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "roots.pem").write_text(BAD_PEM + Authority.root().pem.decode())
    assert main(["check", f"127.0.0.1:{closed_port}", "--ca-file", str(tmp_path / "roots.pem"), "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["verdict"] == "broken"
    assert err == "tlscheck: 1 certificate of --ca-file cannot be read and will not be trusted\n"


@pytest.mark.parametrize("number", ["0", "25", "-1", "many", "１"])
def test_a_number_of_connections_that_is_none_gets_an_example(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "example.com", f"--at-once={number}"]) == 2
    assert f"“{number}” is no number of connections from 1 to 24, such as --at-once 6" in capsys.readouterr().err


_AS_A_COMMAND = [sys.executable, "-c", "import sys; from local.cli import main; sys.exit(main())"]


def _in_a_shell(port: int, behind: str) -> subprocess.CompletedProcess[str]:
    """The command in a shell, with a redirection behind it."""
    script = f'"$@" check 127.0.0.1:{port} {behind}'
    return subprocess.run(
        ["bash", "-c", script, "bash", *_AS_A_COMMAND], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("behind", "code", "complaint"),
    [
        (">&-", 1, ""),
        ("<&-", 1, ""),
        ("> /dev/full", 2, "tlscheck: The answer cannot be written: No space left on device\n"),
    ],
)
def test_an_answer_that_cannot_be_written_is_neither_fine_nor_a_traceback(
    closed_port: int, behind: str, code: int, complaint: str
) -> None:
    done = _in_a_shell(closed_port, behind)
    assert (done.returncode, done.stderr) == (code, complaint)


def test_a_pipe_that_nobody_reads_ends_it_as_it_ends_any_program(closed_port: int) -> None:
    unread, pipe = os.pipe()
    os.close(unread)
    try:
        command = [*_AS_A_COMMAND, "check", f"127.0.0.1:{closed_port}"]
        done = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    finally:
        os.close(pipe)
    assert (done.returncode, done.stderr) == (141, "")


def test_the_module_runs_as_a_program() -> None:
    command = [sys.executable, "-m", "local.cli", "--version"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.startswith("tlscheck ")
