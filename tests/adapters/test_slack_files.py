"""Files from Slack, over HTTP on loopback: whom the token is shown, what each answer means, every bound."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.secrets import GivenSecrets, SecretsMissing
from adapters.slack_files import SlackFiles, _file
from adapters.tokens import OneToken
from core.model.slack_file import FileTrouble, Share, SlackFile
from core.model.watch import Team
from core.slack_ports import Unavailable
from tests.support.http import Request, Response, answering

TOKENS, TEAM = OneToken(GivenSecrets("s", "xoxb-secret")), Team("T1")
FAR = 10.0


@dataclass
class Peer:
    """A server that answers every request with what ``answer`` says, and keeps the Authorization headers it saw."""

    status: int = 200
    body: bytes = b"hello"
    headers: dict[str, str] = field(default_factory=dict)
    seen: list[str | None] = field(default_factory=list)
    address: str = ""


@contextmanager
def serving(peer: Peer) -> Iterator[Peer]:
    def answer(request: Request) -> Response:
        peer.seen.append(request.headers.get("authorization"))
        return Response(peer.body, peer.status, peer.headers)

    with answering(answer) as peer.address:
        yield peer


def files(peer: Peer) -> SlackFiles:
    return SlackFiles(TOKENS, TEAM, f"{peer.address}/api/")


@dataclass
class Renewing:
    """``first`` was renewed elsewhere to ``then``."""

    first: str = "xoxb-old"
    then: str | None = "xoxb-new"
    missing: bool = False

    def bot_token(self, team: Team) -> str | None:
        return self.first

    def refused(self, team: Team, token: str) -> str | None:
        if self.missing:
            raise SecretsMissing("not renewed yet")
        self.first = self.then or self.first
        return self.then


def test_a_token_that_was_renewed_elsewhere_is_looked_up_once() -> None:
    with serving(Peer(body=b'{"ok": false, "error": "token_revoked"}')) as peer:
        found = SlackFiles(Renewing(), TEAM, f"{peer.address}/api/").about("F1", 5)
    assert peer.seen == ["Bearer xoxb-old", "Bearer xoxb-new"]
    assert isinstance(found, FileTrouble)


def test_a_token_that_has_no_other_is_asked_with_once() -> None:
    with serving(Peer(body=b'{"ok": false, "error": "token_revoked"}')) as peer:
        SlackFiles(Renewing(then=None), TEAM, f"{peer.address}/api/").about("F1", 5)
    assert peer.seen == ["Bearer xoxb-old"]


def test_a_token_that_is_not_renewed_yet_is_tried_later() -> None:
    with serving(Peer(body=b'{"ok": false, "error": "token_expired"}')) as peer, pytest.raises(Unavailable):
        SlackFiles(Renewing(missing=True), TEAM, f"{peer.address}/api/").about("F1", 5)


def slack_file(url: str, mimetype: str = "text/plain") -> SlackFile:
    return SlackFile(id="F1", name="x", size=5, url=url, mimetype=mimetype)


def most(limit: int) -> Callable[[bytes], int]:
    return lambda _head: limit


def test_a_file_is_fetched_with_the_bots_token() -> None:
    with serving(Peer()) as peer:
        assert files(peer).download(slack_file(f"{peer.address}/f"), most(5), FAR) == b"hello"
        assert peer.seen == ["Bearer xoxb-secret"]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/f",
        "http://files.slack.com/f",
        "https://files.slack.com.evil.example/f",
        "https://files.slack.com@evil.example/f",
        "https://files.slack.com:8443/f",
        "https://FILES.slack.com.evil.example/",
        "//files.slack.com/f",
        "ftp://files.slack.com/f",
        "",
    ],
)
def test_with_the_real_slack_only_its_file_host_is_asked(url: str) -> None:
    assert SlackFiles(TOKENS, TEAM).download(slack_file(url), most(5), 0.5) is FileTrouble.ELSEWHERE


def test_a_redirect_to_another_host_never_sees_the_token() -> None:
    with serving(Peer()) as other, serving(Peer(302, b"", {"location": f"{other.address}/f"})) as peer:
        assert files(peer).download(slack_file(f"{peer.address}/f"), most(5), FAR) is FileTrouble.ELSEWHERE
        assert other.seen == []


def test_a_redirect_to_itself_ends() -> None:
    with serving(Peer(302, b"", {"location": "/f"})) as peer:
        assert files(peer).download(slack_file(f"{peer.address}/f"), most(5), FAR) is FileTrouble.ELSEWHERE
        assert len(peer.seen) < 10


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (404, FileTrouble.GONE),
        (410, FileTrouble.GONE),
        (401, FileTrouble.NO_ACCESS),
        (403, FileTrouble.NO_ACCESS),
        (418, FileTrouble.UNREADABLE),
    ],
)
def test_a_status_that_stays_is_a_trouble(status: int, trouble: FileTrouble) -> None:
    with serving(Peer(status)) as peer:
        assert files(peer).download(slack_file(f"{peer.address}/f"), most(5), FAR) is trouble


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_status_that_passes_is_raised(status: int) -> None:
    with serving(Peer(status)) as peer, pytest.raises(Unavailable):
        files(peer).download(slack_file(f"{peer.address}/f"), most(5), FAR)


def test_nobody_there_is_raised() -> None:
    with serving(Peer()) as peer:
        gone = files(peer)
        url = f"{peer.address}/f"
    with pytest.raises(Unavailable):
        gone.download(slack_file(url), most(5), 0.5)


def test_slacks_sign_in_page_is_not_taken_for_the_file() -> None:
    with serving(Peer(headers={"content-type": "text/html; charset=utf-8"})) as peer:
        assert files(peer).download(slack_file(f"{peer.address}/f"), most(5), FAR) is FileTrouble.NO_ACCESS
        page = slack_file(f"{peer.address}/f", "text/html")
        assert files(peer).download(page, most(5), FAR) == b"hello"


@pytest.mark.parametrize(("size", "fits"), [(65_536, True), (200_000, True), (200_001, False), (5_000_000, False)])
def test_bytes_are_bounded_whatever_slack_said_of_the_size(size: int, fits: bool) -> None:
    with serving(Peer(body=b"x" * size)) as peer:
        got = files(peer).download(slack_file(f"{peer.address}/f"), most(200_000), FAR)
        assert got == b"x" * size if fits else got is FileTrouble.TOO_LARGE


def test_the_limit_follows_from_the_first_bytes() -> None:
    heads: list[bytes] = []

    def limit(head: bytes) -> int:
        heads.append(head[:3])
        return 3

    with serving(Peer(body=b"abcdef")) as peer:
        assert files(peer).download(slack_file(f"{peer.address}/f"), limit, FAR) is FileTrouble.TOO_LARGE
    assert heads == [b"abc"]


def test_time_is_bounded() -> None:
    with serving(Peer(body=b"x" * 200_000)) as peer, pytest.raises(Unavailable):
        files(peer).download(slack_file(f"{peer.address}/f"), most(1_000_000), 1e-9)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"ok":false,"error":"file_not_found"}', FileTrouble.GONE),
        (b'{"ok":false,"error":"file_deleted"}', FileTrouble.GONE),
        (b'{"ok":false,"error":"missing_scope"}', FileTrouble.NO_ACCESS),
        (b'{"ok":false,"error":"something new"}', FileTrouble.UNREADABLE),
        (b'{"ok":true}', FileTrouble.UNREADABLE),
        (
            b'{"ok":true,"file":{"id":"F1","is_external":true,"url_private":"https://drive.example/x"}}',
            FileTrouble.ELSEWHERE,
        ),
        (b'{"ok":true,"file":{"id":"F1","mode":"tombstone"}}', FileTrouble.GONE),
    ],
)
def test_what_slack_says_of_a_file(body: bytes, expected: FileTrouble) -> None:
    with serving(Peer(body=body)) as peer:
        assert files(peer).about("F1", FAR) is expected


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"ok":false,"error":"ratelimited"}', b"\xff"])
def test_an_answer_that_is_none_is_raised(body: bytes) -> None:
    with serving(Peer(body=body)) as peer, pytest.raises(Unavailable):
        files(peer).about("F1", FAR)


def test_where_a_file_stands() -> None:
    shares = b'{"public":{"C1":[{"ts":"1.1"}]},"private":{"G1":[{"ts":"2.2","thread_ts":"2.0"},{"x":1}],"G2":null}}'
    body = b'{"ok":true,"file":{"id":"F1","name":"a","size":3,"url_private":"https://files.slack.com/a","shares":%s}}'
    with serving(Peer(body=body % shares)) as peer:
        about = files(peer).about("F1", FAR)
    assert isinstance(about, SlackFile)
    assert about.shares == (Share("C1", "1.1", "1.1"), Share("G1", "2.2", "2.0"))
    assert "files.slack.com" not in repr(about)


@pytest.mark.parametrize(
    ("status", "body", "gone"),
    [
        (200, b'{"ok":true}', True),
        (200, b'{"ok":false,"error":"file_deleted"}', True),
        (200, b'{"ok":false,"error":"cant_delete_file"}', False),
        (500, b"", False),
    ],
)
def test_a_deletion_says_whether_the_file_is_gone(status: int, body: bytes, gone: bool) -> None:
    with serving(Peer(status, body)) as peer:
        assert files(peer).delete("F1", FAR) is gone


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["id", "name", "size", "url_private", "shares", "mode", "is_external", "mimetype"]), JSON
    )
)
def test_reading_a_file_object_is_total(value: dict[str, object]) -> None:
    assert isinstance(_file(value), SlackFile | FileTrouble)
