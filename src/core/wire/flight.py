"""Listens to the server's bytes beside the TLS engine: what was in clear is known even where the engine gave up.

Law: only facts of the wire, bounded by the reader's limits; certificates in clear are kept byte for byte as sent,
readable or not. Bytes that are no TLS at all are collected for a moment so that the protocol can be named.
"""

from dataclasses import replace
from typing import Final

from core.model.observation import Fault, NotTls, ServerFlight
from core.wire import messages
from core.wire.exchange import Reaction
from core.wire.first_bytes import recognise
from core.wire.messages import CertificateMessage, CertificateRequest, CertificateStatus, ServerHello, ServerKeyExchange
from core.wire.reader import FlightReader, Limits
from core.wire.registry import AlertLevel, HandshakeType, Version, handshake_name

FLIGHT_LIMIT: Final = Limits().flight
_CERTIFICATES: Final = frozenset({handshake_name(HandshakeType.CERTIFICATE), "certificates"})
_FOREIGN_BYTES: Final = 2048
_FOREIGN_MS: Final = 400  # for the rest of a banner that has begun


class ClearText:
    """What a server's bytes say to one who holds no key. ``port`` settles banners that two protocols share."""

    def __init__(self, port: int | None = None) -> None:
        self._port = port
        self._reader = FlightReader()
        self._patient = False

    def feed(self, data: bytes) -> None:
        self._reader.feed(data)

    @property
    def events(self) -> tuple[messages.Event, ...]:
        return self._reader.events

    def since(self, count: int) -> tuple[messages.Event, ...]:
        """The events after the first ``count``."""
        return self._reader.since(count)

    @property
    def bytes_received(self) -> int:
        return self._reader.received

    @property
    def is_other_protocol(self) -> bool:
        return isinstance(self._reader.terminal, messages.NotTls)

    @property
    def malformed(self) -> messages.Malformed | None:
        terminal = self._reader.terminal
        return terminal if isinstance(terminal, messages.Malformed) else None

    @property
    def too_large(self) -> messages.TooLarge | None:
        terminal = self._reader.terminal
        return terminal if isinstance(terminal, messages.TooLarge) else None

    @property
    def hello(self) -> ServerHello | None:
        """The last ServerHello or HelloRetryRequest."""
        hellos = [event for event in self.events if isinstance(event, ServerHello)]
        return hellos[-1] if hellos else None

    @property
    def speaks_ssl2(self) -> bool:
        return any(isinstance(event, (messages.SSLv2ServerHello, messages.SSLv2Error)) for event in self.events)

    @property
    def last_words(self) -> messages.Alert | None:
        """The alert that nothing followed: of a peer that closes, it is the reason given, warning or not."""
        last = self.events[-1] if self.events else None
        return last if isinstance(last, messages.Alert) and not last.encrypted else None

    def collect_other_protocol(self) -> Reaction:
        """More of a banner is worth a short wait, once."""
        patience = None if self._patient else _FOREIGN_MS
        self._patient = True
        return Reaction(finished=self.bytes_received >= _FOREIGN_BYTES, patience_ms=patience)

    def other_protocol(self) -> NotTls | None:
        """The protocol that answered instead of TLS, None if it was TLS as far as one can tell."""
        if not self.is_other_protocol:
            return None
        first = self._reader.first_bytes[:_FOREIGN_BYTES]
        kind = recognise(first, self._port)
        return NotTls(kind.protocol or "unknown", kind.excerpt, first, kind.starttls)

    def flight(self) -> ServerFlight:
        """The flight as far as it was in clear."""
        flight = ServerFlight(bytes_received=self.bytes_received)
        for event in self.events:
            flight = _with(flight, event)
        return flight


def fault_of_size(large: messages.TooLarge) -> Fault:
    """Only certificates are large by nature; a flight without end, or another message of that size, is nonsense."""
    return Fault.TOO_LARGE if large.what in _CERTIFICATES else Fault.MALFORMED_HANDSHAKE


def _with(flight: ServerFlight, event: messages.Event) -> ServerFlight:
    match event:
        case ServerHello():
            return replace(
                flight,
                version=event.version,
                cipher=event.cipher,
                group=event.selected_group or flight.group,
                hello_retry=flight.hello_retry or event.is_hello_retry,
                acks_server_name=event.acks_server_name if event.version <= Version.TLS1_2 else None,
                alpn=event.alpn,
                downgrade=event.downgrade is not None,
            )
        case CertificateMessage(chain=chain, staple=staple):
            return replace(flight, chain=chain, staple=staple or flight.staple)
        case CertificateStatus(kind=1, response=response):
            return replace(flight, staple=response)
        case ServerKeyExchange():
            return replace(flight, group=event.group or flight.group)
        case CertificateRequest():
            return replace(flight, client_cert_asked=True)
        case messages.Alert(level=AlertLevel.WARNING, description=int(number)) if number:
            return replace(flight, warning_alerts=(*flight.warning_alerts, number))
        case messages.SSLv2ServerHello(certificate=certificate):
            return replace(flight, version=Version.SSL2, chain=(certificate,))
        case _:
            return flight
