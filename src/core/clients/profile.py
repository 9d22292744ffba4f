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


VERIFIES_WITH_OPENSSL = frozenset(
    {Words.OPENSSL, Words.OPENSSL_1_1, Words.OPENSSL_1_0, Words.CURL, Words.PYTHON, Words.NODE}
)


class Sha1(StrEnum):
    """Whether certificates signed with SHA-1 are accepted."""

    NO = "no"
    PRIVATE = "below private roots"
    YES = "yes"


class Ways(StrEnum):
    """Which certificate paths a client tries: all; along what was sent, and others only when that ends at no root; or
    that one way alone.
    """

    ALL = "all"
    SENT_FIRST = "as sent, others when that ends nowhere"
    AS_SENT = "as sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a client checks besides the handshake; sizes in bits, 0: no limit.

    ``common_name``: it reads the CN where there is no dNSName. ``aia``: it fetches missing issuers; ``preloads``: it
    knows many of them. ``root_dates``: an expired root counts as expired. ``ct``: it wants SCTs of public
    certificates. ``max_days``: of public certificates, 0: any. ``renegotiation``: it insists on RFC 5746.
    ``old_signatures``: it takes the MD5-with-SHA-1 signatures that (EC)DHE has before TLS 1.2. ``wants_eku``:
    extendedKeyUsage must be there. ``verifies`` False: it takes any certificate. ``key_usage``: it wants
    digitalSignature for (EC)DHE and TLS 1.3. ``strict``: it checks certificates by the letter of RFC 5280 (OpenSSL's
    X509_V_FLAG_X509_STRICT). ``stops_at_warning``: an unrecognized_name warning ends the handshake.
    ``must_staple``: it holds certificates to RFC 7633.
    """

    min_dh: int = 0
    max_dh: int = 0
    min_rsa: int = 0
    sha1: Sha1 = Sha1.NO
    common_name: bool = False
    aia: bool = False
    preloads: bool = False
    ways: Ways = Ways.ALL
    root_dates: bool = True
    ct: bool = False
    max_days: int = 0
    renegotiation: bool = False
    old_signatures: bool = True
    wants_eku: bool = False
    verifies: bool = True
    key_usage: bool = False
    strict: bool = False
    stops_at_warning: bool = False
    must_staple: bool = False


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
