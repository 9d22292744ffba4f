"""TLS 1.3 records known by length and place only, of senders that pad and of those that do not."""

import pytest

from core.capture.sealed import Padding, padding_of, sealed_size
from core.model.capture import Conversation, Killer, Outcome, Peer, Point
from tests.core.capture.packets import FIN, RST, Connection
from tests.core.capture.talks import TLS13, capture_of, client_context, handshake, only

SHA256, SHA384, CCM_8 = 0x1301, 0x1302, 0x1305
CLIENT_HELLO, FLIGHT = (flight.data for flight in handshake(client_context(TLS13)).flights[:2])
SERVER_HELLO = FLIGHT[: 5 + int.from_bytes(FLIGHT[3:5], "big")]
PLAIN, JAVA, MBED = 69, 85, 80  # a Finished with SHA-384, sealed
ALERTS = {PLAIN: 19, JAVA: 35, MBED: 32}


def sealed(*sizes: int) -> bytes:
    return b"".join(b"\x17\x03\x03" + size.to_bytes(2, "big") + bytes(size) for size in sizes)


def connection(server_finished: int = PLAIN, *, asked: bool = False) -> Connection:
    request = (90,) if asked else ()
    flight = SERVER_HELLO + sealed(23, *request, 900, 281, server_finished)
    return Connection().open().say(0, CLIENT_HELLO).say(1, flight)


def judged(talk: Connection) -> Conversation:
    return only(capture_of(talk))


def codes(conversation: Conversation) -> list[str]:
    return [cause.code for cause in conversation.causes]


@pytest.mark.parametrize(
    ("suite", "padding", "finished", "alert"),
    [
        (SHA256, Padding.NONE, 53, 19),
        (SHA384, Padding.NONE, 69, 19),
        (CCM_8, Padding.NONE, 45, 11),
        (SHA256, Padding.SIXTEEN, 69, 35),
        (SHA384, Padding.SIXTEEN, 85, 35),
        (SHA256, Padding.BLOCKS, 64, 32),
        (SHA384, Padding.BLOCKS, 80, 32),
    ],
)
def test_a_finished_tells_how_its_sender_pads(suite: int, padding: Padding, finished: int, alert: int) -> None:
    assert padding_of((23, finished), suite) is padding
    assert sealed_size(2, suite, padding) == alert
    assert padding_of((23, 281), suite) is None


@pytest.mark.parametrize("size", ALERTS.values())
def test_an_alert_in_the_place_of_the_clients_finished(size: int) -> None:
    seen = judged(connection().say(0, sealed(size)).end(1).end(0))
    assert (seen.outcome, seen.failed_at) == (Outcome.FAILED, Point.SERVER_CERTIFICATE)
    assert codes(seen)[0] == "chain-untrusted"
    assert seen.hidden_alerts == (Peer.CLIENT,)


@pytest.mark.parametrize("finished", ALERTS)
def test_an_alert_in_answer_to_an_empty_certificate(finished: int) -> None:
    """A server that pads sends longer alerts, behind data of the client's too."""
    talk = connection(finished, asked=True).say(0, sealed(25, 69)).say(0, sealed(92)).say(1, sealed(ALERTS[finished]))
    seen = judged(talk.end(0).end(1))
    assert (seen.outcome, seen.failed_at) == (Outcome.FAILED, Point.CLIENT_CERTIFICATE)
    assert codes(seen)[0] == "client-cert-required"


@pytest.mark.parametrize(("empty", "finished"), [(25, PLAIN), (41, JAVA), (32, MBED)])
def test_no_certificate_from_a_client_that_pads(empty: int, finished: int) -> None:
    seen = judged(connection(asked=True).say(0, sealed(empty, finished)).say(1, sealed(19)).end(1).end(0))
    assert codes(seen)[0] == "client-cert-required"
    assert seen.client_certificate_sent is False


@pytest.mark.parametrize("finished", ALERTS)
def test_a_client_that_was_not_asked_is_not_refused_for_its_certificate(finished: int) -> None:
    seen = judged(connection().say(0, sealed(finished, 92)).end(1).end(0))
    assert "client-cert-rejected" not in codes(seen)
    assert seen.client_certificate_sent is None


@pytest.mark.parametrize("size", [32, 35])
def test_a_short_request_is_no_alert(size: int) -> None:
    """Eighteen bytes sealed are as long as OpenJDK's alert: only who pads can have meant one."""
    seen = judged(connection().say(0, sealed(PLAIN, size)).say(1, sealed(250, size)).end(1).end(0))
    assert (seen.outcome, seen.causes, seen.hidden_alerts) == (Outcome.COMPLETED, (), ())


def test_an_alert_instead_of_the_servers_flight() -> None:
    talk = Connection().open().say(0, CLIENT_HELLO).say(1, SERVER_HELLO + sealed(19)).end(1).end(0)
    assert judged(talk).failed_at is Point.SERVER_FLIGHT


@pytest.mark.parametrize(("more", "outcome"), [((250, 400, 19), Outcome.COMPLETED), ((19,), Outcome.FAILED)])
def test_the_servers_direction_alone_shows_whether_it_went_on(more: tuple[int, ...], outcome: Outcome) -> None:
    """Tickets and answers follow the client's Finished; an alert alone refuses it."""
    talk = connection().say(1, sealed(*more)).end(1)
    talk.frames = [f for f in talk.frames if f.data[34:36] == (443).to_bytes(2, "big")]
    assert judged(talk).outcome is outcome


def test_a_reset_after_tickets_answers_nothing() -> None:
    talk = connection().say(0, sealed(PLAIN)).say(1, sealed(266, 266)).say(0, sealed(92)).end(1, RST)
    seen = judged(talk)
    assert (seen.outcome, seen.failed_at) == (Outcome.COMPLETED, Point.POST_HANDSHAKE)
    assert codes(seen) == ["closed-after-handshake"]


def test_a_reset_of_another_ttl_when_the_finished_goes_by() -> None:
    seen = judged(connection().say(0, sealed(PLAIN)).end(1, RST, ttl=64))
    assert (codes(seen), seen.failed_at) == (["closed-after-handshake"], Point.POST_HANDSHAKE)
    assert seen.ending is not None
    assert seen.ending.by is Killer.MIDDLEBOX


def test_bytes_that_the_capture_lacks_may_be_the_clients_data() -> None:
    """Who cannot see all that the client sent cannot say that it left without data."""
    talk = connection()
    talk.seq[0] += 80
    talk.say(0, sealed(92)).say(1, sealed(400)).say(0, sealed(19)).end(0, FIN).end(1)
    assert judged(talk).causes == ()
