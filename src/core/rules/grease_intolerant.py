"""`grease-intolerant`: the server fails when the hello holds reserved values that it must ignore.

## What we saw
A small hello is answered. The same hello with one reserved value (GREASE) among its versions, suites, groups and
extensions fails.

## What it means
Servers must ignore values that they do not know. Chrome sends some that nobody will ever use, new ones each time, so
that servers which do not ignore them are found early. This one, or a box before it, does not ignore them.

## Who is affected
Chrome, Edge, Opera, Brave and every other browser on Chromium; Safari, which sends GREASE as well. Clients that do not
send it still connect.

## How to fix it
Update the software of server, load balancer or inspecting firewall. If TLS is handled by own code: skip unknown values
instead of refusing the hello.

## How to check the fix
Chrome opens the page; `tlscheck check HOST:PORT` no longer reports it.

## References
- RFC 8701 section 3 (GREASE, client behaviour): https://www.rfc-editor.org/rfc/rfc8701#section-3
- RFC 8446 section 4.2 (unrecognised extensions are ignored): https://www.rfc-editor.org/rfc/rfc8446#section-4.2
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Impact, Severity
from core.model.observation import Profile
from core.model.prose import prose
from core.model.verdict import Needs, Rule, Verdict
from core.words import remedy
from core.words.ending_impact import ending_impact
from core.words.observed import at
from core.words.references import rfc
from core.words.strained import Hit, endpoints_of, strained
from core.words.wire import lines

_SENDERS = {"Chrome", "Safari"}


def check(evidence: Evidence) -> Verdict:
    return strained(evidence, (Profile.GREASE,), _finding)


def _finding(evidence: Evidence, hit: Hit) -> Finding:
    target = evidence.target
    where = endpoints_of(hit)
    control = where[0].control(Profile.GREASE)
    assert control is not None
    return Finding(
        code="grease-intolerant",
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(f"{target} is broken{at(evidence, where)} for Chrome, Edge and Safari: GREASE values upset it"),
        evidence=lines(
            evidence, where, prose("The same small hello is answered without reserved values and fails with them")
        ),
        means=prose(
            "A server must ignore values that it does not know. Chrome and Safari send reserved ones on purpose; "
            "this server, or a box before it, refuses the hello for them."
        ),
        impact=_senders(ending_impact(target, control.outcome)),
        fix=(
            prose("Update the software of server, load balancer or inspecting firewall"),
            prose("Take TLS inspection and acceleration out of the path until then"),
            remedy.logs(evidence.software),
        ),
        verify=f"tlscheck check {target}",
        references=(rfc(8701, "3", "GREASE, client behaviour"), rfc(8446, "4.2", "Extensions")),
        accounts_for_failure=True,
    )


def _senders(shown: tuple[Impact, ...]) -> tuple[Impact, ...]:
    return tuple(i for i in shown if i.client in _SENDERS)


RULE = Rule(codes=("grease-intolerant",), rank=432, check=check, needs=Needs.CONTROLS)
