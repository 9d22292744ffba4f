"""A server in memory that answers survey questions as its settings say, and a network that runs a survey on it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from ipaddress import ip_address

from core.model.observation import (
    AlertReceived,
    Attempt,
    Closed,
    CloseKind,
    HelloAnswered,
    Outcome,
    Probe,
    ServerFlight,
    Stage,
    TimedOut,
)
from core.model.offer import Offer, Reply
from core.model.server_map import ServerMap
from core.model.target import Target
from core.survey.lanes import Lane
from core.survey.plan import Survey
from core.survey.read import read_map
from core.wire.codes import ExtensionType, Version
from core.wire.registry import cipher

TARGET = Target(host="a.test", port=443, server_name="a.test")
ADDRESS = ip_address("192.0.2.1")
_EPHEMERAL = ("ECDHE", "AECDH")


class Refusal(Enum):
    """How the server says no to an offer."""

    ALERTS = auto()  # 70 for a version, 40 for suites
    FAILURE = auto()  # 40 for everything
    RESET = auto()
    SILENCE = auto()


class Choice(Enum):
    """Whose order counts."""

    CLIENT = auto()
    SERVER = auto()
    CHACHA = auto()  # the server's, but ChaCha20 when the client has it first


@dataclass(frozen=True, kw_only=True)
class Server:
    """``suites``: per version, best first. ``kinds``: of SSL 2.0. ``schemes``: signs with these, best first."""

    suites: dict[int, tuple[int, ...]]
    kinds: tuple[int, ...] = ()
    groups: tuple[int, ...] = (0x001D,)
    curves: tuple[int, ...] = (0x001D, 0x0017)
    schemes: tuple[int, ...] = (0x0403, 0x0804)
    choice: Choice = Choice.SERVER
    group_choice: Choice = Choice.SERVER
    refusal: Refusal = Refusal.ALERTS
    alpn: tuple[str, ...] = ()
    etm: bool = True

    def answer(self, offer: Offer) -> Outcome:
        if offer.version == Version.SSL2:
            return answered(Reply(version=2, kinds=self.kinds)) if self.kinds else self._no(70)
        if offer.complete:
            return self._completed(offer)
        version = self._version(offer)
        if version is None:
            return self._no(70)
        if offer.fallback_scsv and offer.version < max(self.suites):
            return AlertReceived(Stage.HELLO, 2, 86)
        return self._modern(offer) if version == Version.TLS1_3 else self._classic(offer, version)

    def _version(self, offer: Offer) -> int | None:
        floor = offer.floor or 0
        return max((v for v in self.suites if floor <= v <= offer.version), default=None)

    def _no(self, alert: int) -> Outcome:
        match self.refusal:
            case Refusal.ALERTS:
                return AlertReceived(Stage.HELLO, 2, alert)
            case Refusal.FAILURE:
                return AlertReceived(Stage.HELLO, 2, 40)
            case Refusal.RESET:
                return Closed(Stage.HELLO, CloseKind.RST)
            case Refusal.SILENCE:
                return TimedOut(Stage.HELLO, 2000.0)

    def _completed(self, offer: Offer) -> Outcome:
        if offer.version not in self.suites:
            return self._no(70)
        extensions = (ExtensionType.SESSION_TICKET,) if offer.ticket == b"" else ()
        return answered(
            Reply(version=offer.version, extensions=extensions, resumed=bool(offer.session), session=b"session")
        )

    def _modern(self, offer: Offer) -> Outcome:
        suite = self._choose(self.suites[Version.TLS1_3], offer.ciphers)
        group = pick(self.groups, offer.groups, self.group_choice)
        if suite is None or group is None:
            return self._no(40)
        return answered(Reply(version=Version.TLS1_3, cipher=suite, group=group, hello_retry=True))

    def _classic(self, offer: Offer, version: int) -> Outcome:
        curve = pick(self.curves, offer.groups, Choice.SERVER)
        scheme = pick(self.schemes, offer.signature_algorithms, Choice.SERVER)
        signs = version < Version.TLS1_2 or scheme is not None
        possible = [
            s
            for s in self.suites[version]
            if (curve is not None or cipher(s).key_exchange not in _EPHEMERAL) and (signs or not is_signed(s))
        ]
        suite = self._choose(tuple(possible), offer.ciphers)
        if suite is None:
            return self._no(40)
        return answered(self._reply(offer, version, suite, curve, scheme))

    def _reply(self, offer: Offer, version: int, suite: int, curve: int | None, scheme: int | None) -> Reply:
        extensions = [ExtensionType.RENEGOTIATION_INFO, ExtensionType.EXTENDED_MASTER_SECRET]
        if self.etm and cipher(suite).mode == "CBC":
            extensions.append(ExtensionType.ENCRYPT_THEN_MAC)
        return Reply(
            version=version,
            cipher=suite,
            group=curve if cipher(suite).key_exchange in _EPHEMERAL else None,
            signature_scheme=scheme if version == Version.TLS1_2 and is_signed(suite) else None,
            extensions=tuple(map(int, extensions)),
            alpn=next((name for name in self.alpn if name in offer.alpn), None),
            client_cert_asked=False if offer.whole_flight else None,
        )

    def _choose(self, mine: tuple[int, ...], offered: tuple[int, ...]) -> int | None:
        if self.choice is Choice.CHACHA and is_chacha(offered[0]) and any(is_chacha(s) for s in mine):
            chacha = tuple(s for s in mine if is_chacha(s))
            mine = (*chacha, *(s for s in mine if s not in chacha))
        return pick(mine, offered, self.choice)


def pick(mine: tuple[int, ...], offered: tuple[int, ...], choice: Choice) -> int | None:
    """The first of one side that the other side has too."""
    leading, other = (offered, mine) if choice is Choice.CLIENT else (mine, offered)
    return next((value for value in leading if value in other), None)


def is_signed(suite: int) -> bool:
    known = cipher(suite)
    return known.key_exchange in ("ECDHE", "DHE") and known.authentication in ("RSA", "ECDSA", "DSS")


def is_chacha(suite: int) -> bool:
    return "CHACHA20" in cipher(suite).iana


def answered(reply: Reply) -> HelloAnswered:
    return HelloAnswered(ServerFlight(version=reply.version, cipher=reply.cipher, group=reply.group), reply)


Answers = Callable[[Offer, int], Outcome]


@dataclass
class Net:
    """Runs a survey: as many questions at once as allowed, answered in whatever order ``turn`` says.

    ``answers``: the question and its number, from 1. ``beside``: for each question, how many ran when it began.
    """

    answers: Answers
    at_once: int = 6
    turn: Callable[[int], int] = lambda _: 0
    asked: list[Offer] = field(default_factory=list)
    beside: list[int] = field(default_factory=list)

    def run(self, known: Iterable[Attempt] = (), lanes: tuple[Lane, ...] | None = None) -> ServerMap:
        before = tuple(known)
        survey = Survey(TARGET, ADDRESS, before, lanes)
        running: list[tuple[Probe, Outcome]] = []
        while True:
            for probe in survey.ready(self.at_once - len(running)):
                assert probe.offer is not None
                self.asked.append(probe.offer)
                running.append((probe, self.answers(probe.offer, len(self.asked))))
            self.beside += [len(running)] * (len(self.asked) - len(self.beside))
            if not running:
                return read_map(before, survey.attempts)
            probe, outcome = running.pop(self.turn(len(running)))
            survey.learn(Attempt(probe, outcome))


def of(server: Server) -> Answers:
    """A server that is the same for everybody, always."""
    return lambda offer, _: server.answer(offer)
