"""The grade of a server: the letter with all its reasons, the TLSRef level, and the configuration that gets there.

Law: no letter from an incomplete map; of several addresses the worst counts and is named. What would need attack-shaped
traffic is not tried: it stands in `assumes`.
"""

from collections.abc import Sequence

from core.grade.caps import bonus_lost, caps
from core.grade.scores import letter_for, scores
from core.grade.sight import Sight, sights
from core.grade.snippets import snippet
from core.grade.snippets.ciphers import Goal
from core.grade.tlsref import HYBRID, level
from core.grade.trusting import TrustAxis, judge_trust
from core.model.evidence import Evidence
from core.model.grade import Axis, Cap, Grade, Letter, LevelName
from core.model.revocation import Standing
from core.model.server_map import Tri
from core.wire.registry import Version, group

_NOT_TRIED = (
    "no implementation flaw that only attack-shaped traffic shows: Heartbleed, CCS injection, ROBOT, Ticketbleed, "
    "DROWN, POODLE in TLS and the other padding oracles, client-initiated insecure renegotiation"
)


def grade(evidence: Evidence) -> Grade:
    """The worst of all surveyed addresses."""
    seen = sights(evidence)
    if not seen:
        return Grade(letter=None, ungraded="the server was not surveyed")
    if open_ := [(e, why) for e, sight in seen if (why := sight.why_not())]:
        endpoint, why = open_[0]
        where = f" at {endpoint.address}" if len(seen) > 1 else ""
        return Grade(letter=None, ungraded=f"{why}{where}", level=None)
    graded = [(str(endpoint.address), _grade(evidence, sight)) for endpoint, sight in seen]
    address, worst = max(graded, key=lambda pair: (_rank(pair[1]), -pair[0].count(":")))
    alike = len({_rank(found) for _, found in graded}) == 1
    left_out = [str(e.address) for e in evidence.judged if e not in [endpoint for endpoint, _ in seen]]
    assumes = (*worst.assumes, *([f"{', '.join(left_out)} is like the surveyed addresses"] if left_out else []))
    return Grade(
        letter=worst.letter,
        ungraded=worst.ungraded,
        strength=worst.strength,
        trusted=worst.trusted,
        trust=worst.trust,
        caps=worst.caps,
        scores=worst.scores,
        assumes=assumes,
        level=worst.level,
        snippet=worst.snippet,
        address="" if alike else address,
    )


def _rank(found: Grade) -> int:
    return found.letter.rank if found.letter else -1


def _grade(evidence: Evidence, sight: Sight) -> Grade:
    trust, numbers, reached = judge_trust(sight), scores(sight), level(sight)
    strength, reasons = _strength(sight, trust, letter_for(numbers.total))
    letter, ungraded = _overall(strength, trust)
    wanted = LevelName.MODERN if reached.name is LevelName.INTERMEDIATE else LevelName.INTERMEDIATE
    hybrid = HYBRID in {group(code).name for code in sight.server.groups}
    fix = snippet(evidence, Goal(wanted, hybrid)) if reached.changes else None
    return Grade(
        letter=letter,
        ungraded=ungraded,
        strength=strength,
        trusted=trust.trusted,
        trust=trust.why,
        caps=_ordered([*reasons, *(cap for cap in trust.caps if cap not in reasons)]),
        scores=numbers,
        assumes=_assumptions(sight),
        level=reached,
        snippet=fix,
    )


def _ordered(found: Sequence[Cap]) -> tuple[Cap, ...]:
    return tuple(sorted(found, key=lambda cap: -cap.letter.rank))


def _strength(sight: Sight, trust: TrustAxis, by_score: Letter) -> tuple[Letter, list[Cap]]:
    """The letter with trust left aside: the score's, lowered by the caps; A+ when nothing at all stands against it."""
    found = [*caps(sight), *(cap for cap in trust.caps if cap.letter not in {Letter.T, Letter.M})]
    if by_score is not Letter.A:
        rule = "score: A from 80, B from 65, C from 50, D from 35, E from 20"
        found.append(
            Cap(axis=Axis.STRENGTH, letter=by_score, reason="protocols, keys and ciphers score low", rule=rule)
        )
    if found:
        return max((cap.letter for cap in found), key=lambda letter: letter.rank), found
    lost = [*bonus_lost(sight)]
    return (Letter.A, lost) if lost else (Letter.A_PLUS, [])


def _overall(strength: Letter, trust: TrustAxis) -> tuple[Letter | None, str]:
    if trust.trusted is None:
        return None, f"whether the certificate is trusted cannot be told: {trust.why[0]}"
    if not trust.trusted:
        return (Letter.M if any(cap.letter is Letter.M for cap in trust.caps) else Letter.T), ""
    return strength, ""


def _status_known(sight: Sight) -> bool:
    """Somebody vouched for the leaf, or said that it is revoked; a certificate without pointers is taken on trust."""
    if sight.shown is None or sight.shown.revocation is None:
        return False
    return sight.shown.revocation.leaf.standing is not Standing.UNKNOWN


def _assumptions(sight: Sight) -> tuple[str, ...]:
    features, found = sight.server.features, [_NOT_TRIED]
    if not _status_known(sight):
        found.append("the certificate is not revoked")
    if sight.server.supports(Version.SSL2) is Tri.UNKNOWN:
        found.append("SSL 2.0 is off")
    if any(v.version < Version.TLS1_3 for v in sight.tls):
        if features.compression is Tri.UNKNOWN:
            found.append("TLS compression is off")
        if features.secure_renegotiation is Tri.UNKNOWN:
            found.append("secure renegotiation (RFC 5746) is supported")
        if sight.server.dh is None and any(suite.key_exchange == "DHE" for suite in sight.suites):
            found.append("the Diffie-Hellman group has 2048 bits or more")
    return tuple(found)
