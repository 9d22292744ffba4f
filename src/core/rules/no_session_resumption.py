"""`no-session-resumption`: every connection needs a full handshake.

## What we saw
The server gives no session ticket and no session identifier that it takes up again (TLS 1.2), and in TLS 1.3 no ticket.

## What it means
All works, more slowly: each connection costs a signature on the server, and in TLS 1.2 a round trip more.

## Who is affected
Clients that come back, most of all over slow networks; the server's processor.

## How to fix it
Switch session tickets or a session cache on. With several servers behind one name they have to share the ticket keys.

## How to check the fix
`openssl s_client -connect HOST:PORT -reconnect` prints "Reused".

## References
- RFC 5077 (Session Resumption without Server-Side State): https://www.rfc-editor.org/rfc/rfc5077
- RFC 8446 section 2.2 (Resumption and PSK): https://www.rfc-editor.org/rfc/rfc8446#section-2.2
- RFC 9325 section 3.4 (TLS Session Resumption): https://www.rfc-editor.org/rfc/rfc9325#section-3.4
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import prose
from core.model.server_map import Tri
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.words import proofs, remedy_survey
from core.words.mapped import SSL2, TLS1_3, VERSIONS, Hits, Surveyed, judge_maps, undecided
from core.words.references import rfc


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> bool | Undetermined | NotApplicable | None:
    features, spoken = case.map.features, [v.version for v in case.map.supported]
    ways = [features.session_ids, features.tickets] if any(SSL2 < v < TLS1_3 for v in spoken) else []
    if TLS1_3 in spoken:
        ways.append(features.psk)
    if not ways:
        return undecided(case.map, *VERSIONS) or NotApplicable("no version of TLS is accepted")
    if Tri.YES in ways:
        return None
    return Undetermined(case.why_open) if Tri.UNKNOWN in ways else True


def _finding(hits: Hits[bool]) -> Finding:
    return Finding(
        code="no-session-resumption",
        severity=Severity.ADVICE,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(Severity.ADVICE, "sessions cannot be resumed: every connection is a full handshake"),
        evidence=hits.lines(
            lambda *_: (prose("Neither tickets nor session identifiers of an earlier connection were taken up"),)
        ),
        means=prose(
            "Clients come back more slowly than need be: each connection costs the server a signature, and in TLS 1.2 "
            "the client a round trip."
        ),
        fix=(
            *remedy_survey.resumption(hits.evidence),
            prose("Several servers behind one name have to share their ticket keys"),
        ),
        verify=proofs.s_client(hits.evidence.target, "-reconnect"),
        references=(rfc(9325, "3.4", "Session resumption"), rfc(8446, "2.2", "Resumption and PSK")),
    )


RULE = Rule(codes=("no-session-resumption",), rank=955, check=check, needs=Needs.SURVEY, advisory=True)
