"""Every profile's conversation: hand-made hellos against real OpenSSL, plain words, silence, STARTTLS before it all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.observation import (
    AlertReceived,
    Closed,
    CloseKind,
    Fault,
    HelloAnswered,
    Negotiated,
    NotTls,
    PeerFault,
    Profile,
    ServerFlight,
    Spoke,
    Stage,
    StarttlsFailed,
    TimedOut,
)
from core.model.offer import Offer, Question
from core.model.target import Starttls
from core.wire.conversation import begin
from core.wire.cutter import RecordCutter
from core.wire.exchange import End, Ended, Milestone
from core.wire.hello import ClientHello
from core.wire.hello_reader import decode_client_hello
from tests.core.wire.memory_peer import (
    LEAF,
    RANDOM,
    TLS12,
    TLS13,
    alert,
    asking_for_certificate,
    feed,
    flight_of,
    in_pieces,
    play,
    probe,
    server_context,
    without_sizes,
)
from tests.core.wire.servers import Server, answer

RAW = (Profile.TLS12_ONLY, Profile.SMALL, Profile.LARGE, Profile.LEGACY)


def test_every_profile_has_a_conversation() -> None:
    for profile in set(Profile) - {Profile.SURVEY}:
        assert isinstance(begin(probe(profile), RANDOM).open(), bytes)


def test_a_survey_probe_asks_its_offer() -> None:
    offer = Offer(question=Question.SUITES, version=0x0302, ciphers=(0x0035,))
    hello = decode_client_hello(begin(replace(probe(Profile.SURVEY), offer=offer), RANDOM).open())
    assert isinstance(hello, ClientHello)
    assert (hello.legacy_version, hello.ciphers) == (0x0302, (0x0035,))


# --- hand-made hellos ---


@pytest.mark.parametrize("profile", RAW)
def test_the_server_name_is_in_the_hello(profile: Profile) -> None:
    hello = decode_client_hello(begin(probe(profile), RANDOM).open())
    assert isinstance(hello, ClientHello)
    assert hello.server_name == "a.test"


def test_small_and_large_hellos_differ_in_size_alone() -> None:
    small, large = (len(begin(probe(p), RANDOM).open()) for p in (Profile.SMALL, Profile.LARGE))
    assert small < 517
    assert large > 1500


@pytest.mark.parametrize(("profile", "group"), [(Profile.SMALL, 0x001D), (Profile.LARGE, 0x11EC)])
def test_a_tls13_server_names_its_choice_in_a_retry_request(profile: Profile, group: int) -> None:
    outcome = play(begin(probe(profile), RANDOM), server_context(version=TLS13)).outcome
    assert without_sizes(outcome) == HelloAnswered(
        ServerFlight(version=TLS13, cipher=0x1301, group=group, hello_retry=True)
    )


def test_tls12_only_shows_the_certificate_in_clear() -> None:
    outcome = play(begin(probe(Profile.TLS12_ONLY), RANDOM), server_context()).outcome
    assert without_sizes(outcome) == HelloAnswered(
        ServerFlight(
            version=TLS12, cipher=0xC02B, group=0x001D, acks_server_name=False, chain=LEAF.sent_ders, downgrade=True
        )
    )


def test_tls12_only_sees_that_a_client_certificate_is_asked_for() -> None:
    context = asking_for_certificate(server_context(version=TLS12))
    assert flight_of(play(begin(probe(Profile.TLS12_ONLY), RANDOM), context).outcome).client_cert_asked


def test_a_small_hello_leaves_at_the_server_hello() -> None:
    outcome = play(begin(probe(Profile.SMALL), RANDOM), server_context(version=TLS12), pieces=[64]).outcome
    assert isinstance(outcome, HelloAnswered)
    assert outcome.flight.version == TLS12


@pytest.mark.parametrize("profile", RAW)
@given(number=st.integers(0, 255), pieces=st.lists(st.integers(1, 7), max_size=2))
def test_a_fatal_alert_answers_a_raw_hello(profile: Profile, number: int, pieces: list[int]) -> None:
    outcome = feed(begin(probe(profile), RANDOM), alert(2, number), pieces=pieces)
    assert outcome == AlertReceived(Stage.HELLO, 2, number, ServerFlight(bytes_received=7))


def test_an_alert_behind_the_server_hello_is_in_the_servers_flight() -> None:
    played = play(begin(probe(Profile.TLS12_ONLY), RANDOM), server_context(version=TLS12))
    hello = played.sent[0][: 5 + int.from_bytes(played.sent[0][3:5], "big")]
    outcome = feed(begin(probe(Profile.TLS12_ONLY), RANDOM), hello + alert(2, 80))
    assert outcome == AlertReceived(Stage.SERVER_FLIGHT, 2, 80, flight_of(outcome))


def test_a_warning_is_noted_and_borne() -> None:
    outcome = feed(begin(probe(Profile.SMALL), RANDOM), alert(1, 112), Ended(End.TIMEOUT, 9.0))
    assert outcome == TimedOut(Stage.SERVER_FLIGHT, 9.0, ServerFlight(warning_alerts=(112,), bytes_received=7))


@pytest.mark.parametrize("profile", RAW)
@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (Ended(End.FIN), Closed(Stage.HELLO, CloseKind.FIN)),
        (Ended(End.RST), Closed(Stage.HELLO, CloseKind.RST)),
        (Ended(End.TIMEOUT, 3000.0), TimedOut(Stage.HELLO, 3000.0)),
        (Ended(End.BUDGET, 5.0), TimedOut(Stage.HELLO, 5.0, budget=True)),
    ],
)
def test_nothing_answers_a_raw_hello(profile: Profile, end: Ended, expected: object) -> None:
    assert feed(begin(probe(profile), RANDOM), b"", end) == expected


def test_a_warning_behind_which_the_peer_closes_is_its_reason() -> None:
    outcome = feed(begin(probe(Profile.SMALL), RANDOM), alert(1, 112), Ended(End.FIN))
    assert outcome == AlertReceived(Stage.HELLO, 1, 112, ServerFlight(warning_alerts=(112,), bytes_received=7))


def test_a_flight_cut_short_keeps_what_came() -> None:
    played = play(
        begin(probe(Profile.TLS12_ONLY), RANDOM),
        server_context(version=TLS12),
        spoil=lambda _, data: data[:-9],
        end=Ended(End.RST),
    )
    assert played.outcome == Closed(Stage.SERVER_FLIGHT, CloseKind.RST, flight_of(played.outcome))
    assert flight_of(played.outcome).chain == LEAF.sent_ders


def test_a_broken_hello_is_malformed() -> None:
    outcome = feed(begin(probe(Profile.SMALL), RANDOM), b"\x16\x03\x03\x00\x06\x02\x00\x00\x02\x03\x03")
    assert isinstance(outcome, PeerFault)
    assert (outcome.stage, outcome.fault) == (Stage.SERVER_FLIGHT, Fault.MALFORMED_HANDSHAKE)


def test_a_record_longer_than_records_may_be_is_corrupt() -> None:
    outcome = feed(begin(probe(Profile.SMALL), RANDOM), b"\x16\x03\x03\xff\xff" + bytes(20))
    assert isinstance(outcome, PeerFault)
    assert (outcome.stage, outcome.fault) == (Stage.SERVER_FLIGHT, Fault.CORRUPT_RECORD)


@pytest.mark.parametrize("profile", [*RAW, Profile.NO_SNI, Profile.FULL])
def test_ssh_answers_a_hello(profile: Profile) -> None:
    outcome = feed(begin(probe(profile), RANDOM), b"SSH-2.0-OpenSSH_9.9\r\n")
    assert isinstance(outcome, NotTls)
    assert (outcome.what, outcome.starttls) == ("ssh", None)


@pytest.mark.parametrize("profile", RAW)
@given(data=st.binary(max_size=300), pieces=st.lists(st.integers(1, 40), max_size=3))
def test_any_bytes_are_an_outcome_however_cut(profile: Profile, data: bytes, pieces: list[int]) -> None:
    whole = feed(begin(probe(profile), RANDOM), b"\x16\x03\x03" + data)
    cut = feed(begin(probe(profile), RANDOM), b"\x16\x03\x03" + data, pieces=pieces)
    assert type(cut) is type(whole)


# --- plain words and silence ---


def test_a_plain_request_is_answered_by_http() -> None:
    outcome = feed(begin(probe(Profile.PLAINTEXT), RANDOM), b"HTTP/1.0 200 OK\r\n\r\n")
    assert isinstance(outcome, Spoke)
    assert outcome.what == "http"


def test_a_tls_server_answers_plain_words_with_an_alert() -> None:
    outcome = feed(begin(probe(Profile.PLAINTEXT), RANDOM), alert(2, 10))
    assert outcome == AlertReceived(Stage.HELLO, 2, 10, ServerFlight(bytes_received=7))


def test_the_silent_listen_sends_nothing_and_hears_a_banner() -> None:
    conversation = begin(probe(Profile.BANNER, port=25), RANDOM)
    assert conversation.open() == b""
    outcome = feed(conversation, b"220 mx.test ESMTP Postfix\r\n", Ended(End.TIMEOUT, 400.0))
    assert outcome == Spoke("smtp", "220 mx.test ESMTP Postfix", Starttls.SMTP)


def test_the_silent_listen_hears_nothing() -> None:
    outcome = feed(begin(probe(Profile.BANNER), RANDOM), b"", Ended(End.TIMEOUT, 3000.0))
    assert outcome == TimedOut(Stage.HELLO, 3000.0)


def test_an_endless_banner_is_enough_at_2048_bytes() -> None:
    conversation = begin(probe(Profile.BANNER), RANDOM)
    assert not conversation.receive(b"x" * 2047).finished
    assert conversation.receive(b"x").finished
    outcome = conversation.ended(None)
    assert isinstance(outcome, Spoke)
    assert outcome.what == "unknown"


# --- STARTTLS ---


GREETING, FEATURES, GO = b"220 mx.test ESMTP\r\n", b"250-mx.test\r\n250 STARTTLS\r\n", b"220 go ahead\r\n"


@pytest.mark.parametrize("profile", [Profile.TLS12_ONLY, Profile.FULL])
def test_after_starttls_the_probe_goes_on_as_ever(profile: Profile) -> None:
    conversation = begin(replace(probe(profile, port=25), starttls=Starttls.SMTP), RANDOM)
    assert conversation.open() == b""
    assert conversation.receive(GREETING).send.startswith(b"EHLO ")
    assert conversation.receive(FEATURES).send == b"STARTTLS\r\n"
    ready = conversation.receive(GO)
    assert ready.reached == (Milestone.STARTTLS,)
    assert ready.send[:1] == b"\x16"
    assert conversation.receive(alert(2, 40)).finished
    assert conversation.ended(None) == AlertReceived(Stage.HELLO, 2, 40, ServerFlight(bytes_received=7))


def starttls_outcome(said: bytes, end: Ended | None = None, pieces: tuple[int, ...] = ()) -> object:
    conversation = begin(replace(probe(port=25), starttls=Starttls.SMTP), RANDOM)
    return feed(conversation, said, end, pieces)


def test_starttls_is_not_offered() -> None:
    outcome = starttls_outcome(GREETING + b"250-mx.test\r\n250 SIZE\r\n")
    assert isinstance(outcome, StarttlsFailed)
    assert not outcome.offered
    assert "SIZE" in outcome.reply


def test_starttls_is_offered_and_refused() -> None:
    outcome = starttls_outcome(GREETING + FEATURES + b"454 TLS not available\r\n")
    assert outcome == StarttlsFailed(offered=True, reply="454 TLS not available")


def test_another_protocol_answers_the_dialogue() -> None:
    outcome = starttls_outcome(b"SSH-2.0-x\r\n", Ended(End.TIMEOUT, 1.0), (1,))
    assert isinstance(outcome, NotTls)
    assert outcome.what == "ssh"


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (Ended(End.FIN), Closed(Stage.STARTTLS, CloseKind.FIN, ServerFlight(bytes_received=19))),
        (Ended(End.RST), Closed(Stage.STARTTLS, CloseKind.RST, ServerFlight(bytes_received=19))),
        (Ended(End.TIMEOUT, 4.0), TimedOut(Stage.STARTTLS, 4.0, ServerFlight(bytes_received=19))),
    ],
)
def test_the_dialogue_breaks_off(end: Ended, expected: object) -> None:
    assert starttls_outcome(GREETING, end) == expected


def test_a_port_that_speaks_tls_at_once_answers_with_an_alert() -> None:
    conversation = begin(replace(probe(port=5432), starttls=Starttls.POSTGRES), RANDOM)
    outcome = feed(conversation, alert(2, 10))
    assert outcome == AlertReceived(Stage.STARTTLS, 2, 10, ServerFlight(bytes_received=7))


def test_words_behind_the_go_ahead_reach_tls() -> None:
    outcome = starttls_outcome(GREETING + FEATURES + GO + b"250 injected\r\n", Ended(End.TIMEOUT, 400.0))
    assert isinstance(outcome, NotTls)
    assert outcome.first_bytes == b"250 injected\r\n"


# --- the cutter ---


@given(
    bodies=st.lists(st.binary(max_size=40), max_size=6), rest=st.binary(max_size=4), sizes=st.lists(st.integers(1, 9))
)
def test_pieces_end_where_records_end(bodies: list[bytes], rest: bytes, sizes: list[int]) -> None:
    records = [b"\x16\x03\x03" + len(body).to_bytes(2, "big") + body for body in bodies]
    stream = b"".join(records) + rest
    cutter = RecordCutter()
    pieces = [piece for data in in_pieces(stream, sizes) for piece in cutter.cut(data)]
    assert b"".join(pieces) == stream
    ends = {sum(map(len, pieces[: i + 1])) for i in range(len(pieces))}
    assert {sum(map(len, records[: i + 1])) for i in range(len(records))} <= ends


def test_a_negotiated_probe_over_starttls_says_goodbye_in_the_protocol() -> None:
    conversation = begin(replace(probe(port=25), starttls=Starttls.SMTP), RANDOM)
    conversation.open()
    for words in (GREETING, FEATURES):
        conversation.receive(words)
    hello = conversation.receive(GO).send

    class Rest:
        def open(self) -> bytes:
            return hello

        receive = staticmethod(conversation.receive)
        ended = staticmethod(conversation.ended)

    played = play(Rest(), server_context(version=TLS13))
    assert isinstance(played.outcome, Negotiated)
    assert played.heard == b"QUIT\r\n"


def test_an_upgrade_leaves_once_the_flight_is_there() -> None:
    upgraded = replace(probe(Profile.UPGRADED, port=25), starttls=Starttls.SMTP)
    conversation = begin(upgraded, RANDOM)
    assert conversation.open() == b""
    assert conversation.receive(b"220 mx.test ESMTP\r\n").send == b"EHLO tlscheck.invalid\r\n"
    assert conversation.receive(b"250-mx.test\r\n250 STARTTLS\r\n").send == b"STARTTLS\r\n"
    hello = conversation.receive(b"220 go ahead\r\n").send
    conversation.receive(answer(Server(highest=0x0303), hello))
    assert isinstance(conversation.ended(Ended(End.FIN)), HelloAnswered)
