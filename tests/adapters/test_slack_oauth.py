"""What Slack's ``oauth.v2.access`` says, and how it is asked: the secret in a header, nothing of it anywhere else."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.secrets import SecretsMissing
from adapters.slack_oauth import SlackRegistrar, granted, renewed
from core.model.installation import Credentials, Granted, Renewed
from core.model.watch import Team
from core.slack_ports import Never, NotNow, Reason
from tests.support.http import Request, Response, answering

ANSWER = {
    "ok": True, "access_token": "xoxb-1", "token_type": "bot", "scope": "commands,chat:write", "bot_user_id": "UBOT",
    "app_id": "A1", "team": {"name": "Acme", "id": "T1"}, "enterprise": None, "is_enterprise_install": False,
    "authed_user": {"id": "U1", "scope": "", "access_token": "xoxp-1", "token_type": "user"},
}  # fmt: skip
ROTATING = {"refresh_token": "xoxe-1-r", "expires_in": 43200}
ORGANISATION = {"team": None, "enterprise": {"name": "Grid", "id": "E1"}, "is_enterprise_install": True}


def test_an_installation_in_a_workspace() -> None:
    assert granted(ANSWER) == Granted(
        team=Team("T1"), name="Acme", app="A1", bot_user="UBOT", installer="U1", scopes=("commands", "chat:write"),
        renewed=Renewed(Credentials("xoxb-1"), None),
    )  # fmt: skip


def test_an_installation_whose_token_expires() -> None:
    found = granted(ANSWER | ROTATING)
    assert found is not None
    assert found.renewed == Renewed(Credentials("xoxb-1", "xoxe-1-r"), 43200)


def test_an_installation_in_an_organisation_and_in_one_of_its_workspaces() -> None:
    whole, one = granted(ANSWER | ORGANISATION), granted(ANSWER | {"enterprise": {"id": "E1"}})
    assert whole is not None
    assert one is not None
    assert (whole.team, whole.name, one.team) == (Team("", "E1"), "Grid", Team("T1", "E1"))


@pytest.mark.parametrize(
    "spoilt",
    [
        {"access_token": None}, {"access_token": ""}, {"token_type": "user"}, {"team": None}, {"team": "T1"},
        {"team": {"id": 5}}, {"is_enterprise_install": True},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_installation_of_a_bot_is_none(spoilt: dict[str, object]) -> None:
    assert granted(ANSWER | spoilt) is None


@pytest.mark.parametrize("spoilt", [{"expires_in": 0}, {"expires_in": -1}, {"expires_in": "x"}, {"refresh_token": ""}])
def test_a_token_that_cannot_be_renewed_does_not_say_that_it_ends(spoilt: dict[str, object]) -> None:
    assert renewed(ANSWER | ROTATING | spoilt) == Renewed(Credentials("xoxb-1"), None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "name"]), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*ANSWER, *ROTATING]), JSON))
def test_any_answer_is_an_installation_or_none(answer: dict[str, object]) -> None:
    found = granted(answer)
    assert found is None or found.team.id or found.team.enterprise


class Peer:
    """Says ``body`` to every request and keeps what it heard."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status, self.body, self.address = status, body, ""
        self.heard: list[tuple[str, str | None, bytes]] = []


@contextmanager
def serving(status: int, body: bytes) -> Iterator[Peer]:
    peer = Peer(status, body)

    def answer(request: Request) -> Response:
        peer.heard.append((request.path, request.headers.get("authorization"), request.body))
        return Response(peer.body, peer.status)

    with answering(answer) as address:
        peer.address = f"{address}/api/"
        yield peer


def registrar(peer: Peer) -> SlackRegistrar:
    return SlackRegistrar("1.2", lambda: "s3cret", peer.address)


def test_the_secret_is_in_the_header_and_the_refresh_token_in_the_body() -> None:
    with serving(200, b'{"ok": true, "access_token": "xoxb-2", "token_type": "bot"}') as peer:
        assert registrar(peer).renew("xoxe-1-r", 5) == Renewed(Credentials("xoxb-2"), None)
    [(path, authorization, body)] = peer.heard
    assert path == "/api/oauth.v2.access"
    assert (authorization or "").startswith("Basic ")
    assert b"s3cret" not in body
    assert b"refresh_token=xoxe-1-r" in body
    assert b"grant_type=refresh_token" in body


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, b'{"ok": false, "error": "invalid_refresh_token"}', Never(Reason.OTHER, "invalid_refresh_token")),
        (200, b'{"ok": false, "error": "internal_error"}', NotNow("internal_error", unsure=True)),
        (200, b'{"ok": true}', NotNow("unreadable answer", unsure=True)),
        (429, b'{"ok": false, "error": "ratelimited"}', NotNow("ratelimited", 1.0)),
    ],
)
def test_what_slack_does_not_give_is_a_value(status: int, body: bytes, said: object) -> None:
    with serving(status, body) as peer:
        assert registrar(peer).renew("r", 5) == said


def test_a_code_that_brings_no_bot_is_refused() -> None:
    with serving(200, b'{"ok": true, "authed_user": {"access_token": "xoxp-1"}}') as peer:
        assert registrar(peer).exchange("c", "https://x.example", 5) == Never(Reason.OTHER, "unreadable answer")


def test_without_the_secret_slack_is_not_asked() -> None:
    def missing() -> str:
        raise SecretsMissing("cannot read the parameter /client")

    with serving(200, b"{}") as peer:
        said = SlackRegistrar("1.2", missing, peer.address).renew("r", 5)
    assert (said, peer.heard) == (NotNow("cannot read the parameter /client"), [])


def test_a_slack_that_is_away_may_have_heard_it() -> None:
    said = SlackRegistrar("1.2", lambda: "s3cret", "http://127.0.0.1:9/").renew("r", 1)
    assert isinstance(said, NotNow)
    assert said.unsure
