"""Watching on the command line: the words of Slack, a database file, answers as lines. Nothing is contacted here."""

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.clock import SystemClock
from adapters.sqlite_table import SqliteTable
from core.model.watch import Hold, Place, Team
from core.watch_ports import Desk
from core.watching.channels import settings_of
from core.watching.subscribing import acknowledge, entries
from local import served
from local.cli import main
from local.watch_options import ALL
from local.watch_place import TERMINAL

Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "watch.sqlite"
    monkeypatch.setenv("TLSCHECK_SQLITE", str(path))
    monkeypatch.setenv("LOGNAME", "ada")
    return path


def desk(path: Path) -> Desk:
    return Desk(table=SqliteTable(path, SystemClock()), clock=SystemClock(), report=pytest.fail)


def said(capsys: Said, *words: str, code: int = 0) -> str:
    """What a command that ends with ``code`` prints."""
    capsys.readouterr()
    assert main(words) == code
    return capsys.readouterr().out


def refused(capsys: Said, *words: str, code: int = 2) -> str:
    capsys.readouterr()
    assert main(words) == code
    return capsys.readouterr().err.strip()


def test_watch_says_what_happens_next_and_how_to_undo_it(capsys: Said) -> None:
    told = said(capsys, "watch", "a.test", "b.test:8443", "30%", "7d", "--owner", "web team")
    assert told == (
        "Watching: a.test:443, reminders at 30% 7d, owner web team\n"
        "Watching: b.test:8443, reminders at 30% 7d, owner web team\n"
        "The next tlscheck sweep, or tlscheck serve, checks and tells of changes.\n"
        "To undo: tlscheck unwatch a.test:443 b.test:8443\n"
    )


def test_watching_again_changes_how(capsys: Said) -> None:
    said(capsys, "watch", "a.test", "owner=web")
    assert said(capsys, "watch", "a.test", "14d") == "Changed: a.test:443, reminders at 14d, owner web\n"


def test_an_owner_is_a_word_in_a_terminal_and_an_id_in_slack(capsys: Said, database: Path) -> None:
    said(capsys, "watch", "a.test", "owner", "ops@a.test")
    assert entries(desk(database), TERMINAL)[0].subscription.owner == "ops@a.test"
    there = ("--channel", "C0OPS", "--team", "T0DEMO")
    told = refused(capsys, "watch", "a.test", "--owner", "web team", *there)
    assert told == "tlscheck: “web team” is not the id of a Slack user or group. Try: --owner U012AB3CD"
    assert said(capsys, "watch", "a.test", "--owner", "U0ADA", *there).startswith("Watching: a.test:443, owner U0ADA\n")


def test_a_target_with_address_and_server_name_is_undone_by_what_is_printed(capsys: Said) -> None:
    told = said(capsys, "watch", "a.test", "@192.0.2.7", "sni=b.test")
    undo = told.splitlines()[-1].removeprefix("To undo: tlscheck ")
    assert said(capsys, *undo.split()) == "No longer watched: a.test:443 @192.0.2.7 sni=b.test\n"


def test_what_is_not_watched_is_said_and_the_rest_is_done(capsys: Said) -> None:
    said(capsys, "watch", "a.test")
    assert main(["unwatch", "a.test", "other.test"]) == 2
    out, err = capsys.readouterr()
    assert out.endswith("No longer watched: a.test:443\n")
    assert err == "tlscheck: “other.test:443” is not watched here. Try: tlscheck list\n"


def test_the_list_shows_state_owner_and_who_has_it_in_hand_in_columns(capsys: Said, database: Path) -> None:
    said(capsys, "watch", "long.name.test", "--owner", "web")
    said(capsys, "watch", "b.test")
    hold = Hold(by="ada", at=SystemClock().now(), reason="we know")
    acknowledge(desk(database), TERMINAL, "b.test:443", hold)
    assert said(capsys, "list").splitlines() == [
        "b.test:443          not checked so far  acknowledged by ada: we know",
        "long.name.test:443  not checked so far  owner web",
    ]


def test_where_nothing_stands_there_is_nothing_to_acknowledge(capsys: Said) -> None:
    said(capsys, "watch", "a.test")
    assert refused(capsys, "ack", "a.test") == (
        "tlscheck: Nothing stands there to be acknowledged: a.test:443. To be silent about a host for a while, snooze "
        "it. Try: tlscheck snooze a.test:443 7d"
    )


def test_an_empty_list_says_how_to_begin(capsys: Said) -> None:
    assert said(capsys, "list") == "Nothing is watched here. Try: tlscheck watch example.com\n"


