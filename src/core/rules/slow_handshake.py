"""`slow-handshake`: the handshake is far too slow.

## What we saw
The handshake took more than three seconds, or the server's bytes still trickled in when our time was over. The
evidence says where the time went: to the first byte, or from there to the end.

## What it means
A handshake is two or three round trips. A late first byte means a server or proxy that is overloaded, short of
entropy or workers, or resolves the client's name first. A slow flight means a starved process or a path that loses
packets.

## Who is affected
Clients with short time limits fail (5 seconds is common in service-to-service calls, 10 in Go); people wait.

## How to fix it
Look at load, worker count, reverse DNS lookups and the key's storage on the server; then at packet loss on the way.

## How to check the fix
`curl -o /dev/null -w '%{time_connect} %{time_appconnect}' https://HOST:PORT/`: the two numbers lie close together.

## References
- RFC 8446 section 2 (Protocol Overview): https://www.rfc-editor.org/rfc/rfc8446#section-2
- Go net/http TLSHandshakeTimeout: https://pkg.go.dev/net/http#Transport
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.observation import Attempt, Stage
from core.model.prose import Code, Prose, prose
from core.model.verdict import Rule, Verdict, found
from core.words import impact, proofs, remedy
from core.words.observed import at, seconds
from core.words.references import page, rfc
from core.words.signs import Sign, completed_slowly, handshake_ms, no_connection, quiet, sign
from core.words.wire import lines


def check(evidence: Evidence) -> Verdict:
    unasked = no_connection(evidence)
    if unasked:
        return unasked
    hit = tuple(e for e in evidence.judged if sign(e) is Sign.SLOW or completed_slowly(e))
    return found(_finding(evidence, hit)) if hit else quiet(evidence, (Stage.SERVER_FLIGHT, Stage.FINISHED))


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    attempt = max(map(_slow, hit), key=lambda a: handshake_ms(a) or 0.0)
    took = seconds(handshake_ms(attempt) or 0.0)
    done = all(e.completed for e in hit)
    where = at(evidence, hit)
    told = f"takes {took} for a handshake{where}" if done else f"has not finished a handshake after {took}{where}"
    return Finding(
        code="slow-handshake",
        severity=Severity.AT_RISK if done else Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(f"{target} {'is at risk' if done else 'is broken'}: it {told}"),
        evidence=lines(evidence, hit, *(_where_time_goes(_slow(e)) for e in hit)),
        means=prose(
            "A handshake is two or three round trips. A late first byte means an overloaded server, too few workers "
            "or a name lookup before the answer; a slow flight means a starved process or lost packets."
        ),
        impact=impact.silent_in_handshake(target),
        fix=_fix(evidence, hit[0]),
        verify=proofs.timing(target),
        references=(
            rfc(8446, "2", "Protocol Overview"),
            page("Go TLSHandshakeTimeout", "https://pkg.go.dev/net/http#Transport"),
        ),
        explains=frozenset({"stalled-mid-handshake"}),
        accounts_for_failure=not done,
    )


def _slow(endpoint: Endpoint) -> Attempt:
    return completed_slowly(endpoint) or endpoint.attempts[0]


def _fix(evidence: Evidence, endpoint: Endpoint) -> tuple[Prose, ...]:
    target = evidence.target
    return (
        prose(
            "Look at the server's load and free workers: ",
            Code("uptime"),
            ", ",
            Code(f"ss -ltn 'sport = :{target.port}'"),
            " (a full accept queue shows in Recv-Q)",
        ),
        prose(
            "Switch off reverse lookups of client addresses (",
            Code("HostnameLookups Off"),
            ", ",
            Code("UseDNS no"),
            ")",
        ),
        prose("Look for packet loss: ", Code(f"mtr -T -P {target.port} {endpoint.address}")),
        remedy.logs(evidence.software),
    )


def _where_time_goes(attempt: Attempt) -> Prose:
    timings = attempt.timings
    points = (
        ("TCP", timings.connected),
        ("STARTTLS", timings.starttls),
        ("first byte", timings.first_byte),
        ("handshake complete", timings.handshake),
        ("end", timings.total),
    )
    known = "; ".join(f"{name} at {seconds(ms)}" for name, ms in points if ms is not None)
    return prose(f"Where the time goes at {attempt.probe.address}: {known}")


RULE = Rule(codes=("slow-handshake",), rank=420, check=check)
