"""What one client offers, trusts and insists on. Values only; `core.clients.catalogue` reads them from data files.

Law: a profile states facts about a client's defaults, each offer with its source (docs/clients.md). Nothing is tried.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.model.client import Family
from core.model.trust import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """A client's offer in wire numbers, best first. ``signatures`` empty: the extension is not sent.

    ``versions``: newest first. ``sni``: it sends a server name. ``v2_format``: its hello comes in SSL 2.0's format,
    which some servers do not read. ``source``: where the facts are from.
    """

    versions: tuple[int, ...]
    suites: tuple[int, ...]
    groups: tuple[int, ...] = ()
    signatures: tuple[int, ...] = ()
    sni: bool = True
    v2_format: bool = False
    source: str


class Words(StrEnum):
    """Whose words a client shows when it refuses."""

    CHROME = "Chrome"
    FIREFOX = "Firefox"
    SAFARI = "Safari"
    CURL = "curl"
    OPENSSL = "OpenSSL"
    OPENSSL_1_1 = "OpenSSL 1.1"
    OPENSSL_1_0 = "OpenSSL 1.0"
    JAVA = "Java"
    GO = "Go"
    PYTHON = "Python"
    NODE = "Node"
    ANDROID = "Android"
    IE = "Internet Explorer"
    SCHANNEL = "Schannel"
    GNUTLS = "GnuTLS"
    NONE = ""


class Sha1(StrEnum):
    """Whether certificates signed with SHA-1 are accepted."""

    NO = "no"
    PRIVATE = "below private roots"
    YES = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a client checks besides the handshake; sizes in bits, 0: no limit.

    ``common_name``: it reads the CN where there is no dNSName. ``aia``: it fetches missing issuers; ``preloads``: it
    knows many of them. ``other_ways``: it looks for another path when the first one fails. ``root_dates``: an expired
    root counts as expired. ``ct``: it wants SCTs of public certificates. ``max_days``: of public certificates, 0: any.
    ``renegotiation``: it insists on RFC 5746. ``old_signatures``: it takes the MD5-with-SHA-1 signatures that (EC)DHE
    has before TLS 1.2. ``wants_eku``: extendedKeyUsage must be there. ``verifies`` False: it takes any certificate.
    """

    min_dh: int = 0
    max_dh: int = 0
    min_rsa: int = 0
    sha1: Sha1 = Sha1.NO
    common_name: bool = False
    aia: bool = False
    preloads: bool = False
    other_ways: bool = True
    root_dates: bool = True
    ct: bool = False
    max_days: int = 0
    renegotiation: bool = False
    old_signatures: bool = True
    wants_eku: bool = False
    verifies: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """``roots_as_of``: the day its root store is from; None: it is kept up to date."""

    key: str
    name: str
    family: Family
    released: int
    hello: Hello
    habits: Habits
    words: Words
    store: Store
    roots_as_of: date | None = None
    current: bool = False
