"""What one client and one server would agree on, from the client's hello and the server's map alone.

Law: a choice that the map does not settle stays open, and a list that was cut short proves no "no". TLS 1.3 chooses
suite and group apart (RFC 8446 section 4.1.1); before it, a suite needs a certificate of its kind and, for ECDHE, a
common curve (RFC 8422 section 5.1).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.clients.profile import Client, Hello
from core.model.client import Refusal, Refuses, Undecided
from core.model.server_map import Preference, ServerMap, Tri, VersionMap
from core.wire.registry import CipherSuite, GroupKind, Version, cipher, group, signature_scheme, version_name

_CURVES = frozenset({GroupKind.EC})


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """``suites``: what it may come down to, most likely first; one entry when the choice is certain."""

    version: int
    suites: tuple[CipherSuite, ...]
    groups: tuple[int, ...]
    sure_group: bool

    @property
    def cipher(self) -> str | None:
        return self.suites[0].iana if len(self.suites) == 1 else None

    @property
    def group(self) -> str | None:
        """The group's name; None when it is open, or when there is none."""
        if not self.groups or not self.sure_group or not self.suites[0].forward_secret:
            return None
        if self.version < Version.TLS1_3 and self.suites[0].key_exchange != "ECDHE":
            return None
        return group(self.groups[0]).name

    @property
    def forward_secret(self) -> bool | None:
        answers = {suite.forward_secret for suite in self.suites}
        return answers.pop() if len(answers) == 1 else None


def agree(client: Client, server: ServerMap) -> Agreed | Refuses | Undecided:
    """Version, then group, then suite."""
    version = _version(client.hello, server)
    if not isinstance(version, VersionMap):
        return version
    groups = _groups(client.hello, server, version.version)
    if version.version >= Version.TLS1_3 and not groups:
        return _no_group(server)
    common = _common(client.hello, version)
    suites = _usable(client.hello, server, common, groups)
    if not suites:
        return _no_group(server) if common and client.hello.groups else _no_suite(version, server)
    chosen = _chosen(client.hello, version, suites)
    agreed = Agreed(
        version=version.version,
        suites=chosen,
        groups=_by_preference(client.hello, server, groups),
        sure_group=len(groups) == 1 or server.group_preference in {Preference.SERVER, Preference.CLIENT},
    )
    return _objection(client, server, agreed) or agreed


def _version(hello: Hello, server: ServerMap) -> VersionMap | Refuses | Undecided:
    for number in hello.versions:
        match server.supports(number):
            case Tri.YES:
                found = server.version(number)
                assert found is not None  # it is supported
                return found
            case Tri.UNKNOWN:
                return Undecided(f"whether the server speaks {version_name(number)} is not known")
            case Tri.NO:
                continue
    theirs = ", ".join(version_name(v.version) for v in server.supported) or "none that was found"
    offered = _span([version_name(v) for v in hello.versions])
    return Refuses(code=Refusal.NO_VERSION, reason=f"it offers {offered}, and the server speaks {theirs}")


def _span(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[-1]} to {names[0]}"


def _groups(hello: Hello, server: ServerMap, version: int) -> tuple[int, ...]:
    """Common groups that this version can use, in the server's order."""
    usable = (g for g in server.groups if version >= Version.TLS1_3 or group(g).kind in _CURVES)
    return tuple(g for g in usable if g in hello.groups)


def _no_group(server: ServerMap) -> Refuses | Undecided:
    if not (server.groups and server.groups_complete):
        return Undecided("the server's key-exchange groups are not all known")
    names = ", ".join(group(g).name for g in server.groups)
    return Refuses(code=Refusal.NO_GROUP, reason=f"it offers none of the server's key-exchange groups ({names})")


def _common(hello: Hello, version: VersionMap) -> tuple[CipherSuite, ...]:
    """In the server's order."""
    both = (cipher(code) for code in version.suites if code in hello.suites)
    return tuple(suite for suite in both if _fits(suite, version.version))


def _usable(
    hello: Hello, server: ServerMap, common: tuple[CipherSuite, ...], groups: tuple[int, ...]
) -> tuple[CipherSuite, ...]:
    """Without those that take a curve, where there is none in common."""
    no_curve = not groups and (server.groups_complete or not hello.groups) and bool(server.groups)
    return tuple(s for s in common if not (no_curve and s.key_exchange == "ECDHE"))


