"""The ports: everything that touches the world, as Protocols. Adapters implement them, workflows use them."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from core.model.observation import Attempt, Fetched, Probe
from core.model.posture import Posture
from core.model.report import Step
from core.model.resolution import Resolution
from core.model.revocation import StatusFetched, StatusRequest
from core.model.target import IPAddress, Target

A = TypeVar("A")
B = TypeVar("B")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware, UTC."""

    def monotonic(self) -> float:
        """Seconds on a clock that never jumps."""


class Resolver(Protocol):
    async def resolve(self, host: str, timeout: float) -> Resolution:
        """A and AAAA of an A-label within ``timeout`` seconds. Never raises for what DNS can say."""


class AddressPolicy(Protocol):
    def refuses(self, address: IPAddress) -> str | None:
        """Why this address may not be contacted, or None. Covers IPv4-mapped and NAT64 forms."""


class Inquiry(Protocol):
    """Questions to one address, of which the answers decide the next ones."""

    address: IPAddress

    def ready(self, room: int, beside: int) -> tuple[Probe, ...]:
        """At most ``room`` probes that may be run now. ``beside``: connections to the address under way that are not
        its own. None, none running and none beside: it is over."""

    def learn(self, attempt: Attempt) -> None:
        """What came of one of them."""


class Network(Protocol):
    async def run(self, probes: Sequence[Probe], deadline: float) -> tuple[Attempt, ...]:
        """Run the probes side by side (bounded), one TCP connection each, in their order.

        ``deadline``: monotonic seconds by which all have ended. Total: whatever the peer does is an Outcome.
        """

    async def survey(self, inquiries: Sequence[Inquiry], deadline: float, at_once: int | None = None) -> None:
        """Run what is ready, at most ``at_once`` connections to an address (None: the network's own number; those of a
        `run` beside it included), and feed each answer back at once.

        Ends when nothing is ready and nothing runs, or by the monotonic second ``deadline``.
        """


class CertificateFetcher(Protocol):
    async def fetch(self, urls: Sequence[str], deadline: float) -> tuple[Fetched, ...]:
        """AIA caIssuers over http, bounded in bytes, redirects and time; the address policy applies to every hop."""


class PostureSource(Protocol):
    async def look(self, target: Target, addresses: Sequence[IPAddress], deadline: float) -> Posture:
        """DNS and plain HTTP around the target: CAA, DNSSEC, TLSA, HTTPS record, redirect, side by side.

        ``addresses``: vetted ones; plain HTTP goes to the first. ``deadline``: monotonic seconds by which it has ended,
        and never later than three seconds from now. Never raises for what a network can say.
        """


class Together(Protocol):
    async def both(self, one: Awaitable[A], other: Awaitable[B]) -> tuple[A, B]:
        """Two pieces of work side by side; when one raises, the other is cancelled."""


class StatusSource(Protocol):
    async def fetch(self, requests: Sequence[StatusRequest], deadline: float) -> tuple[StatusFetched, ...]:
        """CRLs and OCSP answers, in the order of the requests, by the monotonic second ``deadline``.

        Bounded in bytes and redirects, the address policy at every hop; copies that are current stand for a fetch.
        What only lacked time is ``pending``.
        """


Progress = Callable[[Step], None]
