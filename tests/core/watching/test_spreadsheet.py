import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.given import Misread
from core.model.target import Starttls
from core.model.target_text import parse_target
from core.model.watch import Threshold
from core.watching.spreadsheet import MOST_CHARACTERS, Imported, Sheet, export, import_all, read_sheet
from core.watching.subscribing import MOST_PER_TEAM, Wish, entries, watch
from tests.core.watching.world import OPS, World

A, B = parse_target("a.example"), parse_target("b.example:8443")


def test_targets_alone_are_enough() -> None:
    assert read_sheet("a.example\nb.example:8443\n").wishes == (Wish(A), Wish(B))


def test_thresholds_and_owner_may_stand_beside() -> None:
    sheet = read_sheet('target,thresholds,owner\na.example,"30%, 14d",<!subteam^S012AB|@ops>\n')
    assert sheet.wishes == (Wish(A, (Threshold(share=0.3), Threshold(seconds=14 * 86400)), "S012AB"),)
    assert sheet.misread == ()


def test_starttls_address_and_name_are_understood() -> None:
    (wish,) = read_sheet("smtp://mx.example:25 @192.0.2.1 sni=other.example").wishes
    assert (wish.target.starttls, str(wish.target.pinned), wish.target.server_name) == (
        Starttls.SMTP, "192.0.2.1", "other.example",
    )  # fmt: skip


def test_a_bad_line_is_named_and_the_others_are_taken() -> None:
    sheet = read_sheet("a.example\n-nonsense-\nb.example:8443,soon\nb.example:8443\n")
    assert sheet.wishes == (Wish(A), Wish(B))
    assert [misread.line for misread in sheet.misread] == [2, 3]
    assert "soon" in sheet.misread[1].sentence


def test_an_owner_is_a_slack_id() -> None:
    sheet = read_sheet("a.example,,everybody\n")
    assert sheet.misread == (Misread(1, "“everybody” is not a Slack user or group, as U012AB3CD."),)


def test_the_last_line_of_a_target_counts() -> None:
    assert read_sheet("a.example,30%\na.example,40%\n").wishes == (Wish(A, (Threshold(share=0.4),)),)


def test_empty_lines_and_remarks_are_passed_over() -> None:
    assert read_sheet("\ufefftarget\n\n# ours\na.example\n").wishes == (Wish(A),)


def test_a_file_that_is_too_long_is_refused_as_a_whole() -> None:
    sheet = read_sheet("a.example\n" * (MOST_CHARACTERS // 10 + 1))
    assert sheet.wishes == ()
    assert len(sheet.misread) == 1


def test_more_lines_than_a_team_may_watch_are_not_read() -> None:
    sheet = read_sheet("".join(f"h{number}.example\n" for number in range(MOST_PER_TEAM + 5)))
    assert len(sheet.wishes) == MOST_PER_TEAM
    assert sheet.misread == (Misread(MOST_PER_TEAM + 1, f"Not read from here on: more than {MOST_PER_TEAM} lines."),)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    sheet = read_sheet(text)
    assert len(sheet.wishes) + len(sheet.misread) <= text.count("\n") + text.count("\r") + 2


def test_what_goes_out_comes_in_again() -> None:
    world = World()
    wishes = [
        Wish(A, (Threshold(share=0.3), Threshold(seconds=36 * 3600)), "U012AB"),
        Wish(read_sheet("smtp://mx.example:25 @192.0.2.1 sni=other.example").wishes[0].target),
        Wish(parse_target("[2001:db8::1]:443")),
    ]
    for wish in wishes:
        watch(world.desk, OPS, "U1", wish)
    sheet = read_sheet(export(entries(world.desk, OPS)))
    assert sheet.misread == ()
    assert set(sheet.wishes) == set(wishes)


def test_no_cell_is_a_formula() -> None:
    world = World()
    watch(world.desk, OPS, "U1", Wish(A, owner="=1+1"))
    assert ",'=1+1," in export(entries(world.desk, OPS))


def test_an_import_counts_what_is_new_and_what_changed() -> None:
    world = World()
    world.watch("a.example")
    done = import_all(world.desk, OPS, "U1", [Wish(A, (Threshold(share=0.5),)), Wish(B)], 60)
    assert done == Imported(new=1, changed=1)
    assert len(entries(world.desk, OPS)) == 2


def test_an_import_without_time_says_what_is_left() -> None:
    world = World()
    done = import_all(world.desk, OPS, "U1", [Wish(A), Wish(B)], world.clock.monotonic())
    assert done == Imported(0, 0, (Wish(A), Wish(B)))


@pytest.mark.parametrize("head", ["Domain", "Host name,Team", "sep=;\nURL;x", "# ours\n\nfqdn\tthresholds", "sep=,"])
def test_a_line_that_names_the_columns_is_no_host(head: str) -> None:
    assert read_sheet(f"{head}\na.example\n") == Sheet((Wish(A),))


def test_only_the_first_line_names_columns() -> None:
    assert [wish.target.host for wish in read_sheet("a.example\nserver\n").wishes] == ["a.example", "server"]


def test_commas_within_a_cell_do_not_part_a_line_that_semicolons_part() -> None:
    (wish,) = read_sheet("a.example;30%, 14d, 7d;U012AB3CD\n").wishes
    assert (len(wish.thresholds), wish.owner) == (3, "U012AB3CD")
