import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.watching.commands import Export, Import
from core.watching.sheet_verbs import HERE, parse_sheet


@pytest.mark.parametrize(
    "text", ["export", "Export!", "export csv", "list csv", "list as a csv file", "download the list", "“export”"]
)
def test_the_list_is_wanted_as_a_file(text: str) -> None:
    assert parse_sheet(text) == Export()


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("import", ""),
        ("bulk import", ""),
        ("import this list", ""),
        ("import #ops", ""),  # a name that Slack did not make a link of names nothing
        ("import here", HERE),
        ("import for me, please", ""),
        ("import <#C0OPS|ops>", "C0OPS"),
        ("Import these hosts into <#C0OPS>", "C0OPS"),
    ],
)
def test_a_file_is_said_to_be_a_list_of_watches(text: str, channel: str) -> None:
    found = parse_sheet(text)
    assert found == (None if "," in text else Import(channel))


@pytest.mark.parametrize(
    "text",
    ["list", "export.example.com", "import.example.com:443", "export failed", "import ssl fails", "importance",
     "ImportError: cannot import name ssl", "upload failed", "import a.example", "import\nssl", "list csv a.example",
     "import " + "the " * 60],
)  # fmt: skip
def test_what_only_begins_so_is_something_else(text: str) -> None:
    assert parse_sheet(text) is None


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    assert parse_sheet(text) is None or isinstance(parse_sheet(text), Export | Import)
