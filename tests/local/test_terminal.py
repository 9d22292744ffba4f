"""The herald of a terminal: what was printed is delivered, what is Slack's goes to Slack or stays where it is."""

import errno
import io

from adapters.clock import SystemClock
from core.model.job import Posted
from core.model.message import Message
from core.model.watch import Place, Team
from core.render.plain_style import Style
from core.slack_ports import Delivered, NotNow
from local.terminal import Switchboard, Terminal
from local.watch_place import TERMINAL

SLACK = Place(Team("T0DEMO"), "C0OPS")
SAID = Message("It is so", ())


def terminal(out: io.StringIO) -> Terminal:
    return Terminal(out, Style(), SystemClock())


def post(
    board: Switchboard, place: Place, *, mark: str = "a.test:443#7#parent", thread: Posted | None = None
) -> object:
    return board.post(place, SAID, mark=mark, thread=thread, timeout=1)


def test_what_is_news_is_printed_with_its_time_and_remembered() -> None:
    out = io.StringIO()
    printer = terminal(out)
    sent = post(Switchboard(printer), TERMINAL)
    assert isinstance(sent, Delivered)
    assert out.getvalue().endswith(" UTC  It is so\n\n")
    assert printer.told == ["a.test:443#7#parent"]


def test_a_reply_names_its_target() -> None:
    out = io.StringIO()
    post(Switchboard(terminal(out)), TERMINAL, mark="a.test:443#8#thread", thread=Posted("terminal", "1"))
    assert out.getvalue().endswith(" UTC  a.test:443\n  It is so\n\n")


def test_an_edit_prints_nothing_and_is_done() -> None:
    out = io.StringIO()
    posted = Posted("terminal", "1")
    assert Switchboard(terminal(out)).update(TERMINAL, posted, SAID, 1) == Delivered(posted)
    assert out.getvalue() == ""


def test_what_cannot_be_printed_is_not_delivered() -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    printer = terminal(Full())
    assert post(Switchboard(printer), TERMINAL) == NotNow("standard output: No space left on device", unsure=True)
    assert printer.told == []
    assert printer.broken is not None


def test_what_is_slacks_waits_where_there_is_no_token() -> None:
    out = io.StringIO()
    board = Switchboard(terminal(out))
    assert isinstance(post(board, SLACK), NotNow)
    assert isinstance(board.update(SLACK, Posted("C0OPS", "1"), SAID, 1), NotNow)
    assert isinstance(board.remove(SLACK, Posted("C0OPS", "1"), 1), NotNow)
    assert board.find(SLACK, "mark", SystemClock().now(), thread=None, timeout=1) is None
    assert out.getvalue() == ""
