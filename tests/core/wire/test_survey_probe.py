"""A survey question against real OpenSSL, and against bytes that only a hand could make."""

from collections.abc import Sequence
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
    NotTls,
    Outcome,
    PeerFault,
    Profile,
    Stage,
    TimedOut,
)
from core.model.offer import Offer, Question, Reply
from core.survey.lists import groups_of_tls13, suites_of
from core.survey.offers import classic, modern, revisit
from core.wire.codes import Version
from core.wire.conversation import begin
from core.wire.exchange import End, Ended
from core.wire.octets import vector
from tests.core.wire.flights import RANDOM as SERVER_RANDOM
from tests.core.wire.flights import extension, handshake, message, record, server_hello
from tests.core.wire.memory_peer import (
    CA,
    LEAF,
    RANDOM,
    TLS12,
    TLS13,
    Played,
    alert,
    asking_for_certificate,
    feed,
    play,
    probe,
    server_context,
)

RSA = CA.issue(dns=["a.test"], key="rsa2048")
COMMON = (0xC02C, 0xC02B, 0xC030, 0xC02F, 0x009E, 0x0033, 0x009C, 0x002F)
OFFER = classic(Question.SUITES, Version.TLS1_2, COMMON)


def ask(offer: Offer, context: object, pieces: Sequence[int] = ()) -> Played:
    return play(begin(replace(probe(Profile.SURVEY), offer=offer), RANDOM), context, pieces=pieces)  # type: ignore[arg-type]


def reply_of(outcome: Outcome) -> Reply:
    assert isinstance(outcome, HelloAnswered), outcome
    assert outcome.reply is not None
    return outcome.reply


def fed(data: bytes, end: Ended | None = None, offer: Offer = OFFER) -> Outcome:
    return feed(begin(replace(probe(Profile.SURVEY), offer=offer), RANDOM), data, end)


# --- real answers ---


def test_tls_1_3_names_version_suite_and_group_in_clear() -> None:
    reply = reply_of(ask(modern(suites_of(Version.TLS1_3), groups_of_tls13()), server_context(version=TLS13)).outcome)
    assert (reply.version, reply.hello_retry) == (Version.TLS1_3, True)
    assert reply.cipher in (0x1301, 0x1302, 0x1303)
    assert reply.group in groups_of_tls13()


def test_an_ecdhe_answer_shows_group_signature_scheme_and_public_value() -> None:
    reply = reply_of(ask(OFFER, server_context(version=TLS12)).outcome)
    assert (reply.version, reply.cipher, reply.group, reply.signature_scheme) == (TLS12, 0xC02C, 0x001D, 0x0403)
    assert len(reply.public) == 32
    assert reply.chain == ()
    assert not reply.downgrade
    assert 0xFF01 in reply.extensions


def test_a_server_that_could_do_better_says_so() -> None:
    assert reply_of(ask(OFFER, server_context()).outcome).downgrade


def test_a_dhe_answer_shows_prime_and_public_value() -> None:
    params = vector(2, b"\xff" * 128) + vector(2, b"\x02") + vector(2, b"\x77" * 128)
    exchange = handshake(12, params + b"\x04\x01" + vector(2, b"signed"))
    reply = reply_of(fed(server_hello(cipher=0x009E) + exchange))
    assert (reply.group, reply.dh_prime, reply.public) == (None, b"\xff" * 128, b"\x77" * 128)
    assert reply.signature_scheme == 0x0401


def test_a_static_rsa_answer_is_complete_with_the_server_hello() -> None:
    reply = reply_of(ask(replace(OFFER, ciphers=(0x009C,)), server_context(RSA, TLS12)).outcome)
    assert (reply.cipher, reply.public, reply.client_cert_asked) == (0x009C, b"", None)


def test_a_whole_flight_shows_the_chain_and_the_request_for_a_certificate() -> None:
    whole = replace(OFFER, whole_flight=True)
    reply = reply_of(ask(whole, server_context(version=TLS12)).outcome)
    assert reply.chain == LEAF.sent_ders
    assert reply.client_cert_asked is False
    asked = reply_of(ask(whole, asking_for_certificate(server_context(version=TLS12))).outcome)
    assert asked.client_cert_asked is True


def test_a_refusal_is_an_alert() -> None:
    outcome = ask(replace(OFFER, ciphers=(0x0004,)), server_context(version=TLS12)).outcome
    assert isinstance(outcome, AlertReceived)
    assert (outcome.stage, outcome.number) == (Stage.HELLO, 40)


def test_an_ssl_2_hello_is_no_tls_to_a_modern_library() -> None:
    """OpenSSL 3 answers it with alert 70, OpenSSL 4 leaves without a word."""
    offer = Offer(question=Question.SUITES, version=Version.SSL2, ciphers=suites_of(Version.SSL2))
    assert isinstance(ask(offer, server_context()).outcome, AlertReceived | Closed)


