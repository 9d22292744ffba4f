"""The full handshake: OpenSSL does it, our own reader listens in; both together say how far it came and why it ended.

Law: the outcome depends on the bytes and on how the connection ended, never on how the bytes were chunked. Nothing is
verified here. Where OpenSSL gave up, what was in clear or already decrypted is still told (`ServerFlight`).
"""

from dataclasses import replace
from typing import Final

from core.model.observation import (
    AlertReceived,
    Closed,
    CloseKind,
    Ending,
    Fault,
    HelloAnswered,
    Negotiated,
    Outcome,
    PeerFault,
    Probe,
    ServerFlight,
    Stage,
    TimedOut,
)
from core.model.offer import Reply
from core.wire.application import Application, Listener, application_for
from core.wire.cutter import RecordCutter
from core.wire.engine import Alert, Engine, EngineError, Setup
from core.wire.exchange import End, Ended, Milestone, Reaction
from core.wire.faults import classify
from core.wire.flight import FLIGHT_LIMIT, ClearText, fault_of_size
from core.wire.registry import AlertDescription, AlertLevel, Version, signature_scheme, version_name

_ONLY_CLOSING: Final = frozenset({AlertDescription.CLOSE_NOTIFY, AlertDescription.USER_CANCELED})


class FullHandshake:
    """A `Conversation` that completes a handshake and waits for what comes after it."""

    def __init__(self, probe: Probe, application: Application | None = None, setup: Setup | None = None) -> None:
        self._application = application or application_for(probe)
        self._engine = Engine(probe.server_name, self._application.alpn, setup)
        self._clear = ClearText(probe.port)
        self._cutter = RecordCutter()
        self._too_large = False
        self._answer = b""
        self._session = b""
        self._early_data: int | None = None

    def open(self) -> bytes:
        return self._engine.start()

    def receive(self, data: bytes) -> Reaction:
        return self._cutter.each(data, self._receive)

    def _receive(self, data: bytes) -> Reaction:
        if self._engine.done:
            return self._after(self._engine.feed(data))
        self._clear.feed(data)
        if self._clear.is_other_protocol:
            return self._clear.collect_other_protocol()
        if self._clear.bytes_received > FLIGHT_LIMIT:
            self._too_large = True
            return Reaction(finished=True)
        send = self._engine.feed(data)
        if self._engine.done:
            return self._completed(send)
        return Reaction(send=send, finished=self._gave_up())

    def _gave_up(self) -> bool:
        return self._engine.failure is not None or self._engine.peer_closed or self._fatal_alert() is not None

    def _completed(self, send: bytes) -> Reaction:
        said = self._engine.write(self._application.opening(self._engine.alpn))
        after = self._after(send + said)
        return Reaction(
            send=after.send,
            finished=after.finished,
            patience_ms=self._application.patience_ms,
            reached=(Milestone.HANDSHAKE,),
        )

    def _after(self, send: bytes) -> Reaction:
        self._answer += self._engine.read(self._application.limit - len(self._answer))
        enough = bool(self._answer) and self._application.is_complete(self._answer)
        if self._answer:  # tickets come before it (RFC 8446 section 4.6.1), and goodbyes may spoil them
            self._session, self._early_data = self._engine.session, self._engine.early_data
        if enough or self._gave_up():
            return Reaction(send=send + self._engine.close(), finished=True)
        return Reaction(send=send)

    # --- the outcome ---

    def ended(self, end: Ended | None) -> Outcome:
        other = self._clear.other_protocol()
        if other is not None:
            return other
        stage, flight = self._stage(), self._flight()
        if self._too_large or (end is not None and end.end is End.BYTE_LIMIT):
            return PeerFault(stage, Fault.MALFORMED_HANDSHAKE, f"{flight.bytes_received} bytes and no end", flight)
        if self._engine.done:
            return self._negotiated(end, flight)
        alert = self._fatal_alert() or self._last_words(end)
        if alert is not None:
            return AlertReceived(self._alert_stage(stage), alert.level, alert.number, flight)
        if self._engine.failure is not None:
            return self._fault(self._engine.failure, stage, flight)
        assert end is not None, "a handshake finishes by itself only for a reason named above"
        if end.close_kind is not None:
            return Closed(stage, end.close_kind, flight)
        return TimedOut(stage, end.after_ms, flight, budget=end.end is End.BUDGET)

    def _negotiated(self, end: Ended | None, flight: ServerFlight) -> Outcome:
        engine = self._engine
        alert = self._fatal_alert()
        if engine.failure is not None and alert is None:
            return self._fault(engine.failure, Stage.AFTER, flight)
        closed = end.close_kind if end is not None else CloseKind.FIN if engine.peer_closed else None
        ending = Ending(
            alert=alert.number if alert is not None else None,
            closed=None if self._answer or alert is not None else closed,
            close_notify=engine.peer_closed,
            answered=bool(self._answer),
            http=self._application.http(self._answer),
            greeting=self._application.greeting(self._answer),
        )
        return Negotiated(
            flight=flight,
            version=version_name(engine.version),
            cipher=engine.cipher_name or "none",
            group=engine.group_name,
            ending=ending,
            session=self._session or engine.session,
            early_data=engine.early_data if self._early_data is None else self._early_data,
        )

    def _fault(self, failure: EngineError, stage: Stage, flight: ServerFlight) -> PeerFault:
        if self._clear.speaks_ssl2:
            return PeerFault(stage, Fault.UNSUPPORTED, "the answer is SSL 2.0", flight)
        if self._clear.too_large:
            return PeerFault(
                stage, fault_of_size(self._clear.too_large), f"{self._clear.too_large.what}: {failure}", flight
            )
        fault = classify(failure)
        where = f" ({self._clear.malformed})" if self._clear.malformed and fault is not Fault.UNSUPPORTED else ""
        return PeerFault(stage, fault, f"{failure}{where}", flight)

    def _fatal_alert(self) -> Alert | None:
        """TLS 1.3 ignores the level: there all but two alerts are fatal (RFC 8446 §6)."""
        for alert in self._engine.alerts:
            if alert.level != AlertLevel.WARNING:
                return alert
            is_modern = self._engine.version == Version.TLS1_3 and self._engine.failure is not None
            if is_modern and alert.number not in _ONLY_CLOSING:
                return alert
        return None

    def _last_words(self, end: Ended | None) -> Alert | None:
        """A close_notify in the middle of the handshake, or a warning behind which the peer closed."""
        if self._engine.peer_closed:
            return self._engine.alerts[-1] if self._engine.alerts else Alert(AlertLevel.WARNING, 0)
        last = self._clear.last_words
        if end is None or end.close_kind is None or last is None:
            return None
        return Alert(last.level or 0, last.description or 0)

    def _stage(self) -> Stage:
        if self._engine.done:
            return Stage.AFTER
        if self._engine.finished_sent:
            return Stage.FINISHED
        return Stage.SERVER_FLIGHT if self._clear.bytes_received else Stage.HELLO

    def _alert_stage(self, stage: Stage) -> Stage:
        """An alert alone, without a ServerHello before it, answers the ClientHello."""
        return Stage.HELLO if stage is Stage.SERVER_FLIGHT and self._clear.hello is None else stage

    def _flight(self) -> ServerFlight:
        """Our reader's flight, completed by what only the engine could decrypt."""
        engine, clear = self._engine, self._clear.flight()
        return replace(
            clear,
            version=clear.version or (engine.version if engine.done else None),
            chain=clear.chain or engine.chain,
            staple=clear.staple or engine.staple,
            alpn=engine.alpn or clear.alpn,
            client_cert_asked=clear.client_cert_asked or engine.certificate_asked,
            client_cert_authorities=engine.authorities,
            warning_alerts=tuple(a.number for a in engine.alerts if a.level == AlertLevel.WARNING and a.number),
        )


