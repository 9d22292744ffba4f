"""What an alert in a capture means, by who sent it and how far the handshake had come.

Law: one function a sender; the offer in the ClientHello, the key exchange and the client's certificate settle what the
number alone leaves open. Meanings: RFC 8446 section 6.2, RFC 5246 section 7.2.2, RFC 6066 section 9.
"""

from typing import Final

from core.capture.certificates import Judge
from core.capture.events import AlertRead, Hello
from core.capture.refusals import Refusal, refusal
from core.capture.story import CLIENT, SERVER, Placed, Story
from core.capture.verdict import Verdict, failed
from core.model.capture import Ending, Killer, Point
from core.model.explanation import Cause
from core.wire.codes import AlertDescription as Alert
from core.wire.codes import Version
from core.wire.registry import cipher
from core.words.alerts import code, title

_CLIENT_CERTIFICATE: Final = frozenset(
    {
        Alert.HANDSHAKE_FAILURE, Alert.NO_CERTIFICATE, Alert.BAD_CERTIFICATE, Alert.UNSUPPORTED_CERTIFICATE,
        Alert.CERTIFICATE_REVOKED, Alert.CERTIFICATE_EXPIRED, Alert.CERTIFICATE_UNKNOWN, Alert.UNKNOWN_CA,
        Alert.ACCESS_DENIED, Alert.DECRYPT_ERROR, Alert.CERTIFICATE_REQUIRED,
    }
)  # fmt: skip
_SERVER_CERTIFICATE: Final = frozenset(
    {
        Alert.BAD_CERTIFICATE, Alert.UNSUPPORTED_CERTIFICATE, Alert.CERTIFICATE_REVOKED, Alert.CERTIFICATE_EXPIRED,
        Alert.CERTIFICATE_UNKNOWN, Alert.UNKNOWN_CA,
    }
)  # fmt: skip
_DAMAGED: Final = frozenset({Alert.BAD_RECORD_MAC, Alert.DECRYPTION_FAILED, Alert.RECORD_OVERFLOW})
_UNREADABLE: Final = frozenset(
    {Alert.UNEXPECTED_MESSAGE, Alert.DECODE_ERROR, Alert.ILLEGAL_PARAMETER, Alert.UNSUPPORTED_EXTENSION}
)
_LEAVING: Final = frozenset({Alert.CLOSE_NOTIFY, Alert.USER_CANCELED})
_COMMON_GROUPS: Final = frozenset({23, 24, 29, 0x11EC})
_NARROW: Final = 4  # so few cipher suites that a server may well have none of them
_SMALL_DH: Final = 2048


def by_alert(story: Story, judge: Judge, event: Placed, alert: AlertRead) -> Verdict:
    """The verdict on a connection that this alert ended."""
    by = Killer.CLIENT if event.role == CLIENT else Killer.SERVER
    ending = Ending(by, "alert", f"the {by} sends {title(alert.number)}")
    if event.role == SERVER:
        point, causes = _server(story, event, alert.number)
        return failed(point, *causes, ending=ending)
    point, refused = _client(story, judge, alert.number)
    return failed(point, *refused.causes, ending=ending, finding=refused.finding)


# --- the server's ---


def _server(story: Story, event: Placed, number: int) -> tuple[Point, tuple[Cause, ...]]:
    said = f"the server says {title(number)}"
    whole = story.flow.opened and not story.gap[CLIENT]
    if whole and story.hello is None and story.server_hello is None:
        return Point.CLIENT_HELLO, (Cause("malformed-handshake", 0.9, f"{said} to bytes that are no ClientHello"),)
    if story.hello is not None and story.hello.malformed:
        return Point.CLIENT_HELLO, (Cause("malformed-handshake", 0.95, f"{said}; {story.hello.malformed}"),)
    if _answered(story, event):
        return _server_after_flight(story, number, said)
    if story.server_hello is None or story.server_hello.is_hello_retry:
        return Point.SERVER_HELLO, _server_to_hello(story.hello or Hello(versions=()), number, said)
    return Point.SERVER_FLIGHT, (Cause(code(number), 0.8, f"{said} within its own flight"),)


def _answered(story: Story, event: Placed) -> bool:
    """The client's second flight stood before this alert."""
    sealed = [story.events[place].frame for place, _ in story.records[CLIENT].application]
    if any(frame <= event.frame for frame in sealed) and story.server_hello is not None:
        return True
    return bool(story.client_messages) or story.client_certificate is not None


