"""What keeps a server from a better letter: the caps of "SSL Server Rating Guide" 2009r, one function a rule.

Law: a cap is given only for what was seen; what was not looked at becomes an assumption (`core.grade.grading`), never a
cap and never a pass. Each names the edition of the guide that brought it (docs/grade.md has the sources).
"""

from collections.abc import Callable, Iterator
from typing import Final

from core.clients.catalogue import clients
from core.clients.handshake import Agreed, agree
from core.clients.profile import Client
from core.grade.sight import Sight, listed, max_age, names, rsa_equivalent
from core.model.grade import Axis, Cap, Letter
from core.model.server_map import Preference, Tri, VersionMap
from core.posture.hsts import HALF_A_YEAR
from core.wire.registry import CipherSuite, Version, Weakness, cipher

_SMALL_BLOCKS: Final = frozenset({Weakness.TRIPLE_DES, Weakness.IDEA, Weakness.DES, Weakness.RC2})
_BROKEN: Final = frozenset({Weakness.NULL, Weakness.ANONYMOUS, Weakness.EXPORT, Weakness.DES, Weakness.RC2})
_REFERENCE: Final = ("chrome-current", "firefox-current", "safari-current", "edge-current", "android-current")

Rule = Callable[[Sight], Iterator[Cap]]


def caps(sight: Sight) -> tuple[Cap, ...]:
    """Every cap on strength, worst first."""
    found = [cap for rule in _RULES for cap in rule(sight)]
    return tuple(sorted(found, key=lambda cap: -cap.letter.rank))


def bonus_lost(sight: Sight) -> tuple[Cap, ...]:
    """Why an A is no A+."""
    return tuple(cap for rule in _PLUS for cap in rule(sight))


def _cap(letter: Letter, reason: str, rule: str) -> Cap:
    return Cap(axis=Axis.STRENGTH, letter=letter, reason=reason, rule=rule)


# --- protocols -------------------------------------------------------------------------------------------------------


def ssl2(sight: Sight) -> Iterator[Cap]:
    if sight.speaks(Version.SSL2):
        yield _cap(Letter.F, "SSL 2.0 is spoken", "SSL 2.0: F (2009c)")


def ssl3(sight: Sight) -> Iterator[Cap]:
    if not sight.speaks(Version.SSL3):
        return
    if sight.tls[0].version == Version.SSL3:
        yield _cap(Letter.F, "nothing better than SSL 3.0 is spoken", "SSL 3.0 as the best protocol: F (2009i)")
        return
    spoken = sight.server.version(Version.SSL3)
    assert spoken is not None  # it is supported
    if [suite for suite in sight.suites if suite.code in spoken.suites and suite.mode == "CBC"]:
        yield _cap(Letter.C, "SSL 3.0 is spoken with CBC ciphers (POODLE)", "POODLE: C (2009g)")
    else:
        yield _cap(Letter.B, "SSL 3.0 is spoken", "SSL 3.0 offered: B (2009h)")


def old_tls(sight: Sight) -> Iterator[Cap]:
    old = [v for v in (Version.TLS1_0, Version.TLS1_1) if sight.speaks(v)]
    if old:
        yield _cap(Letter.B, f"{names(old)} {'are' if len(old) > 1 else 'is'} spoken", "TLS 1.0 or 1.1: B (2009q)")


def no_tls12(sight: Sight) -> Iterator[Cap]:
    if sight.tls[0].version < Version.TLS1_2:
        yield _cap(Letter.C, "TLS 1.2 is not spoken", "no TLS 1.2: C (2009j)")


def no_tls13(sight: Sight) -> Iterator[Cap]:
    if not sight.speaks(Version.TLS1_3):
        yield _cap(Letter.A_MINUS, "TLS 1.3 is not spoken", "no TLS 1.3: A- (2009r)")


# --- ciphers ---------------------------------------------------------------------------------------------------------


def broken_suites(sight: Sight) -> Iterator[Cap]:
    bad = [suite for suite in sight.suites if _BROKEN & set(suite.weaknesses)]
    if bad:
        why = ", ".join(sorted({w.value for suite in bad for w in suite.weaknesses if w in _BROKEN}))
        yield _cap(Letter.F, f"insecure cipher suites are accepted ({why}): {listed(bad)}", "insecure suites: F")


def rc4(sight: Sight) -> Iterator[Cap]:
    used = [suite for suite in sight.suites if Weakness.RC4 in suite.weaknesses]
    if not used:
        return
    if len(used) == len(sight.suites):
        yield _cap(Letter.F, "nothing but RC4 is accepted", "only RC4: F (2009k)")
    elif _chosen_by_modern(sight, lambda suite: Weakness.RC4 in suite.weaknesses):
        yield _cap(Letter.C, "RC4 is chosen in TLS 1.1 or newer", "RC4 with TLS 1.1 or newer: C (2009j)")
    else:
        yield _cap(Letter.B, f"RC4 is accepted: {listed(used)}", "RC4 offered: B (2009i)")


def small_blocks(sight: Sight) -> Iterator[Cap]:
    if _chosen_by_modern(sight, lambda suite: bool(_SMALL_BLOCKS & set(suite.weaknesses))):
        reason = "a cipher with 64-bit blocks (3DES) is chosen in TLS 1.1 or newer, though better ones are offered"
        yield _cap(Letter.C, reason, "3DES negotiated with TLS 1.1 or newer: C (2017-04)")


