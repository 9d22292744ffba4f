"""Secrets in the file open what TLS 1.3 seals; nothing else does."""

from hypothesis import given
from hypothesis import strategies as st

from core.capture.secrets import Opener, read_key_log
from core.model.capture import Conversation, Point
from tests.core.capture.packets import pcapng
from tests.core.capture.talks import TLS13, Handshake, client_context, connection_of, handshake, look, only
from tests.core.wire.memory_peer import CA, asking_for_certificate, server_context
from tests.support.pki import self_signed


def seen(told: Handshake, key_log: bytes | None = None) -> Conversation:
    log = b"\n".join(told.key_log) if key_log is None else key_log
    return only(look(pcapng(connection_of(told).end(1).end(0).frames, key_log=log)))


def demanding() -> Handshake:
    return handshake(client_context(TLS13), asking_for_certificate(server_context()), data=b"")


def test_a_sealed_alert_is_read_by_name() -> None:
    conversation = seen(demanding())
    assert [(a.sender, a.number, a.decrypted) for a in conversation.alerts] == [("server", 116, True)]
    assert (conversation.failed_at, conversation.causes[0].code) == (Point.CLIENT_CERTIFICATE, "client-cert-required")
    assert conversation.hidden_alerts == ()
    assert (conversation.client_certificate_asked, conversation.client_certificate_sent) == (True, False)


def test_a_sealed_certificate_is_judged() -> None:
    told = handshake(client_context(TLS13, verify=True), server_context(self_signed()))
    conversation = seen(told)
    assert conversation.causes[0].code == "self-signed"
    assert conversation.certificates[0].dns_names == ("a.test",)


def test_data_that_was_sealed_stays_unspoken() -> None:
    told = handshake(client_context(TLS13), server_context(CA.issue(dns=["a.test"])), data=b"very secret words")
    assert "secret words" not in repr(look(pcapng(connection_of(told).frames, key_log=b"\n".join(told.key_log))))


def test_every_suite_opens() -> None:
    for suite in (b"TLS_AES_128_GCM_SHA256", b"TLS_AES_256_GCM_SHA384", b"TLS_CHACHA20_POLY1305_SHA256"):
        told = handshake(client_context(TLS13, setup=lambda c, s=suite: c.set_tls13_ciphersuites(s)), data=b"")  # type: ignore[misc]
        conversation = seen(told)
        assert conversation.cipher in (0x1301, 0x1302, 0x1303)


def test_secrets_of_another_session_open_nothing() -> None:
    other = b"\n".join(handshake(client_context(TLS13)).key_log)
    assert seen(demanding(), other).alerts == ()


def test_wrong_secrets_open_nothing_and_raise_nothing() -> None:
    told = demanding()
    wrong = b"\n".join(line[:-4] + b"0000" for line in told.key_log)
    conversation = seen(told, wrong)
    assert (conversation.alerts, conversation.causes[0].code) == ((), "client-cert-required")


@given(st.binary(max_size=400))
def test_no_key_log_makes_it_raise(text: bytes) -> None:
    assert isinstance(read_key_log(text), dict)


@given(st.binary(max_size=100))
def test_no_record_makes_it_raise(record: bytes) -> None:
    opener = Opener({"SERVER_HANDSHAKE_TRAFFIC_SECRET": bytes(32)}, 1, 0x1301)
    assert opener.open(record) is None
