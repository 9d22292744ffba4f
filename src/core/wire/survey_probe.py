"""One survey question: an offer's hello goes out, and what the server chose is read from its clear bytes.

Law: as `core.wire.handshake`: the outcome depends on bytes and ending, not on chunks. It leaves as soon as the answer
is known: after a HelloRetryRequest, a ServerHello of a suite without ServerKeyExchange, a ServerKeyExchange, or (whole
flight) the ServerHelloDone. A ServerHello is an answer whatever comes after it.
"""

from collections.abc import Sequence
from typing import Final

from core.model.observation import (
    AlertReceived,
    CloseKind,
    Fault,
    HelloAnswered,
    NotTls,
    Outcome,
    PeerFault,
    ServerFlight,
    Stage,
)
from core.model.offer import Offer, Reply
from core.wire import messages
from core.wire.exchange import Ended, Reaction
from core.wire.first_bytes import recognise
from core.wire.messages import (
    Alert,
    CertificateMessage,
    CertificateRequest,
    ChangeCipherSpec,
    Event,
    Malformed,
    ServerHello,
    ServerHelloDone,
    ServerKeyExchange,
    SSLv2Error,
    SSLv2ServerHello,
    TooLarge,
)
from core.wire.offers import write_offer
from core.wire.raw_probe import broken_off
from core.wire.reader import FlightReader
from core.wire.registry import AlertDescription, Version, cipher

_FOREIGN_BYTES: Final = 2048
_FOREIGN_MS: Final = 400
_ANSWER_MS: Final = 2500  # from the first byte to the last one we want, however they trickle
_EPHEMERAL: Final = frozenset({"ECDHE", "AECDH", "DHE", "ADH"})


class Question:
    """A `Conversation` that asks ``offer``; ``random``: 32 bytes."""

    def __init__(self, offer: Offer, server_name: str | None, random: bytes, port: int) -> None:
        self._offer, self._port = offer, port
        self._hello = write_offer(offer, server_name, random)
        self._reader = FlightReader()
        self._events: list[Event] = []  # up to the one that answers
        self._greeted = False  # a ServerHello was among them
        self._answered = False
        self._waited = False

    def open(self) -> bytes:
        return self._hello

    def receive(self, data: bytes) -> Reaction:
        self._reader.feed(data)
        if isinstance(self._reader.terminal, messages.NotTls):
            patience = None if self._waited else _FOREIGN_MS
            self._waited = True
            return Reaction(finished=self._reader.received >= _FOREIGN_BYTES, patience_ms=patience)
        patience = None if self._waited else _ANSWER_MS
        self._waited = True
        for event in self._reader.since(len(self._events)):
            self._events.append(event)
            if self._answers(event):
                self._answered = True
                break
        return Reaction(finished=self._answered, patience_ms=patience)

    def _answers(self, event: Event) -> bool:
        """Nothing after this event is wanted."""
        match event:
            case ServerHello():
                self._greeted = True
                return not self._wants_more(event)
            case ServerKeyExchange():
                return not self._offer.whole_flight
            case Alert():
                return event.fatal or self._greeted
            case ServerHelloDone() | ChangeCipherSpec() | Malformed() | TooLarge() | SSLv2ServerHello() | SSLv2Error():
                return True
            case _:
                return False

    def _wants_more(self, hello: ServerHello) -> bool:
        if hello.version >= Version.TLS1_3:
            return False
        return self._offer.whole_flight or _shows_key_exchange(hello.cipher) or self._may_resume

    @property
    def _may_resume(self) -> bool:
        return bool(self._offer.session_id or self._offer.ticket)

    def ended(self, end: Ended | None) -> Outcome:
        events = tuple(self._events)
        flight = ServerFlight(bytes_received=self._reader.received)
        reply = read_reply(events, keep_chain=self._offer.whole_flight)
        if reply is not None:
            return HelloAnswered(_flight(reply, self._reader.received), reply)
        match events[-1:]:
            case (Alert(level=int(level), description=int(number)),) if _counts(level, number, end):
                return AlertReceived(Stage.HELLO, level, number, flight)
            case (Malformed() as event,):
                return PeerFault(Stage.SERVER_FLIGHT, Fault.MALFORMED_HANDSHAKE, str(event), flight)
            case (TooLarge(what=what),):
                return PeerFault(Stage.SERVER_FLIGHT, Fault.TOO_LARGE, what, flight)
            case _ if isinstance(self._reader.terminal, messages.NotTls):
                first = self._reader.first_bytes[:_FOREIGN_BYTES]
                kind = recognise(first, self._port)
                return NotTls(kind.protocol or "unknown", kind.excerpt, first, kind.starttls)
            case _:
                assert end is not None, "a question that is not decided does not finish by itself"
                return broken_off(end, Stage.SERVER_FLIGHT if flight.bytes_received else Stage.HELLO, flight)


def _counts(level: int, number: int, end: Ended | None) -> bool:
    """A fatal alert, or a warning as the last word of a peer that closed; a mere goodbye says nothing."""
    if number == AlertDescription.CLOSE_NOTIFY:
        return False
    return level != 1 or (end is not None and end.close_kind in (CloseKind.FIN, CloseKind.RST))


def _shows_key_exchange(number: int) -> bool:
    return cipher(number).key_exchange in _EPHEMERAL


def read_reply(events: Sequence[Event], *, keep_chain: bool) -> Reply | None:
    """What the server chose; None when no ServerHello is among the events."""
    hello = next((e for e in events if isinstance(e, ServerHello)), None)
    if hello is None:
        return _ssl2_reply(events)
    exchange = next((e for e in events if isinstance(e, ServerKeyExchange)), None)
    certificate = next((e for e in events if isinstance(e, CertificateMessage)), None)
    request = next((e for e in events if isinstance(e, CertificateRequest)), None)
    done = any(isinstance(e, ServerHelloDone) for e in events)
    return Reply(
        version=hello.version,
        cipher=hello.cipher,
        compression=hello.compression,
        hello_retry=hello.is_hello_retry,
        group=exchange.group if exchange else hello.selected_group,
        extensions=tuple(number for number, _ in hello.extensions),
        session_id=hello.session_id,
        alpn=hello.alpn,
        resumed=certificate is None and any(isinstance(e, ChangeCipherSpec) for e in events),
        downgrade=hello.downgrade is not None,
        dh_prime=(exchange.dh_prime or b"") if exchange else b"",
        public=exchange.public if exchange else b"",
        signature_scheme=exchange.signature_scheme if exchange else None,
        chain=certificate.chain if certificate and keep_chain else (),
        client_cert_asked=request is not None if request or done else None,
    )


def _ssl2_reply(events: Sequence[Event]) -> Reply | None:
    for event in events:
        match event:
            case SSLv2ServerHello(ciphers=kinds):
                return Reply(version=Version.SSL2, kinds=kinds)
            case SSLv2Error():
                return Reply(version=Version.SSL2)
            case _:
                continue
    return None


def _flight(reply: Reply, received: int) -> ServerFlight:
    return ServerFlight(
        version=reply.version,
        cipher=reply.cipher,
        group=reply.group,
        hello_retry=reply.hello_retry,
        alpn=reply.alpn,
        client_cert_asked=bool(reply.client_cert_asked),
        bytes_received=received,
    )
