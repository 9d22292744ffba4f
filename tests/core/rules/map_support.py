"""Server maps to order for the rules that read them: a modern server unless a call says otherwise.

evidence = surveyed(server(versions={0x0303: (0xC02F,)}))
evidence = surveyed(server(...), other_server(...), outcome=alert(40))
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from ipaddress import ip_address

from core.model.evidence import Evidence, Presentation, Software
from core.model.finding import Finding
from core.model.observation import Ending, HttpAnswer, Outcome
from core.model.server_map import DhParameters, Features, Preference, ServerMap, Tri, VersionMap
from core.model.target import Target
from core.model.verdict import Rule, Undetermined, Verdict
from tests.core.rules.support import TARGET, attempt, completed, make_evidence, only

SSL2, SSL3, V10, V11, V12, V13 = 0x0002, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304
TLS13 = (0x1301, 0x1302, 0x1303)
ECDHE_AEAD = (0xC02B, 0xC02F, 0xC02C, 0xC030)
ECDHE_CBC = (0xC013, 0xC014)
RSA_CBC = (0x002F, 0x0035)
RSA_GCM = (0x009C, 0x009D)
DHE = (0x009E, 0x009F)
RC4, TRIPLE_DES, NULL, ANON, ARIA = 0x0005, 0x000A, 0x003B, 0x0034, 0xC061
MODERN: Mapping[int, Sequence[int]] = {V13: TLS13, V12: ECDHE_AEAD}
GROUPS = (0x11EC, 0x001D, 0x0017)
FINE = Features(
    alpn=("h2", "http/1.1"),
    session_ids=Tri.NO,
    tickets=Tri.YES,
    psk=Tri.YES,
    compression=Tri.NO,
    secure_renegotiation=Tri.YES,
)
WEB = completed(ending=Ending(answered=True, http=HttpAnswer(200)))
LIMITED = "it refuses connections after the 12th"


def server(
    versions: Mapping[int, Sequence[int]] = MODERN,
    *,
    unknown: Sequence[int] = (),
    groups: Sequence[int] = GROUPS,
    groups_complete: bool = True,
    signatures: Sequence[int] = (0x0804, 0x0401),
    signatures_complete: bool = True,
    preference: Preference = Preference.SERVER,
    complete: bool = True,
    dh: DhParameters | None = None,
    features: Features = FINE,
    limited: str | None = None,
) -> ServerMap:
    """``versions``: what is accepted, with its suites; all others are refused but those that are ``unknown``."""

    def known(number: int) -> Tri:
        if number in unknown:
            return Tri.UNKNOWN
        return Tri.YES if number in versions else Tri.NO

    return ServerMap(
        versions=tuple(
            VersionMap(
                version=number,
                supported=known(number),
                because="silence" if number in unknown else "a ServerHello or an alert",
                suites=tuple(versions.get(number, ())),
                preference=preference,
                complete=complete,
            )
            for number in (V13, V12, V11, V10, SSL3, SSL2)
        ),
        groups=tuple(groups),
        groups_complete=groups_complete,
        signature_schemes=tuple(signatures),
        signatures_complete=signatures_complete,
        dh=dh,
        features=features,
        connections=20,
        limited=limited,
    )


def surveyed(
    *maps: ServerMap | None,
    outcome: Outcome = WEB,
    target: Target = TARGET,
    software: Software = Software.UNKNOWN,
    presentations: Sequence[Presentation] = (),
) -> Evidence:
    """One address a map (192.0.2.1, 192.0.2.2 …), each with this outcome of the full handshake."""
    addresses = [ip_address(f"192.0.2.{n}") for n in range(1, len(maps) + 1)]
    made = make_evidence(
        *(attempt(outcome, address=address, target=target) for address in addresses),
        target=target,
        software=software,
        presentations=presentations,
    )
    endpoints = tuple(replace(e, map=m) for e, m in zip(made.endpoints, maps, strict=True))
    return replace(made, endpoints=endpoints)


def fired(rule: Rule, *maps: ServerMap | None, outcome: Outcome = WEB, target: Target = TARGET) -> Finding:
    return only(rule.check(surveyed(*maps, outcome=outcome, target=target)))


def verdict(rule: Rule, *maps: ServerMap | None, outcome: Outcome = WEB, target: Target = TARGET) -> Verdict:
    return rule.check(surveyed(*maps, outcome=outcome, target=target))


def why_open(rule: Rule, *maps: ServerMap | None, outcome: Outcome = WEB) -> str:
    """The reason of an open answer."""
    answer = verdict(rule, *maps, outcome=outcome)
    assert isinstance(answer, Undetermined), answer
    return answer.because


def clients(finding: Finding) -> list[str]:
    return [impact.client for impact in finding.impact]