class Glimpse(FullHandshake):
    """A handshake that is left once the server's flight is complete: made to see the certificate under another SNI."""

    def __init__(self, probe: Probe) -> None:
        super().__init__(probe, Listener())

    def _receive(self, data: bytes) -> Reaction:
        reaction = super()._receive(data)
        if reaction.finished or not self._engine.flight_complete:
            return reaction
        goodbye = self._engine.close() if self._engine.done else b""
        return Reaction(send=reaction.send + goodbye if goodbye else b"", finished=True)

    def ended(self, end: Ended | None) -> Outcome:
        if self._engine.flight_complete and self._engine.failure is None:
            return HelloAnswered(self._flight())
        return super().ended(end)


class Revisit(FullHandshake):
    """A complete handshake of a survey: in one version, with or without a session of before; left at once."""

    def __init__(self, probe: Probe) -> None:
        offer = probe.offer
        assert offer is not None
        setup = Setup(
            version=offer.version,
            tickets=offer.ticket is not None,
            signature_algorithms=tuple(signature_scheme(number).name for number in offer.signature_algorithms),
            session=offer.session,
        )
        super().__init__(probe, Listener(), setup)

    def _receive(self, data: bytes) -> Reaction:
        reaction = super()._receive(data)
        if not self._engine.done or self._gave_up():
            return reaction
        # Without a goodbye a server may forget the session (RFC 5246 section 7.2.1).
        return replace(reaction, send=reaction.send + self._engine.close(), finished=True)

    def ended(self, end: Ended | None) -> Outcome:
        engine = self._engine
        if not engine.done or engine.failure is not None:
            return super().ended(end)
        flight, hello = self._flight(), self._clear.hello
        reply = Reply(
            version=flight.version or 0,
            cipher=flight.cipher or 0,
            group=flight.group,
            extensions=tuple(number for number, _ in hello.extensions) if hello else (),
            session_id=hello.session_id if hello else b"",
            downgrade=bool(hello and hello.downgrade),
            resumed=engine.resumed,
            chain=flight.chain,
            client_cert_asked=flight.client_cert_asked,
            session=engine.session,
        )
        return HelloAnswered(flight, reply)
