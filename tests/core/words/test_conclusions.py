"""Conclusions from controls: a control counts as far as it went, no further."""

from core.model.observation import (
    AlertReceived,
    Closed,
    CloseKind,
    Ending,
    Fault,
    HelloAnswered,
    Outcome,
    PeerFault,
    Profile,
    ServerFlight,
    Spoke,
    Stage,
    TimedOut,
)
from core.model.prose import plain
from core.words.conclusions import conclusions
from tests.core.rules.support import HELLO_FIN, SHELLO, SHELLO_12, alert, attempt, completed, make_evidence

BEGUN = ServerFlight(version=0x0303, cipher=0xC02F, bytes_received=900)
STALL = TimedOut(Stage.SERVER_FLIGHT, 4000.0, BEGUN)
CUT = Closed(Stage.SERVER_FLIGHT, CloseKind.FIN, BEGUN)


def concluded(full: Outcome, **controls: Outcome) -> list[str]:
    """Controls by the name of their profile."""
    attempts = [attempt(outcome, Profile[name.upper()]) for name, outcome in controls.items()]
    return [plain(line) for line in conclusions(make_evidence(attempt(full), *attempts).endpoints[0])]


def test_a_control_that_stalls_where_the_full_handshake_does_is_no_answer() -> None:
    assert concluded(STALL, tls12_only=STALL, no_sni=STALL, small=SHELLO) == [
        "Ruled out as the cause, because it fails without it too: the TLS 1.3 offer; the presence of a server name"
    ]


def test_a_control_that_is_closed_where_the_full_handshake_is_is_no_answer() -> None:
    assert concluded(CUT, legacy=CUT) == [
        "Ruled out as the cause, because it fails without it too: modern-only versions and ciphers"
    ]


def test_a_whole_flight_without_it_is_an_answer() -> None:
    assert concluded(STALL, tls12_only=SHELLO_12) == [
        "The server answers without it, so the cause may be: the TLS 1.3 offer"
    ]


def test_a_bare_server_hello_tells_nothing_about_a_later_stall() -> None:
    assert concluded(STALL, small=SHELLO) == []


def test_a_control_that_fails_earlier_tells_nothing() -> None:
    assert concluded(STALL, legacy=alert(70)) == []


def test_a_silence_that_our_limit_cut_tells_nothing() -> None:
    assert concluded(STALL, tls12_only=TimedOut(Stage.SERVER_FLIGHT, 900.0, BEGUN, budget=True)) == []


def test_a_flight_tells_nothing_about_what_comes_after_our_finished() -> None:
    assert concluded(Closed(Stage.FINISHED, CloseKind.RST, BEGUN), no_sni=SHELLO, tls12_only=SHELLO_12) == []
    assert concluded(completed(ending=Ending(alert=116)), no_sni=SHELLO) == []


def test_a_server_hello_answers_where_the_full_hello_got_none() -> None:
    assert concluded(HELLO_FIN, small=HelloAnswered(BEGUN)) == [
        "The server answers without it, so the cause may be: the size of the hello and its post-quantum groups"
    ]
    half = Closed(Stage.SERVER_FLIGHT, CloseKind.FIN, ServerFlight(bytes_received=40))
    assert concluded(half, small=HelloAnswered(BEGUN), no_sni=half) == [
        "Ruled out as the cause, because it fails without it too: the presence of a server name",
        "The server answers without it, so the cause may be: the size of the hello and its post-quantum groups",
    ]


def test_a_record_is_not_called_an_alert() -> None:
    fault = PeerFault(Stage.SERVER_FLIGHT, Fault.MALFORMED_HANDSHAKE, "x", ServerFlight(bytes_received=40000))
    assert concluded(fault, plaintext=Spoke("tls", "a TLS record (32773 bytes)")) == [
        "Plain text is answered with a TLS record that is no alert: it says so to anything"
    ]
    assert concluded(HELLO_FIN, plaintext=AlertReceived(Stage.HELLO, 2, 10)) == [
        "Plain text is answered with a TLS alert: a TLS server does listen here"
    ]
