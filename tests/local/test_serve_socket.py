"""Socket Mode, the real client against a Slack on loopback: nothing is lost or done twice, whatever becomes of the
connection."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest
from slack_bolt import BoltRequest, BoltResponse

from adapters.checker import build_instruments
from core.render.slack import EXPLAIN
from local.bot import LocalBot
from local.serve_socket import Socket, Waits
from local.workspace import Message, Outcome, Workspace
from local.workspace.asking import ACK_SECONDS
from local.workspace.socket import APP_TOKEN
from tests.lab.bench import Bench
from tests.lab.starting import start
from tests.local.on_sockets import PATIENCE_S, Slack, connected
from tests.support.waiting import eventually


@dataclass
class Seen:
    """An app that says yes to everything, and remembers what it was asked."""

    payloads: list[dict[str, object]]
    status: int = 200
    before: Callable[[], object] = lambda: None

    def dispatch(self, request: BoltRequest) -> BoltResponse:
        self.before()
        self.payloads.append(dict(request.body))
        return BoltResponse(status=self.status, body={"text": "yes"})


def test_a_command_is_acknowledged_with_what_the_app_answers(slack: Slack) -> None:
    workspace, app = slack[0], Seen([])
    with connected(slack, app.dispatch):
        delivery = workspace.command("C0OPS", "U0ONCALL", "/tlscheck", "help")
    assert delivery.outcome is Outcome.OK
    assert delivery.shown is not None
    assert delivery.shown.text == "yes"
    assert [payload["text"] for payload in app.payloads] == ["help"]


def test_an_event_is_acknowledged_without_an_answer(slack: Slack) -> None:
    workspace, app = slack[0], Seen([])
    with connected(slack, app.dispatch):
        delivery = workspace.write("C0OPS", "U0ONCALL", "@tlscheck handshake failure")
    assert delivery is not None
    assert delivery.outcome is Outcome.OK
    assert [envelope["type"] for envelope in slack[2].envelopes] == ["events_api"]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
def test_slack_asks_for_a_new_connection_and_gets_one(slack: Slack, reason: str) -> None:
    workspace, _, mode = slack
    app = Seen([])
    with connected(slack, app.dispatch):
        first = mode.wait_for_link()
        mode.tell_to_leave(reason)
        assert eventually(lambda: any(link is not first for link in mode.links))
        assert workspace.command("C0OPS", "U0ONCALL", "/tlscheck", "help").outcome is Outcome.OK
        first.drop()
        assert workspace.command("C0OPS", "U0ONCALL", "/tlscheck", "help").outcome is Outcome.OK
    assert mode.opened == 2
    assert len(app.payloads) == 2


def test_what_came_on_the_old_connection_is_acknowledged_there(slack: Slack) -> None:
    workspace, _, mode = slack
    app = Seen([])

    def leave() -> None:
        mode.tell_to_leave("refresh_requested")
        mode.wait_for_link()

    app.before = leave
    with connected(slack, app.dispatch):
        assert workspace.command("C0OPS", "U0ONCALL", "/tlscheck", "help").outcome is Outcome.OK
    assert len(app.payloads) == 1


def test_a_connection_that_breaks_without_a_word_is_replaced(slack: Slack) -> None:
    workspace, _, mode = slack
    app = Seen([])
    with connected(slack, app.dispatch):
        mode.drop()
        assert workspace.command("C0OPS", "U0ONCALL", "/tlscheck", "help").outcome is Outcome.OK
    assert len(app.payloads) == 1


def test_what_is_not_taken_is_not_acknowledged_and_slack_repeats_an_event(slack: Slack) -> None:
    workspace, _, mode = slack
    app = Seen([], status=503)

    def recovered() -> None:
        app.status = 200 if len(app.payloads) else 503

    app.before = recovered
    with connected(slack, app.dispatch):
        delivery = workspace.write("C0OPS", "U0ONCALL", "@tlscheck handshake failure")
    assert delivery is not None
    assert delivery.outcome is not Outcome.FAILED
    assert [envelope.get("retry_attempt") for envelope in mode.envelopes] == [None, 1]
    assert app.payloads[0]["event_id"] == app.payloads[1]["event_id"]


def test_an_event_that_is_acknowledged_too_late_comes_again_with_the_same_id(slack: Slack) -> None:
    workspace, _, mode = slack
    app, first = Seen([]), Event()

    def slowly() -> None:
        if not first.is_set():
            first.set()
            Event().wait(ACK_SECONDS + 0.3)

    app.before = slowly
    with connected(slack, app.dispatch):
        delivery = workspace.write("C0OPS", "U0ONCALL", "@tlscheck handshake failure")
        assert delivery is not None
        assert delivery.answer is not None
        assert eventually(lambda: len(app.payloads) == 2)
    assert [envelope.get("retry_attempt") for envelope in mode.envelopes] == [None, 1]
    assert len({str(payload["event_id"]) for payload in app.payloads}) == 1


def test_no_event_is_lost_while_connections_come_and_go(slack: Slack) -> None:
    workspace, _, mode = slack
    app = Seen([])
    with connected(slack, app.dispatch):
        for number in range(40):
            if number in (10, 25):
                Thread(target=mode.drop if number == 25 else partial(mode.tell_to_leave, "refresh_requested")).start()
            delivery = workspace.write("C0OPS", "U0ONCALL", f"@tlscheck {number}")
            assert delivery is not None
            assert delivery.answer is not None
    said = dict.fromkeys(str(payload["event_id"]) for payload in app.payloads)
    assert len(said) == 40


def test_the_connection_is_asked_for_again_while_slack_says_no(slack: Slack) -> None:
    workspace, _, mode = slack
    mode.refusals += ["internal_error"]
    with connected(slack, Seen([]).dispatch):
        assert workspace.command("C0OPS", "U0ONCALL", "/tlscheck", "help").outcome is Outcome.OK
    assert mode.opened == 2


def test_a_token_that_is_no_good_is_told_once_and_not_tried_again(slack: Slack) -> None:
    _, serving, mode = slack
    told: list[str] = []
    with Socket("xapp-wrong", serving.api_url, Seen([]).dispatch, told.append):
        assert eventually(lambda: bool(told))
        Event().wait(0.3)
    assert told == ["invalid_auth"]
    assert mode.opened == 1


def test_new_connections_come_later_and_later_until_one_is_steady() -> None:
    now = [0.0]
    waits = Waits(lambda: now[0])
    assert [waits.next() for _ in range(9)] == [0, 1, 2, 4, 8, 16, 32, 60, 60]
    now[0] += 1000
    assert [waits.next(), waits.next()] == [0, 1]


def test_leaving_takes_less_than_five_seconds_and_acknowledges_what_was_taken(slack: Slack) -> None:
    workspace, _, mode = slack
    app, begun = Seen([]), Event()

    def slowly() -> None:
        begun.set()
        Event().wait(0.5)

    app.before = slowly
    with connected(slack, app.dispatch):
        done: list[Outcome] = []
        person = Thread(target=lambda: done.append(workspace.command("C0OPS", "U0ONCALL", "/tlscheck", "a").outcome))
        person.start()
        assert begun.wait(PATIENCE_S)
        before = monotonic()
    took = monotonic() - before
    person.join(PATIENCE_S)
    assert took < 5
    assert done == [Outcome.OK]
    assert eventually(lambda: mode.links == ())


@contextmanager
def whole_bot(folder: Path, slack: Slack, bench: Bench) -> Iterator[LocalBot]:
    workspace, serving, _ = slack
    tools = build_instruments(
        ca_pem=bench.ca_file.read_bytes(), dns_server=("127.0.0.1", bench.dns.port), public_only=False
    )
    bot = LocalBot(
        folder / "bot.sqlite", signing_secret="none", bot_token=workspace.bot.token,
        slack_api=serving.api_url, instruments=tools,
    )  # fmt: skip
    with bot, Socket(APP_TOKEN, serving.api_url, bot.dispatch, pytest.fail, ping_s=0.2):
        yield bot


def verdicts(workspace: Workspace, host: str) -> list[Message]:
    return [message for message in workspace.visible("C0OPS") if host in message.text]


@pytest.mark.slow
def test_an_event_whose_acknowledgement_was_lost_is_answered_once(tmp_path: Path, slack: Slack) -> None:
    workspace, _, mode = slack
    with Bench() as bench, whole_bot(tmp_path, slack, bench):
        mode.wait_for_link()
        mode.lose = 1
        delivery = workspace.write(
            "C0OPS", "U0ONCALL", "@tlscheck curl: (60) SSL certificate problem: certificate has expired"
        )
        assert delivery is not None
        assert delivery.outcome is not Outcome.FAILED
        assert len(mode.envelopes) == 2
        asked = workspace.visible("C0OPS")[0]
        assert eventually(lambda: any(m.thread_ts == asked.ts for m in workspace.visible("C0OPS")))
        Event().wait(1.0)  # a second answer would come by now
        answers = [
            m for m in workspace.visible("C0OPS") if m.thread_ts == asked.ts and m.author == workspace.bot.user_id
        ]
    assert len(answers) == 1


@pytest.mark.slow
def test_a_command_becomes_a_verdict_and_its_button_works(tmp_path: Path, slack: Slack) -> None:
    workspace, _, _ = slack
    with Bench() as bench, whole_bot(tmp_path, slack, bench):
        target = start(bench, "expired").target
        assert workspace.command("C0OPS", "U0ONCALL", "/tlscheck", target).outcome is Outcome.OK
        assert eventually(lambda: any(message.edits for message in verdicts(workspace, target)))
        [verdict] = verdicts(workspace, target)
        assert workspace.click(verdict.ts, EXPLAIN, "U0ONCALL").outcome is Outcome.OK
    assert workspace.views