def test_the_list_as_json_has_a_schema_and_says_what_is_unknown(capsys: Said) -> None:
    said(capsys, "watch", "a.test", "30%")
    whole = json.loads(said(capsys, "list", "--json"))
    [watch] = whole["watches"]
    assert whole["schema"] == "tlscheck.watches/1"
    assert watch["target"] == "a.test:443"
    assert watch["state"] == "not checked"
    assert watch["thresholds"] == ["30%"]
    assert watch["checked_at"] is watch["ends"] is watch["snoozed"] is None


def test_a_snooze_ends_at_its_time_and_by_unsnooze(capsys: Said, database: Path) -> None:
    said(capsys, "watch", "a.test")
    told = said(capsys, "snooze", "a.test", "2h", "replacing", "it")
    hold = entries(desk(database), TERMINAL)[0].subscription.snoozed
    assert hold is not None
    assert hold.until is not None
    assert (hold.by, hold.reason, round((hold.until - hold.at).total_seconds())) == ("ada", "replacing it", 7200)
    assert told.startswith(f"Snoozed: a.test:443 until {hold.until:%Y-%m-%d %H:%M} UTC: replacing it\n")
    assert said(capsys, "unsnooze", "a.test") == "No longer snoozed: a.test:443\n"
    assert entries(desk(database), TERMINAL)[0].subscription.snoozed is None


def test_a_history_without_changes_says_so(capsys: Said) -> None:
    said(capsys, "watch", "a.test")
    assert said(capsys, "history", "a.test") == "History of a.test:443\nNothing changed since it is watched.\n"


def test_settings_are_changed_by_options_and_shown(capsys: Said, database: Path) -> None:
    options = ["--zone", "berlin", "--quiet", "22-7", "--least", "broken", "--thresholds", "30% 7d"]
    told = said(capsys, "settings", *options, "--mention", "owner-when-broken", "--no-silent-when-fine")
    assert told.splitlines() == [
        "digest      09:00",
        "zone        Europe/Berlin",
        "quiet       22-7",
        "least       broken",
        "thresholds  30% 7d",
        "mention     owner when broken",
    ]
    assert said(capsys, "settings") == told
    assert settings_of(desk(database), TERMINAL).quiet == (22, 7)


def test_the_days_of_a_terminal_are_those_of_the_machine_until_they_are_changed(
    capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", ":Asia/Tokyo")
    said(capsys, "watch", "a.test")
    assert "zone        Asia/Tokyo\n" in said(capsys, "settings")
    said(capsys, "settings", "--zone", "Berlin")
    said(capsys, "watch", "b.test")
    assert "zone        Europe/Berlin\n" in said(capsys, "settings")


@pytest.mark.parametrize("name", ["CET-1CEST", "", "../etc/passwd", "x" * 5000])
def test_a_zone_that_has_no_name_is_none(name: str, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", name)
    said(capsys, "watch", "a.test")
    assert "zone        " in said(capsys, "settings")


def test_the_digest_is_set_and_switched_off(capsys: Said) -> None:
    assert said(capsys, "digest", "8:30", "Europe/Berlin").splitlines()[:2] == [
        "digest      08:30, silent on days without news, except a line on Mondays",
        "zone        Europe/Berlin",
    ]
    assert said(capsys, "digest", "off").startswith("digest      off\n")


def test_the_digest_of_now_is_shown_as_lines(capsys: Said) -> None:
    assert said(capsys, "digest") == "Nothing is watched here. Try: tlscheck watch example.com\n"
    said(capsys, "watch", "a.test")
    told = said(capsys, "digest", "now")
    assert told.startswith("TLS digest of ")
    assert "  • a.test:443  Never checked so far\n" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["watch"], "Which host do you want to watch? Try: tlscheck watch example.com 30% 7d"),
        (["watch", "a.test", "5"], "“5” lacks its unit: % of the lifetime, h, d or w. Try: tlscheck watch a.test 5d"),
        (
            ["history", "a.test", "b.test"],
            "One host at a time: history shows one target. Try: tlscheck history example.com",
        ),
        (["digest", "25:00"], "“25:00” is not a time of day. Try: tlscheck digest 09:00 Europe/Berlin"),
        (["snooze", "a.test", "2m"], None),
        (["settings", "--quiet", "9-9"], "--quiet takes two hours of the day or off, not “9-9”. Try: --quiet 22-7"),
        (["settings", "--zone", "Berln"], None),
        (
            ["settings", "--least", "bad"],
            "--least takes broken, at-risk, advice or note, not “bad”. Try: --least broken",
        ),
        (["settings", "--thresholds", "5"], "“5” lacks its unit: % of the lifetime, h, d or w. Try: --thresholds '5d'"),
        (["wach", "a.test"], "“wach” is not a command; tlscheck --help names all. Did you mean: tlscheck watch a.test"),
        (["list", "--channel", "ops"], None),
        (["list", "--channel", "C0OPS"], "Whose channel is it? Try: --channel C0OPS --team T012AB3CD"),
        (["import"], "Which file shall I read? Try: tlscheck import watches.csv"),
        (
            ["import", "none.csv"],
            "none.csv cannot be read: No such file or directory. Try: tlscheck import watches.csv",
        ),
    ],
)
def test_wrong_words_get_a_sentence_and_an_example(words: list[str], told: str | None, capsys: Said) -> None:
    got = refused(capsys, *words)
    assert "Try: " in got or "Did you mean: " in got
    assert told is None or got == f"tlscheck: {told}"


