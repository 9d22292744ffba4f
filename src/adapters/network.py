"""The `Network` port: runs conversations over real TCP connections, side by side and bounded.

Law: the policy is asked before every connect, whatever the caller asked before. A probe always ends by the deadline
with an Outcome; no task, socket or byte is left behind. What bytes mean is `core.wire`'s business.
"""

import asyncio
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.wire_socket import Data, Fin, Read, Rst, Silence, WireSocket
from core.model.observation import Attempt, Probe, Profile, Stage, TimedOut, Timings, Unreachable
from core.model.target import IPAddress
from core.ports import AddressPolicy, Clock, Inquiry
from core.wire.conversation import begin
from core.wire.exchange import Conversation, End, Ended, Milestone, Reaction
from core.wire.strains import segment_size

AT_ONCE: Final = 6  # connections to one address in a survey
IN_ALL: Final = 24  # and to all addresses together
BYTE_LIMIT: Final = 512 * 1024  # above the wire reader's own limit, which names what was too large
_FAREWELL: Final = 0.2
_TICK: Final = 0.005  # timers of the event loop may fire this early


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds of silence that we bear: for a connection to stand, in the full handshake, in a control experiment.

    The second attempt may take what is left of a check's time: it tells a slow server from a silent one.
    """

    connect: float = 3.5
    full: float = 4.0
    again: float = 8.0
    control: float = 3.0
    survey: float = 2.0

    def reading(self, profile: Profile) -> float:
        match profile:
            case Profile.FULL:
                return self.full
            case Profile.FULL_AGAIN:
                return self.again
            case Profile.SURVEY:
                return self.survey
            case _:
                return self.control


class AsyncioNetwork:
    """``connections`` counts the TCP connections that stood. ``at_once``: to one address, in a survey."""

    def __init__(
        self,
        policy: AddressPolicy,
        clock: Clock,
        *,
        concurrency: int = 8,
        at_once: int = AT_ONCE,
        patience: Patience | None = None,
    ) -> None:
        self._policy, self._clock = policy, clock
        self._concurrency, self._at_once = concurrency, at_once
        self._patience = patience or Patience()
        self.connections = 0
        self._open: dict[asyncio.Task[Attempt], IPAddress] = {}  # connections under way

    async def run(self, probes: Sequence[Probe], deadline: float) -> tuple[Attempt, ...]:
        gate = asyncio.Semaphore(self._concurrency)

        async def guarded(probe: Probe) -> Attempt:
            async with gate:
                return await self._start(probe, deadline)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(guarded(probe)) for probe in probes]
        return tuple(task.result() for task in tasks)

    async def survey(self, inquiries: Sequence[Inquiry], deadline: float, at_once: int | None = None) -> None:
        running: dict[asyncio.Task[Attempt], Inquiry] = {}
        try:
            while True:
                self._fill(running, inquiries, deadline, at_once or self._at_once)
                awaited = running or [task for i in inquiries for task in self._under_way(i.address)]
                left = deadline - self._clock.monotonic()
                if not running and (not awaited or left <= 0):
                    return
                done, _ = await asyncio.wait(
                    awaited, timeout=None if running else left, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done.intersection(running):
                    running.pop(task).learn(task.result())
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _fill(
        self, running: dict[asyncio.Task[Attempt], Inquiry], inquiries: Sequence[Inquiry], deadline: float, at_once: int
    ) -> None:
        """Start what is ready and has room; nothing any more after the deadline."""
        if self._clock.monotonic() >= deadline:
            return
        for inquiry in inquiries:
            under_way = self._under_way(inquiry.address)
            beside = sum(task not in running for task in under_way)
            room = min(at_once - len(under_way), IN_ALL - len(running))
            least = 0 if running else 1  # with nothing under way it would seem to be over
            for probe in inquiry.ready(max(room, least), beside):
                running[self._start(probe, deadline)] = inquiry

    def _under_way(self, address: IPAddress) -> Collection[asyncio.Task[Attempt]]:
        return [task for task, its_address in self._open.items() if its_address == address]

    def _start(self, probe: Probe, deadline: float) -> asyncio.Task[Attempt]:
        task = asyncio.create_task(self._attempt(probe, deadline))
        self._open[task] = probe.address
        task.add_done_callback(self._open.pop)
        return task

    async def _attempt(self, probe: Probe, deadline: float) -> Attempt:
        refusal = self._policy.refuses(probe.address)
        if refusal is not None:
            return Attempt(probe, Unreachable("EACCES", f"our own address policy: {refusal}", local=True))
        started = self._clock.monotonic()
        left = deadline - started
        if left <= 0:
            return Attempt(probe, TimedOut(Stage.CONNECT, 0.0, budget=True))
        async with WireSocket(probe.address, probe.port, segment_size(probe.profile)) as wire:
            patience = min(self._patience.connect, left)
            failure = await wire.connect(patience)
            now = self._clock.monotonic()
            elapsed = (now - started) * 1000
            match failure:
                case None:
                    self.connections += 1
                    talk = _Talk(wire, probe, self._clock, self._patience.reading(probe.profile), started, deadline)
                    return await talk.run()
                case Silence():
                    outcome = TimedOut(Stage.CONNECT, elapsed, budget=now >= deadline)
                    return Attempt(probe, outcome, Timings(total=elapsed))
                case known:
                    return Attempt(probe, known, Timings(total=elapsed))


class _Talk:
    """One conversation over one connection that stands."""

    def __init__(
        self, wire: WireSocket, probe: Probe, clock: Clock, silence: float, started: float, deadline: float
    ) -> None:
        self._wire, self._probe, self._clock = wire, probe, clock
        self._silence, self._started, self._deadline = silence, started, deadline
        self._connected = self._heard = clock.monotonic()
        self._phase_end: float | None = None
        self._received = 0
        self._first_byte: float | None = None
        self._reached: dict[Milestone, float] = {}

    async def run(self) -> Attempt:
        conversation = begin(self._probe, os.urandom(32))
        await self._send(conversation.open())
        ended = await self._converse(conversation)
        outcome = conversation.ended(ended)
        return Attempt(self._probe, outcome, self._timings())

    async def _converse(self, conversation: Conversation) -> Ended | None:
        """Until the conversation has enough (None) or the connection ends."""
        while True:
            match await self._wire.receive(self._wait()):
                case Data(received):
                    reaction = conversation.receive(self._note(received))
                    await self._act(reaction)
                    if reaction.finished:
                        return None
                    if self._received > BYTE_LIMIT:
                        return self._ended(End.BYTE_LIMIT)
                case end:
                    return self._ended(self._why(end))

    def _wait(self) -> float:
        """Seconds to the nearest of: silence, the end of the phase, the deadline."""
        ends = [self._heard + self._silence, self._deadline]
        if self._phase_end is not None:
            ends = [self._phase_end, self._deadline]
        return max(0.0, min(ends) - self._clock.monotonic())

    def _note(self, received: bytes) -> bytes:
        self._heard = self._clock.monotonic()
        self._received += len(received)
        if self._first_byte is None:
            self._first_byte = self._heard
        return received

    async def _act(self, reaction: Reaction) -> None:
        now = self._clock.monotonic()
        for milestone in reaction.reached:
            self._reached.setdefault(milestone, now)
        if reaction.patience_ms is not None:
            self._phase_end = now + reaction.patience_ms / 1000
        if reaction.finished:
            await self._wire.send(reaction.send, _FAREWELL)
        else:
            await self._send(reaction.send)

    async def _send(self, data: bytes) -> None:
        await self._wire.send(data, self._wait())

    def _why(self, end: Read) -> End:
        match end:
            case Fin():
                return End.FIN
            case Rst():
                return End.RST
            case _:
                return End.BUDGET if self._clock.monotonic() >= self._deadline - _TICK else End.TIMEOUT

    def _ended(self, end: End) -> Ended:
        return Ended(end, (self._clock.monotonic() - self._heard) * 1000)

    def _timings(self) -> Timings:
        return Timings(
            connected=self._since(self._connected),
            starttls=self._since(self._reached.get(Milestone.STARTTLS)),
            first_byte=self._since(self._first_byte),
            handshake=self._since(self._reached.get(Milestone.HANDSHAKE)),
            total=self._since(self._clock.monotonic()) or 0.0,
        )

    def _since(self, moment: float | None) -> float | None:
        return None if moment is None else (moment - self._started) * 1000
