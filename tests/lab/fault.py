"""What a fault is, and how an answer to it is marked.

A fault is a name, one sentence, a host, and the finding codes that a right diagnosis gives, root cause first. The codes
follow the public vocabulary of findings and nothing else: they are set as an independent examiner would set them, never
read off a checker. Where the vocabulary leaves a choice open, the fault says so (`also`, `instead`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.lab.bench import Bench, Running

Codes = tuple[str, ...]
ADVICE = frozenset(
    {
        "no-tls13", "no-tls12", "no-post-quantum", "server-cipher-order", "no-session-resumption", "alpn-no-h2",
        "no-hsts", "no-caa", "no-ocsp-staple", "http-no-redirect",
    }
)  # fmt: skip
Start = Callable[[Bench, str], Running]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One server, wrong in one documented way (or healthy: `expected` is then empty).

    ``expected``: every one of these must be found, the first of them first. ``also``: may be found besides.
    ``instead``: other answers that the vocabulary allows as well. ``options``: what the user types besides the target.
    ``needs``: a program, or "ipv6", without which the fault cannot be shown on this machine.
    ``exact``: advice counts too. Elsewhere what is in `ADVICE` may be said, where it is true, and is not looked at.
    """

    name: str
    title: str
    group: str
    host: str
    expected: Codes
    begin: Start
    also: frozenset[str] = frozenset()
    instead: tuple[Codes, ...] = ()
    options: tuple[str, ...] = ()
    needs: str = ""
    notes: str = ""
    slow: bool = False
    exact: bool = False

    def start(self, bench: Bench) -> Running:
        """Run it on the bench; the bench ends it."""
        return self.begin(bench, self.host)

    def objection(self, found: Sequence[str]) -> str:
        """Why these codes (in order) are not a right diagnosis; empty when they are."""
        named = {*self.expected, *(code for codes in self.instead for code in codes)}
        counted = [code for code in found if self.exact or code not in ADVICE or code in named]
        objections = [self._against(accepted, counted) for accepted in (self.expected, *self.instead)]
        return "" if "" in objections else objections[0]

    def _against(self, accepted: Codes, found: Sequence[str]) -> str:
        missing = [code for code in accepted if code not in found]
        surplus = [code for code in found if code not in accepted and code not in self.also]
        if missing:
            return f"not found: {', '.join(missing)} (found: {', '.join(found) or 'nothing'})"
        if surplus:
            return f"found and not there: {', '.join(surplus)}"
        if accepted and found[0] != accepted[0]:
            return f"the root cause is {accepted[0]}, not {found[0]}"
        return ""


_ALL: dict[str, Fault] = {}


def fault(
    name: str,
    title: str,
    *expected: str,
    host: str = "",
    also: Sequence[str] = (),
    instead: Sequence[Codes] = (),
    options: Codes = (),
    needs: str = "",
    notes: str = "",
    slow: bool = False,
    exact: bool = False,
) -> Callable[[Start], Start]:
    """Enter the decorated function in the catalogue; its module names the group, the host is NAME.lab.test."""

    def enter(begin: Start) -> Start:
        if name in _ALL:
            raise ValueError(f"two faults are called {name}")
        _ALL[name] = Fault(
            name=name,
            title=title,
            group=begin.__module__.rpartition(".")[2],
            host=host or f"{name}.lab.test",
            expected=expected,
            begin=begin,
            also=frozenset(also),
            instead=tuple(instead),
            options=options,
            needs=needs,
            notes=notes,
            slow=slow,
            exact=exact,
        )
        return begin

    return enter


def entered() -> tuple[Fault, ...]:
    """All faults, in the order in which their modules were imported."""
    return tuple(_ALL.values())
