"""The events of one connection, sorted out: who is who, what was said, and how far the handshake came.

Law: derived once, from events and counters only; the judges read this and never the wire.
RFC 8446 section 2 and RFC 5246 section 7.3 say what belongs to a complete handshake.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from core.capture.events import (
    AlertRead,
    CipherChanged,
    ClientCertificate,
    ClientMessage,
    Gap,
    Hello,
    Sealed,
    Ssl2Message,
    What,
)
from core.capture.flow import Flow, Half
from core.capture.roles import OF_CLIENTS, OF_SERVERS, client_side
from core.capture.sealed import SealedRecords
from core.wire.codes import ContentType, Version
from core.wire.messages import (
    CertificateMessage,
    CertificateRequest,
    Malformed,
    ServerHello,
    ServerHelloDone,
    ServerKeyExchange,
)

_WARNING: Final = 1
_CLOSE_NOTIFY: Final = 0
_USER_CANCELED: Final = 90
CLIENT, SERVER = 0, 1


class Placed(NamedTuple):
    """An event with the role of its sender: CLIENT or SERVER."""

    ns: int
    frame: int
    role: int
    what: What


@dataclass(slots=True)
class _Records:
    """Sealed records of one role in order: place among the events, length."""

    application: list[tuple[int, int]] = field(default_factory=list)
    alerts: list[int] = field(default_factory=list)
    handshake: list[int] = field(default_factory=list)


class Story:
    """One connection, read."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        seen = sorted(flow.dialogue.events, key=lambda event: event.frame)
        client = client_side(flow, seen)
        self.client: Half = flow.halves[client]
        self.server: Half = flow.halves[1 - client]
        self.events = [Placed(ns, frame, side ^ client, what) for ns, frame, side, what in seen]
        self.hellos: list[Hello] = []
        self.server_hello: ServerHello | None = None
        self.retry = False
        self.certificate: CertificateMessage | None = None
        self.key_exchange: ServerKeyExchange | None = None
        self.asked: CertificateRequest | None = None
        self.done = False
        self.client_certificate: int | None = None
        self.client_messages: set[int] = set()
        self.changed = [False, False]
        self.records = (_Records(), _Records())
        self.alerts: list[tuple[int, Placed, AlertRead]] = []
        self.malformed: list[Placed] = []
        self.gap = [0, 0]
        self.ssl2 = [0, 0]
        for place, event in enumerate(self.events):
            self._take(place, event)

    def _take(self, place: int, event: Placed) -> None:
        match event.what:
            case Hello() as hello:
                self.hellos.append(hello)
            case ServerHello() as hello:
                self.server_hello = hello
                self.retry |= hello.is_hello_retry
            case CertificateMessage(chain=chain) if event.role == CLIENT:
                self.client_certificate = len(chain)  # neither hello is in the capture
            case CertificateMessage() as certificate:
                self.certificate = self.certificate or certificate
            case ServerKeyExchange() as exchange:
                self.key_exchange = exchange
            case CertificateRequest() as request:
                self.asked = request
            case ServerHelloDone():
                self.done = True
            case ClientCertificate(count):
                self.client_certificate = count
            case ClientMessage(kind) if event.role == CLIENT:
                self.client_messages.add(kind)
            case _:
                self._take_other(place, event)

    def _take_other(self, place: int, event: Placed) -> None:
        role = event.role
        match event.what:
            case CipherChanged():
                self.changed[role] = True
            case AlertRead() as alert:
                self.alerts.append((place, event, alert))
            case Sealed(content_type, length):
                self._sealed(role, place, content_type, length)
            case Malformed():
                self.malformed.append(event)
            case Gap(size):
                self.gap[role] += size
            case Ssl2Message():
                self.ssl2[role] += 1
            case _:
                pass

    def _sealed(self, role: int, place: int, content_type: int, length: int) -> None:
        records = self.records[role]
        match content_type:
            case ContentType.APPLICATION_DATA:
                records.application.append((place, length))
            case ContentType.ALERT:
                records.alerts.append(place)
            case ContentType.HANDSHAKE:
                records.handshake.append(place)
            case _:
                pass

    # --- what was offered and chosen ---

    @property
    def hello(self) -> Hello | None:
        """The first ClientHello: the offer."""
        return self.hellos[0] if self.hellos else None

    @cached_property
    def version(self) -> int | None:
        if self.server_hello is not None:
            return self.server_hello.version
        return Version.SSL2 if self.ssl2[SERVER] and self.hellos else None

    @property
    def modern(self) -> bool:
        """TLS 1.3 or a draft of it."""
        return self.flow.dialogue.modern

    @property
    def group(self) -> int | None:
        exchange = self.key_exchange.group if self.key_exchange else None
        return exchange or (self.server_hello.selected_group if self.server_hello else None)

    @property
    def chain(self) -> tuple[bytes, ...]:
        return self.certificate.chain if self.certificate else ()

    # --- how far it came ---

    @cached_property
    def answered(self) -> bool:
        """The server said something as TLS before the client left, be it that the capture lacks it."""
        left = min(filter(None, (self.client.fin_frame, self.client.rst_frame)), default=0)
        return any(event.role == SERVER and not 0 < left < event.frame for event in self.events)

    @cached_property
    def fatal(self) -> tuple[Placed, AlertRead] | None:
        """The first readable alert that ends a handshake; a warning counts when nothing of its sender follows it."""
        for place, event, alert in self.alerts:
            last = not any(later.role == event.role for later in self.events[place + 1 :])
            warning = alert.level == _WARNING or alert.number in (_CLOSE_NOTIFY, _USER_CANCELED)
            if not warning or (last and not self.completed_before(place)):
                return event, alert
        return None

    @cached_property
    def sealed(self) -> SealedRecords:
        """TLS 1.3: the sealed records of both; before it none tells anything by its length."""
        if not self.modern:
            return SealedRecords(0, (), ())
        client, server = (role.application for role in self.records)
        return SealedRecords(self.server_hello.cipher if self.server_hello else 0, client, server)

    def completed_before(self, place: int) -> bool:
        """Both Finished stood before this place among the events."""
        end = self.completed_at
        return end is not None and end < place

    @cached_property
    def completed_at(self) -> int | None:
        """The place of the event that shows the handshake complete; None when none does."""
        if self.version == Version.SSL2:
            return len(self.events) - 1 if self.ssl2[CLIENT] > 1 and self.ssl2[SERVER] > 1 else None
        if self.modern:
            return self._modern_completion()
        client, server = self.records
        data = [place for place, _ in (*client.application, *server.application)]
        finished = [role.handshake[0] for role in self.records if role.handshake]
        if len(finished) == 2 and (self.changed[CLIENT] or self.gap[CLIENT]):
            return max(finished)
        # One Finished lost in the capture: data that both would not send before says the same.
        if data and (self.changed[CLIENT] or self.changed[SERVER]) and (server.application or finished):
            return min(data) if not self._server_refused(min(data)) else None
        return None

    def _server_refused(self, place: int) -> bool:
        """The server broke off behind this place without data of its own: what the client sent was a false start."""
        server = self.records[SERVER]
        return not server.application and any(
            event.role == SERVER and later > place and alert.level != _WARNING for later, event, alert in self.alerts
        )

    def _modern_completion(self) -> int | None:
        if not self.records[SERVER].application and self.gap[SERVER] == 0 and self.server.packets:
            return None
        return self.sealed.client_done if self.client.packets else self.sealed.server_goes_on

    @property
    def completed(self) -> bool:
        return self.completed_at is not None

    @property
    def joined_late(self) -> bool:
        """The capture begins when data is already exchanged: the handshake was before it."""
        handshake = (*OF_CLIENTS, *OF_SERVERS, ClientMessage, CipherChanged)
        said = any(isinstance(event.what, handshake) for event in self.events)
        return not self.flow.opened and not said and bool(self.records[0].application or self.records[1].application)

    @property
    def malformed_in_handshake(self) -> Placed | None:
        """What broke the grammar before the handshake was over; behind it other protocols may follow."""
        end = self.completed_at
        last = self.events[end].frame if end is not None else None
        return next((event for event in self.malformed if last is None or event.frame <= last), None)

    @cached_property
    def client_data(self) -> bool:
        """The client sent application data after the handshake, as far as record lengths tell."""
        if self.modern:
            return self.sealed.client_data is not None
        return bool(self.records[CLIENT].application)

    @property
    def server_data(self) -> bool:
        """The server sent application data; TLS 1.3: or tickets, which look the same."""
        if not self.modern:
            return bool(self.records[SERVER].application)
        return self.completed_at is not None and self.sealed.server_speaks_after(self.completed_at)

    @property
    def server_answers(self) -> bool:
        """The server sent something behind the client's data; tickets come before it, or without any."""
        asked = self.sealed.client_data
        return self.server_data if asked is None else self.sealed.server_speaks_after(asked)

    # --- TCP ---

    @property
    def first_end(self) -> tuple[int, str] | None:
        """Who ended it first, and how: (role, "FIN" or "RST"), in the order of frames."""
        ends = [
            (frame, role, how)
            for role, half in ((CLIENT, self.client), (SERVER, self.server))
            for frame, how in ((half.fin_frame, "FIN"), (half.rst_frame, "RST"))
            if frame
        ]
        return min(ends)[1:] if ends else None

    def half(self, role: int) -> Half:
        return self.client if role == CLIENT else self.server

    def end_ns(self, role: int) -> int:
        half = self.half(role)
        return min(filter(None, (half.fin_ns, half.rst_ns)), default=0)

    def ended_before(self, role: int, frame: int) -> bool:
        half = self.half(role)
        return any(0 < end < frame for end in (half.fin_frame, half.rst_frame))

    @property
    def client_waited(self) -> int:
        """Nanoseconds from the last data to the client's end; what comes behind its end is no answer."""
        end = self.end_ns(CLIENT)
        data = (ns for ns in (self.client.last_data_ns, self.server.last_data_ns) if ns <= end)
        return end - max(data, default=end)

    @property
    def last_ns(self) -> int:
        return max(self.client.last_ns, self.server.last_ns)