def _server_after_flight(story: Story, number: int, said: str) -> tuple[Point, tuple[Cause, ...]]:
    if story.client_certificate == 0 and number in _UNREADABLE:  # GnuTLS calls an empty list undecodable
        empty = client_certificate_causes(story, said)
        return Point.CLIENT_CERTIFICATE, (*empty, Cause("malformed-handshake", 0.2, said))
    asked = story.asked is not None or story.client_certificate is not None or number == Alert.CERTIFICATE_REQUIRED
    if number == Alert.UNKNOWN_PSK_IDENTITY or (number in _DAMAGED | {Alert.DECRYPT_ERROR} and _pre_shared(story)):
        return Point.CLIENT_KEY_EXCHANGE, (Cause("psk-mismatch", 0.95, said),)
    if (asked and number in _CLIENT_CERTIFICATE) or (story.modern and number in _CLIENT_CERTIFICATE):
        return Point.CLIENT_CERTIFICATE, client_certificate_causes(story, said)
    if number in _DAMAGED | {Alert.DECRYPT_ERROR}:
        return Point.CLIENT_FINISHED, (Cause("corrupt-record", 0.9, said),)
    point = Point.CLIENT_FINISHED if story.changed[CLIENT] or story.modern else Point.CLIENT_KEY_EXCHANGE
    if number in _UNREADABLE:
        return point, (Cause("malformed-handshake", 0.7, said), Cause(code(number), 0.6, said))
    return point, (Cause(code(number), 0.8, said),)


def client_certificate_causes(story: Story, said: str) -> tuple[Cause, ...]:
    """The server refuses the client for its certificate, or for having none."""
    if story.client_certificate == 0 or story.sealed.certificate is False:
        return (Cause("client-cert-required", 0.95, f"{said}; the client answered the request with no certificate"),)
    if story.client_certificate or story.sealed.certificate:
        return (Cause("client-cert-rejected", 0.9, f"{said} after it got the client's certificate"),)
    return (
        Cause("client-cert-required", 0.7, said),
        Cause("client-cert-rejected", 0.4, "the client's answer is sealed"),
    )


def sent_certificate(story: Story) -> bool | None:
    """Whether the client sent a certificate; None where it was not asked or cannot be seen."""
    if story.client_certificate is not None:
        return story.client_certificate > 0
    return story.sealed.certificate


def _pre_shared(story: Story) -> bool:
    chosen = cipher(story.server_hello.cipher) if story.server_hello else None
    return chosen is not None and chosen.authentication == "PSK"


def _server_to_hello(hello: Hello, number: int, said: str) -> tuple[Cause, ...]:
    """The ClientHello itself was refused."""
    direct = {
        Alert.PROTOCOL_VERSION: "no-shared-protocol",
        Alert.UNRECOGNIZED_NAME: "sni-unrecognized-name",
        Alert.UNKNOWN_PSK_IDENTITY: "psk-mismatch",
        Alert.CERTIFICATE_REQUIRED: "client-cert-required",
    }
    if number in direct:
        return (Cause(direct[Alert(number)], 0.95, said),)
    old = max(hello.versions, default=Version.TLS1_2) < Version.TLS1_2
    if number in (Alert.INTERNAL_ERROR, Alert.HANDSHAKE_FAILURE) and old:
        because = f"{said} to an offer of nothing newer than TLS 1.1"
        return (Cause("no-shared-protocol", 0.7, because), Cause(code(number), 0.5, said))
    if number == Alert.HANDSHAKE_FAILURE:
        return _nothing_shared(hello, said)
    if number == Alert.INAPPROPRIATE_FALLBACK:
        return (Cause(code(number), 0.95, said), Cause("no-shared-protocol", 0.6, "the client had fallen back"))
    if number == Alert.MISSING_EXTENSION and hello.sni is None:
        return (Cause("sni-required", 0.7, f"{said}; no server name was sent"), Cause(code(number), 0.5, said))
    if number in (Alert.DECRYPT_ERROR, Alert.ILLEGAL_PARAMETER) and hello.psk:  # the latter: OpenSSL to a wrong binder
        return (Cause("psk-mismatch", 0.8, f"{said} to a pre-shared key"), Cause(code(number), 0.4, said))
    if number == Alert.UNEXPECTED_MESSAGE:
        return (Cause("malformed-handshake", 0.6, said), Cause(code(number), 0.6, said))
    if number in _UNREADABLE:
        return (Cause(code(number), 0.8, said), Cause("malformed-handshake", 0.4, said))
    return (Cause(code(number), 0.9, said),)