@given(st.lists(st.integers(1, 200), max_size=20), st.booleans())
def test_the_answer_does_not_depend_on_how_it_was_cut(pieces: list[int], whole: bool) -> None:
    offer = replace(OFFER, whole_flight=whole)
    reply = reply_of(ask(offer, server_context(version=TLS12), pieces).outcome)
    assert (reply.cipher, reply.group, bool(reply.chain)) == (0xC02C, 0x001D, whole)


# --- a complete handshake, again ---


@pytest.mark.parametrize(("version", "tickets"), [(TLS12, True), (TLS12, False), (TLS13, True)])
def test_a_session_is_taken_back(version: int, tickets: bool) -> None:
    context = server_context(version=version)
    first = reply_of(play(_revisit(version, tickets), context, application=b"").outcome)
    assert (first.version, first.resumed) == (version, False)
    assert first.session
    if version == TLS13:
        return  # its ticket comes after the handshake: the full handshake waits for it
    again = reply_of(play(_revisit(version, tickets, first.session), context, application=b"").outcome)
    assert again.resumed


def test_a_session_of_another_server_is_not_taken_back() -> None:
    first = reply_of(play(_revisit(TLS12, True), server_context(version=TLS12), application=b"").outcome)
    other = server_context(version=TLS12)
    assert not reply_of(play(_revisit(TLS12, True, first.session), other, application=b"").outcome).resumed


def test_a_session_that_is_none_is_not_offered() -> None:
    reply = reply_of(play(_revisit(TLS12, True, b"garbage"), server_context(version=TLS12), application=b"").outcome)
    assert not reply.resumed


def test_a_version_that_is_not_spoken_is_an_alert() -> None:
    outcome = play(_revisit(TLS13, True), server_context(version=TLS12)).outcome
    assert isinstance(outcome, AlertReceived)
    assert outcome.number == 70


def _revisit(version: int, tickets: bool, session: bytes = b""):  # type: ignore[no-untyped-def]
    offer = revisit(version, tickets=tickets, session=session)
    return begin(replace(probe(Profile.SURVEY), offer=offer), RANDOM)


# --- bytes by hand ---


def test_an_ssl_2_server_tells_its_cipher_kinds() -> None:
    body = bytes.fromhex("04 00 01 0002 0000 0006 0010 010080 0700c0") + bytes(16)
    offer = Offer(question=Question.SUITES, version=Version.SSL2, ciphers=(0x010080,))
    outcome = fed((0x8000 | len(body)).to_bytes(2) + body, offer=offer)
    assert reply_of(outcome) == Reply(version=2, kinds=(0x010080, 0x0700C0))


def test_a_server_hello_counts_though_what_follows_is_broken() -> None:
    outcome = fed(server_hello(cipher=0xC02F) + handshake(12, b"\x03\x00"))
    assert reply_of(outcome).cipher == 0xC02F


def test_a_server_hello_counts_though_the_connection_ends_there() -> None:
    assert reply_of(fed(server_hello(cipher=0xC02F), Ended(End.TIMEOUT))).cipher == 0xC02F


def test_compression_is_told() -> None:
    body = bytes.fromhex("0303") + SERVER_RANDOM + b"\x00" + b"\x00\x2f" + b"\x01"
    assert reply_of(fed(handshake(2, body))).compression == 1


def test_an_abbreviated_handshake_is_seen() -> None:
    hello = server_hello(cipher=0x002F, extensions=extension(35, b""))
    outcome = fed(hello + record(20, b"\x01"), offer=replace(OFFER, session_id=b"1" * 32))
    assert reply_of(outcome).resumed


def test_a_warning_before_the_hello_is_no_answer() -> None:
    outcome = fed(alert(1, 112) + server_hello(cipher=0x002F))
    assert reply_of(outcome).cipher == 0x002F


def test_a_warning_before_the_end_is_one() -> None:
    outcome = fed(alert(1, 40), Ended(End.FIN))
    assert isinstance(outcome, AlertReceived)
    assert (outcome.level, outcome.number) == (1, 40)


def test_a_mere_goodbye_is_a_close() -> None:
    assert isinstance(fed(alert(1, 0), Ended(End.FIN)), Closed)


def test_silence_and_resets_are_told_apart() -> None:
    assert isinstance(fed(b"", Ended(End.TIMEOUT, 2000.0)), TimedOut)
    outcome = fed(b"", Ended(End.RST))
    assert isinstance(outcome, Closed)
    assert outcome.how is CloseKind.RST


def test_another_protocol_is_named() -> None:
    outcome = fed(b"HTTP/1.1 400 Bad Request\r\n\r\n", Ended(End.FIN))
    assert isinstance(outcome, NotTls)
    assert outcome.what == "http"


def test_nonsense_is_a_fault_of_the_peer() -> None:
    outcome = fed(record(22, message(1, b"")))
    assert isinstance(outcome, PeerFault)
    assert outcome.fault is Fault.MALFORMED_HANDSHAKE


@given(st.binary(max_size=300))
def test_any_bytes_give_an_outcome(data: bytes) -> None:
    fed(data, Ended(End.FIN))