def test_a_channel_of_the_workspace_that_the_file_serves_needs_no_team(capsys: Said, database: Path) -> None:
    served.note(database, Team("T0DEMO", "E0GRID"))
    said(capsys, "watch", "a.test", "--channel", "C0OPS")
    assert said(capsys, "list") == "Nothing is watched here. Try: tlscheck watch example.com\n"
    [entry] = entries(desk(database), Place(Team("T0DEMO", "E0GRID"), "C0OPS"))
    assert entry.subscription.created_by == "ada"


def test_a_file_that_is_no_database_is_named(capsys: Said, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no database " * 100)
    told = refused(capsys, "list", "--database", str(path))
    assert (
        told == f"tlscheck: The database cannot be opened: {path}: file is not a database. Try: --database watch.sqlite"
    )
    assert path.read_text() == "no database " * 100


def test_a_database_that_is_held_by_another_is_no_answer(
    capsys: Said, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(capsys, "watch", "a.test")
    monkeypatch.setattr("adapters.sqlite_store.BUSY_S", 0.05)
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("begin immediate")
    try:
        told = refused(capsys, "watch", "b.test", code=3)
    finally:
        other.close()
    assert told == "tlscheck: The database did not answer: sqlite: database is locked. Nothing is lost; try again."


def test_a_sheet_goes_out_and_in_again(capsys: Said, tmp_path: Path, database: Path) -> None:
    said(capsys, "watch", "a.test", "30%", "7d", "--owner", "@web team")
    said(capsys, "watch", "smtp://mx.test:25", "@192.0.2.7")
    sheet = tmp_path / "watches.csv"
    said(capsys, "export", str(sheet))
    assert sheet.read_bytes().decode() == said(capsys, "list", "--csv") == said(capsys, "export")
    rows = list(csv.reader(io.StringIO(sheet.read_text())))
    before = {
        (e.subscription.key, e.subscription.thresholds, e.subscription.owner) for e in entries(desk(database), TERMINAL)
    }
    copy = tmp_path / "copy.sqlite"
    assert said(capsys, "import", str(sheet), "--database", str(copy)) == "2 new, 0 watched already.\n"
    after = {
        (e.subscription.key, e.subscription.thresholds, e.subscription.owner) for e in entries(desk(copy), TERMINAL)
    }
    assert len(rows) == 3
    assert after == before
    assert said(capsys, "import", str(sheet), "--database", str(copy)) == "0 new, 2 watched already.\n"


def test_bad_lines_are_named_and_the_others_are_taken(capsys: Said, tmp_path: Path) -> None:
    sheet = tmp_path / "watches.csv"
    sheet.write_text("target,thresholds,owner\na.test,30%,web\nno host at all,,\nb.test,soon,\nc.test\n")
    assert main(["import", str(sheet)]) == 2
    out, err = capsys.readouterr()
    assert out == "2 new, 0 watched already.\n"
    assert [line.partition(": ")[2].partition(":")[0] for line in err.splitlines()] == [
        f"{sheet}, line 3",
        f"{sheet}, line 4",
    ]
    assert [line.split()[0] for line in said(capsys, "list").splitlines()] == ["a.test:443", "c.test:443"]


WORDS = st.one_of(
    st.sampled_from(
        ["a.test", "b.test:8443", "30%", "7d", "owner", "until", "2026-12-24", "off", "now", "9", "@", "x" * 3000]
    ),
    st.text(st.characters(blacklist_characters="\x00", min_codepoint=1), max_size=12),
).filter(lambda word: not word.startswith("-"))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verb=st.sampled_from(sorted(set(ALL) - {"sweep", "serve", "export"})), words=st.lists(WORDS, max_size=5))
def test_any_words_are_done_or_refused_with_a_sentence(verb: str, words: list[str], capsys: Said) -> None:
    capsys.readouterr()
    code = main([verb, *words])
    out, err = capsys.readouterr()
    assert code in (0, 2)
    assert (code == 2) is bool(err)
    assert (out + err).replace("\n", "").isprintable()


def test_a_test_alert_waits_for_the_next_sweep(capsys: Said) -> None:
    assert said(capsys, "test-alert") == (
        "A test alert is on its way: the next tlscheck sweep, or tlscheck serve, brings it.\n"
    )