def _nothing_shared(hello: Hello, said: str) -> tuple[Cause, ...]:
    """handshake_failure: which part of the offer is narrow."""
    plain = Cause("alert-handshake-failure", 0.5, said)
    if hello.groups and not _COMMON_GROUPS & set(hello.groups):
        return (Cause("no-shared-group", 0.8, f"{said}; none of the usual groups is offered"), plain)
    if 0 < len(hello.signature_algorithms) <= 2:
        because = f"{said}; only {len(hello.signature_algorithms)} signature algorithms are offered"
        return (Cause("no-shared-signature-algorithm", 0.7, because), Cause("no-shared-cipher", 0.4, said), plain)
    if 0 < len(hello.ciphers) <= _NARROW:
        return (Cause("no-shared-cipher", 0.8, f"{said}; only {len(hello.ciphers)} cipher suites are offered"), plain)
    guesses = [Cause("alert-handshake-failure", 0.6, said), Cause("no-shared-cipher", 0.4, "the usual reason")]
    if hello.sni is None:
        guesses.append(Cause("sni-required", 0.3, "no server name was sent"))
    return tuple(guesses)


# --- the client's ---


def _client(story: Story, judge: Judge, number: int) -> tuple[Point, Refusal]:
    said = f"the client says {title(number)}"
    if number in _LEAVING:
        return _waiting_for(story), Refusal((Cause("client-aborted", 0.8, said),))
    if number in _SERVER_CERTIFICATE:
        return Point.SERVER_CERTIFICATE, refusal(story, judge, number)
    if number == Alert.BAD_CERTIFICATE_STATUS_RESPONSE:
        return Point.SERVER_CERTIFICATE, Refusal((Cause("staple-invalid", 0.9, said),))
    if number in _DAMAGED:
        return Point.CLIENT_FINISHED if story.changed[SERVER] else Point.SERVER_FLIGHT, _one(
            "corrupt-record", 0.9, said
        )
    if number == Alert.PROTOCOL_VERSION:
        return Point.SERVER_HELLO, _one("no-shared-protocol", 0.9, f"{said} to the version that the server chose")
    exchange = story.key_exchange
    if exchange is not None and exchange.dh_bits is not None and exchange.dh_bits < _SMALL_DH:
        because = f"{said} to a Diffie-Hellman group of {exchange.dh_bits} bits"
        return Point.SERVER_KEY_EXCHANGE, _one("weak-dh", 0.9, because)
    if number == Alert.DECRYPT_ERROR:
        point = Point.SERVER_FLIGHT if story.modern else Point.SERVER_KEY_EXCHANGE
        return point, _one("key-mismatch", 0.8, f"{said}: the server's signature does not fit its certificate")
    if number in (Alert.HANDSHAKE_FAILURE, Alert.INSUFFICIENT_SECURITY, Alert.ACCESS_DENIED) and story.chain:
        return Point.SERVER_CERTIFICATE, refusal(story, judge, number)
    if number in _UNREADABLE:
        return _waiting_for(story), Refusal((Cause("malformed-handshake", 0.7, said), Cause(code(number), 0.6, said)))
    return _waiting_for(story), _one(code(number), 0.7, said)


def _one(name: str, confidence: float, because: str) -> Refusal:
    return Refusal((Cause(name, confidence, because),))


def _waiting_for(story: Story) -> Point:
    return next_step(story)


def next_step(story: Story) -> Point:
    """The step that would have come next."""
    if story.hello is None and story.server_hello is None and not story.chain:
        return Point.CLIENT_HELLO
    if story.server_hello is None and not story.chain:
        return Point.SERVER_HELLO
    if story.modern:
        return Point.CLIENT_FINISHED if len(story.records[SERVER].application) > 3 else Point.SERVER_FLIGHT
    if story.client_messages:
        return Point.CLIENT_FINISHED
    if story.client_certificate is not None:
        return Point.CLIENT_KEY_EXCHANGE
    if story.done:
        return Point.CLIENT_CERTIFICATE if story.asked else Point.CLIENT_KEY_EXCHANGE
    return Point.SERVER_KEY_EXCHANGE if story.chain else Point.SERVER_CERTIFICATE
