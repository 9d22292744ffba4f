"""`no-shared-protocol`: client and server have no TLS version in common.

## What we saw
Each version from SSL 3.0 to TLS 1.3 was offered by itself, and every offer was refused; the hello with the versions of
current clients got the alert protocol_version (70). Where the server does speak an old version, `protocol-too-old` says
which.

## What it means
A TLS server is there and accepts no version that exists: its list of versions is empty or contradicts itself (a minimum
above the maximum), knows only a draft of TLS 1.3, or the port is meant for DTLS.

## Who is affected
All clients.

## How to fix it
Allow TLS 1.2 and TLS 1.3 in the server's configuration, and see that the policy of the system does not forbid them.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME` completes.

## References
- RFC 8446 section 4.2.1 (Supported Versions): https://www.rfc-editor.org/rfc/rfc8446#section-4.2.1
- RFC 8446 section 6.2 (protocol_version): https://www.rfc-editor.org/rfc/rfc8446#section-6.2
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.observation import AlertReceived
from core.model.prose import Code, prose
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.wire.registry import AlertDescription, version_name
from core.words import proofs, remedy_survey
from core.words.alert_impact import alert_impact
from core.words.mapped import SSL2, TLS1_2, Hits, Surveyed, judge_maps, listed, newest, undecided
from core.words.references import TLS13_ALERTS, rfc
from core.words.wire import lines

_CURRENT = "TLS 1.2 and TLS 1.3"


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> bool | Undetermined | NotApplicable | None:
    best = newest(case.map)
    if best is not None:
        return None if best >= TLS1_2 else NotApplicable("the server is the old one: see protocol-too-old")
    match case.endpoint.outcome:
        case AlertReceived(number=AlertDescription.PROTOCOL_VERSION):
            return undecided(case.map, *(v.version for v in case.map.versions)) or True
        case _:
            return NotApplicable("the server does not object to the version")


def _finding(hits: Hits[bool]) -> Finding:
    evidence = hits.evidence
    asked = listed([version_name(v.version) for v in reversed(hits.maps[0].versions) if v.version != SSL2])
    return Finding(
        code="no-shared-protocol",
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.STATED,
        headline=hits.headline(Severity.BROKEN, "it accepts no version of TLS at all"),
        evidence=(
            *lines(evidence, hits.endpoints),
            *hits.lines(lambda *_: (prose(f"Current clients offer {_CURRENT}; refused here, one by one: {asked}"),)),
        ),
        means=prose(
            "A TLS server is there and says that no offered version is acceptable (alert 70). Its list of versions is "
            "empty or contradicts itself, it knows only a draft of TLS 1.3, or the port is meant for DTLS."
        ),
        impact=alert_impact(evidence.target, AlertDescription.PROTOCOL_VERSION, at_hello=True),
        fix=(
            *remedy_survey.protocols(evidence),
            prose("See that the system's own policy allows them: ", Code("update-crypto-policies --show"), ", ",
                  Code("MinProtocol"), " and ", Code("MaxProtocol"), " in openssl.cnf"),
        ),
        verify=proofs.s_client(evidence.target),
        references=(rfc(8446, "4.2.1", "Supported versions"), TLS13_ALERTS),
        explains=frozenset({"alert-protocol-version", "alert-handshake-failure"}),
        accounts_for_failure=True,
    )  # fmt: skip


RULE = Rule(codes=("no-shared-protocol",), rank=500, check=check, needs=Needs.SURVEY)