def _no_suite(version: VersionMap, server: ServerMap) -> Refuses | Undecided:
    name = version_name(version.version)
    if not version.complete:
        return Undecided(f"the server's cipher suites in {name} are not all known")
    if server.limited:
        return Undecided(f"the server limited our questions: {server.limited}")
    shown = ", ".join(cipher(code).iana for code in version.suites[:3])
    more = f" and {len(version.suites) - 3} more" if len(version.suites) > 3 else ""
    return Refuses(
        code=Refusal.NO_CIPHER, reason=f"it offers none of the server's cipher suites in {name} ({shown}{more})"
    )


def _chosen(hello: Hello, version: VersionMap, suites: tuple[CipherSuite, ...]) -> tuple[CipherSuite, ...]:
    """One suite where the preference settles it, else all that are possible in the client's order."""
    wished = tuple(sorted(suites, key=lambda suite: hello.suites.index(suite.code)))
    match version.preference:
        case _ if len(suites) == 1:
            return suites
        case Preference.SERVER:
            return suites[:1]
        case Preference.CLIENT:
            return wished[:1]
        case Preference.CHACHA_BY_CLIENT:
            first = cipher(next(code for code in hello.suites if _fits(cipher(code), version.version)))
            chacha = [suite for suite in suites if suite.bulk == "CHACHA20"]
            return tuple(chacha[:1]) if first.bulk == "CHACHA20" and chacha else suites[:1]
        case _:
            return wished


def _fits(suite: CipherSuite, version: int) -> bool:
    return suite.tls13 == (version >= Version.TLS1_3)


def _by_preference(hello: Hello, server: ServerMap, groups: Iterable[int]) -> tuple[int, ...]:
    if server.group_preference is Preference.SERVER:
        return tuple(groups)
    return tuple(sorted(groups, key=hello.groups.index))


def _objection(client: Client, server: ServerMap, agreed: Agreed) -> Refuses | None:
    """What the client says no to after the server has chosen. Only certain choices are held against it."""
    if refusal := _unsigned(client.hello, server, agreed):
        return refusal
    if agreed.version >= Version.TLS1_3:
        return None
    habits = client.habits
    if habits.renegotiation and server.features.secure_renegotiation is Tri.NO:
        reason = "the server does not answer with renegotiation_info (RFC 5746), which it insists on"
        return Refuses(code=Refusal.UNSAFE_RENEGOTIATION, reason=reason)
    exchanges = {suite.key_exchange for suite in agreed.suites}
    if not habits.old_signatures and agreed.version < Version.TLS1_2 and exchanges <= {"ECDHE", "DHE"}:
        name = version_name(agreed.version)
        reason = f"the key exchange of {name} is signed with SHA-1 and MD5, which its security level refuses"
        return Refuses(code=Refusal.WEAK_SIGNATURE, reason=reason)
    if server.dh and exchanges == {"DHE"}:
        return _dh_objection(client, server.dh.bits)
    return None


def _unsigned(hello: Hello, server: ServerMap, agreed: Agreed) -> Refuses | None:
    """TLS 1.2 and newer: the server signs in none of the ways that the client names (RFC 8446 section 4.2.3)."""
    signs = agreed.version >= Version.TLS1_2 and all(suite.forward_secret for suite in agreed.suites)
    if not signs or not hello.signatures or not server.signatures_complete or not server.signature_schemes:
        return None
    if set(hello.signatures) & set(server.signature_schemes):
        return None
    names = ", ".join(signature_scheme(code).name for code in server.signature_schemes)
    return Refuses(code=Refusal.NO_SIGNATURE, reason=f"it accepts none of the server's signature algorithms ({names})")


def _dh_objection(client: Client, bits: int) -> Refuses | None:
    habits = client.habits
    if bits < habits.min_dh:
        reason = f"the server chooses a Diffie-Hellman group of {bits} bits, and it wants {habits.min_dh} at least"
        return Refuses(code=Refusal.DH_TOO_SMALL, reason=reason)
    if habits.max_dh and bits > habits.max_dh:
        reason = f"the server chooses a Diffie-Hellman group of {bits} bits, and it cannot do more than {habits.max_dh}"
        return Refuses(code=Refusal.DH_TOO_LARGE, reason=reason)
    return None
