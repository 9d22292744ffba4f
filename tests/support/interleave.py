"""Two or more pieces of blocking code, interleaved step by step in every order that changes hands at most so often.

Each piece runs in a thread of its own, but only one runs at a time: a step ends before the next call on something that
`Turns.stepped` wraps. Systematic, no luck and no sleeping (Musuvathi and Qadeer, "Iterative context bounding for
systematic testing of multithreaded programs", PLDI 2007).
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

P = TypeVar("P")
Piece = Callable[[], object]


@dataclass
class _Actor:
    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    over: bool = False
    failure: BaseException | None = None


class Turns:
    """One run in one order. ``wanted``: who goes on, decision by decision; after that, whoever went last."""

    def __init__(self, wanted: Sequence[int] = ()) -> None:
        self._wanted = wanted
        self._back = threading.Semaphore(0)
        self._here = threading.local()
        self._actors: list[_Actor] = []
        self.decisions: list[tuple[int, tuple[int, ...]]] = []

    def stepped(self, port: P, *but: str) -> P:
        """The port, waiting for its turn at every call from one of the pieces, but not at these."""
        return cast(P, _Stepped(port, self.wait, but))

    def wait(self) -> None:
        actor: _Actor | None = getattr(self._here, "actor", None)
        if actor is not None:
            self._back.release()
            actor.go.acquire()

    def run(self, *pieces: Piece) -> None:
        """All to their end. Raises what one of them raised."""
        self._actors = [_Actor() for _ in pieces]
        threads = [
            threading.Thread(target=self._play, args=(actor, piece), daemon=True)
            for actor, piece in zip(self._actors, pieces, strict=True)
        ]
        for thread in threads:
            thread.start()
        last = 0
        while able := tuple(number for number, actor in enumerate(self._actors) if not actor.over):
            at = len(self.decisions)
            chosen = self._wanted[at] if at < len(self._wanted) else (last if last in able else able[0])
            self.decisions.append((chosen, able))
            self._actors[chosen].go.release()
            self._back.acquire()
            last = chosen
        for actor in self._actors:
            if actor.failure is not None:
                raise actor.failure

    def _play(self, actor: _Actor, piece: Piece) -> None:
        self._here.actor = actor
        actor.go.acquire()
        try:
            piece()
        except BaseException as failure:  # noqa: BLE001 - handed to the one who runs us
            actor.failure = failure
        actor.over = True
        self._back.release()


class _Stepped:
    def __init__(self, port: object, wait: Callable[[], None], but: Sequence[str]) -> None:
        self._port, self._wait, self._but = port, wait, but

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            self._wait()
            return found(*args, **kwargs)

        return call if callable(found) and name not in self._but else found


def every_order(play: Callable[[Turns], None], most_switches: int = 2) -> Iterator[tuple[int, ...]]:
    """Play once for every order in which a piece that could go on is interrupted at most so often; the order played."""
    waiting: list[tuple[int, ...]] = [()]
    while waiting:
        wanted = waiting.pop()
        turns = Turns(wanted)
        play(turns)
        chosen = tuple(actor for actor, _ in turns.decisions)
        yield chosen
        for at in range(len(wanted), len(chosen)):
            for other in turns.decisions[at][1]:
                branch = (*chosen[:at], other)
                if other != chosen[at] and _switches(branch, turns.decisions) <= most_switches:
                    waiting.append(branch)


def _switches(order: Sequence[int], decisions: Sequence[tuple[int, tuple[int, ...]]]) -> int:
    """How often somebody who could have gone on did not."""
    pairs = zip(order, order[1:], decisions[1:], strict=False)
    return sum(before != after and before in able for before, after, (_, able) in pairs)
