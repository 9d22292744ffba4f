"""The common frame of the rules that read the map: one question asked of every surveyed address, one finding over all.

Law: a yes is a yes however short the survey fell; a pass needs an answer from every address that was surveyed in full.
What could not be found out is `Undetermined` with its reason; where no TLS is spoken, or nobody surveyed, there is no
question.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.model.evidence import Endpoint, Evidence, connected
from core.model.finding import Finding, Severity
from core.model.observation import NotTls, Spoke, StarttlsFailed
from core.model.prose import Piece, Prose, prose
from core.model.server_map import Features, ServerMap, Tri, VersionMap
from core.model.target import Starttls
from core.model.verdict import PASSED, NotApplicable, Undetermined, Verdict, found
from core.wire.registry import CipherSuite, Weakness, cipher, group, ssl2_cipher, version_name
from core.words.observed import at

T = TypeVar("T")
SSL2, SSL3, TLS1_0, TLS1_1, TLS1_2, TLS1_3 = 0x0002, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304
VERSIONS = (TLS1_3, TLS1_2, TLS1_1, TLS1_0, SSL3)
_STATE = {Severity.BROKEN: " is broken", Severity.AT_RISK: " is at risk", Severity.ADVICE: "", Severity.NOTE: ""}
NEGOTIATION = frozenset({"alert-handshake-failure", "alert-insufficient-security", "alert-illegal-parameter"})
ALONE = ", and nothing that current clients offer"
_SHOWN = 6  # names of suites in one line


@dataclass(frozen=True, slots=True)
class Surveyed:
    """One address that has a map."""

    evidence: Evidence
    endpoint: Endpoint
    map: ServerMap

    @property
    def brief(self) -> bool:
        """As of `ServerMap`, and by intention."""
        return self.map.brief and not self.evidence.observation.out_of_time

    @property
    def why_open(self) -> str:
        """The reason to give where the map has a gap."""
        return self.map.limited or "the survey could not find it out"


@dataclass(frozen=True, slots=True)
class Hits(Generic[T]):
    """The addresses at which a rule found its fault, each with what it found there."""

    evidence: Evidence
    cases: tuple[tuple[Surveyed, T], ...]

    @property
    def first(self) -> T:
        return self.cases[0][1]

    @property
    def maps(self) -> tuple[ServerMap, ...]:
        return tuple(case.map for case, _ in self.cases)

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return tuple(case.endpoint for case, _ in self.cases)

    def headline(self, severity: Severity, *what: str | Piece) -> Prose:
        """ "a.test:443 is at risk at 192.0.2.1: …"; without a state where nothing is at stake."""
        where = at(self.evidence, self.endpoints)
        return prose(f"{self.evidence.target}{_STATE[severity]}{where}: ", *what)

    def lines(self, of: Callable[[Surveyed, T], Iterable[Prose]]) -> tuple[Prose, ...]:
        """What was asked and came back at each of these addresses, then what ``of`` makes of it."""
        return tuple(line for case, what in self.cases for line in (surveyed_line(case), *of(case, what)))


Look = Callable[[Surveyed], T | Undetermined | NotApplicable | None]


def judge_maps(evidence: Evidence, look: Look[T], make: Callable[[Hits[T]], Finding]) -> Verdict:
    """``look`` answers what is wrong at one address, or None. Found at one is found; one open answer is no pass."""
    cases = tuple(Surveyed(evidence, e, e.map) for e in evidence.judged if e.map is not None)
    if not cases:
        return _no_map(evidence)
    hits: list[tuple[Surveyed, T]] = []
    rest: list[Undetermined | NotApplicable | None] = []
    some_full = not all(case.brief for case in cases)
    for case in cases:
        match look(case):
            case Undetermined() if some_full and case.brief:
                continue
            case Undetermined() | NotApplicable() | None as answer:
                rest.append(answer)
            case fault:
                hits.append((case, fault))
    if hits:
        return found(make(Hits(evidence, tuple(hits))))
    open_ = [answer for answer in rest if isinstance(answer, Undetermined)]
    moot = [answer for answer in rest if isinstance(answer, NotApplicable)]
    if open_:
        return open_[0]
    return moot[0] if len(moot) == len(rest) else PASSED


def _no_map(evidence: Evidence) -> Verdict:
    outcomes = [e.outcome for e in evidence.judged if connected(e.outcome)]
    if not outcomes:
        return NotApplicable("no TCP connection")
    if all(isinstance(o, NotTls | StarttlsFailed | Spoke) for o in outcomes):
        return NotApplicable("no TLS was spoken")
    if evidence.observation.out_of_time:
        return Undetermined("our time ran out before the server was surveyed")
    return NotApplicable("the server was not surveyed")


# --- reading a map ---------------------------------------------------------------------------------------------------


def feature(value: Tri, bad: Tri, case: Surveyed) -> bool | Undetermined | NotApplicable | None:
    """A three-valued fact as an answer: True where it is the bad one."""
    if value is Tri.UNKNOWN:
        return unasked(case) or Undetermined(case.why_open)
    return True if value is bad else None


def unasked(case: Surveyed) -> NotApplicable | None:
    """A survey that was not cut short and tells of no feature at all was made for versions and suites."""
    short = case.map.limited or case.evidence.observation.out_of_time
    return NotApplicable("the survey did not ask for it") if case.map.features == Features() and not short else None


def undecided(map_: ServerMap, *versions: int) -> Undetermined | None:
    """Why it is open which of these versions the server speaks."""
    for number in versions:
        known = map_.version(number)
        if known is None or known.supported is Tri.UNKNOWN:
            because = known.because if known else ""
            return Undetermined(map_.limited or because or f"{version_name(number)} could not be asked")
    return None


def before_tls13(map_: ServerMap) -> tuple[VersionMap, ...] | Undetermined | NotApplicable:
    """What is spoken of SSL 3.0 to TLS 1.2, where most of what can be set wrongly lives."""
    spoken = tuple(v for v in map_.supported if SSL2 < v.version < TLS1_3)
    return spoken or undecided(map_, *VERSIONS[1:]) or NotApplicable("nothing older than TLS 1.3 is accepted")


def newest(map_: ServerMap) -> int | None:
    return max((v.version for v in map_.supported), default=None)


def suites_of(version: VersionMap) -> tuple[CipherSuite, ...]:
    name = ssl2_cipher if version.version == SSL2 else cipher
    return tuple(name(code) for code in version.suites)


def tls_suites(map_: ServerMap) -> tuple[CipherSuite, ...]:
    """Every suite accepted in SSL 3.0 or newer, each once."""
    codes = dict.fromkeys(code for v in map_.supported if v.version != SSL2 for code in v.suites)
    return tuple(map(cipher, codes))


def suites_open(map_: ServerMap) -> Undetermined | None:
    """Why the lists of suites may be longer than they look."""
    open_ = undecided(map_, *(v.version for v in map_.versions if v.version > SSL2))
    short = next((v for v in map_.supported if v.version > SSL2 and not v.complete), None)
    if open_ or short is None:
        return open_
    return Undetermined(map_.limited or f"not every cipher suite of {version_name(short.version)} could be asked")


def accepting(case: Surveyed, picked: Callable[[CipherSuite], bool]) -> tuple[CipherSuite, ...] | Undetermined | None:
    """The suites of one kind that are accepted in any version; None where every suite was asked and there are none."""
    return tuple(filter(picked, tls_suites(case.map))) or suites_open(case.map)


def exposed(suite: CipherSuite) -> bool:
    """Nobody is proven to be at the other end, or nothing is encrypted: `anon-cipher`, `null-cipher`."""
    return bool({Weakness.ANONYMOUS, Weakness.NULL} & set(suite.weaknesses))


def nothing_but(map_: ServerMap, picked: Callable[[CipherSuite], bool]) -> bool:
    """Suites of this kind are accepted, and every other one is refused."""
    suites = tls_suites(map_)
    return bool(suites) and all(map(picked, suites)) and suites_open(map_) is None


# --- words -----------------------------------------------------------------------------------------------------------


def surveyed_line(case: Surveyed) -> Prose:
    """ "Asked for every version at 192.0.2.1 (31 connections) → TLS 1.2 and TLS 1.3 are accepted" """
    where = f" at {case.endpoint.address}" if len(case.evidence.endpoints) > 1 else ""
    names = listed([version_name(v.version) for v in case.map.supported])
    count = f" ({case.map.connections} connections)" if case.map.connections else ""
    accepted = f"{names} {'is' if len(case.map.supported) == 1 else 'are'} accepted" if names else "none is accepted"
    return prose(f"Asked for every version{where}{count} → {accepted}")


def version_lines(
    case: Surveyed, picked: Callable[[CipherSuite], bool] = lambda _: True, among: Sequence[int] = ()
) -> tuple[Prose, ...]:
    """The suites of one kind, a line for each version (of ``among``, if given) that accepts some."""
    lines = []
    for version in case.map.supported:
        names = [str(s) for s in suites_of(version) if picked(s)]
        if names and (not among or version.version in among):
            lines.append(prose(f"{version_name(version.version)} accepts {shortened(names)}"))
    return tuple(lines)


def group_names(codes: Sequence[int]) -> str:
    return shortened([str(group(code)) for code in codes])


def shortened(names: Sequence[str], most: int = _SHOWN) -> str:
    """The first few names and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def listed(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def relay(evidence: Evidence) -> bool:
    """Mail and messages between servers: encrypted where both can, in clear where not (RFC 7435)."""
    return evidence.target.starttls in (Starttls.SMTP, Starttls.LMTP, Starttls.XMPP_SERVER)


def risk(evidence: Evidence) -> Severity:
    """How grave it is to accept something old. Ports that begin in plain text would often be left with no TLS at all
    for the same clients, so there it is advice."""
    return Severity.ADVICE if evidence.target.starttls else Severity.AT_RISK


def milder(evidence: Evidence) -> str:
    """Why it is judged less strictly here; empty where it is not."""
    if relay(evidence):
        return (
            " Between servers encryption is opportunistic (RFC 7435): a sender that finds nothing in common usually "
            "falls back to clear text, so something old is still better than nothing. Switch it off once the log shows "
            "no sender that needs it."
        )
    if evidence.target.starttls:
        return " Old clients are common on ports with STARTTLS: see in the log who still needs it before it goes."
    return ""