def _chosen_by_modern(sight: Sight, bad: Callable[[CipherSuite], bool]) -> bool:
    """Whether TLS 1.1 or newer ends with such a suite although something better is there: by the server's own order, or
    with a client that we know. A server with nothing else chooses it, too.
    """
    modern = [v for v in sight.tls if v.version >= Version.TLS1_1]
    orders = [[cipher(code) for code in v.suites] for v in modern if v.preference is Preference.SERVER]
    if any(order and bad(order[0]) for order in orders) or any(map(_only(bad), modern)):
        return True
    return any(_ends_with(sight, client, bad) for client in clients())


def _only(bad: Callable[[CipherSuite], bool]) -> Callable[[VersionMap], bool]:
    return lambda version: bool(version.suites) and all(bad(cipher(code)) for code in version.suites)


def _ends_with(sight: Sight, client: Client, bad: Callable[[CipherSuite], bool]) -> bool:
    agreed = agree(client, sight.server)
    if not isinstance(agreed, Agreed) or agreed.version < Version.TLS1_1 or not all(map(bad, agreed.suites)):
        return False
    version = sight.server.version(agreed.version)
    return version is not None and any(code in client.hello.suites and not bad(cipher(code)) for code in version.suites)


def no_aead(sight: Sight) -> Iterator[Cap]:
    if not any(suite.aead for suite in sight.suites):
        yield _cap(Letter.B, "no authenticated encryption (AEAD) is accepted", "no AEAD: B (2018-03)")


def no_forward_secrecy(sight: Sight) -> Iterator[Cap]:
    """Reference browsers: the current ones of our catalogue."""
    reference = [c for c in clients() if c.key in _REFERENCE]
    agreed = [(c, a) for c, a in ((c, agree(c, sight.server)) for c in reference) if isinstance(a, Agreed)]
    without = [c.name for c, a in agreed if a.forward_secret is False]
    if without or not any(suite.forward_secret for suite in sight.suites):
        who = f" with {', '.join(without)}" if without else ""
        yield _cap(Letter.B, f"no forward secrecy{who}", "no forward secrecy with reference browsers: B (2018-03)")


# --- keys and the rest -----------------------------------------------------------------------------------------------


def weak_key(sight: Sight) -> Iterator[Cap]:
    leaf = sight.leaf
    size = rsa_equivalent(leaf.key) if leaf else None
    if leaf is None or size is None:
        return
    said = f"the certificate's key is {leaf.key.kind.value} with {leaf.key.bits} bits"
    if size < 1024:
        yield _cap(Letter.F, said, "key below 1024 bits: F (2009e)")
    elif size < 2048:
        yield _cap(Letter.B, said, "key below 2048 bits: B (2009e)")


def weak_dh(sight: Sight) -> Iterator[Cap]:
    dh = sight.server.dh
    said = f"the Diffie-Hellman group has {dh.bits} bits" if dh else ""
    if dh and dh.bits < 1024:
        yield _cap(Letter.F, said, "insecure Diffie-Hellman: F")
    elif dh and dh.bits < 2048:
        yield _cap(Letter.B, said, "Diffie-Hellman below 2048 bits: B (2009j)")


def compression(sight: Sight) -> Iterator[Cap]:
    if sight.server.features.compression is Tri.YES:
        yield _cap(Letter.C, "TLS compression is on (CRIME)", "CRIME: C (2009j)")


def renegotiation(sight: Sight) -> Iterator[Cap]:
    old = any(v.version < Version.TLS1_3 for v in sight.tls)
    if old and sight.server.features.secure_renegotiation is Tri.NO:
        reason = "secure renegotiation (RFC 5746) is not supported"
        yield _cap(Letter.A_MINUS, reason, "a warning: A-")


# --- A+ --------------------------------------------------------------------------------------------------------------


def hsts(sight: Sight) -> Iterator[Cap]:
    """RFC 6797; what the guide calls six months is half a year."""
    rule = "A+ needs HSTS of six months (2009e)"
    age = max_age(sight.hsts)
    if sight.starttls:
        yield _cap(Letter.A, "A+ rests on HSTS, which only HTTP has", rule)
    elif not sight.http:
        yield _cap(Letter.A, "no HTTP answer was seen, so HSTS is not known", rule)
    elif sight.hsts is None:
        yield _cap(Letter.A, "there is no Strict-Transport-Security header", rule)
    elif age is None or age < HALF_A_YEAR:
        said = "no max-age that can be read" if age is None else f"max-age={age}"
        yield _cap(Letter.A, f"Strict-Transport-Security has {said}; {HALF_A_YEAR} seconds are wanted", rule)


def fallback(sight: Sight) -> Iterator[Cap]:
    """Asked only of servers that a client could be made to fall back on."""
    if len(sight.tls) < 2:
        return
    rule = "A+ needs TLS_FALLBACK_SCSV (2009h)"
    match sight.server.features.fallback_scsv:
        case Tri.NO:
            yield _cap(Letter.A, "downgrades are not prevented (TLS_FALLBACK_SCSV, RFC 7507)", rule)
        case Tri.UNKNOWN:
            yield _cap(Letter.A, "whether downgrades are prevented (TLS_FALLBACK_SCSV) is not known", rule)
        case Tri.YES:
            return


_RULES: Final[tuple[Rule, ...]] = (
    ssl2,
    ssl3,
    old_tls,
    no_tls12,
    no_tls13,
    broken_suites,
    rc4,
    small_blocks,
    no_aead,
    no_forward_secrecy,
    weak_key,
    weak_dh,
    compression,
    renegotiation,
)
_PLUS: Final[tuple[Rule, ...]] = (hsts, fallback)
