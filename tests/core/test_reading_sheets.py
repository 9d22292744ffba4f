"""A file that is, or is said to be, a list of watches: when it is taken as one, and what is refused before."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from core.model.given import KeyGiven, NotRead, Outcome, Said, TakenIn
from core.model.job import GivenFile, Subject, WatchList
from core.model.slack_file import FileTrouble, SlackFile
from core.reading import NO_LIST, Means, read
from tests.core.watching.world import Clock
from tests.support.pki import Authority

HEADED = b"target,thresholds,owner\na.example\n"
PLAIN = b"a.example\n"
KEY = b"-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n"


@dataclass
class Drawer:
    """Slack's files: this one."""

    data: bytes

    def about(self, file_id: str, timeout: float) -> SlackFile | FileTrouble:
        return SlackFile(id=file_id, name="w.csv", size=len(self.data), url="u", mimetype="", shares=())

    def download(self, file: SlackFile, most: Callable[[bytes], int], timeout: float) -> bytes | FileTrouble:
        return self.data

    def delete(self, file_id: str, timeout: float) -> bool:
        return True


@dataclass
class Taker:
    took: list[tuple[str, str | None]] = field(default_factory=list)

    def wants(self, text: str) -> bool:
        return text.startswith("target")

    def take(self, text: str, into: str | None, name: str, until: float) -> Outcome:
        self.took.append((text, into))
        return TakenIn(name, new=1, known=0)


def outcome(data: bytes, subject: Subject, taker: Taker | None) -> Outcome:
    unused: Any = None
    means = Means(
        files=Drawer(data), clock=Clock(), unpack=unused, judge=unused, capture=unused, watches=taker,
    )  # fmt: skip
    return asyncio.run(read(subject, means, 5.0))


@pytest.mark.parametrize(
    ("data", "into", "taken"),
    [
        (PLAIN, "", True),
        (PLAIN, "C1", True),
        (HEADED, None, True),
        (PLAIN, None, False),
        (b"curl: (60) certificate has expired", None, False),
    ],
)
def test_a_list_is_taken_where_it_was_said_to_be_one_or_looks_like_one(
    data: bytes, into: str | None, taken: bool
) -> None:
    taker = Taker()
    found = outcome(data, GivenFile("F1", "w.csv", into), taker)
    assert isinstance(found, TakenIn if taken else Said)
    assert taker.took == ([(data.decode(), into)] if taken else [])


def test_a_list_from_a_spreadsheet_may_be_utf_16() -> None:
    taker = Taker()
    outcome(HEADED.decode().encode("utf-16"), GivenFile("F1", "w.csv", ""), taker)
    assert taker.took[0][0].lstrip("\ufeff") == HEADED.decode()


@pytest.mark.parametrize("data", [Authority.root().der, b"\x89PNG\r\n\x1a\n\x00"])
def test_what_is_no_text_is_no_list(data: bytes) -> None:
    assert outcome(data, GivenFile("F1", "w.csv", ""), Taker()) == NotRead("w.csv", NO_LIST)


def test_a_key_is_refused_and_deleted_also_when_it_was_said_to_be_a_list() -> None:
    taker = Taker()
    assert outcome(KEY, GivenFile("F1", "w.csv", ""), taker) == KeyGiven("w.csv", deleted=True)
    assert taker.took == []


def test_where_nothing_is_watched_a_list_is_a_text() -> None:
    assert isinstance(outcome(HEADED, GivenFile("F1", "w.csv"), None), Said)
    assert isinstance(outcome(b"", WatchList(), None), NotRead)
