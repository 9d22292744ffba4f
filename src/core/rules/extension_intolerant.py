"""`extension-intolerant`: the server fails when a certain extension, or any unknown one, is offered.

## What we saw
Either: the usual hello fails, TLS 1.2 with few extensions is answered, and with one extension more it fails again. Or:
a small hello is answered, and with one extension of an unassigned number it fails.

## What it means
Extensions that a server does not know must be ignored (RFC 8446 section 4.2, RFC 5246 section 7.4.1.4). This one, or
a box before it, refuses the hello instead.

## Who is affected
All clients that send the extension. An unknown one: clients with new features, such as Encrypted ClientHello or
certificate compression in browsers, at the latest when the next extension is introduced.

## How to fix it
Update the software of server, load balancer or inspecting firewall.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME -alpn h2 -status` completes.

## References
- RFC 8446 section 4.2 (Extensions): https://www.rfc-editor.org/rfc/rfc8446#section-4.2
- RFC 5246 section 7.4.1.4 (Hello Extensions): https://www.rfc-editor.org/rfc/rfc5246#section-7.4.1.4
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.observation import AlertReceived, Profile
from core.model.prose import Prose, prose
from core.model.verdict import Found, Needs, NotApplicable, Rule, Undetermined, Verdict, found
from core.wire.codes import AlertDescription
from core.words import proofs, remedy
from core.words.ending_impact import ending_impact
from core.words.observed import at
from core.words.offers import passes, refused_hellos
from core.words.references import rfc
from core.words.strained import Hit, endpoints_of, strained
from core.words.wire import lines

_NAMES = {
    Profile.PLUS_ALPN: "application_layer_protocol_negotiation",
    Profile.PLUS_TICKET: "session_ticket",
    Profile.PLUS_MASTER_SECRET: "extended_master_secret",
    Profile.PLUS_STATUS: "status_request",
    Profile.PLUS_SCT: "signed_certificate_timestamp",
}


def check(evidence: Evidence) -> Verdict:
    hit = tuple(e for e in refused_hellos(evidence) if passes(e, Profile.BARE) and _fails_with_more(e))
    if hit:
        return found(_finding(evidence, hit, _culprits(hit)))
    unknown = strained(evidence, (Profile.UNKNOWN_EXTENSION,), _unknown)
    if isinstance(unknown, Found | Undetermined):
        return unknown
    return NotApplicable("the usual extensions are borne") if evidence.failing else unknown


def _fails_with_more(endpoint: Endpoint) -> bool:
    """The same version with the usual extensions fails; with TLS 1.3 the version could be to blame.

    Alert 120 refuses the protocols that ALPN names: that is `alert-no-application-protocol`, and no intolerance.
    """
    match endpoint.outcome:
        case AlertReceived(number=AlertDescription.NO_APPLICATION_PROTOCOL):
            return False
    return passes(endpoint, Profile.TLS12_ONLY) is False and passes(endpoint, Profile.SMALL) is not True


def _culprits(hit: tuple[Endpoint, ...]) -> tuple[str, ...]:
    return tuple(name for profile, name in _NAMES.items() if any(passes(e, profile) is False for e in hit))


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...], culprits: tuple[str, ...]) -> Finding:
    what = " or ".join(culprits) or "the usual extensions together"
    told = prose(f"TLS 1.2 with few extensions is answered; with {what} it fails")
    return _made(evidence, hit, what, told)


def _unknown(evidence: Evidence, hit: Hit) -> Finding:
    told = prose("The same small hello is answered without an extension of an unassigned number and fails with it")
    return _made(evidence, endpoints_of(hit), "an extension that it does not know", told)


def _made(evidence: Evidence, hit: tuple[Endpoint, ...], what: str, told: Prose) -> Finding:
    target = evidence.target
    control = hit[0].control(Profile.UNKNOWN_EXTENSION)
    outcome = hit[0].outcome if control is None else control.outcome
    return Finding(
        code="extension-intolerant",
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(f"{target} is broken{at(evidence, hit)}: it fails as soon as the hello has {what}"),
        evidence=lines(evidence, hit, told),
        means=prose(
            "Extensions that a server does not support must be ignored. This one, or a box before it, refuses the "
            "whole hello: a fault of its software."
        ),
        impact=ending_impact(target, outcome),
        fix=(
            prose("Update the software of server, load balancer or inspecting firewall"),
            prose("Take TLS inspection and acceleration out of the path until then"),
            remedy.logs(evidence.software),
        ),
        verify=proofs.s_client(target, "-alpn", "h2", "-status"),
        references=(rfc(8446, "4.2", "Extensions"), rfc(5246, "7.4.1.4", "Hello Extensions")),
        explains=frozenset({"closed-after-hello", "reset-after-hello", "silent-after-hello", "alert-decode-error"}),
        accounts_for_failure=True,
    )


RULE = Rule(codes=("extension-intolerant",), rank=433, check=check, needs=Needs.CONTROLS)
