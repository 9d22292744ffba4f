"""What the clients of today share with a server, as far as it decides whether they can connect at all.

Law: six families stand for all, each by the newest release of `core.clients.catalogue`, where their offers and sources
are; a person's own settings are not in here. `core.clients.simulate` tells of every single client.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.clients.catalogue import client
from core.clients.profile import Hello
from core.model.evidence import Endpoint, Evidence
from core.model.finding import Impact
from core.model.server_map import ServerMap
from core.model.target import Target
from core.wire.registry import CipherSuite, cipher
from core.words.ending_impact import ending_impact
from core.words.impact import NAMES, hello_rejected
from core.words.mapped import TLS1_2, TLS1_3


@dataclass(frozen=True, kw_only=True)  # no slots: the hello is read on first use
class Client:
    """One family. ``keys``: the names under which `core.words.impact.impacts` knows those that share the library.
    ``newest``: its key in the catalogue of clients.
    """

    name: str
    keys: tuple[str, ...]
    newest: str
    browser: bool = False

    @cached_property
    def hello(self) -> Hello:
        return client(self.newest).hello


CLIENTS = (
    Client(name="Chrome", keys=("chrome",), newest="chrome-current", browser=True),
    Client(name="Firefox", keys=("firefox",), newest="firefox-current", browser=True),
    Client(name="Safari", keys=("safari",), newest="safari-current", browser=True),
    Client(name="OpenSSL (curl, Python, Node)", keys=("curl", "openssl", "python", "node"), newest="openssl-3.5"),
    Client(name="Java", keys=("java",), newest="java-25"),
    Client(name="Go", keys=("go",), newest="go-current"),
)


def shared_suites(client: Client, map_: ServerMap) -> tuple[CipherSuite, ...]:
    """What both sides can do in TLS 1.2 and 1.3, group and signature left aside."""
    codes = (c for v in map_.supported if v.version in (TLS1_2, TLS1_3) for c in v.suites)
    return tuple(cipher(c) for c in dict.fromkeys(codes) if c in client.hello.suites)


def needs_group(suite: CipherSuite) -> bool:
    """Its key exchange takes a named group: TLS 1.3, or ECDHE."""
    return suite.tls13 or suite.key_exchange == "ECDHE"


def signs(suite: CipherSuite) -> bool:
    """The server signs something in its handshake, so a signature algorithm must be shared."""
    return suite.tls13 or suite.key_exchange in ("ECDHE", "DHE")


def offered(clients: Iterable[Client], map_: ServerMap) -> tuple[int, ...]:
    """Every suite that any of these clients offers in the versions that the server has, best first."""
    spoken = {v.version for v in map_.supported}
    codes = dict.fromkeys(code for client in clients for code in client.hello.suites)
    return tuple(c for c in codes if (TLS1_3 if cipher(c).tls13 else TLS1_2) in spoken)


def shut_out(map_: ServerMap) -> tuple[Client, ...]:
    """Those that share a version with the server and no suite."""
    return tuple(c for c in CLIENTS if not shared_suites(c, map_))


def without_group(map_: ServerMap) -> tuple[Client, ...]:
    """Those whose shared suites all take a group, and that share none."""
    return tuple(
        client
        for client in CLIENTS
        if (suites := shared_suites(client, map_))
        and all(map(needs_group, suites))
        and not frozenset(client.hello.groups) & frozenset(map_.groups)
    )


def without_signature(map_: ServerMap) -> tuple[Client, ...]:
    """Those whose shared suites all take a signature, and that accept none of the server's kinds."""
    return tuple(
        client
        for client in CLIENTS
        if (suites := shared_suites(client, map_))
        and all(map(signs, suites))
        and not frozenset(client.hello.signatures) & frozenset(map_.signature_schemes)
    )


def names(clients: Iterable[Client]) -> list[str]:
    return [client.name for client in clients]


def shown_by(clients: Iterable[Client], endpoint: Endpoint, target: Target) -> tuple[Impact, ...]:
    """What these clients show: for the way in which our own handshake ended, else for alert 40."""
    said = hello_rejected(target) if endpoint.works else ending_impact(target, endpoint.outcome)
    hit = {NAMES[key] for client in clients for key in client.keys}
    return tuple(impact for impact in said if impact.client in hit)


def decisive(evidence: Evidence, clients: Sequence[Client]) -> bool:
    """Whether shutting these out breaks the service: a browser, or the most common library where no browser comes."""
    if evidence.target.starttls:
        return any("openssl" in client.keys for client in clients)
    return any(client.browser for client in clients)
