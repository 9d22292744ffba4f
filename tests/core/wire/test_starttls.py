"""Each dialogue asks in its protocol's own words, ends in the right state, and no server can hold or fool it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.target import Starttls
from core.wire.starttls import (
    AlreadyTls,
    NotOffered,
    Ready,
    Refused,
    StarttlsDialogue,
    Talking,
    Unexpected,
)
from tests.core.wire.starttls_plays import FIRST_WORDS, NOT_READY, READY, Play, S


def dialogue(protocol: Starttls) -> StarttlsDialogue:
    return StarttlsDialogue(protocol, server_name="example.com", client_name="me.test")


@pytest.mark.parametrize("play", READY + NOT_READY)
def test_the_dialogue_follows_its_protocol(play: Play) -> None:
    talk = dialogue(play.protocol)
    assert talk.open() == play.opening
    for said, answer in play.exchange:
        assert talk.state == Talking()
        assert talk.receive(said).send == answer
    assert talk.state == play.state


@pytest.mark.parametrize("play", READY + NOT_READY)
def test_the_end_does_not_depend_on_the_pieces(play: Play) -> None:
    talk = dialogue(play.protocol)
    sent = talk.open()
    for said, _ in play.exchange:
        for byte in said:
            sent += talk.receive(bytes([byte])).send
    assert talk.state == play.state
    assert sent == play.opening + b"".join(answer for _, answer in play.exchange)


@pytest.mark.parametrize("play", READY)
def test_bytes_after_the_go_ahead_are_left_over(play: Play) -> None:
    talk = dialogue(play.protocol)
    talk.open()
    for said, _ in play.exchange[:-1]:
        talk.receive(said)
    talk.receive(play.exchange[-1][0] + b"injected")
    talk.receive(b" more")
    assert (talk.state, talk.leftover) == (Ready(), b"injected more")


@pytest.mark.parametrize("protocol", list(Starttls))
def test_tls_from_the_first_byte_is_noticed(protocol: Starttls) -> None:
    talk = dialogue(protocol)
    talk.open()
    for byte in b"\x15\x03\x01":
        talk.receive(bytes([byte]))
    assert talk.state == AlreadyTls(b"\x15\x03\x01")


@pytest.mark.parametrize("protocol", list(Starttls))
def test_another_protocol_is_unexpected_and_its_words_are_kept(protocol: Starttls) -> None:
    talk = dialogue(protocol)
    talk.open()
    said = b"\x7fELF\x00\x00\x00\x00" + bytes(40)
    talk.receive(said)
    assert isinstance(talk.state, Unexpected)
    assert talk.state.first == said


@pytest.mark.parametrize("protocol", [S.SMTP, S.IMAP, S.POP3, S.FTP, S.NNTP, S.SIEVE, S.XMPP])
def test_a_line_protocol_does_not_wait_for_a_line_that_cannot_come(protocol: Starttls) -> None:
    talk = dialogue(protocol)
    talk.open()
    assert isinstance(talk.receive(b"\x00").state, Unexpected)


@pytest.mark.parametrize("protocol", list(Starttls))
def test_endless_words_are_cut_off(protocol: Starttls) -> None:
    talk = dialogue(protocol)
    talk.open()
    talk.receive(b"E" if protocol is S.POSTGRES else FIRST_WORDS.get(protocol, b"")[:1])
    for _ in range(20):
        talk.receive(b"2" * 1000)
    assert isinstance(talk.state, Unexpected)
    assert len(talk.received) <= 16 * 1024


def test_names_cannot_break_out_of_a_command() -> None:
    talk = StarttlsDialogue(S.SMTP, client_name="x\r\nMAIL FROM:<a>")
    talk.open()
    assert talk.receive(b"220 x\r\n").send == b"EHLO xMAILFROM:a\r\n"


def test_names_cannot_break_out_of_an_attribute() -> None:
    assert b"to='axb'" in StarttlsDialogue(S.XMPP, server_name="a'x<b").open()


def test_the_reply_is_shown_harmlessly() -> None:
    talk = dialogue(S.SMTP)
    talk.open()
    assert talk.receive(b"554 \x1b[31m\xff" + b"x" * 600 + b"\r\n").state == Refused(
        "554 \\x1b[31m\\xff" + "x" * 483 + "…"
    )


@settings(max_examples=300)
@given(st.sampled_from(list(Starttls)), st.lists(st.binary(max_size=80), max_size=6))
def test_no_bytes_raise(protocol: Starttls, pieces: list[bytes]) -> None:
    talk = dialogue(protocol)
    talk.open()
    talk.receive(FIRST_WORDS.get(protocol, b""))
    for piece in pieces:
        talk.receive(piece)
    assert isinstance(talk.state, Talking | Ready | NotOffered | Refused | Unexpected | AlreadyTls)


@pytest.mark.parametrize(
    ("protocol", "said"),
    [(S.XMPP, b"<stream:features>"), (S.XMPP, b"<"), (S.SMTP, b"220-\r\n"), (S.IMAP, b"* \r\n"), (S.SIEVE, b'"\r\n')],
)
def test_drip_fed_words_cost_no_time(protocol: Starttls, said: bytes) -> None:
    talk = dialogue(protocol)
    talk.open()
    start = time.process_time()
    for byte in (said * 16384)[:16384]:
        talk.receive(bytes([byte]))
    assert time.process_time() - start < 2  # measured: under 0.1 s
