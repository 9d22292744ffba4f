"""``tlscheck serve`` on a disk that takes no more: a sentence and an exit code, no stack, and nothing promised."""

import resource
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from adapters import sqlite_store
from adapters.clock import SystemClock
from adapters.sqlite_store import connect, passes, try_writing
from adapters.sqlite_table import SqliteTable
from core.slack_ports import Unavailable
from local.loops import Loop, Loops
from local.serve_command import Ending
from local.workspace import Outcome
from tests.local.machine import PATIENCE_S, Machine, slack
from tests.support.waiting import eventually

LITTLE = 8192  # bytes of a file: enough for what is printed, too little for the database


def fill_the_disk(process: subprocess.Popen[str]) -> None:
    """No file of this process may grow beyond it: writes fail, as on a full disk."""
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (LITTLE, LITTLE))


def lost(machine: Machine) -> str:
    return (
        f"tlscheck: The database cannot be written: {machine.environment['TLSCHECK_SQLITE']}: disk I/O error. What it "
        "took before is kept. Give it room, and the right to write there; then start again. Or: --database watch.sqlite"
    )


@pytest.mark.slow
def test_a_disk_that_fills_up_ends_it_with_a_sentence(machine: Machine) -> None:
    with machine.serving("--terminal") as process:
        assert eventually(lambda: "Watching" in machine.complained)
        fill_the_disk(process)
        assert process.wait(PATIENCE_S) == 3
    assert machine.complained.splitlines()[-1] == lost(machine)
    assert "Traceback" not in machine.complained


@pytest.mark.slow
def test_the_bot_ends_likewise_and_promises_nothing(machine: Machine) -> None:
    with slack(machine) as (workspace, mode), machine.serving() as process:
        mode.wait_for_link(PATIENCE_S)
        fill_the_disk(process)
        answer = workspace.command("C0OPS", "U0ONCALL", "/tlscheck", "example.com")
        told = "" if answer.shown is None else answer.shown.text
        assert answer.outcome is not Outcome.OK or told.startswith("Sorry: `example.com:443` could not be checked.")
        assert process.wait(PATIENCE_S) == 3
    assert machine.complained.splitlines()[-1] == lost(machine)
    assert "Traceback" not in machine.complained


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("serve", "--terminal"), "The database cannot be written: "),
        (("sweep",), "The database did not answer: sqlite: disk I/O error. "),
        (("list",), "The database did not answer: sqlite: disk I/O error. "),
    ],
)
def test_on_a_full_disk_every_command_says_so_and_that_it_may_pass(
    machine: Machine, words: tuple[str, ...], said: str
) -> None:
    """Exit code 3, not 2: whoever restarts it may try again."""
    machine.run("list")
    done = subprocess.run(
        ["prlimit", f"--fsize={LITTLE}", *machine.words(*words)],
        env=machine.environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr.startswith(f"tlscheck: {said}")
    assert len(done.stderr.splitlines()) == 1


@pytest.fixture
def database(tmp_path: Path) -> Path:
    SqliteTable(tmp_path / "watch.sqlite", SystemClock())
    return tmp_path / "watch.sqlite"


def raised(act: Callable[[], object]) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        act()
    return caught.value


def test_a_try_changes_nothing(database: Path) -> None:
    with closing(connect(database)) as db:
        db.execute("pragma user_version = 7")
    try_writing(database)
    with closing(connect(database)) as db:
        assert db.execute("pragma user_version").fetchone() == (7,)


def test_another_writer_passes_and_ends_nothing(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_store, "BUSY_S", 0.05)
    ending = Ending()
    with closing(connect(database)) as other:
        other.execute("begin immediate")
        error = raised(lambda: try_writing(database))
    assert passes(error)
    ending.unavailable(error)
    assert not ending.asked.is_set()
    assert ending.lost is None


def test_a_file_that_was_taken_away_does_not_pass(database: Path) -> None:
    table = SqliteTable(database, SystemClock())
    for path in database.parent.glob("watch.sqlite*"):
        path.unlink()
    error = raised(lambda: table.due("0", SystemClock().now()))
    assert isinstance(error.__cause__, sqlite3.OperationalError)
    assert not passes(error)


def test_the_first_reason_is_told() -> None:
    ending, errors = Ending(), [Unavailable("first"), Unavailable("second")]
    for error in errors:
        error.__cause__ = sqlite3.OperationalError("full")
        error.__cause__.sqlite_errorname = "SQLITE_FULL"
        ending.unavailable(error)
    assert ending.lost is errors[0]


def test_a_loop_says_what_was_unavailable_and_goes_on() -> None:
    told: list[Unavailable] = []
    error, again = Unavailable("busy"), Event()

    def step() -> int:
        if told:
            again.set()
            return 0
        raise error

    with Loops(Loop(step, 0.01), unavailable=told.append):
        assert again.wait(PATIENCE_S)
    assert told == [error]
