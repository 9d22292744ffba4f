"""The ports: everything that touches the world, as Protocols. Adapters implement them, workflows use them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from core.model.observation import Attempt, Fetched, Probe
from core.model.report import Step
from core.model.resolution import Resolution
from core.model.target import IPAddress


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

    def ready(self, room: int) -> tuple[Probe, ...]:
        """At most ``room`` probes that may be run now. None, and none running: it is over."""

    def learn(self, attempt: Attempt) -> None:
        """What came of one of them."""


class Network(Protocol):
    async def run(self, probes: Sequence[Probe], deadline: float) -> tuple[Attempt, ...]:
        """Run the probes side by side (bounded), one TCP connection each, in their order.

        ``deadline``: monotonic seconds by which all have ended. Total: whatever the peer does is an Outcome.
        """

    async def survey(self, inquiries: Sequence[Inquiry], deadline: float, at_once: int = 6) -> None:
        """Run what is ready, at most ``at_once`` connections an inquiry, and feed each answer back at once.

        Ends when nothing is ready and nothing runs, or by the monotonic second ``deadline``.
        """


class CertificateFetcher(Protocol):
    async def fetch(self, urls: Sequence[str], deadline: float) -> tuple[Fetched, ...]:
        """AIA caIssuers over http, bounded in bytes, redirects and time; the address policy applies to every hop."""


Progress = Callable[[Step], None]
